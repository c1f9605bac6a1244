//! Versions with everything that the catalogue says of them, and who has them.

use super::super::{OperatorTx, StaffRead, StoreError, TenantTx};
use super::{VersionRow, read_kind, stored_count};
use crate::domain::id::{PlanMoveId, PlanVersionId, SubscriptionId, TenantId};
use crate::domain::period::Interval;
use crate::domain::plan::{CatalogueVersion, Component, Entitlements, PlanKind};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use sqlx::PgConnection;
use sqlx::types::Json;
use std::collections::{BTreeMap, HashMap};

/// Versions that are read at once; a catalogue with more is not shown on one page by anybody.
const VERSIONS_MAX: i64 = 5_000;

struct CatalogueRow {
    plan_id: uuid::Uuid,
    version_id: uuid::Uuid,
    code: String,
    kind: String,
    version_no: i32,
    name: String,
    description: String,
    currency: String,
    interval_unit: String,
    interval_count: i16,
    trial_days: i16,
    components: Json<Vec<Component>>,
    features: Json<Vec<String>>,
    limits: Json<BTreeMap<String, Decimal>>,
    effective_on: jiff_sqlx::Date,
    is_offered: bool,
    archived_at: Option<jiff_sqlx::Timestamp>,
    created_at: jiff_sqlx::Timestamp,
}

impl CatalogueRow {
    fn read(self) -> Result<CatalogueVersion, StoreError> {
        let version = VersionRow {
            plan_id: self.plan_id,
            version_id: self.version_id,
            code: self.code,
            version_no: self.version_no,
            name: self.name,
            currency: self.currency,
            interval_unit: self.interval_unit,
            interval_count: self.interval_count,
            trial_days: self.trial_days,
            components: self.components,
        };
        Ok(CatalogueVersion {
            version: version.read()?,
            kind: read_kind(&self.kind)?,
            description: self.description,
            entitlements: Entitlements { features: self.features.0, limits: self.limits.0 },
            effective_on: self.effective_on.to_jiff(),
            is_offered: self.is_offered,
            archived_at: self.archived_at.map(jiff_sqlx::Timestamp::to_jiff),
            created_at: self.created_at.to_jiff(),
        })
    }
}

/// Every version: by plan, currency and interval, the newest of each first.
pub async fn all(tx: &mut StaffRead) -> Result<Vec<CatalogueVersion>, StoreError> {
    read(tx.conn(), None).await
}

/// As [`all`], for a customer's transaction.
pub async fn of_tenant(tx: &mut TenantTx) -> Result<Vec<CatalogueVersion>, StoreError> {
    read(tx.conn(), None).await
}

/// What the version with this id grants.
pub async fn granted(
    tx: &mut TenantTx,
    id: PlanVersionId,
) -> Result<Option<Entitlements>, StoreError> {
    Ok(read(tx.conn(), Some(id.0)).await?.into_iter().next().map(|one| one.entitlements))
}

/// The version with this id, while publishing.
pub async fn find_published(
    tx: &mut OperatorTx,
    id: PlanVersionId,
) -> Result<Option<CatalogueVersion>, StoreError> {
    Ok(read(tx.conn(), Some(id.0)).await?.into_iter().next())
}

/// What customers may choose themselves on `on`: of each plan, currency and interval the current
/// version, where it is offered.
pub async fn offered(tx: &mut TenantTx, on: Date) -> Result<Vec<CatalogueVersion>, StoreError> {
    use crate::domain::plan::{VersionStanding, standing};
    let all = read(tx.conn(), None).await?;
    let is_current = |one: &&CatalogueVersion| standing(one, &all, on) == VersionStanding::Current;
    Ok(all.iter().filter(|one| one.is_offered).filter(is_current).cloned().collect())
}

