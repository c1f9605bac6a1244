//! beancount's format, for `bean-check`.
//! Source: "Beancount Language Syntax", version 2.

use super::{JournalPosting, JournalTransaction, JournalWriter, one_line};
use crate::domain::currency::Currency;
use jiff::ToSpan;
use jiff::civil::Date;

pub(super) struct Beancount;

impl JournalWriter for Beancount {
    fn opening(&mut self) -> String {
        "; Ledger of Quittance: debits positive. Written by `quittance ledger export`.\n\
         option \"title\" \"Quittance\"\n"
            .into()
    }

    fn currency(&mut self, currency: Currency, on: Date) -> String {
        format!("\n{on} commodity {}\n", currency.code())
    }

    fn account(&mut self, account: &str, comment: &str, on: Date) -> String {
        match comment {
            "" => format!("\n{on} open {account}\n"),
            comment => format!("\n{on} open {account}\n  customer: {}\n", quoted(comment)),
        }
    }

    fn transaction(&mut self, transaction: &JournalTransaction) -> String {
        let JournalTransaction { id, on, kind, customer, description, postings } = transaction;
        let (customer, description) = (quoted(customer), quoted(description));
        let mut text = format!(
            "\n{on} * {customer} {description} #{}\n  kind: \"{kind}\"\n  transaction: \"{id}\"\n",
            kind.replace('_', "-")
        );
        for JournalPosting { account, amount, currency } in postings {
            text.push_str(&format!("  {account}  {amount} {}\n", currency.code()));
        }
        text
    }

    fn closing(&mut self, _: Date) -> String {
        "\n; What each customer owes and is owed by its documents.\n".into()
    }

    fn assertion(&mut self, posting: &JournalPosting, on: Date) -> String {
        let JournalPosting { account, amount, currency } = posting;
        // A balance holds at the beginning of its day, and without a tolerance of our own beancount
        // lets the last digit be wrong by one.
        let day = on.checked_add(1.day()).unwrap_or(on);
        format!("{day} balance {account}  {amount} ~ 0 {}\n", currency.code())
    }
}

/// A string of beancount's: quotes and backslashes are escaped.
fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}
