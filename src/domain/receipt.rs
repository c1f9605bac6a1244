//! What a receipt says: one payment as it was when it was recorded, and what it paid (row C4).
//!
//! A receipt is a fact of a moment. What became of the payment later, a refund, a dispute, credit that
//! was spent, is not on it.

use super::id::{InvoiceId, PaymentId};
use super::money::{Money, MoneyError};
use super::party::{Buyer, Seller};
use super::payment::Payment;
use jiff::civil::Date;

/// What a payment did to one invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct PaidInvoice {
    pub invoice_id: InvoiceId,
    pub number: String,
    pub issued_on: Date,
    pub total: Money,
    /// What of the payment was placed on it.
    pub paid: Money,
    /// What was left to pay then, after this payment and all that came before it.
    pub left_open: Money,
}

/// An invoice that a payment settles, as things are now: for the payment's page.
#[derive(Clone, Debug, PartialEq)]
pub struct SettledNow {
    pub invoice_id: InvoiceId,
    pub number: String,
    pub issued_on: Date,
    pub total: Money,
    /// What of the payment is on it, corrections counted.
    pub settled: Money,
    /// What is left to pay on it.
    pub due: Money,
}

/// A payment with both parties and what it paid, in the order in which it was placed.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    pub payment: Payment,
    pub seller: Seller,
    /// Who paid.
    pub buyer: Buyer,
    /// BCP 47 tag of the reader's language.
    pub language: String,
    pub invoices: Vec<PaidInvoice>,
    /// It bought credit ahead, so it was for no invoice.
    pub bought_credit: bool,
}

impl Receipt {
    /// What of the payment went to invoices.
    /// # Errors  `Overflow`, or `Currency` for an invoice in another currency, which the database forbids.
    pub fn settled(&self) -> Result<Money, MoneyError> {
        let nothing = Money::zero(self.payment.currency);
        self.invoices.iter().try_fold(nothing, |sum, invoice| sum.checked_add(invoice.paid))
    }

    /// What was more than was due, and became the customer's credit.
    /// # Errors  as [`Self::settled`].
    pub fn to_credit(&self) -> Result<Money, MoneyError> {
        self.payment.amount.checked_sub(self.settled()?)
    }
}

/// The number that a receipt is known by: `R-` and the last twelve digits of the payment's identifier,
/// which are random. No series counts receipts: they are no invoices.
#[must_use]
pub fn receipt_number(payment: PaymentId) -> String {
    let digits = payment.0.simple().to_string().to_uppercase();
    format!("R-{}-{}-{}", &digits[20..24], &digits[24..28], &digits[28..32])
}

/// Whether a payment's reference is the end of a card's or an account's number, as gateways give it: it
/// then belongs to the method and not to a transfer.
#[must_use]
pub fn is_number_end(reference: &str) -> bool {
    reference.starts_with("••••")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_known_by_the_end_of_the_payments_identifier() {
        let id: PaymentId = "0199a3c1-7d52-7c61-8c44-9f3be21d07a5".parse().unwrap();
        assert_eq!(receipt_number(id), "R-9F3B-E21D-07A5");
    }
}
