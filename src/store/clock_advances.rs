//! Moves of a sandbox's clock: who moves it, how far it came, and what happened on each day of it.
//!
//! One move at a time: whoever moves the clock holds a lock of the database until the end, which a crash
//! gives back. What is durable is counted from the audit log and the e-mails when the move has ended;
//! what leaves no trace (sessions, links, messages of gateways, jobs) is counted step by step.

use super::{Actor, Db, OperatorTx, StaffRead, StoreError, corrupt};
use crate::domain::word::word_enum;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// The key of the lock; `audit_append` has 7077001.
const LOCK_KEY: i64 = 7_077_064;
/// Names of documents kept for one day and happening.
const NAMES_MAX: i32 = 20;

word_enum! {
    /// Where a move stands.
    pub enum AdvanceState: "state of a clock's move" {
        Running = "running",
        Done = "done",
        Failed = "failed",
        /// Its process ended before it did.
        Stopped = "stopped",
    }
}

word_enum! {
    /// What can happen on a day of a sandbox. The word ends the catalogue's key `clock-happened-…`.
    pub enum Happening: "happening" {
        InvoiceFinalized = "invoice_finalized",
        InvoicePaid = "invoice_paid",
        InvoiceVoided = "invoice_voided",
        InvoiceWrittenOff = "invoice_written_off",
        CreditNoteIssued = "credit_note_issued",
        /// Its detail is the currency.
        PaymentReceived = "payment_received",
        RefundRequested = "refund_requested",
        DisputeOpened = "dispute_opened",
        SubscriptionStarted = "subscription_started",
        SubscriptionBilled = "subscription_billed",
        SubscriptionActive = "subscription_active",
        SubscriptionPastDue = "subscription_past_due",
        SubscriptionUnpaid = "subscription_unpaid",
        SubscriptionPaused = "subscription_paused",
        SubscriptionEnded = "subscription_ended",
        SubscriptionParked = "subscription_parked",
        CreditExpired = "credit_expired",
        /// Its detail is the kind of mail.
        EmailSent = "email_sent",
        SessionEnded = "session_ended",
        SignInLinkEnded = "sign_in_link_ended",
        WebhookRead = "webhook_read",
        /// A try that failed and may be repeated; its detail is the kind of job.
        JobFailed = "job_failed",
        /// Failed for good; its detail is the kind of job.
        JobGivenUp = "job_given_up",
    }
}

/// One move of the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockAdvance {
    pub advance_id: Uuid,
    pub from: Timestamp,
    pub to: Timestamp,
    pub reached: Timestamp,
    pub state: AdvanceState,
    pub error: Option<String>,
    /// As [`Actor`] prints.
    pub asked_by: String,
}

/// What happened on one day, of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// UTC, as the sandbox's clock had it.
    pub on: Date,
    pub happening: Happening,
    pub detail: String,
    pub count: i64,
    /// In minor units of the currency that `detail` names.
    pub amount_minor: Option<i64>,
    /// The first few numbers, in order.
    pub names: Vec<String>,
}

/// The right to move the clock, until it is dropped; None when somebody else has it.
pub async fn try_lock(
    db: &Db,
    actor: &Actor,
    now: Timestamp,
) -> Result<Option<OperatorTx>, StoreError> {
    let mut tx = db.operator(actor, now).await?;
    let is_ours =
        sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1) as "is_ours!""#, LOCK_KEY)
            .fetch_one(tx.conn())
            .await?;
    Ok(is_ours.then_some(tx))
}

/// Whether somebody moves the clock at this moment.
pub async fn is_moving(tx: &mut StaffRead) -> Result<bool, StoreError> {
    // A key of 64 bits stands in two halves; this one fits into the lower.
    let is_moving = sqlx::query_scalar!(
        r#"select exists (select from pg_locks
                           where locktype = 'advisory' and granted and classid = 0 and objid = $1::bigint::oid
                             and database = (select oid from pg_database where datname = current_database())
                         ) as "is_moving!""#,
        LOCK_KEY
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(is_moving)
}

