//! Subscriptions, their phases, and what was billed of them. The database holds that phases tile the
//! time, that no time is billed twice and that the run never goes back.

mod coverage;

use super::plans::{read_interval, stored_count};
use super::{Actor, Db, StoreError, TenantTx, corrupt, plans};
use crate::domain::currency::Currency;
use crate::domain::id::{PlanVersionId, SellerId, SubscriptionId, TenantId};
use crate::domain::period::{Anchor, BillingCycle, InForce};
use crate::domain::proration::{ProrationMethod, ProrationRule};
use crate::domain::subscription::{BilledSubscription, Phase};
use crate::domain::subscription_status::SubscriptionStatus;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

pub use coverage::{
    BillingReason, Covered, CoveredLine, NEVER_TWICE, coverage, insert_coverage, insert_invoice,
};

/// A second form with this key is refused by this.
pub const IDEMPOTENCY_KEY: &str = "subscriptions_idempotency_key";

/// A subscription as stored, with everything that decides what it owes.
#[derive(Clone, Debug)]
pub struct Subscription {
    pub subscription_id: SubscriptionId,
    pub seller_id: SellerId,
    pub status: SubscriptionStatus,
    pub currency: Currency,
    pub starts_at: Timestamp,
    pub billed: BilledSubscription,
    /// The instant of the last billing.
    pub billed_at: Option<Timestamp>,
    /// None once everything is billed.
    pub next_billing_at: Option<Timestamp>,
    /// Why the run leaves it alone.
    pub parked_reason: Option<String>,
}

/// A subscription to be stored; its first phase begins with it and is open.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    pub subscription_id: SubscriptionId,
    pub seller_id: SellerId,
    pub status: SubscriptionStatus,
    pub cycle: BillingCycle,
    pub proration: ProrationMethod,
    pub starts_at: Timestamp,
    pub billed_from: Timestamp,
    pub version_id: PlanVersionId,
    pub currency: Currency,
    pub seats: u32,
    pub idempotency_key: String,
}

/// Stores a subscription and its first phase. Its first billing is due when its service begins.
/// # Errors  `Refused` by [`IDEMPOTENCY_KEY`].
pub async fn insert(
    tx: &mut TenantTx,
    new: &NewSubscription,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.tenant().0;
    let zone = new.cycle.zone.iana_name().unwrap_or("UTC");
    let (anchor_month_at, anchor_day) = new.cycle.anchor.parts();
    sqlx::query!(
        "insert into subscriptions (tenant_id, subscription_id, seller_id, status, currency, interval_unit,
                interval_count, anchor_month_at, anchor_day, time_zone, proration, starts_at, billed_from,
                next_billing_at, created_at, created_by, idempotency_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16)",
        tenant,
        new.subscription_id.0,
        new.seller_id.0,
        new.status.word(),
        new.currency.code(),
        new.cycle.interval.unit.word(),
        stored_count(new.cycle.interval)?,
        anchor_month_at.to_sqlx() as _,
        i16::from(anchor_day),
        zone,
        new.proration.word(),
        new.starts_at.to_sqlx() as _,
        new.billed_from.to_sqlx() as _,
        now.to_sqlx() as _,
        actor.to_string(),
        new.idempotency_key
    )
    .execute(tx.conn())
    .await?;
    let seats =
        i32::try_from(new.seats).map_err(|_| corrupt("subscription_phases.seats", new.seats))?;
    sqlx::query!(
        "insert into subscription_phases (tenant_id, subscription_id, from_at, version_id, seats)
         values ($1, $2, $3, $4, $5)",
        tenant,
        new.subscription_id.0,
        new.starts_at.to_sqlx() as _,
        new.version_id.0,
        seats
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The subscription that this form made, if it did.
pub async fn find_by_idempotency_key(
    tx: &mut TenantTx,
    key: &str,
) -> Result<Option<SubscriptionId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select subscription_id from subscriptions where tenant_id = $1 and idempotency_key = $2",
        tx.tenant().0,
        key
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}

