//! Control totals: what the file says, and into which of three buckets each part of it went. The
//! three always sum to the file; what was taken is compared with what the database then holds.

use crate::domain::currency::Currency;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One file's control totals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    pub file: Bucket,
    /// Written now, or to be written with `--apply`.
    pub taken: Bucket,
    /// The same document was imported before.
    pub already: Bucket,
    pub refused: Bucket,
    /// Documents among the refused that were imported before and say something else now.
    pub changed: u64,
    /// Rows that could not be read and are therefore in no amount.
    pub uncounted_rows: u64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bucket {
    pub documents: u64,
    /// Rows of the file.
    pub rows: u64,
    pub by_currency: BTreeMap<Currency, Amounts>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Amounts {
    pub invoices: Sums,
    pub credit_notes: Sums,
    pub payments: Sums,
}

/// Amounts with the file's own signs, and with or without tax as the file has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums {
    pub documents: u64,
    /// Each line rounded to the minor unit, then summed.
    pub amount_minor: i128,
    /// Quantity × price of every line, nothing rounded, in major units.
    pub exact: Decimal,
}

impl Totals {
    /// For the import's record and the audit log; amounts as text, because a sum may leave 64 bits.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "file": self.file.to_json(),
            "taken": self.taken.to_json(),
            "already_imported": self.already.to_json(),
            "refused": self.refused.to_json(),
            "changed": self.changed,
            "uncounted_rows": self.uncounted_rows,
        })
    }
}

impl Bucket {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents == 0 && self.rows == 0
    }

    fn to_json(&self) -> Value {
        let currencies: serde_json::Map<String, Value> = self
            .by_currency
            .iter()
            .map(|(currency, amounts)| {
                let sums = |sums: &Sums| {
                    json!({
                        "documents": sums.documents,
                        "amount": major(sums.amount_minor, *currency),
                        "exact": sums.exact.normalize().to_string(),
                    })
                };
                let value = json!({
                    "invoices": sums(&amounts.invoices),
                    "credit_notes": sums(&amounts.credit_notes),
                    "payments": sums(&amounts.payments),
                });
                (currency.code().to_owned(), value)
            })
            .collect();
        json!({ "documents": self.documents, "rows": self.rows, "currencies": currencies })
    }
}

/// Minor units as a plain decimal number: −62985537 GBP is `-629855.37`.
#[must_use]
pub fn major(amount_minor: i128, currency: Currency) -> String {
    let unit = i128::from(currency.minor_per_major()).unsigned_abs();
    let sign = if amount_minor < 0 { "-" } else { "" };
    let (whole, part) = (amount_minor.unsigned_abs() / unit, amount_minor.unsigned_abs() % unit);
    match currency.exponent() as usize {
        0 => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{part:0digits$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_with_its_currencys_decimals() {
        assert_eq!(major(-629_855_37, Currency::GBP), "-629855.37");
        assert_eq!(major(-5, Currency::GBP), "-0.05");
        assert_eq!(major(1_200, Currency::JPY), "1200");
        assert_eq!(major(1_200, Currency::KWD), "1.200");
    }
}
