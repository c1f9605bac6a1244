//! A payment and the invoices it settles. Never in two currencies, never more than either side has.

use super::currency::Currency;
use super::id::{InvoiceId, PaymentId, TenantId};
use super::money::{Money, MoneyError};
use super::word::word_enum;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

mod status;

pub use status::{PaymentStatus, PaymentTransitionRefused};

word_enum! {
    /// How the money came.
    pub enum PaymentMethod: "payment method" {
        BankTransfer = "bank_transfer",
        Cheque = "cheque",
        Cash = "cash",
        Card = "card",
        DirectDebit = "direct_debit",
        /// Tax that the customer paid to their state in our name: no money, and it never goes back.
        WithholdingTax = "withholding_tax",
        Other = "other",
    }
}

impl PaymentMethod {
    /// Whether something arrived that could go back or be receipted.
    #[must_use]
    pub fn is_money(self) -> bool {
        self != Self::WithholdingTax
    }
}

/// Money that arrived, or tax withheld, which counts as if it had.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    pub tenant_id: TenantId,
    pub payment_id: PaymentId,
    pub method: PaymentMethod,
    /// What the bank statement or the cheque says.
    pub reference: String,
    pub currency: Currency,
    pub amount: Money,
    /// How much of it settles invoices; the rest became the customer's credit.
    pub allocated: Money,
    pub received_on: Date,
    pub recorded_at: Timestamp,
    pub recorded_by: String,
}

/// What proves that a customer paid our tax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithholdingCertificate {
    pub number: String,
    /// 5 means 5 %.
    pub rate_percent: Decimal,
}

/// Which invoices a payment settles, in order, and what is left over as credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    pub allocations: Vec<(InvoiceId, Money)>,
    pub to_credit: Money,
}

/// Places `amount` on invoices in the given order, each up to what is due on it. What is left over
/// becomes the customer's credit. The allocations and the credit always sum to `amount`.
/// # Errors  the currencies differ.
pub fn place(amount: Money, due: &[(InvoiceId, Money)]) -> Result<Placement, MoneyError> {
    let mut left = amount;
    let mut allocations = Vec::new();
    for &(invoice_id, due) in due {
        let share = left.min(due)?;
        if share.amount_minor > 0 {
            left = left.checked_sub(share)?;
            allocations.push((invoice_id, share));
        }
    }
    Ok(Placement { allocations, to_credit: left })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(amount_minor: i64) -> Money {
        Money { amount_minor, currency: "EUR".parse().unwrap() }
    }

    #[test]
    fn over_payment_becomes_credit() {
        let invoice = InvoiceId::new();
        let placed = place(eur(120_00), &[(invoice, eur(100_00))]).unwrap();
        assert_eq!(placed.allocations, [(invoice, eur(100_00))]);
        assert_eq!(placed.to_credit, eur(20_00));
    }

    #[test]
    fn a_part_payment_settles_the_first_invoice_first() {
        let (first, second) = (InvoiceId::new(), InvoiceId::new());
        let placed = place(eur(150_00), &[(first, eur(100_00)), (second, eur(100_00))]).unwrap();
        assert_eq!(placed.allocations, [(first, eur(100_00)), (second, eur(50_00))]);
        assert_eq!(placed.to_credit, eur(0));
    }

    #[test]
    fn a_settled_invoice_takes_nothing() {
        let placed = place(eur(10_00), &[(InvoiceId::new(), eur(0))]).unwrap();
        assert_eq!((placed.allocations.len(), placed.to_credit), (0, eur(10_00)));
    }
}
