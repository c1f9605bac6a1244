//! What each billing run did, and which subscriptions it parked (row E3).

use super::paging::{Page, PageFrom, push_page};
use super::{Actor, OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::id::{BillingRunId, SubscriptionId, TenantId};
use crate::domain::word::word_enum;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row};

word_enum! {
    /// Who started a run.
    pub enum RunSource: "source of a billing run" {
        /// The hourly job.
        Job = "job",
        /// `quittance run-due`.
        Command = "command",
        /// Somebody on a page.
        Staff = "staff",
    }
}

/// A run as it is kept. Without an end it runs, or its process died.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingRun {
    pub run_id: BillingRunId,
    pub source: RunSource,
    pub started_by: String,
    pub started_on: Date,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub invoiced: i32,
    /// Billing instants at which nothing was to be charged.
    pub passed: i32,
    pub parked: i32,
    pub error: Option<String>,
}

/// What a run did, as its end stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunOutcome<'a> {
    pub invoiced: u32,
    pub passed: u32,
    pub parked: u32,
    pub error: Option<&'a str>,
}

/// A subscription that a run parked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parking {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub subscription_id: SubscriptionId,
    pub plan_name: String,
    pub reason: String,
    pub parked_at: Timestamp,
    /// Nobody has given it back to the run since.
    pub is_still_parked: bool,
}

/// Which runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunFilter {
    #[default]
    All,
    /// Those that made, passed or parked something, failed, or have not ended.
    WithWork,
    /// Those that parked something or failed.
    WithTrouble,
}

/// Puts the beginning of a run on record; the same run again changes nothing. Returns whether it is new.
pub async fn begin(
    tx: &mut OperatorTx,
    run: BillingRunId,
    source: RunSource,
    actor: &Actor,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let begun = sqlx::query!(
        "insert into billing_runs (run_id, source, started_by, started_at)
         values ($1, $2, $3, $4)
         on conflict do nothing",
        run.0,
        source.word(),
        actor.to_string(),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(begun.rows_affected() == 1)
}

/// Puts the end of a run on record, once.
pub async fn finish(
    tx: &mut OperatorTx,
    run: BillingRunId,
    outcome: &RunOutcome<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let count = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    sqlx::query!(
        "update billing_runs
            set finished_at = $2, invoiced = $3, passed = $4, parked = $5, error = $6
          where run_id = $1 and finished_at is null",
        run.0,
        now.to_sqlx() as _,
        count(outcome.invoiced),
        count(outcome.passed),
        count(outcome.parked),
        outcome.error
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether the run has ended.
pub async fn has_ended(tx: &mut OperatorTx, run: BillingRunId) -> Result<bool, StoreError> {
    let ended = sqlx::query_scalar!(
        r#"select finished_at is not null as "ended!" from billing_runs where run_id = $1"#,
        run.0
    );
    Ok(ended.fetch_optional(tx.conn()).await?.unwrap_or(false))
}

/// Remembers that this run parked the subscription.
pub async fn insert_parking(
    tx: &mut TenantTx,
    run: BillingRunId,
    subscription: SubscriptionId,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into billing_run_parkings (tenant_id, run_id, subscription_id, reason, parked_at)
         values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        tx.tenant().0,
        run.0,
        subscription.0,
        reason,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

const COLUMNS: &str = "select r.run_id, r.source, r.started_by, r.started_at, r.finished_at, r.invoiced, r.passed, \
       r.parked, r.error, (r.started_at at time zone 'UTC')::date as started_on \
  from billing_runs r ";

/// A page of the runs, the newest first.
pub async fn page(
    tx: &mut StaffRead,
    filter: RunFilter,
    from: PageFrom<BillingRunId>,
    limit: usize,
) -> Result<Page<BillingRun>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(COLUMNS);
    query.push(match filter {
        RunFilter::All => "where true",
        RunFilter::WithWork => {
            "where (r.invoiced + r.passed + r.parked > 0 or r.error is not null or r.finished_at is null)"
        }
        RunFilter::WithTrouble => "where (r.parked > 0 or r.error is not null)",
    });
    let key = ("(r.started_at at time zone 'UTC')::date", "r.run_id");
    push_page(&mut query, key, from, limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, from, limit))
}

/// The run with this id.
pub async fn find(tx: &mut StaffRead, run: BillingRunId) -> Result<Option<BillingRun>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(COLUMNS);
    query.push("where r.run_id = ").push_bind(run.0);
    let row = query.build().fetch_optional(tx.conn()).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &PgRow) -> Result<BillingRun, StoreError> {
    let at = |column: &str| row.try_get::<jiff_sqlx::Timestamp, _>(column);
    let source: String = row.try_get("source")?;
    Ok(BillingRun {
        run_id: BillingRunId(row.try_get("run_id")?),
        source: source.parse().map_err(|e| corrupt("billing_runs.source", e))?,
        started_by: row.try_get("started_by")?,
        started_on: row.try_get::<jiff_sqlx::Date, _>("started_on")?.to_jiff(),
        started_at: at("started_at")?.to_jiff(),
        finished_at: row
            .try_get::<Option<jiff_sqlx::Timestamp>, _>("finished_at")?
            .map(jiff_sqlx::Timestamp::to_jiff),
        invoiced: row.try_get("invoiced")?,
        passed: row.try_get("passed")?,
        parked: row.try_get("parked")?,
        error: row.try_get("error")?,
    })
}

/// What the run parked, by customer; at most `limit`.
pub async fn parkings(
    tx: &mut StaffRead,
    run: BillingRunId,
    limit: i64,
) -> Result<Vec<Parking>, StoreError> {
    let rows = sqlx::query!(
        r#"select k.tenant_id, t.legal_name, k.subscription_id, k.reason, k.parked_at, s.parked_at is not null as "is_parked!",
                  (select v.name
                     from subscription_phases f
                     join plan_versions v on v.version_id = f.version_id
                    where f.tenant_id = k.tenant_id and f.subscription_id = k.subscription_id
                    order by f.from_at desc
                    limit 1) as plan_name
             from billing_run_parkings k
             join tenants t on t.tenant_id = k.tenant_id
             join subscriptions s on s.tenant_id = k.tenant_id and s.subscription_id = k.subscription_id
            where k.run_id = $1
            order by t.legal_name, k.subscription_id
            limit $2"#,
        run.0,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let read = rows.into_iter().map(|r| Parking {
        tenant_id: r.tenant_id.into(),
        tenant_name: r.legal_name,
        subscription_id: r.subscription_id.into(),
        plan_name: r.plan_name.unwrap_or_default(),
        reason: r.reason,
        parked_at: r.parked_at.to_jiff(),
        is_still_parked: r.is_parked,
    });
    Ok(read.collect())
}