/// What the plan of this version is sold as.
pub async fn kind_of(tx: &mut TenantTx, id: PlanVersionId) -> Result<Option<PlanKind>, StoreError> {
    let word = sqlx::query_scalar!(
        "select p.kind
           from plan_versions v
           join plans p on p.plan_id = v.plan_id
          where v.version_id = $1",
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    word.map(|word| read_kind(&word)).transpose()
}

/// The newest version of one offer, while publishing.
pub async fn newest_of_offer(
    tx: &mut OperatorTx,
    code: &str,
    currency: &str,
    interval: Interval,
) -> Result<Option<CatalogueVersion>, StoreError> {
    let id = sqlx::query_scalar!(
        "select v.version_id
           from plan_versions v
           join plans p on p.plan_id = v.plan_id
          where p.code = $1 and v.currency = $2 and v.interval_unit = $3 and v.interval_count = $4
          order by v.version_no desc
          limit 1",
        code,
        currency,
        interval.unit.word(),
        stored_count(interval)?
    )
    .fetch_optional(tx.conn())
    .await?;
    match id {
        Some(id) => find_published(tx, id.into()).await,
        None => Ok(None),
    }
}

async fn read(
    conn: &mut PgConnection,
    only: Option<uuid::Uuid>,
) -> Result<Vec<CatalogueVersion>, StoreError> {
    let rows = sqlx::query_as!(
        CatalogueRow,
        r#"select v.plan_id, v.version_id, p.code, p.kind, v.version_no, v.name, v.description, v.currency,
                  v.interval_unit, v.interval_count, v.trial_days,
                  v.components as "components: Json<Vec<Component>>",
                  v.features as "features: Json<Vec<String>>",
                  v.limits as "limits: Json<BTreeMap<String, Decimal>>",
                  v.effective_on as "effective_on: jiff_sqlx::Date", s.is_offered,
                  s.archived_at as "archived_at: jiff_sqlx::Timestamp",
                  v.created_at as "created_at: jiff_sqlx::Timestamp"
             from plan_versions v
             join plans p on p.plan_id = v.plan_id
             join plan_version_states s on s.version_id = v.version_id
            where $1::uuid is null or v.version_id = $1
            order by p.code, v.currency, v.interval_unit, v.interval_count, v.version_no desc
            limit $2"#,
        only,
        VERSIONS_MAX
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(CatalogueRow::read).collect()
}

/// How many subscriptions that have not ended have each version at `at`.
pub async fn subscriptions_by_version(
    tx: &mut StaffRead,
    at: Timestamp,
) -> Result<HashMap<PlanVersionId, i64>, StoreError> {
    let rows = sqlx::query!(
        r#"select p.version_id, count(*) as "subscriptions!"
             from subscription_phases p
             join subscriptions s on s.tenant_id = p.tenant_id and s.subscription_id = p.subscription_id
            where p.from_at <= $1 and (p.until_at is null or p.until_at > $1)
              and (s.ends_at is null or s.ends_at > $1)
            group by p.version_id
            limit $2"#,
        at.to_sqlx() as _,
        VERSIONS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.version_id.into(), row.subscriptions)).collect())
}

/// A subscription that has a version, or is to get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub subscription_id: SubscriptionId,
}

/// Who has this version at `at` or later and has not ended, by tenant and subscription: those after
/// `after` only, and only those of whom this move has no outcome yet.
pub async fn subscribers(
    tx: &mut StaffRead,
    version: PlanVersionId,
    at: Timestamp,
    without_outcome_of: Option<PlanMoveId>,
    after: Option<(TenantId, SubscriptionId)>,
    limit: i64,
) -> Result<Vec<Subscriber>, StoreError> {
    let (tenant, subscription) =
        after.map_or((uuid::Uuid::nil(), uuid::Uuid::nil()), |(t, s)| (t.0, s.0));
    let rows = sqlx::query!(
        "select s.tenant_id, t.legal_name, s.subscription_id
           from subscriptions s
           join tenants t on t.tenant_id = s.tenant_id
          where exists (select from subscription_phases p
                         where p.tenant_id = s.tenant_id and p.subscription_id = s.subscription_id
                           and p.version_id = $1 and (p.until_at is null or p.until_at > $2))
            and s.status <> 'canceled' and (s.ends_at is null or s.ends_at > $2)
            and not exists (select from plan_move_outcomes o
                             where o.tenant_id = s.tenant_id and o.move_id = $3
                               and o.subscription_id = s.subscription_id)
            and (s.tenant_id, s.subscription_id) > ($4, $5)
          order by s.tenant_id, s.subscription_id
          limit $6",
        version.0,
        at.to_sqlx() as _,
        without_outcome_of.map(|id| id.0),
        tenant,
        subscription,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let found = rows.into_iter().map(|row| Subscriber {
        tenant_id: row.tenant_id.into(),
        tenant_name: row.legal_name,
        subscription_id: row.subscription_id.into(),
    });
    Ok(found.collect())
}
