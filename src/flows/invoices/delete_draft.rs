//! Throwing a draft away. It has no number, so nothing is missing afterwards.

use crate::domain::id::InvoiceId;
use crate::domain::invoice::{InvoiceError, InvoiceStatus};
use crate::store::{StoreError, TenantTx, invoices};

#[derive(Debug, thiserror::Error)]
pub enum DeleteDraftError {
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Deletes a draft. Doing it again does nothing.
/// # Errors  `NotDraft` for anything finalised.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn delete_draft(tx: &mut TenantTx, id: InvoiceId) -> Result<(), DeleteDraftError> {
    let Some(draft) = invoices::lock(tx, id).await? else { return Ok(()) };
    if draft.status != InvoiceStatus::Draft {
        return Err(InvoiceError::NotDraft { status: draft.status }.into());
    }
    invoices::delete_draft(tx, id).await?;
    Ok(())
}
