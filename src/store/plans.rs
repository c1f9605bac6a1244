//! Plans and their versions. A stored version never changes; whether it is offered or archived does.
//! `catalogue` reads them with all that the catalogue says of them.

mod catalogue;
pub mod moves;

use super::{OperatorTx, StoreError, TenantTx, corrupt};
use crate::domain::id::{PlanId, PlanVersionId};
use crate::domain::period::{Interval, IntervalUnit};
use crate::domain::plan::{CatalogueVersion, Component, PlanKind, PlanVersion};
pub use catalogue::{
    Subscriber, all, find_published, granted, kind_of, newest_of_offer, of_tenant, offered,
    subscribers, subscriptions_by_version,
};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;
use std::num::NonZeroU16;

struct VersionRow {
    plan_id: uuid::Uuid,
    version_id: uuid::Uuid,
    code: String,
    version_no: i32,
    name: String,
    currency: String,
    interval_unit: String,
    interval_count: i16,
    trial_days: i16,
    components: Json<Vec<Component>>,
}

impl VersionRow {
    fn read(self) -> Result<PlanVersion, StoreError> {
        let currency = self.currency.parse();
        Ok(PlanVersion {
            plan_id: self.plan_id.into(),
            version_id: self.version_id.into(),
            code: self.code,
            version_no: self.version_no,
            name: self.name,
            currency: currency.map_err(|_| corrupt("plan_versions.currency", self.currency))?,
            interval: read_interval(&self.interval_unit, self.interval_count)?,
            trial_days: u16::try_from(self.trial_days)
                .map_err(|_| corrupt("plan_versions.trial_days", self.trial_days))?,
            components: self.components.0,
        })
    }
}

pub(super) fn read_interval(unit: &str, count: i16) -> Result<Interval, StoreError> {
    let unit: IntervalUnit = unit.parse().map_err(|e| corrupt("interval_unit", e))?;
    let count = u16::try_from(count).ok().and_then(NonZeroU16::new);
    Ok(Interval::new(unit, count.ok_or_else(|| corrupt("interval_count", "zero"))?))
}

/// The count as it is stored.
pub(super) fn stored_count(interval: Interval) -> Result<i16, StoreError> {
    i16::try_from(interval.count.get()).map_err(|_| corrupt("interval_count", interval.count))
}

/// Publishers take turns by this advisory lock, so that no two take one number.
const CATALOGUE_LOCK: i64 = 7_066_066;

/// Whoever else wants to publish waits until this transaction has ended.
pub async fn lock_catalogue(tx: &mut OperatorTx) -> Result<(), StoreError> {
    sqlx::query!("select pg_advisory_xact_lock($1)::text", CATALOGUE_LOCK)
        .fetch_one(tx.conn())
        .await?;
    Ok(())
}

/// The plan of this code, made as `kind` if there is none; and what kind it is.
pub async fn ensure_plan(
    tx: &mut OperatorTx,
    code: &str,
    kind: PlanKind,
    now: Timestamp,
) -> Result<(PlanId, PlanKind), StoreError> {
    sqlx::query!(
        "insert into plans (plan_id, code, kind, created_at)
         values ($1, $2, $3, $4)
         on conflict do nothing",
        PlanId::new().0,
        code,
        kind.word(),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    let plan = sqlx::query!("select plan_id, kind from plans where code = $1", code)
        .fetch_one(tx.conn())
        .await?;
    Ok((plan.plan_id.into(), read_kind(&plan.kind)?))
}

fn read_kind(word: &str) -> Result<PlanKind, StoreError> {
    word.parse().map_err(|e| corrupt("plans.kind", e))
}

/// Stores a version and its state.
/// # Errors  `Refused` by `plan_versions_key` when another took the number at the same time.
pub async fn insert_version(
    tx: &mut OperatorTx,
    entry: &CatalogueVersion,
    created_by: &str,
) -> Result<(), StoreError> {
    let version = &entry.version;
    let trial_days = i16::try_from(version.trial_days)
        .map_err(|_| corrupt("plan_versions.trial_days", version.trial_days))?;
    sqlx::query!(
        "insert into plan_versions (version_id, plan_id, version_no, name, description, currency, interval_unit,
                interval_count, trial_days, components, features, limits, effective_on, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        version.version_id.0,
        version.plan_id.0,
        version.version_no,
        version.name,
        entry.description,
        version.currency.code(),
        version.interval.unit.word(),
        stored_count(version.interval)?,
        trial_days,
        Json(&version.components) as _,
        Json(&entry.entitlements.features) as _,
        Json(&entry.entitlements.limits) as _,
        entry.effective_on.to_sqlx() as _,
        entry.created_at.to_sqlx() as _,
        created_by
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into plan_version_states (version_id, is_offered) values ($1, $2)",
        version.version_id.0,
        entry.is_offered
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Changes whether customers may choose the version themselves; false when there is none with this id.
pub async fn set_offered(
    tx: &mut OperatorTx,
    id: PlanVersionId,
    is_offered: bool,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update plan_version_states set is_offered = $2 where version_id = $1",
        id.0,
        is_offered
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Withdraws the version from new subscriptions, or gives it back; false when there is none.
pub async fn set_archived(
    tx: &mut OperatorTx,
    id: PlanVersionId,
    archived_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update plan_version_states set archived_at = $2 where version_id = $1",
        id.0,
        archived_at.map(Timestamp::to_sqlx) as _
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The number that the next version of this plan, currency and interval gets.
pub async fn next_version_no(
    tx: &mut OperatorTx,
    plan: PlanId,
    currency: &str,
    interval: Interval,
) -> Result<i32, StoreError> {
    let newest = sqlx::query_scalar!(
        "select max(version_no)
           from plan_versions
          where plan_id = $1 and currency = $2 and interval_unit = $3 and interval_count = $4",
        plan.0,
        currency,
        interval.unit.word(),
        stored_count(interval)?
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(newest.unwrap_or(0) + 1)
}

/// The version with this id.
pub async fn version(
    tx: &mut TenantTx,
    id: PlanVersionId,
) -> Result<Option<PlanVersion>, StoreError> {
    let row = sqlx::query_as!(
        VersionRow,
        r#"select v.plan_id, v.version_id, p.code, v.version_no, v.name, v.currency, v.interval_unit, v.interval_count,
                  v.trial_days, v.components as "components: Json<Vec<Component>>"
             from plan_versions v
             join plans p on p.plan_id = v.plan_id
            where v.version_id = $1"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(VersionRow::read).transpose()
}

/// What a new subscription of this plan takes on `on`: the newest version in this currency and interval.
pub async fn current_version(
    tx: &mut TenantTx,
    code: &str,
    currency: &str,
    interval: Interval,
    on: Date,
) -> Result<Option<PlanVersion>, StoreError> {
    let row = sqlx::query_as!(
        VersionRow,
        r#"select v.plan_id, v.version_id, p.code, v.version_no, v.name, v.currency, v.interval_unit, v.interval_count,
                  v.trial_days, v.components as "components: Json<Vec<Component>>"
             from plan_versions v
             join plans p on p.plan_id = v.plan_id
             join plan_version_states s on s.version_id = v.version_id
            where p.code = $1 and v.currency = $2 and v.interval_unit = $3 and v.interval_count = $4
              and v.effective_on <= $5 and s.archived_at is null
            order by v.effective_on desc, v.version_no desc
            limit 1"#,
        code,
        currency,
        interval.unit.word(),
        stored_count(interval)?,
        on.to_sqlx() as _
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(VersionRow::read).transpose()
}
