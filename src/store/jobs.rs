//! The job queue: one table, claimed row by row with `for update skip locked` and a lease.
//!
//! A job belongs to the worker that claimed it last: every claim counts `attempts` up, and only the
//! claim with the current count may settle the job. A worker that was thought dead and comes back
//! finds its claim gone. Owns no decision on what a job does or how often it is tried.

use super::{Db, OperatorTx, StaffRead, StoreError, TenantTx};
use crate::domain::id::{JobId, TenantId};
use crate::trace_context;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// How long a claim holds. A job's time limit must be shorter (`jobs::worker` asserts it).
pub const LEASE: SignedDuration = SignedDuration::from_secs(120);

/// A transaction that can put work into the queue: a tenant's, the operator's, or the plain
/// connection of a sign-in, which belongs to no tenant.
pub trait JobQueue: Send {
    fn queue_conn(&mut self) -> &mut PgConnection;
    /// Whose work it is, if it is one tenant's.
    fn queue_tenant(&self) -> Option<TenantId>;
}

impl JobQueue for TenantTx {
    fn queue_conn(&mut self) -> &mut PgConnection {
        self.conn()
    }
    fn queue_tenant(&self) -> Option<TenantId> {
        Some(self.tenant())
    }
}

impl JobQueue for OperatorTx {
    fn queue_conn(&mut self) -> &mut PgConnection {
        self.conn()
    }
    fn queue_tenant(&self) -> Option<TenantId> {
        None
    }
}

impl JobQueue for PgConnection {
    fn queue_conn(&mut self) -> &mut PgConnection {
        self
    }
    fn queue_tenant(&self) -> Option<TenantId> {
        None
    }
}

/// A job to be queued.
#[derive(Debug)]
pub struct NewJob<'a> {
    pub kind: &'a str,
    pub payload: Value,
    /// A second job with this key is ignored for as long as the first one's row is kept.
    pub unique_key: Option<&'a str>,
    pub run_at: Timestamp,
}

/// Queues a job; returns false when its unique key was taken. It runs once the transaction commits.
pub async fn insert(
    queue: &mut impl JobQueue,
    job: NewJob<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let tenant = queue.queue_tenant().map(|tenant| tenant.0);
    // No conflict target: naming one needs the right to select, which the portal does not have.
    let inserted = sqlx::query!(
        "insert into jobs (job_id, kind, tenant_id, payload, unique_key, run_at, created_at, traceparent)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict do nothing",
        JobId::new().0,
        job.kind,
        tenant,
        job.payload,
        job.unique_key,
        job.run_at.to_sqlx() as _,
        now.to_sqlx() as _,
        trace_context::current()
    )
    .execute(queue.queue_conn())
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// A job that one worker holds.
#[derive(Clone, Debug)]
pub struct ClaimedJob {
    pub job_id: JobId,
    pub kind: String,
    pub tenant: Option<TenantId>,
    pub payload: Value,
    /// How often it was claimed, this claim included; also the claim's fencing token.
    pub attempts: i32,
    /// The span that queued it, if it was traced.
    pub traceparent: Option<String>,
}

/// Claims the job that has been due longest among `kinds`: a ready one, or one whose worker let its
/// lease run out. A version that does not know a kind leaves it to one that does.
pub async fn claim(
    db: &Db,
    kinds: &[&str],
    now: Timestamp,
) -> Result<Option<ClaimedJob>, StoreError> {
    let kinds: Vec<String> = kinds.iter().map(|&kind| kind.to_owned()).collect();
    let row = sqlx::query!(
        "update jobs
            set state = 'running', attempts = attempts + 1, locked_until = $2
          where job_id = (select job_id
                            from jobs
                           where state in ('ready', 'running')
                             and run_at <= $1
                             and (state = 'ready' or locked_until <= $1)
                             and kind = any($3)
                           order by run_at, job_id
                           limit 1
                             for update skip locked)
         returning job_id, kind, tenant_id, payload, attempts, traceparent",
        now.to_sqlx() as _,
        (now + LEASE).to_sqlx() as _,
        &kinds
    )
    .fetch_optional(db.worker_pool())
    .await?;
    Ok(row.map(|row| ClaimedJob {
        job_id: row.job_id.into(),
        kind: row.kind,
        tenant: row.tenant_id.map(TenantId),
        payload: row.payload,
        attempts: row.attempts,
        traceparent: row.traceparent,
    }))
}

/// How a claimed job ended.
#[derive(Clone, Debug)]
pub enum Settlement<'a> {
    Done,
    /// It failed; it is tried again at this instant.
    Retry {
        at: Timestamp,
        error: &'a str,
    },
    /// It failed for good; staff may start it again.
    Dead {
        error: &'a str,
    },
}

