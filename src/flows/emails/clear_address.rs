//! Somebody allows mail to an address again. What was held back meanwhile is sent again one by one, by
//! whoever wants it sent.

use crate::domain::id::TenantId;
use crate::store::{Actor, Db, StoreError, bounces};
use jiff::Timestamp;
use uuid::Uuid;

/// Clears the address; returns false when it was clear already.
/// # Errors  `NotFound` when this tenant never had such an entry.
pub async fn clear_address(
    db: &Db,
    tenant: TenantId,
    actor: &Actor,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut tx = db.worker_tenant(tenant, actor, now).await?;
    if bounces::clear(&mut tx, id, &actor.to_string(), now).await?.is_some() {
        tx.commit().await?;
        return Ok(true);
    }
    if bounces::was_barred(&mut tx, id).await? { Ok(false) } else { Err(StoreError::NotFound) }
}
