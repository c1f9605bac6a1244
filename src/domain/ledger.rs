//! Postings of the double-entry ledger: which accounts each money event moves (row N1).
//!
//! Debits are positive, credits negative. A `Posting` that does not balance cannot be made; the
//! database checks the same again at commit. Owns the chart of accounts; storing is `store::ledger`.

use super::money::{Money, MoneyError};
use super::word::word_enum;
use jiff::civil::Date;
use std::collections::BTreeMap;
use uuid::Uuid;

word_enum! {
    /// The chart of accounts. Each is kept per tenant and currency.
    pub enum Account: "ledger account" {
        /// What the customer owes for documents.
        Receivable = "receivable",
        /// What the operator owes the customer: over-payments, unplaced credit notes, grants.
        CustomerCredit = "customer_credit",
        /// What was taken from the customer's credit and is on its way back to them.
        RefundsPending = "refunds_pending",
        /// Money that arrived.
        Bank = "bank",
        /// Money that arrived at a payment gateway and was not paid out yet.
        GatewayClearing = "gateway_clearing",
        /// Money that a gateway has withdrawn while a dispute is undecided.
        DisputedFunds = "disputed_funds",
        /// What gateways kept of it.
        GatewayFees = "gateway_fees",
        /// What lost disputes cost.
        DisputeLosses = "dispute_losses",
        /// What credit that was given away costs.
        PromotionalCredit = "promotional_credit",
        /// Credit that nobody used in time.
        ExpiredCredit = "expired_credit",
        Sales = "sales",
        TaxPayable = "tax_payable",
        /// Tax that customers withheld and paid for us: we may set it off against our own.
        WithholdingTaxReceivable = "withholding_tax_receivable",
        BadDebt = "bad_debt",
        OpeningBalance = "opening_balance",
    }
}

impl Account {
    /// Whether the account is part of what a customer and the operator owe each other.
    #[must_use]
    pub fn is_customer_balance(self) -> bool {
        matches!(self, Self::Receivable | Self::CustomerCredit)
    }
}

word_enum! {
    /// What happened, for the ledger's reader and for the key that lets it be posted only once.
    pub enum PostingKind: "posting kind" {
        InvoiceIssued = "invoice_issued",
        InvoiceVoided = "invoice_voided",
        InvoiceWrittenOff = "invoice_written_off",
        CreditNoteIssued = "credit_note_issued",
        CreditNoteVoided = "credit_note_voided",
        PaymentReceived = "payment_received",
        /// A customer paid the tax office in our name: the invoice is settled, and no money came.
        TaxWithheld = "tax_withheld",
        /// What the gateway kept of a payment.
        GatewayFee = "gateway_fee",
        CreditApplied = "credit_applied",
        /// Money taken off an invoice again: it is the customer's credit from then on.
        AllocationReversed = "allocation_reversed",
        CreditGranted = "credit_granted",
        CreditExpired = "credit_expired",
        /// Given away, and withdrawn before it was spent.
        CreditTakenBack = "credit_taken_back",
        /// Taken from the customer's credit, on its way back.
        RefundRequested = "refund_requested",
        RefundSucceeded = "refund_succeeded",
        /// Not taken by the bank: the customer's credit again.
        RefundFailed = "refund_failed",
        DisputeWithdrawn = "dispute_withdrawn",
        DisputeFee = "dispute_fee",
        DisputeReinstated = "dispute_reinstated",
        DisputeLost = "dispute_lost",
    }
}

impl PostingKind {
    /// The kind of row that `source_id` names.
    #[must_use]
    pub fn source_kind(self) -> &'static str {
        match self {
            Self::InvoiceIssued | Self::InvoiceVoided | Self::InvoiceWrittenOff => "invoice",
            Self::CreditNoteIssued | Self::CreditNoteVoided => "credit_note",
            Self::PaymentReceived | Self::TaxWithheld | Self::GatewayFee => "payment",
            Self::CreditApplied | Self::AllocationReversed => "allocation",
            Self::CreditGranted | Self::CreditExpired | Self::CreditTakenBack => "credit_grant",
            Self::RefundRequested | Self::RefundSucceeded | Self::RefundFailed => "refund",
            Self::DisputeWithdrawn
            | Self::DisputeFee
            | Self::DisputeReinstated
            | Self::DisputeLost => "dispute_movement",
        }
    }
}