/// Puts a new move on record; false when this id has one already. For whoever holds the lock: what is
/// still called running has lost its process.
pub async fn insert(tx: &mut OperatorTx, new: &ClockAdvance) -> Result<bool, StoreError> {
    sqlx::query!("update clock_advances set state = 'stopped' where state = 'running'")
        .execute(tx.conn())
        .await?;
    let inserted = sqlx::query!(
        "insert into clock_advances (advance_id, from_at, to_at, reached_at, asked_by)
         values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        new.advance_id,
        new.from.to_sqlx() as _,
        new.to.to_sqlx() as _,
        new.reached.to_sqlx() as _,
        new.asked_by
    )
    .execute(tx.conn())
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Notes how far the move came, and what would be forgotten otherwise.
pub async fn save_step(
    tx: &mut OperatorTx,
    advance: Uuid,
    reached: Timestamp,
    passing: &[Happened],
) -> Result<(), StoreError> {
    sqlx::query!(
        "update clock_advances set reached_at = $2 where advance_id = $1",
        advance,
        reached.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    save_days(tx, advance, passing).await
}

/// Ends the move, with what was found out about all its days.
pub async fn save_end(
    tx: &mut OperatorTx,
    advance: Uuid,
    error: Option<&str>,
    durable: &[Happened],
) -> Result<(), StoreError> {
    let state = if error.is_some() { AdvanceState::Failed } else { AdvanceState::Done };
    sqlx::query!(
        "update clock_advances set state = $2, error = $3 where advance_id = $1",
        advance,
        state.word(),
        error
    )
    .execute(tx.conn())
    .await?;
    save_days(tx, advance, durable).await
}

async fn save_days(
    tx: &mut OperatorTx,
    advance: Uuid,
    happened: &[Happened],
) -> Result<(), StoreError> {
    for one in happened {
        sqlx::query!(
            "insert into clock_advance_days (advance_id, happened_on, happening, detail, occurrences, amount_minor,
                    names)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (advance_id, happened_on, happening, detail) do update
                set occurrences = clock_advance_days.occurrences + excluded.occurrences",
            advance,
            one.on.to_sqlx() as _,
            one.happening.word(),
            one.detail,
            one.count,
            one.amount_minor,
            &one.names
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// A row of either report, before its word is read.
struct HappenedRow {
    happened_on: jiff_sqlx::Date,
    happening: String,
    detail: String,
    occurrences: i64,
    amount_minor: Option<i64>,
    names: Vec<String>,
}

impl HappenedRow {
    fn read(self) -> Result<Happened, StoreError> {
        let happening = self.happening.parse();
        Ok(Happened {
            on: self.happened_on.to_jiff(),
            happening: happening.map_err(|e| corrupt("clock_advance_days.happening", e))?,
            detail: self.detail,
            count: self.occurrences,
            amount_minor: self.amount_minor,
            names: self.names,
        })
    }
}

fn read_all(rows: Vec<HappenedRow>) -> Result<Vec<Happened>, StoreError> {
    rows.into_iter().map(HappenedRow::read).collect()
}

/// What is remembered for good of everything after `since` and up to `until`, day by day: it can be asked
/// again at any time, with the same answer. At most 20,000 rows.
pub async fn durable(
    tx: &mut StaffRead,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<Happened>, StoreError> {
    let rows = sqlx::query_file_as!(
        HappenedRow,
        "src/store/sql/clock_durable.sql",
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        NAMES_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    read_all(rows)
}

/// What is forgotten after some days, of everything after `since` and up to `until`, by the day on which
/// it happened.
pub async fn passing(
    tx: &mut OperatorTx,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<Happened>, StoreError> {
    let rows = sqlx::query_as!(
        HappenedRow,
        r#"select (at at time zone 'UTC')::date as "happened_on!", happening as "happening!", detail as "detail!",
                  count(*) as "occurrences!", null::bigint as amount_minor, '{}'::text[] as "names!"
             from (select expires_at as at, 'session_ended' as happening, '' as detail
                     from sessions
                    where expires_at > $1 and expires_at <= $2
                   union all
                   select expires_at, 'sign_in_link_ended', ''
                     from sign_in_links
                    where expires_at > $1 and expires_at <= $2 and used_at is null
                   union all
                   select processed_at, 'webhook_read', ''
                     from webhook_inbox
                    where processed_at > $1 and processed_at <= $2
                   union all
                   select finished_at, 'job_given_up', kind
                     from jobs
                    where state = 'dead' and finished_at > $1 and finished_at <= $2) happened
            group by 1, 2, 3
            order by 1, 2, 3
            limit 1000"#,
        since.to_sqlx() as _,
        until.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    read_all(rows)
}

/// The move with this id.
pub async fn find(tx: &mut StaffRead, advance: Uuid) -> Result<Option<ClockAdvance>, StoreError> {
    let row = sqlx::query_as!(
        AdvanceRow,
        "select advance_id, from_at, to_at, reached_at, state, error, asked_by
           from clock_advances
          where advance_id = $1",
        advance
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(AdvanceRow::read).transpose()
}

/// Moves of the clock, the newest first.
pub async fn newest(tx: &mut StaffRead, limit: i64) -> Result<Vec<ClockAdvance>, StoreError> {
    let rows = sqlx::query_as!(
        AdvanceRow,
        "select advance_id, from_at, to_at, reached_at, state, error, asked_by
           from clock_advances
          order by from_at desc, advance_id desc
          limit $1",
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(AdvanceRow::read).collect()
}

/// Everything that happened in a move, in the order of its days: also while it runs, or when it was stopped.
pub async fn days(tx: &mut StaffRead, advance: &ClockAdvance) -> Result<Vec<Happened>, StoreError> {
    let rows = sqlx::query_as!(
        HappenedRow,
        "select happened_on, happening, detail, occurrences, amount_minor, names
           from clock_advance_days
          where advance_id = $1
          order by happened_on, happening, detail
          limit 20000",
        advance.advance_id
    )
    .fetch_all(tx.conn())
    .await?;
    let mut happened = read_all(rows)?;
    if matches!(advance.state, AdvanceState::Running | AdvanceState::Stopped) {
        happened.extend(durable(tx, advance.from, advance.reached).await?);
    }
    happened.sort_by(|a, b| (a.on, a.happening, &a.detail).cmp(&(b.on, b.happening, &b.detail)));
    Ok(happened)
}

struct AdvanceRow {
    advance_id: Uuid,
    from_at: jiff_sqlx::Timestamp,
    to_at: jiff_sqlx::Timestamp,
    reached_at: jiff_sqlx::Timestamp,
    state: String,
    error: Option<String>,
    asked_by: String,
}

impl AdvanceRow {
    fn read(self) -> Result<ClockAdvance, StoreError> {
        Ok(ClockAdvance {
            advance_id: self.advance_id,
            from: self.from_at.to_jiff(),
            to: self.to_at.to_jiff(),
            reached: self.reached_at.to_jiff(),
            state: self.state.parse().map_err(|e| corrupt("clock_advances.state", e))?,
            error: self.error,
            asked_by: self.asked_by,
        })
    }
}

/// The next instant after `now` at which a subscription is billed, its window for late usage being over:
/// until then nothing new comes of itself but by the day.
pub async fn next_billing_at(
    tx: &mut OperatorTx,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let next = sqlx::query_scalar!(
        r#"select min(at) as at
             from (select next_billing_at
                          + case when billed_at is null then 0 else draft_window_s end * interval '1 second' as at
                     from subscriptions
                    where next_billing_at > $1::timestamptz - interval '30 days' and parked_at is null) due
            where at > $1"#,
        now.to_sqlx() as _
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(next.map(jiff_sqlx::Timestamp::to_jiff))
}

/// Whether somebody works on something at this moment: a job or an e-mail that is held.
pub async fn is_working(tx: &mut OperatorTx, now: Timestamp) -> Result<bool, StoreError> {
    let is_working = sqlx::query_scalar!(
        r#"select exists (select from jobs where state = 'running' and locked_until > $1)
               or exists (select from emails where state = 'sending' and next_attempt_at > $1) as "is_working!""#,
        now.to_sqlx() as _
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(is_working)
}
