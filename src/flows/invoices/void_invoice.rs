//! Voiding: for an invoice that should not have been issued and on which nothing was paid. The number
//! stays taken, the ledger gets the opposite posting.

use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceError, InvoiceStatus};
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::flows::installments::follow_invoice;
use crate::store::{Actor, StoreError, TenantTx, documents, invoices, ledger, subscriptions};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

#[derive(Debug, thiserror::Error)]
pub enum VoidInvoiceError {
    #[error("no such invoice")]
    NotFound,
    #[error("voiding needs a reason")]
    NoReason,
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Voids an open invoice. Doing it again returns the void invoice.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn void_invoice(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    id: InvoiceId,
    reason: &str,
) -> Result<Invoice, VoidInvoiceError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(VoidInvoiceError::NoReason);
    }
    let invoice = invoices::lock(tx, id).await?.ok_or(VoidInvoiceError::NotFound)?;
    if invoice.status == InvoiceStatus::Void {
        return Ok(invoice);
    }
    let void = invoice.void(now)?;
    tx.set_reason(reason).await?;
    invoices::save_settlement(tx, &void).await?;
    follow_invoice(tx, now, void.invoice_id).await?;
    ledger::post(tx, &voided_posting(&void, today)?, now).await?;
    subscriptions::void_coverage(tx, id).await?;
    let document = (DocumentKind::Invoice, id.0);
    let actor = actor.to_string();
    let detail = json!({ "reason": reason });
    documents::record_event(tx, document, DocumentEventKind::Voided, &actor, detail, now).await?;
    Ok(void)
}

/// Dr sales and tax, Cr receivable: the opposite of issuing, on the day it is voided.
fn voided_posting(invoice: &Invoice, today: Date) -> Result<Posting, PostingError> {
    Posting::new(
        PostingKind::InvoiceVoided,
        invoice.invoice_id.0,
        invoice.number.as_deref().unwrap_or_default(),
        today.max(invoice.issued_on),
        [
            debit(Account::Sales, invoice.subtotal),
            debit(Account::TaxPayable, invoice.tax),
            credit(Account::Receivable, invoice.total)?,
        ],
    )
}