/// One side of a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub account: Account,
    /// Positive debits the account, negative credits it.
    pub amount: Money,
}

/// A balanced ledger transaction, ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    pub kind: PostingKind,
    pub source_id: Uuid,
    /// The document's number or the payment's reference: what a bookkeeper searches for.
    pub description: String,
    pub effective_on: Date,
    entries: Vec<Entry>,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostingError {
    #[error("the entries leave {residue} over")]
    Unbalanced { residue: Money },
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Posting {
    /// A posting whose entries sum to zero in each currency. Zero entries are left out; a posting of
    /// nothing (a document of 0.00) has no entries and is not stored.
    /// # Errors  `Unbalanced` with what is left over.
    pub fn new(
        kind: PostingKind,
        source_id: Uuid,
        description: &str,
        effective_on: Date,
        entries: impl IntoIterator<Item = Entry>,
    ) -> Result<Self, PostingError> {
        let entries: Vec<Entry> =
            entries.into_iter().filter(|e| e.amount.amount_minor != 0).collect();
        let mut sums: BTreeMap<_, Money> = BTreeMap::new();
        for entry in &entries {
            let currency = entry.amount.currency;
            let sum = sums.entry(currency).or_insert(Money::zero(currency));
            *sum = sum.checked_add(entry.amount)?;
        }
        match sums.into_values().find(|sum| sum.amount_minor != 0) {
            Some(residue) => Err(PostingError::Unbalanced { residue }),
            None => Ok(Self {
                kind,
                source_id,
                description: description.to_owned(),
                effective_on,
                entries,
            }),
        }
    }

    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether there is nothing to store.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Debit `account` by `amount`.
#[must_use]
pub fn debit(account: Account, amount: Money) -> Entry {
    Entry { account, amount }
}

/// Credit `account` by `amount`.
/// # Errors  `Overflow` for the one amount that has no negative.
pub fn credit(account: Account, amount: Money) -> Result<Entry, MoneyError> {
    Ok(Entry { account, amount: amount.checked_neg()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;
    use jiff::civil::date;

    fn eur(amount_minor: i64) -> Money {
        Money { amount_minor, currency: "EUR".parse::<Currency>().unwrap() }
    }

    #[test]
    fn a_posting_that_is_off_by_one_cent_cannot_be_made() {
        let entries =
            [debit(Account::Bank, eur(10_00)), credit(Account::Receivable, eur(9_99)).unwrap()];
        let made = Posting::new(
            PostingKind::PaymentReceived,
            Uuid::nil(),
            "P-1",
            date(2026, 11, 20),
            entries,
        );
        assert_eq!(made, Err(PostingError::Unbalanced { residue: eur(1) }));
    }

    #[test]
    fn each_currency_balances_by_itself() {
        let usd = Money { amount_minor: -10_00, currency: "USD".parse().unwrap() };
        let entries =
            [debit(Account::Bank, eur(10_00)), Entry { account: Account::Receivable, amount: usd }];
        let made = Posting::new(
            PostingKind::PaymentReceived,
            Uuid::nil(),
            "P-1",
            date(2026, 11, 20),
            entries,
        );
        assert!(matches!(made, Err(PostingError::Unbalanced { .. })));
    }

    #[test]
    fn a_document_of_zero_posts_nothing() {
        let made = Posting::new(
            PostingKind::InvoiceIssued,
            Uuid::nil(),
            "INV-1",
            date(2026, 11, 20),
            [debit(Account::Receivable, eur(0)), debit(Account::Sales, eur(0))],
        )
        .unwrap();
        assert!(made.is_empty());
    }
}
