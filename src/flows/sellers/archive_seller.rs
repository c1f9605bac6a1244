//! Taking a seller out of use: nothing new is drafted for it, and what it issued stays as it is. A seller is
//! never deleted.

use super::{SellerError, require_settings};
use crate::domain::access::StaffRole;
use crate::domain::id::SellerId;
use crate::store::OperatorTx;
use crate::store::sellers::settings;
use jiff::Timestamp;

/// Archives the seller, or takes it back into use. Doing it again changes nothing.
pub async fn set_archived(
    tx: &mut OperatorTx,
    now: Timestamp,
    role: StaffRole,
    id: SellerId,
    archived: bool,
) -> Result<(), SellerError> {
    require_settings(role)?;
    let stored = settings::lock(tx, id).await?.ok_or(SellerError::NotFound)?;
    if stored.archived_at.is_some() != archived {
        settings::set_archived(tx, id, archived, now).await?;
    }
    Ok(())
}
