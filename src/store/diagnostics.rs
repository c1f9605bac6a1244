//! What `doctor`, the diagnostics page and the metrics ask of the database.

use super::checks::{self, Check, LastCheck};
use super::{Db, StaffRead, StoreError};
use jiff::Timestamp;

/// How full the queues are, by state.
#[derive(Clone, Debug, Default)]
pub struct Queues {
    pub jobs: Vec<(String, i64)>,
    pub emails: Vec<(String, i64)>,
    pub outbox_waiting: i64,
}

/// What the metrics show of the database.
#[derive(Clone, Debug)]
pub struct Watched {
    pub queues: Queues,
    /// When the ready job that waits longest was to run, and likewise for e-mails; None: nothing waits.
    pub oldest_due_job_at: Option<Timestamp>,
    pub oldest_due_email_at: Option<Timestamp>,
    /// When the oldest fact that was not told yet became true.
    pub oldest_fact_at: Option<Timestamp>,
    pub checks: Vec<(Check, Option<LastCheck>)>,
    /// The database's own clock.
    pub server_time: Timestamp,
}

/// Everything that is watched, in one transaction.
pub async fn watch(db: &Db) -> Result<Watched, StoreError> {
    let mut tx = db.staff_read().await?;
    let queues = queues_in(&mut tx).await?;
    let oldest = sqlx::query!(
        "select (select min(run_at) from jobs where state = 'ready') as job_at,
                (select min(next_attempt_at) from emails where state in ('queued', 'sending')) as email_at,
                (select min(created_at) from outbox where dispatched_at is null) as fact_at"
    )
    .fetch_one(tx.conn())
    .await?;
    let checks = checks::last(&mut tx).await?;
    let server_time = server_time(&mut tx).await?;
    Ok(Watched {
        queues,
        oldest_due_job_at: oldest.job_at.map(jiff_sqlx::Timestamp::to_jiff),
        oldest_due_email_at: oldest.email_at.map(jiff_sqlx::Timestamp::to_jiff),
        oldest_fact_at: oldest.fact_at.map(jiff_sqlx::Timestamp::to_jiff),
        checks,
        server_time,
    })
}

/// The queues as they stand now.
pub async fn queues(db: &Db) -> Result<Queues, StoreError> {
    let mut tx = db.staff_read().await?;
    queues_in(&mut tx).await
}

async fn queues_in(tx: &mut StaffRead) -> Result<Queues, StoreError> {
    let jobs = sqlx::query!(
        r#"select state, count(*) as "count!" from jobs group by state order by state limit 20"#
    )
    .fetch_all(tx.conn())
    .await?;
    let emails = sqlx::query!(
        r#"select state, count(*) as "count!" from emails group by state order by state limit 20"#
    )
    .fetch_all(tx.conn())
    .await?;
    let outbox_waiting = sqlx::query_scalar!(
        r#"select count(*) as "count!" from outbox where dispatched_at is null"#
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Queues {
        jobs: jobs.into_iter().map(|r| (r.state, r.count)).collect(),
        emails: emails.into_iter().map(|r| (r.state, r.count)).collect(),
        outbox_waiting,
    })
}

/// Ok when the database answers.
pub async fn ping(db: &Db) -> Result<(), StoreError> {
    sqlx::query!("select 1 as one").fetch_one(db.portal_pool()).await?;
    Ok(())
}