/// Settles a claimed job. `forget_payload` blanks what it carried once it will not run again, for
/// payloads that hold secrets. Returns false when the claim was lost to another worker meanwhile.
pub async fn settle(
    db: &Db,
    job: &ClaimedJob,
    settlement: Settlement<'_>,
    forget_payload: bool,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (state, run_at, error) = match settlement {
        Settlement::Done => ("done", None, None),
        Settlement::Retry { at, error } => ("ready", Some(at), Some(error)),
        Settlement::Dead { error } => ("dead", None, Some(error)),
    };
    let finished_at = run_at.is_none().then_some(now);
    let settled = sqlx::query!(
        "update jobs
            set state = $3, run_at = coalesce($4, run_at), last_error = $5, finished_at = $6,
                locked_until = null,
                payload = case when $7 then '{}' else payload end
          where job_id = $1 and attempts = $2 and state = 'running'",
        job.job_id.0,
        job.attempts,
        state,
        run_at.map(|at| at.to_sqlx()) as _,
        error,
        finished_at.map(|at| at.to_sqlx()) as _,
        forget_payload && finished_at.is_some()
    )
    .execute(db.worker_pool())
    .await?;
    Ok(settled.rows_affected() == 1)
}

/// How many jobs stand in a state, for the console and the metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobCount {
    pub kind: String,
    pub state: String,
    pub count: i64,
    /// When the one that has waited longest was to run.
    pub oldest_run_at: Timestamp,
}

/// All jobs by kind and state; at most 200 rows.
pub async fn counts(tx: &mut StaffRead) -> Result<Vec<JobCount>, StoreError> {
    let rows = sqlx::query!(
        r#"select kind, state, count(*) as "count!", min(run_at) as "oldest_run_at!: jiff_sqlx::Timestamp"
             from jobs
            group by kind, state
            order by kind, state
            limit 200"#
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| JobCount {
            kind: row.kind,
            state: row.state,
            count: row.count,
            oldest_run_at: row.oldest_run_at.to_jiff(),
        })
        .collect())
}

/// A job that failed for good.
#[derive(Clone, Debug)]
pub struct DeadJob {
    pub job_id: JobId,
    pub kind: String,
    pub tenant: Option<TenantId>,
    pub attempts: i32,
    pub last_error: String,
    pub finished_at: Timestamp,
}

/// Jobs that failed for good, the newest first.
pub async fn dead(tx: &mut StaffRead, limit: i64) -> Result<Vec<DeadJob>, StoreError> {
    let rows = sqlx::query!(
        r#"select job_id, kind, tenant_id, attempts, last_error,
                  coalesce(finished_at, created_at) as "finished_at!: jiff_sqlx::Timestamp"
             from jobs
            where state = 'dead'
            order by finished_at desc, job_id desc
            limit $1"#,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DeadJob {
            job_id: row.job_id.into(),
            kind: row.kind,
            tenant: row.tenant_id.map(TenantId),
            attempts: row.attempts,
            last_error: row.last_error.unwrap_or_default(),
            finished_at: row.finished_at.to_jiff(),
        })
        .collect())
}

/// Makes a dead job ready again, with all its attempts. Returns false when it is not dead, or when
/// its payload was a secret and is forgotten.
pub async fn redrive(tx: &mut OperatorTx, job: JobId, now: Timestamp) -> Result<bool, StoreError> {
    let redriven = sqlx::query!(
        "update jobs
            set state = 'ready', attempts = 0, run_at = $2, finished_at = null
          where job_id = $1 and state = 'dead' and payload <> '{}'",
        job.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(redriven.rows_affected() == 1)
}

/// Deletes jobs that ended before `before`, dead ones too; returns how many.
pub async fn delete_finished(tx: &mut OperatorTx, before: Timestamp) -> Result<u64, StoreError> {
    let deleted = sqlx::query!(
        "delete from jobs where state in ('done', 'dead') and finished_at < $1",
        before.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(deleted.rows_affected())
}

/// The job as stored, whatever its state; for tests and the console's page of one job.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredJob {
    pub kind: String,
    pub state: String,
    pub attempts: i32,
    pub run_at: Timestamp,
    pub payload: Value,
    pub last_error: Option<String>,
}

/// The job with this id, or None.
pub async fn find(tx: &mut OperatorTx, job: Uuid) -> Result<Option<StoredJob>, StoreError> {
    let row = sqlx::query!(
        "select kind, state, attempts, run_at, payload, last_error from jobs where job_id = $1",
        job
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| StoredJob {
        kind: row.kind,
        state: row.state,
        attempts: row.attempts,
        run_at: row.run_at.to_jiff(),
        payload: row.payload,
        last_error: row.last_error,
    }))
}
