//! Asking for a deposit on a draft, or for none (row D10). What it comes to is fixed when the invoice is
//! finalised; that it can be is checked here already.

use crate::domain::deposit::{Deposit, DepositError};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{InvoiceError, InvoiceStatus};
use crate::store::{StoreError, TenantTx, deposits, invoices};

#[derive(Debug, thiserror::Error)]
pub enum SetDepositError {
    #[error("no such invoice")]
    NotFound,
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Deposit(#[from] DepositError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores what is asked for on the draft, in place of what was asked before; None asks for nothing.
/// # Errors  `NotDraft`; `Deposit` when it does not fit the draft's total and dates.
pub async fn set_deposit(
    tx: &mut TenantTx,
    id: InvoiceId,
    deposit: Option<&Deposit>,
) -> Result<(), SetDepositError> {
    let draft = invoices::lock(tx, id).await?.ok_or(SetDepositError::NotFound)?;
    if draft.status != InvoiceStatus::Draft {
        return Err(InvoiceError::NotDraft { status: draft.status }.into());
    }
    let Some(deposit) = deposit else { return Ok(deposits::remove(tx, id).await?) };
    deposit.fix(draft.total, draft.issued_on, draft.due_on)?;
    Ok(deposits::save(tx, id, deposit).await?)
}