/// The server's version, such as "15.18".
pub async fn server_version(tx: &mut StaffRead) -> Result<String, StoreError> {
    let version = sqlx::query_scalar!(r#"select current_setting('server_version') as "version!""#)
        .fetch_one(tx.conn())
        .await?;
    Ok(version)
}

/// The database's own clock.
pub async fn server_time(tx: &mut StaffRead) -> Result<Timestamp, StoreError> {
    let time =
        sqlx::query_scalar!(r#"select clock_timestamp() as "time!""#).fetch_one(tx.conn()).await?;
    Ok(time.to_jiff())
}

/// When the last e-mail left, if any did.
pub async fn last_sent_at(tx: &mut StaffRead) -> Result<Option<Timestamp>, StoreError> {
    let last = sqlx::query_scalar!("select max(sent_at) from emails").fetch_one(tx.conn()).await?;
    Ok(last.map(jiff_sqlx::Timestamp::to_jiff))
}

/// The versions of the migrations that this database has taken; None when the table of them is not
/// there or may not be read.
pub async fn applied_migrations(tx: &mut StaffRead) -> Result<Option<Vec<i64>>, StoreError> {
    // No macro: the table is the migrator's and is not there while the queries are checked.
    let may_read: Option<bool> = sqlx::query_scalar(
        "select has_column_privilege(to_regclass('public._sqlx_migrations'), 'version', 'select')",
    )
    .fetch_one(tx.conn())
    .await?;
    if may_read != Some(true) {
        return Ok(None);
    }
    let versions = sqlx::query_scalar(
        "select version from _sqlx_migrations where success order by version limit 10000",
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Some(versions))
}

/// Ledger accounts or invoices that contradict each other; an empty list is what everybody expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    pub what: &'static str,
    pub subject: String,
    pub difference_minor: i64,
}

/// Compares what is kept twice: credit balances with the ledger and with grants, grants with movements,
/// receivables with open invoices, number series with the numbers given out. At most 100 contradictions.
pub async fn contradictions(tx: &mut StaffRead) -> Result<Vec<Contradiction>, StoreError> {
    let rows = sqlx::query!(
        r#"select what as "what!", subject as "subject!", difference_minor as "difference_minor!" from (
             select 'receivable' as what, coalesce(l.tenant_id, i.tenant_id)::text || ' ' || coalesce(l.currency, i.currency) as subject,
                    coalesce(l.minor, 0) - coalesce(i.minor, 0) as difference_minor
               from (select tenant_id, currency, sum(amount_minor)::bigint as minor from ledger_entries
                      where account = 'receivable' group by tenant_id, currency) l
               full join (select tenant_id, currency, sum(due_minor)::bigint as minor from invoices
                           where status = 'open' group by tenant_id, currency) i
                 on i.tenant_id = l.tenant_id and i.currency = l.currency
              where coalesce(l.minor, 0) <> coalesce(i.minor, 0)
             union all
             select 'credit', coalesce(l.tenant_id, b.tenant_id)::text || ' ' || coalesce(l.currency, b.currency),
                    -coalesce(l.minor, 0) - coalesce(b.balance_minor, 0)
               from (select tenant_id, currency, sum(amount_minor)::bigint as minor from ledger_entries
                      where account = 'customer_credit' group by tenant_id, currency) l
               full join credit_balances b on b.tenant_id = l.tenant_id and b.currency = l.currency
              where -coalesce(l.minor, 0) <> coalesce(b.balance_minor, 0)
             union all
             select 'grants', coalesce(g.tenant_id, b.tenant_id)::text || ' ' || coalesce(g.currency, b.currency),
                    coalesce(b.balance_minor, 0) - coalesce(g.minor, 0)
               from (select tenant_id, currency, sum(remaining_minor)::bigint as minor from credit_grants
                      group by tenant_id, currency) g
               full join credit_balances b on b.tenant_id = g.tenant_id and b.currency = g.currency
              where coalesce(b.balance_minor, 0) <> coalesce(g.minor, 0)
             union all
             select 'movements', g.tenant_id::text || ' ' || g.grant_id, g.remaining_minor - coalesce(m.minor, 0)
               from credit_grants g
               left join (select tenant_id, grant_id, sum(amount_minor)::bigint as minor from credit_movements
                           group by tenant_id, grant_id) m on m.tenant_id = g.tenant_id and m.grant_id = g.grant_id
              where g.remaining_minor <> coalesce(m.minor, 0)
             union all
             select 'numbers', s.code || ' ' || s.prefix,
                    (s.next_number - s.first_number) - (select count(*) from (
                        select 1 from invoices i where i.series_id = s.series_id and i.number is not null
                        union all
                        select 1 from credit_notes c where c.series_id = s.series_id) issued)
               from number_series s
              where s.next_number is not null
                and (s.next_number - s.first_number) <> (select count(*) from (
                        select 1 from invoices i where i.series_id = s.series_id and i.number is not null
                        union all
                        select 1 from credit_notes c where c.series_id = s.series_id) issued)
           ) found
           order by what, subject
           limit 100"#
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Contradiction {
            what: match r.what.as_str() {
                "receivable" => "receivable",
                "credit" => "credit",
                "grants" => "grants",
                "movements" => "movements",
                _ => "numbers",
            },
            subject: r.subject,
            difference_minor: r.difference_minor,
        })
        .collect())
}
