//! Recording a payment that came outside: wire, cheque, cash (row D9). It settles the invoices named,
//! in their order; what is left over becomes the customer's credit, never lost and never silent.

use super::receive_payment::{Receipt, receive};
use crate::domain::credit_grant::GrantKind;
use crate::domain::id::{InvoiceId, PaymentId};
use crate::domain::invoice::{InvoiceError, InvoiceStatus};
use crate::domain::ledger::{Account, PostingError};
use crate::domain::money::{Money, MoneyError};
use crate::domain::payment::{Payment, PaymentMethod};
use crate::flows::credits::CreditError;
use crate::store::{Actor, StoreError, TenantTx, invoices, payments};
use jiff::Timestamp;
use jiff::civil::Date;

/// A payment as staff type it.
#[derive(Clone, Debug, PartialEq)]
pub struct OfflinePayment {
    pub method: PaymentMethod,
    pub reference: String,
    pub amount: Money,
    pub received_on: Date,
    /// The invoices it is for, in order. Empty: the oldest open ones of the currency.
    pub invoices: Vec<InvoiceId>,
    /// Made when the form was rendered: two submits of one form record one payment.
    pub idempotency_key: String,
}

#[derive(Debug, thiserror::Error)]
pub enum RecordPaymentError {
    #[error("an amount must be greater than zero")]
    NotPositive,
    /// Withheld tax needs its certificate: `record_withholding_tax`.
    #[error("withheld tax is no money")]
    NotMoney,
    #[error("{received_on} is in the future")]
    InTheFuture { received_on: Date },
    #[error("no such invoice {0}")]
    NoSuchInvoice(InvoiceId),
    #[error("invoice {invoice} is {status:?}, not open")]
    NotOpen { invoice: InvoiceId, status: InvoiceStatus },
    #[error("the payment is in {paid}, the invoice in {owed}")]
    OtherCurrency { paid: &'static str, owed: &'static str },
    #[error("this form was already submitted with other values")]
    KeyReused,
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Credit(#[from] CreditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MoneyError> for RecordPaymentError {
    fn from(error: MoneyError) -> Self {
        Self::Invoice(error.into())
    }
}

/// Records the payment and returns it. The same key again returns the payment recorded before, or
/// `KeyReused` when the amount differs.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn record_offline_payment(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    received: &OfflinePayment,
) -> Result<Payment, RecordPaymentError> {
    if let Some(earlier) = payments::find_by_idempotency_key(tx, &received.idempotency_key).await? {
        let is_same =
            earlier.amount == received.amount && earlier.received_on == received.received_on;
        return if is_same { Ok(earlier) } else { Err(RecordPaymentError::KeyReused) };
    }
    if !received.method.is_money() {
        return Err(RecordPaymentError::NotMoney);
    }
    if received.amount.amount_minor <= 0 {
        return Err(RecordPaymentError::NotPositive);
    }
    if received.received_on > today {
        return Err(RecordPaymentError::InTheFuture { received_on: received.received_on });
    }
    let due = due_invoices(tx, received).await?;
    let receipt = Receipt {
        payment_id: PaymentId::new(),
        method: received.method,
        reference: &received.reference,
        amount: received.amount,
        received_on: received.received_on,
        account: Account::Bank,
        idempotency_key: &received.idempotency_key,
        credit_kind: GrantKind::Payment,
    };
    receive(tx, now, actor, &receipt, &due).await
}

/// The invoices to settle with what is due on each, locked, in order.
pub(super) async fn due_invoices(
    tx: &mut TenantTx,
    received: &OfflinePayment,
) -> Result<Vec<(InvoiceId, Money)>, RecordPaymentError> {
    if received.invoices.is_empty() {
        return Ok(invoices::open_in_currency(tx, received.amount.currency).await?);
    }
    let mut due = Vec::with_capacity(received.invoices.len());
    for &id in &received.invoices {
        let invoice = invoices::lock(tx, id).await?.ok_or(RecordPaymentError::NoSuchInvoice(id))?;
        if invoice.status != InvoiceStatus::Open {
            return Err(RecordPaymentError::NotOpen { invoice: id, status: invoice.status });
        }
        if invoice.currency != received.amount.currency {
            let (paid, owed) = (received.amount.currency.code(), invoice.currency.code());
            return Err(RecordPaymentError::OtherCurrency { paid, owed });
        }
        // Named twice, it would be counted twice.
        if !due.iter().any(|&(known, _)| known == id) {
            due.push((id, invoice.due()?));
        }
    }
    Ok(due)
}
