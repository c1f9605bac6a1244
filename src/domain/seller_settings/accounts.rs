//! The rows of a seller's bank accounts, one per currency: an IBAN with its BIC, or what the country's banks
//! ask for instead, as named lines.

use super::bank_id::{bic, iban};
use super::{
    ACCOUNTS_MAX, BankAccount, BankIdError, Check, Currency, Field, Problem, TEXT_MAX, one_line,
};

/// Named lines of one account.
const DETAILS_MAX: usize = 6;
const IBAN: &str = "IBAN";
const BIC: &str = "BIC";

/// One row of the accounts; empty beside its currency means no row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedAccount {
    /// ISO 4217; empty: any other currency.
    pub currency: String,
    pub bank_name: String,
    pub iban: String,
    pub bic: String,
    /// One per line: "Sort code: 60-16-13".
    pub details: String,
}

/// What is stored, as if it had been typed.
#[must_use]
pub fn typed_account(account: &BankAccount) -> TypedAccount {
    let named = |name: &str| {
        account
            .rows
            .iter()
            .find(|(label, _)| label == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    let others = account.rows.iter().filter(|(label, _)| label != IBAN && label != BIC);
    TypedAccount {
        currency: account.currency.clone(),
        bank_name: account.bank_name.clone(),
        iban: named(IBAN),
        bic: named(BIC),
        details: others.map(|(l, v)| format!("{l}: {v}")).collect::<Vec<_>>().join("\n"),
    }
}

impl Check {
    pub(super) fn accounts(&mut self, typed: &[TypedAccount]) -> Vec<BankAccount> {
        let mut accounts: Vec<BankAccount> = Vec::new();
        for (row, typed) in typed.iter().enumerate().take(ACCOUNTS_MAX) {
            let texts = [&typed.bank_name, &typed.iban, &typed.bic, &typed.details];
            if texts.iter().all(|text| text.trim().is_empty()) {
                continue;
            }
            let currency = typed.currency.trim();
            if !currency.is_empty() && currency.parse::<Currency>().is_err() {
                self.add(Field::AccountCurrency(row), Problem::NotAChoice);
            } else if accounts.iter().any(|account| account.currency == currency) {
                self.add(Field::AccountCurrency(row), Problem::Twice);
            }
            let bank_name = self.text(Field::BankName(row), &typed.bank_name, false);
            let rows = self.account_rows(row, typed);
            accounts.push(BankAccount { currency: currency.to_owned(), bank_name, rows });
        }
        accounts
    }

    /// What the country's banks ask for, then IBAN and BIC.
    fn account_rows(&mut self, row: usize, typed: &TypedAccount) -> Vec<(String, String)> {
        let mut rows = self.details(row, &typed.details);
        if !typed.iban.trim().is_empty() {
            match iban(&typed.iban) {
                Ok(number) => rows.push((IBAN.to_owned(), in_groups_of_four(&number))),
                Err(error) => self.add(Field::Iban(row), Problem::Iban(error)),
            }
        } else if typed.details.trim().is_empty() {
            self.add(Field::Iban(row), Problem::Missing);
        }
        if !typed.bic.trim().is_empty() {
            match bic(&typed.bic) {
                Ok(code) => rows.push((BIC.to_owned(), code)),
                Err(_) => self.add(Field::Bic(row), Problem::Bic),
            }
        }
        rows
    }

    fn details(&mut self, row: usize, typed: &str) -> Vec<(String, String)> {
        let field = Field::AccountDetails(row);
        let mut rows = Vec::new();
        for line in typed.lines().map(one_line).filter(|line| !line.is_empty()) {
            let named = line.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
            match named {
                Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                    self.named_line(field, name, value);
                    rows.push((name.to_owned(), value.to_owned()));
                }
                _ => {
                    self.add(field, Problem::NotANamedLine);
                    return rows;
                }
            }
            if line.chars().count() > TEXT_MAX {
                self.add(field, Problem::TooLong { max: TEXT_MAX });
            }
        }
        if rows.len() > DETAILS_MAX {
            self.add(field, Problem::TooManyLines { max: DETAILS_MAX });
        }
        rows
    }

    /// Whoever writes an IBAN or a BIC among the other lines gets it checked all the same.
    fn named_line(&mut self, field: Field, name: &str, value: &str) {
        let name = name.to_uppercase();
        if name.contains(IBAN) {
            if let Err(error) = iban(value) {
                self.add(field, Problem::Iban(error));
            }
        } else if (name.contains(BIC) || name.contains("SWIFT"))
            && let Err(BankIdError::Format) = bic(value)
        {
            self.add(field, Problem::Bic);
        }
    }
}

/// As an IBAN is printed.
fn in_groups_of_four(number: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}
