//! hledger's journal format, for `hledger check --strict`.
//! Source: hledger manual 1.25, "journal format".

use super::{JournalPosting, JournalTransaction, JournalWriter, one_line};
use crate::domain::currency::Currency;
use jiff::civil::Date;

pub(super) struct Hledger;

impl JournalWriter for Hledger {
    fn opening(&mut self) -> String {
        "; Ledger of Quittance: debits positive. Written by `quittance ledger export`.\ndecimal-mark .\n"
            .into()
    }

    fn currency(&mut self, currency: Currency, _: Date) -> String {
        // The format's own example of an amount: a point even where no decimals follow.
        let decimals = "0".repeat(currency.exponent() as usize);
        format!("\ncommodity 1000.{decimals} {}\n", currency.code())
    }

    fn account(&mut self, account: &str, comment: &str, _: Date) -> String {
        // A colon would make a tag, and the tag `type:` would change the account.
        let comment = words(comment).replace(':', "：");
        match comment.as_str() {
            "" => format!("\naccount {account}\n"),
            comment => format!("\naccount {account}  ; {comment}\n"),
        }
    }

    fn transaction(&mut self, transaction: &JournalTransaction) -> String {
        let JournalTransaction { id, on, kind, customer, description, postings } = transaction;
        let (customer, description) = (words(customer), words(description));
        let mut text =
            format!("\n{on} * ({kind}) {customer} | {description}\n    ; transaction: {id}\n");
        for JournalPosting { account, amount, currency } in postings {
            text.push_str(&format!("    {account}  {amount} {}\n", currency.code()));
        }
        text
    }

    fn closing(&mut self, on: Date) -> String {
        format!(
            "\n; What each customer owes and is owed by its documents.\n{on} * (assertion) Quittance\n"
        )
    }

    fn assertion(&mut self, posting: &JournalPosting, _: Date) -> String {
        let JournalPosting { account, amount, currency } = posting;
        let code = currency.code();
        format!("    {account}  0 {code} = {amount} {code}\n")
    }
}

/// hledger has no escapes: a semicolon begins a comment and a bar divides payee from note, so both
/// become their full-width forms.
fn words(text: &str) -> String {
    one_line(text).replace(';', "；").replace('|', "｜")
}
