//! Agreeing with a customer how long they have to pay (row D10). Drafts propose it from then on; invoices
//! that exist keep their due dates.

use crate::store::{Actor, StoreError, TenantTx, payment_terms};
use jiff::Timestamp;

/// What staff may choose: due on receipt, net 15, 30, 60.
pub const NET_DAYS: [i16; 4] = [0, 15, 30, 60];

#[derive(Debug, thiserror::Error)]
pub enum SetPaymentTermsError {
    #[error("{0} days are not offered")]
    NotOffered(i16),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores so many days net; None: as the seller says.
/// # Errors  `NotOffered` for days that are none of [`NET_DAYS`].
pub async fn set_payment_terms(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    net_days: Option<i16>,
) -> Result<(), SetPaymentTermsError> {
    match net_days {
        None => payment_terms::remove(tx).await?,
        Some(days) if NET_DAYS.contains(&days) => payment_terms::save(tx, days, actor, now).await?,
        Some(days) => return Err(SetPaymentTermsError::NotOffered(days)),
    }
    Ok(())
}
