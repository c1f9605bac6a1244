//! Recording a payment that came outside: wire, cheque, cash (row D9). It settles the invoices named,
//! in their order; what is left over becomes the customer's credit, never lost and never silent.

use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::{InvoiceId, PaymentId};
use crate::domain::invoice::{InvoiceError, InvoiceStatus, Settlement};
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::domain::money::{Money, MoneyError};
use crate::domain::payment::{Payment, PaymentMethod, Placement, place};
use crate::store::payments::Origin;
use crate::store::{Actor, StoreError, TenantTx, documents, invoices, ledger, outbox, payments};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

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
    if received.amount.amount_minor <= 0 {
        return Err(RecordPaymentError::NotPositive);
    }
    if received.received_on > today {
        return Err(RecordPaymentError::InTheFuture { received_on: received.received_on });
    }
    let due = due_invoices(tx, received).await?;
    let placement = place(received.amount, &due)?;
    let payment = store_payment(tx, now, actor, received, &placement).await?;
    for &(invoice, share) in &placement.allocations {
        settle(tx, now, actor, &payment, invoice, share).await?;
    }
    if placement.to_credit.amount_minor > 0 {
        payments::move_credit(tx, placement.to_credit).await?;
    }
    ledger::post(tx, &received_posting(&payment, placement.to_credit)?, now).await?;
    let told = (outbox::Event::PaymentReceived, DocumentKind::Payment, payment.payment_id.0);
    outbox::push(tx, now, told.0, told.1, told.2, json!({})).await?;
    Ok(payment)
}

/// The invoices to settle with what is due on each, locked, in order.
async fn due_invoices(
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

async fn store_payment(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    received: &OfflinePayment,
    placement: &Placement,
) -> Result<Payment, RecordPaymentError> {
    let payment = Payment {
        tenant_id: tx.tenant(),
        payment_id: PaymentId::new(),
        method: received.method,
        reference: received.reference.trim().to_owned(),
        currency: received.amount.currency,
        amount: received.amount,
        allocated: received.amount.checked_sub(placement.to_credit)?,
        received_on: received.received_on,
        recorded_at: now,
        recorded_by: actor.to_string(),
    };
    payments::insert(tx, &payment, &received.idempotency_key).await?;
    let document = (DocumentKind::Payment, payment.payment_id.0);
    let kind = DocumentEventKind::PaymentRecorded;
    documents::record_event(tx, document, kind, &payment.recorded_by, json!({}), now).await?;
    Ok(payment)
}

async fn settle(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    payment: &Payment,
    id: InvoiceId,
    share: Money,
) -> Result<(), RecordPaymentError> {
    let invoice = invoices::lock(tx, id).await?.ok_or(RecordPaymentError::NoSuchInvoice(id))?;
    let settled = invoice.settle(Settlement::Payment, share, now)?;
    payments::allocate(tx, id, Origin::Payment(payment.payment_id), share, now).await?;
    invoices::save_settlement(tx, &settled).await?;
    let document = (DocumentKind::Invoice, id.0);
    let actor = actor.to_string();
    let detail = json!({
        "amount_minor": share.amount_minor,
        "currency": share.currency.code(),
        "method": payment.method.word(),
        "reference": payment.reference,
    });
    documents::record_event(tx, document, DocumentEventKind::PaymentRecorded, &actor, detail, now)
        .await?;
    if settled.status == InvoiceStatus::Paid {
        documents::record_event(tx, document, DocumentEventKind::Paid, &actor, json!({}), now)
            .await?;
    }
    Ok(())
}

/// Dr bank, Cr receivable by what was placed, Cr customer credit by what was left.
fn received_posting(payment: &Payment, to_credit: Money) -> Result<Posting, PostingError> {
    let reference =
        if payment.reference.is_empty() { payment.method.word() } else { &payment.reference };
    Posting::new(
        PostingKind::PaymentReceived,
        payment.payment_id.0,
        reference,
        payment.received_on,
        [
            debit(Account::Bank, payment.amount),
            credit(Account::Receivable, payment.allocated)?,
            credit(Account::CustomerCredit, to_credit)?,
        ],
    )
}
