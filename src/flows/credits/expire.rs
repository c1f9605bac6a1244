//! Credit ends with its last day, which is the customer's civil day and not ours.

use super::customer_date;
use super::give::{GiveCreditError, expire};
use crate::domain::id::TenantId;
use crate::store::{Actor, Db, StoreError, credit_grants};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// Nowhere is it a later day than at this many hours ahead of UTC.
const EARLIEST_OFFSET_HOURS: i8 = 14;

/// Customers whose credit is looked at in one run; the next one goes on.
const AT_ONCE: i64 = 1_000;

/// Takes away the credit of all customers that has ended by `now`; returns how many grants ended. Any
/// number of workers may run it at once: a customer's row is locked first, and the second finds nothing.
pub async fn expire_credit(db: &Db, actor: &Actor, now: Timestamp) -> Result<u32, StoreError> {
    let earliest = TimeZone::fixed(Offset::constant(EARLIEST_OFFSET_HOURS));
    let latest_today = now.to_zoned(earliest).date();
    let mut ended = 0;
    for tenant in credit_grants::tenants_with_ending(db, latest_today, AT_ONCE).await? {
        match expire_of_tenant(db, actor, now, tenant).await {
            Ok(count) => ended += count,
            Err(error) => tracing::error!(tenant_id = %tenant, %error, "credit could not be ended"),
        }
    }
    Ok(ended)
}

async fn expire_of_tenant(
    db: &Db,
    actor: &Actor,
    now: Timestamp,
    tenant: TenantId,
) -> Result<u32, GiveCreditError> {
    let mut tx = db.worker_tenant(tenant, actor, now).await?;
    let today = customer_date(&mut tx, now).await?;
    let mut ended = 0;
    for grant in credit_grants::ended(&mut tx, today).await? {
        expire(&mut tx, now, today, &grant).await?;
        ended += 1;
    }
    tx.commit().await?;
    Ok(ended)
}
