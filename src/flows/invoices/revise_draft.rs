//! Changing a draft: what was typed replaces what was stored, under the same id.

use super::draft_invoice::{DraftInvoiceError, DraftLine, DraftTerms, price};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{InvoiceError, InvoiceStatus, InvoiceWithLines};
use crate::store::{StoreError, TenantTx, invoices};
use jiff::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum ReviseDraftError {
    #[error("no such invoice")]
    NotFound,
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Draft(#[from] DraftInvoiceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Replaces terms and lines of a draft. What it replaces and when it was made stay.
/// # Errors  `NotDraft` for anything finalised.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn revise_draft(
    tx: &mut TenantTx,
    now: Timestamp,
    id: InvoiceId,
    terms: DraftTerms,
    lines: &[DraftLine],
) -> Result<InvoiceWithLines, ReviseDraftError> {
    let stored = invoices::lock(tx, id).await?.ok_or(ReviseDraftError::NotFound)?;
    if stored.status != InvoiceStatus::Draft {
        return Err(InvoiceError::NotDraft { status: stored.status }.into());
    }
    let terms = DraftTerms { replaces: stored.replaces, ..terms };
    let mut draft = price(tx.tenant(), now, id, terms, lines)?;
    draft.invoice.created_at = stored.created_at;
    invoices::delete_draft(tx, id).await?;
    invoices::insert_draft(tx, &draft).await?;
    Ok(draft)
}
