//! A credit note: it reduces what is due on its invoice first, and what is left becomes the
//! customer's credit. Issued once, never changed. Row J1 (issuing), C4.
//!
//! The arithmetic of its amounts is in `amounts`, what of it may be paid out in `own_money`.

mod amounts;
mod own_money;

pub use amounts::{
    CreditAmountError, Excess, credited_discount, tax_of_credit, tax_of_credits_in_order,
};
pub use own_money::{OwnMoney, PaidShare};

use super::currency::Currency;
use super::id::{CreditNoteId, InvoiceId, SellerId, SeriesId, TenantId};
use super::invoice::Line;
use super::money::{Money, MoneyError};
use super::party::{Buyer, Seller};
use super::tax_total::TaxSubtotal;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::str::FromStr;

/// Why it was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditReason {
    Returned,
    Duplicate,
    BillingError,
    Goodwill,
    Cancellation,
    Other,
}

impl CreditReason {
    pub const ALL: [Self; 6] = [
        Self::Returned,
        Self::Duplicate,
        Self::BillingError,
        Self::Goodwill,
        Self::Cancellation,
        Self::Other,
    ];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Duplicate => "duplicate",
            Self::BillingError => "billing_error",
            Self::Goodwill => "goodwill",
            Self::Cancellation => "cancellation",
            Self::Other => "other",
        }
    }
}

/// A reason word that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown credit reason {0:?}")]
pub struct UnknownCreditReason(pub String);

impl FromStr for CreditReason {
    type Err = UnknownCreditReason;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|r| r.word() == word)
            .ok_or_else(|| UnknownCreditReason(word.into()))
    }
}

/// A credit note without its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct CreditNote {
    pub tenant_id: TenantId,
    pub credit_note_id: CreditNoteId,
    /// None for a note that corrects no single invoice (an import without the reference).
    pub invoice_id: Option<InvoiceId>,
    pub seller_id: SellerId,
    pub series_id: SeriesId,
    pub number: String,
    pub reason: CreditReason,
    pub memo: String,
    pub language: String,
    pub currency: Currency,
    pub issued_on: Date,
    pub subtotal: Money,
    pub tax: Money,
    pub total: Money,
    /// What reduced the invoice.
    pub applied: Money,
    /// What became the customer's credit.
    pub to_balance: Money,
    pub seller: Seller,
    pub buyer: Buyer,
    pub created_at: Timestamp,
    pub pdf_sha256: Option<[u8; 32]>,
    /// When and why it was voided, if it was. Its number stays taken.
    pub voided: Option<Voided>,
}

/// That a credit note no longer credits anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voided {
    pub voided_at: Timestamp,
    pub reason: String,
}

/// A credit note with everything printed on it. Amounts are positive.
#[derive(Clone, Debug, PartialEq)]
pub struct CreditNoteWithLines {
    pub credit_note: CreditNote,
    pub lines: Vec<Line>,
    pub taxes: Vec<TaxSubtotal>,
}

/// What earlier credit notes credited of one invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct CreditedBefore {
    pub total: Money,
    /// By the line's number on the invoice.
    pub quantities: Vec<(i32, Decimal)>,
    pub taxes: Vec<TaxSubtotal>,
}

impl CreditedBefore {
    /// How much of this line was credited.
    #[must_use]
    pub fn quantity_of(&self, line_no: i32) -> Decimal {
        self.quantities.iter().filter(|(no, _)| *no == line_no).map(|(_, quantity)| *quantity).sum()
    }

    /// Makes the tax of the last note exactly what the earlier ones left of the invoice's tax, so that
    /// the notes together never differ from it by a cent, in whatever order they were issued.
    /// # Errors  the currencies differ.
    pub fn close_taxes(
        &self,
        invoiced: &[TaxSubtotal],
        last: &mut [TaxSubtotal],
    ) -> Result<(), MoneyError> {
        for row in last {
            if let Some(left) = self.tax_left(invoiced, row)? {
                row.tax = left;
            }
        }
        Ok(())
    }

    /// Keeps the tax of a note that is not the last within what the earlier ones left: many small notes,
    /// each rounded up, would otherwise credit more tax than there was.
    /// # Errors  the currencies differ.
    pub fn limit_taxes(
        &self,
        invoiced: &[TaxSubtotal],
        note: &mut [TaxSubtotal],
    ) -> Result<(), MoneyError> {
        for row in note {
            if let Some(left) = self.tax_left(invoiced, row)? {
                row.tax = amounts::within(row.tax, left)?;
            }
        }
        Ok(())
    }

    /// The tax of the invoice's row with this category and rate, less what was credited of it.
    fn tax_left(
        &self,
        invoiced: &[TaxSubtotal],
        row: &TaxSubtotal,
    ) -> Result<Option<Money>, MoneyError> {
        let is_same = |other: &&TaxSubtotal| {
            other.category == row.category && other.rate_percent == row.rate_percent
        };
        let Some(whole) = invoiced.iter().find(is_same) else { return Ok(None) };
        match self.taxes.iter().find(is_same) {
            Some(before) => whole.tax.checked_sub(before.tax).map(Some),
            None => Ok(Some(whole.tax)),
        }
    }
}

/// How `total` divides into what reduces an invoice with `due` left and what becomes credit.
/// Returns (applied, to balance); their sum is `total`.
/// # Errors  the currencies differ.
pub fn place(total: Money, due: Money) -> Result<(Money, Money), MoneyError> {
    let applied = total.min(due)?;
    Ok((applied, total.checked_sub(applied)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tax_total::TaxCategory;

    fn gbp(amount_minor: i64) -> Money {
        Money { amount_minor, currency: "GBP".parse().unwrap() }
    }

    #[test]
    fn a_credit_note_reduces_what_is_due_before_it_becomes_credit() {
        assert_eq!(place(gbp(50_00), gbp(80_00)), Ok((gbp(50_00), gbp(0))));
        assert_eq!(place(gbp(50_00), gbp(30_00)), Ok((gbp(30_00), gbp(20_00))));
        assert_eq!(place(gbp(50_00), gbp(0)), Ok((gbp(0), gbp(50_00))));
    }

    #[test]
    fn a_note_never_credits_more_tax_than_is_left_and_the_last_one_all_of_it() {
        let row = |tax| TaxSubtotal {
            category: TaxCategory::Standard,
            rate_percent: Decimal::from(20),
            taxable: gbp(3),
            tax: gbp(tax),
        };
        let before = CreditedBefore { total: gbp(15), quantities: Vec::new(), taxes: vec![row(4)] };
        let fit = |tax| {
            let mut note = [row(tax)];
            before.limit_taxes(&[row(5)], &mut note).unwrap();
            note[0].tax
        };
        assert_eq!([fit(0), fit(1), fit(2)], [gbp(0), gbp(1), gbp(1)]);
        let mut last = [row(0)];
        before.close_taxes(&[row(5)], &mut last).unwrap();
        assert_eq!(last[0].tax, gbp(1));
    }
}
