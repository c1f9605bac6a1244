//! Writing off: nobody expects the rest of this invoice any more. It stays a document; the loss is
//! booked as bad debt.

use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceError, InvoiceStatus};
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::domain::money::Money;
use crate::flows::installments::follow_invoice;
use crate::store::{Actor, StoreError, TenantTx, documents, invoices, ledger};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

#[derive(Debug, thiserror::Error)]
pub enum WriteOffInvoiceError {
    #[error("no such invoice")]
    NotFound,
    #[error("writing off needs a reason")]
    NoReason,
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes off what is due on an open invoice. Doing it again returns the invoice as it is.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn write_off_invoice(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    id: InvoiceId,
    reason: &str,
) -> Result<Invoice, WriteOffInvoiceError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(WriteOffInvoiceError::NoReason);
    }
    let invoice = invoices::lock(tx, id).await?.ok_or(WriteOffInvoiceError::NotFound)?;
    if invoice.status == InvoiceStatus::Uncollectible {
        return Ok(invoice);
    }
    let lost = invoice.due().map_err(InvoiceError::from)?;
    let written_off = invoice.write_off()?;
    tx.set_reason(reason).await?;
    invoices::save_settlement(tx, &written_off).await?;
    follow_invoice(tx, now, written_off.invoice_id).await?;
    ledger::post(tx, &written_off_posting(&written_off, lost, today)?, now).await?;
    let document = (DocumentKind::Invoice, id.0);
    let actor = actor.to_string();
    let detail = json!({ "reason": reason });
    documents::record_event(tx, document, DocumentEventKind::WrittenOff, &actor, detail, now)
        .await?;
    Ok(written_off)
}

/// Dr bad debt, Cr receivable: by what was still due.
fn written_off_posting(
    invoice: &Invoice,
    lost: Money,
    today: Date,
) -> Result<Posting, PostingError> {
    Posting::new(
        PostingKind::InvoiceWrittenOff,
        invoice.invoice_id.0,
        invoice.number.as_deref().unwrap_or_default(),
        today.max(invoice.issued_on),
        [debit(Account::BadDebt, lost), credit(Account::Receivable, lost)?],
    )
}
