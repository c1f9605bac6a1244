//! The recurring job that folds what batches added into one row per hour. Nothing depends on when it runs: what it
//! has not folded yet is counted all the same.

use crate::clock::Clock;
use crate::domain::id::TenantId;
use crate::store::{Actor, Db, StoreError, usage};
use jiff::Timestamp;

const ACTOR: Actor = Actor::System("usage");

/// Additions in one transaction: a customer's other writers wait for it.
const ADDITIONS_AT_ONCE: i64 = 20_000;
/// Hours counted anew in one transaction.
const HOURS_AT_ONCE: i64 = 24;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RolledUp {
    pub additions: u64,
    pub hours_recounted: u64,
}

/// Folds everything that waits, customer by customer, in short transactions. One customer's failure is logged and
/// does not stop the others.
/// # Errors  the last customer's that failed.
pub async fn roll_up_usage(db: &Db, clock: &Clock) -> Result<RolledUp, StoreError> {
    let mut tx = db.operator(&ACTOR, clock.now()).await?;
    let tenants = usage::roll_up::tenants_to_fold(&mut tx).await?;
    drop(tx);
    let mut done = RolledUp::default();
    let mut failed = None;
    for tenant in tenants {
        if let Err(error) = roll_up(db, clock, tenant, &mut done).await {
            tracing::error!(%error, tenant = %tenant.0, "usage could not be rolled up");
            failed = Some(error);
        }
    }
    failed.map_or(Ok(done), Err)
}

async fn roll_up(
    db: &Db,
    clock: &Clock,
    tenant: TenantId,
    done: &mut RolledUp,
) -> Result<(), StoreError> {
    loop {
        let (hours, additions) = roll_up_some(db, clock.now(), tenant).await?;
        done.hours_recounted += hours;
        done.additions += additions;
        let is_more = i64::try_from(hours).unwrap_or(i64::MAX) >= HOURS_AT_ONCE
            || i64::try_from(additions).unwrap_or(i64::MAX) >= ADDITIONS_AT_ONCE;
        if !is_more {
            return Ok(());
        }
    }
}

async fn roll_up_some(db: &Db, now: Timestamp, tenant: TenantId) -> Result<(u64, u64), StoreError> {
    let mut tx = db.worker_tenant(tenant, &ACTOR, now).await?;
    let hours = usage::roll_up::hours_to_recount(&mut tx, HOURS_AT_ONCE).await?;
    let mut recounted = 0;
    if !hours.is_empty() {
        let meters = usage::meters(&mut tx).await?;
        for (code, hour_at) in &hours {
            if let Some(meter) = meters.iter().find(|meter| meter.code == *code) {
                usage::roll_up::recount_hour(&mut tx, meter, *hour_at).await?;
                recounted += 1;
            }
        }
    }
    let additions = usage::roll_up::fold(&mut tx, ADDITIONS_AT_ONCE).await?;
    tx.commit().await?;
    Ok((recounted, additions))
}
