//! Money that arrived, whichever way: it settles invoices in their order, what is left over becomes
//! the customer's credit, the ledger and the outbox hear of it. One transaction, the caller's.

use super::record_offline_payment::RecordPaymentError;
use crate::domain::credit_grant::{GrantKind, USUAL_PRIORITY};
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::{GrantId, InvoiceId, PaymentId};
use crate::domain::invoice::{InvoiceStatus, Settlement};
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::domain::money::Money;
use crate::domain::payment::{Payment, PaymentMethod, Placement, place};
use crate::flows::credits::{self, NewGrant};
use crate::flows::installments::follow_invoice;
use crate::store::payments::Origin;
use crate::store::{Actor, TenantTx, documents, invoices, ledger, outbox, payments};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

/// Money to be recorded.
pub(super) struct Receipt<'a> {
    pub payment_id: PaymentId,
    pub method: PaymentMethod,
    pub reference: &'a str,
    pub amount: Money,
    pub received_on: Date,
    /// Where the money is now.
    pub account: Account,
    pub idempotency_key: &'a str,
    /// What becomes of what no invoice takes.
    pub credit_kind: GrantKind,
}

/// Records the money on `due`, the open invoices with what is due on each, in order.
pub(super) async fn receive(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    receipt: &Receipt<'_>,
    due: &[(InvoiceId, Money)],
) -> Result<Payment, RecordPaymentError> {
    let placement = place(receipt.amount, due)?;
    let payment = store_payment(tx, now, actor, receipt, &placement).await?;
    for &(invoice, share) in &placement.allocations {
        settle(tx, now, actor, &payment, invoice, share).await?;
    }
    if placement.to_credit.amount_minor > 0 {
        let left_over = NewGrant {
            grant_id: GrantId::new(),
            kind: receipt.credit_kind,
            source_id: Some(payment.payment_id.0),
            amount: placement.to_credit,
            expires_on: None,
            priority: USUAL_PRIORITY,
            note: String::new(),
        };
        credits::grant(tx, now, actor, &left_over).await?;
    }
    let posting = received_posting(&payment, receipt.account, placement.to_credit)?;
    ledger::post(tx, &posting, now).await?;
    if !payment.method.is_money() {
        return Ok(payment); // nothing arrived that a receipt could be sent for
    }
    let told = (outbox::Event::PaymentReceived, DocumentKind::Payment, payment.payment_id.0);
    outbox::push(tx, now, told.0, told.1, told.2, json!({})).await?;
    Ok(payment)
}

async fn store_payment(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    receipt: &Receipt<'_>,
    placement: &Placement,
) -> Result<Payment, RecordPaymentError> {
    let payment = Payment {
        tenant_id: tx.tenant(),
        payment_id: receipt.payment_id,
        method: receipt.method,
        reference: receipt.reference.trim().to_owned(),
        currency: receipt.amount.currency,
        amount: receipt.amount,
        allocated: receipt.amount.checked_sub(placement.to_credit)?,
        received_on: receipt.received_on,
        recorded_at: now,
        recorded_by: actor.to_string(),
    };
    payments::insert(tx, &payment, receipt.idempotency_key).await?;
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
    follow_invoice(tx, now, id).await?;
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

/// Dr where the money is, Cr receivable by what was placed, Cr customer credit by what was left.
fn received_posting(
    payment: &Payment,
    account: Account,
    to_credit: Money,
) -> Result<Posting, PostingError> {
    let reference =
        if payment.reference.is_empty() { payment.method.word() } else { &payment.reference };
    let kind = match payment.method.is_money() {
        true => PostingKind::PaymentReceived,
        false => PostingKind::TaxWithheld,
    };
    Posting::new(
        kind,
        payment.payment_id.0,
        reference,
        payment.received_on,
        [
            debit(account, payment.amount),
            credit(Account::Receivable, payment.allocated)?,
            credit(Account::CustomerCredit, to_credit)?,
        ],
    )
}