/// The subscription, or None when this tenant has none with this id.
pub async fn find(
    tx: &mut TenantTx,
    id: SubscriptionId,
) -> Result<Option<Subscription>, StoreError> {
    let row = sqlx::query!(
        r#"select seller_id, status, currency, interval_unit, interval_count,
                  anchor_month_at as "anchor_month_at: jiff_sqlx::DateTime", anchor_day, time_zone, proration, starts_at, billed_from, ends_at,
                  billed_at, next_billing_at, parked_reason
             from subscriptions
            where tenant_id = $1 and subscription_id = $2"#,
        tx.tenant().0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let zone = TimeZone::get(&row.time_zone).unwrap_or(TimeZone::UTC);
    let cycle = BillingCycle {
        anchor: read_anchor(row.anchor_month_at.to_jiff(), row.anchor_day)?,
        interval: read_interval(&row.interval_unit, row.interval_count)?,
        zone: zone.clone(),
    };
    let in_force =
        InForce::new(row.billed_from.to_jiff(), row.ends_at.map(jiff_sqlx::Timestamp::to_jiff))
            .map_err(|e| corrupt("subscriptions.ends_at", e))?;
    let method = read_method(&row.proration)?;
    let phases = phases(tx, id).await?;
    let billed = BilledSubscription::new(cycle, in_force, phases, ProrationRule { method, zone })
        .map_err(|e| corrupt("subscription_phases", e))?;
    Ok(Some(Subscription {
        subscription_id: id,
        seller_id: row.seller_id.into(),
        status: row.status.parse().map_err(|e| corrupt("subscriptions.status", e))?,
        currency: row
            .currency
            .parse()
            .map_err(|_| corrupt("subscriptions.currency", &row.currency))?,
        starts_at: row.starts_at.to_jiff(),
        billed,
        billed_at: row.billed_at.map(jiff_sqlx::Timestamp::to_jiff),
        next_billing_at: row.next_billing_at.map(jiff_sqlx::Timestamp::to_jiff),
        parked_reason: row.parked_reason,
    }))
}

fn read_anchor(month_at: DateTime, day: i16) -> Result<Anchor, StoreError> {
    let day = i8::try_from(day).map_err(|_| corrupt("subscriptions.anchor_day", day))?;
    Anchor::of_parts(month_at, day).map_err(|e| corrupt("subscriptions.anchor_day", e))
}

fn read_method(word: &str) -> Result<ProrationMethod, StoreError> {
    let found = ProrationMethod::ALL.into_iter().find(|method| method.word() == word);
    found.ok_or_else(|| corrupt("subscriptions.proration", word))
}

async fn phases(tx: &mut TenantTx, id: SubscriptionId) -> Result<Vec<Phase>, StoreError> {
    let rows = sqlx::query!(
        "select from_at, until_at, version_id, seats
           from subscription_phases
          where tenant_id = $1 and subscription_id = $2
          order by from_at
          limit 10000",
        tx.tenant().0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut versions = HashMap::new();
    let mut phases = Vec::with_capacity(rows.len());
    for row in rows {
        let version_id = PlanVersionId(row.version_id);
        let version = match versions.entry(version_id) {
            Entry::Occupied(known) => Arc::clone(known.get()),
            Entry::Vacant(free) => {
                let version = plans::version(tx, version_id).await?.ok_or(StoreError::NotFound)?;
                Arc::clone(free.insert(Arc::new(version)))
            }
        };
        phases.push(Phase {
            from: row.from_at.to_jiff(),
            until: row.until_at.map(jiff_sqlx::Timestamp::to_jiff),
            version,
            seats: u32::try_from(row.seats)
                .map_err(|_| corrupt("subscription_phases.seats", row.seats))?,
        });
    }
    Ok(phases)
}

/// Subscriptions of all tenants that are due, the longest waiting first; parked ones are left out.
pub async fn due(
    db: &Db,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(TenantId, SubscriptionId)>, StoreError> {
    let rows = sqlx::query!(
        "select tenant_id, subscription_id
           from subscriptions
          where next_billing_at <= $1 and parked_at is null
          order by next_billing_at, subscription_id
          limit $2",
        now.to_sqlx() as _,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|r| (r.tenant_id.into(), r.subscription_id.into())).collect())
}

/// Remembers that everything up to `billed_at` is billed, and when the next billing is due.
/// # Errors  `Refused` by `subscriptions_billing_never_goes_back`.
pub async fn save_billed(
    tx: &mut TenantTx,
    id: SubscriptionId,
    billed_at: Timestamp,
    next_billing_at: Option<Timestamp>,
    status: SubscriptionStatus,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions
            set billed_at = $3, next_billing_at = $4, status = $5
          where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0,
        billed_at.to_sqlx() as _,
        next_billing_at.map(Timestamp::to_sqlx) as _,
        status.word()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes the subscription out of the run until somebody has looked.
pub async fn park(
    tx: &mut TenantTx,
    id: SubscriptionId,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions
            set parked_at = $3, parked_reason = $4
          where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0,
        now.to_sqlx() as _,
        reason
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives the subscription back to the run.
pub async fn unpark(tx: &mut TenantTx, id: SubscriptionId) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions
            set parked_at = null, parked_reason = null
          where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
