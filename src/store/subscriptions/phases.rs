//! Which terms a subscription has, from when to when.

use super::super::{StoreError, TenantTx, corrupt, plans};
use crate::domain::id::{PlanVersionId, SubscriptionId};
use crate::domain::plan::PlanVersion;
use crate::domain::subscription::{AddOn, Phase, Terms};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Debug, Serialize, Deserialize)]
struct StoredAddOn {
    version_id: PlanVersionId,
    quantity: u32,
}

pub(super) async fn phases(
    tx: &mut TenantTx,
    id: SubscriptionId,
) -> Result<Vec<Phase>, StoreError> {
    let rows = sqlx::query!(
        r#"select from_at, until_at, version_id, seats, paused, add_ons as "add_ons: Json<Vec<StoredAddOn>>"
             from subscription_phases
            where tenant_id = $1 and subscription_id = $2
            order by from_at
            limit 10000"#,
        tx.tenant().0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut versions = HashMap::new();
    let mut phases = Vec::with_capacity(rows.len());
    for row in rows {
        let version = version(tx, &mut versions, row.version_id.into()).await?;
        let mut add_ons = Vec::with_capacity(row.add_ons.len());
        for stored in row.add_ons.0 {
            let version = self::version(tx, &mut versions, stored.version_id).await?;
            add_ons.push(AddOn { version, quantity: stored.quantity });
        }
        let seats = u32::try_from(row.seats)
            .map_err(|_| corrupt("subscription_phases.seats", row.seats))?;
        phases.push(Phase {
            from: row.from_at.to_jiff(),
            until: row.until_at.map(jiff_sqlx::Timestamp::to_jiff),
            terms: Terms { version, seats, add_ons, paused: row.paused },
        });
    }
    Ok(phases)
}

async fn version(
    tx: &mut TenantTx,
    known: &mut HashMap<PlanVersionId, Arc<PlanVersion>>,
    id: PlanVersionId,
) -> Result<Arc<PlanVersion>, StoreError> {
    if let Some(version) = known.get(&id) {
        return Ok(Arc::clone(version));
    }
    let version = Arc::new(plans::version(tx, id).await?.ok_or(StoreError::NotFound)?);
    known.insert(id, Arc::clone(&version));
    Ok(version)
}

pub(super) async fn insert(
    tx: &mut TenantTx,
    id: SubscriptionId,
    from: Timestamp,
    version: PlanVersionId,
    seats: u32,
    add_ons: &[(PlanVersionId, u32)],
    paused: bool,
) -> Result<(), StoreError> {
    let seats = i32::try_from(seats).map_err(|_| corrupt("subscription_phases.seats", seats))?;
    let add_ons: Vec<_> = add_ons
        .iter()
        .map(|&(version_id, quantity)| StoredAddOn { version_id, quantity })
        .collect();
    sqlx::query!(
        "insert into subscription_phases (tenant_id, subscription_id, from_at, version_id, seats, add_ons, paused)
         values ($1, $2, $3, $4, $5, $6, $7)",
        tx.tenant().0,
        id.0,
        from.to_sqlx() as _,
        version.0,
        seats,
        Json(add_ons) as _,
        paused
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The terms from `from` on, in the place of those that were in force there.
pub async fn insert_phase(
    tx: &mut TenantTx,
    id: SubscriptionId,
    from: Timestamp,
    terms: &Terms,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscription_phases
            set until_at = $3
          where tenant_id = $1 and subscription_id = $2 and from_at < $3 and until_at is null",
        tx.tenant().0,
        id.0,
        from.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    let add_ons: Vec<_> =
        terms.add_ons.iter().map(|it| (it.version.version_id, it.quantity)).collect();
    insert(tx, id, from, terms.version.version_id, terms.seats, &add_ons, terms.paused).await
}

/// Takes back the phases that begin at `from` or later; what was in force before goes on.
/// # Errors  `Refused` by `subscription_phases_billed_stay` for one that was billed.
pub async fn drop_phases_from(
    tx: &mut TenantTx,
    id: SubscriptionId,
    from: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from subscription_phases where tenant_id = $1 and subscription_id = $2 and from_at >= $3",
        tx.tenant().0,
        id.0,
        from.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update subscription_phases
            set until_at = null
          where tenant_id = $1 and subscription_id = $2 and until_at >= $3",
        tx.tenant().0,
        id.0,
        from.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
