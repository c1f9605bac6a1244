//! Outgoing e-mail: one row per (event, document, recipient), and where it is on its way.
//!
//! ```text
//! queued ─claim─► sending ─► sent | failed | queued (again, later)
//!        └► suppressed    └► uncertain (handed over, but nobody said what became of it)
//! sent, uncertain ─notice─► bounced          failed, bounced, suppressed, uncertain ─somebody─► queued
//! ```
//! `suppressed`: its address is barred. What came back is stored by `bounces`.
//!
//! `sending` is committed before the message leaves, so a crash can lose the outcome but never send
//! twice. `attempts` is the claim's fencing token, as in `store::jobs`.

use super::bounces::Bounce;
use super::{Db, StoreError, TenantTx, corrupt};
use crate::domain::document::DocumentKind;
use crate::domain::id::{EmailId, TenantId};
use crate::trace_context;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// How long a claim on an e-mail holds; longer than any attempt to send takes.
pub const LEASE: SignedDuration = SignedDuration::from_secs(180);

/// Every state that an e-mail can be in, as stored.
pub const STATES: &[&str] =
    &["queued", "sending", "sent", "failed", "uncertain", "bounced", "suppressed"];

/// A message as rendered, waiting to leave.
#[derive(Clone, Debug)]
pub struct NewEmail {
    pub email_id: EmailId,
    pub event: &'static str,
    pub document_kind: DocumentKind,
    pub document_id: Uuid,
    /// Tells several of one event and document apart; empty where there is one.
    pub occurrence: String,
    pub recipient: String,
    pub language: String,
    /// Whom the reader knows as the sender, and where an answer goes (may be empty).
    pub sender_name: String,
    pub reply_to: String,
    pub subject: String,
    pub text_body: String,
    pub html_body: String,
    pub attach_document: bool,
    pub message_id: String,
    /// The wording it was composed with; version 0 is the built-in one.
    pub template: &'static str,
    pub template_version: i32,
}

/// Queues a message; returns false when this recipient has one for this event and document already.
pub async fn insert(
    tx: &mut TenantTx,
    email: &NewEmail,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query!(
        "insert into emails (tenant_id, email_id, event, document_kind, document_id, recipient, language,
                sender_name, reply_to, subject, text_body, html_body, attach_document, message_id,
                next_attempt_at, created_at, template, template_version, traceparent, occurrence)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18, $19)
         on conflict on constraint emails_once_per_recipient do nothing",
        tx.tenant().0,
        email.email_id.0,
        email.event,
        email.document_kind.word(),
        email.document_id,
        email.recipient,
        email.language,
        email.sender_name,
        email.reply_to,
        email.subject,
        email.text_body,
        email.html_body,
        email.attach_document,
        email.message_id,
        now.to_sqlx() as _,
        email.template,
        email.template_version,
        trace_context::current(),
        email.occurrence
    )
    .execute(tx.conn())
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// E-mails whose turn it is (or whose sender let its lease run out), the longest waiting first.
pub async fn due(
    db: &Db,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(TenantId, EmailId)>, StoreError> {
    let rows = sqlx::query!(
        "select tenant_id, email_id
           from emails
          where state in ('queued', 'sending') and next_attempt_at <= $1
          order by next_attempt_at, email_id
          limit $2",
        now.to_sqlx() as _,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant_id.into(), row.email_id.into())).collect())
}

/// A message that one worker is about to send.
#[derive(Clone, Debug)]
pub struct ClaimedEmail {
    pub email_id: EmailId,
    pub event: String,
    pub document_kind: DocumentKind,
    pub document_id: Uuid,
    pub recipient: String,
    pub sender_name: String,
    pub reply_to: String,
    pub subject: String,
    pub text_body: String,
    pub html_body: String,
    pub attach_document: bool,
    pub message_id: String,
    /// How often it was claimed, this claim included.
    pub attempts: i32,
    /// An earlier claim ended without an outcome: the message may have left already.
    pub may_have_left: bool,
    /// The span that queued it, if it was traced.
    pub traceparent: Option<String>,
}

/// Claims the e-mail for one attempt; None when it is no longer due.
pub async fn claim(
    tx: &mut TenantTx,
    email: EmailId,
    now: Timestamp,
) -> Result<Option<ClaimedEmail>, StoreError> {
    let row = sqlx::query!(
        r#"with due as (
             select email_id, state
               from emails
              where tenant_id = $1 and email_id = $2
                and state in ('queued', 'sending') and next_attempt_at <= $3
                for update skip locked
           )
           update emails e
              set state = 'sending', attempts = e.attempts + 1, next_attempt_at = $4
             from due
            where e.tenant_id = $1 and e.email_id = due.email_id
           returning e.event, e.document_kind, e.document_id, e.recipient, e.sender_name, e.reply_to,
                     e.subject, e.text_body, e.html_body, e.attach_document, e.message_id, e.attempts,
                     e.traceparent, due.state = 'sending' as "may_have_left!""#,
        tx.tenant().0,
        email.0,
        now.to_sqlx() as _,
        (now + LEASE).to_sqlx() as _
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        let kind = row.document_kind;
        Ok(ClaimedEmail {
            email_id: email,
            event: row.event,
            document_kind: kind.parse().map_err(|_| corrupt("emails.document_kind", &kind))?,
            document_id: row.document_id,
            recipient: row.recipient,
            sender_name: row.sender_name,
            reply_to: row.reply_to,
            subject: row.subject,
            text_body: row.text_body,
            html_body: row.html_body,
            attach_document: row.attach_document,
            message_id: row.message_id,
            attempts: row.attempts,
            may_have_left: row.may_have_left,
            traceparent: row.traceparent,
        })
    })
    .transpose()
}

/// What came of an attempt to send.
#[derive(Clone, Debug)]
pub enum Outcome<'a> {
    Sent,
    /// Not sent, for certain; the next attempt is due at this instant.
    Later {
        at: Timestamp,
        error: &'a str,
    },
    /// Refused for good; `bounce` is what the mail server said, if it was asked.
    Failed {
        error: &'a str,
        bounce: Option<Bounce<'a>>,
    },
    /// Not sent, because its address is barred.
    Suppressed,
    /// It may have left.
    Uncertain {
        error: &'a str,
    },
}

/// Stores the outcome of the attempt that `email` is. Returns false when the claim was lost to
/// another worker, whose outcome counts. A sender that outlived its lease, though, knows better than
/// the one who could only call the outcome uncertain.
pub async fn settle(
    tx: &mut TenantTx,
    email: &ClaimedEmail,
    outcome: Outcome<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (state, next_attempt_at, error, bounce) = match outcome {
        Outcome::Sent => ("sent", None, None, None),
        Outcome::Later { at, error } => ("queued", Some(at), Some(error), None),
        Outcome::Failed { error, bounce } => ("failed", None, Some(error), bounce),
        Outcome::Suppressed => ("suppressed", None, None, None),
        Outcome::Uncertain { error } => ("uncertain", None, Some(error), None),
    };
    let sent_at = (state == "sent").then_some(now);
    let settled = sqlx::query!(
        "update emails
            set state = $4, next_attempt_at = coalesce($5, next_attempt_at), last_error = $6, sent_at = $7,
                bounced_at = coalesce($8, bounced_at), bounce_kind = coalesce($9, bounce_kind),
                bounce_status = coalesce($10, bounce_status),
                bounce_diagnostic = coalesce($11, bounce_diagnostic)
          where tenant_id = $1 and email_id = $2
            and ((state = 'sending' and attempts = $3)
                 or (state = 'uncertain' and attempts = $3 + 1 and $4 <> 'uncertain'))",
        tx.tenant().0,
        email.email_id.0,
        email.attempts,
        state,
        next_attempt_at.map(|at| at.to_sqlx()) as _,
        error,
        sent_at.map(|at| at.to_sqlx()) as _,
        bounce.map(|_| now.to_sqlx()) as _,
        bounce.map(|bounce| bounce.kind.word()),
        bounce.map(|bounce| bounce.status.to_string()),
        bounce.map(|bounce| bounce.diagnostic)
    )
    .execute(tx.conn())
    .await?;
    Ok(settled.rows_affected() == 1)
}

/// Sends an e-mail once more that failed, bounced, was suppressed or whose fate is uncertain: a person
/// decided so. Returns false when it is none of these. What came back of it stays in its document's
/// history.
pub async fn requeue(
    tx: &mut TenantTx,
    email: EmailId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let requeued = sqlx::query!(
        "update emails
            set state = 'queued', next_attempt_at = $3, bounced_at = null, bounce_kind = null,
                bounce_status = null, bounce_diagnostic = null
          where tenant_id = $1 and email_id = $2
            and state in ('failed', 'uncertain', 'bounced', 'suppressed')",
        tx.tenant().0,
        email.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(requeued.rows_affected() == 1)
}

/// One e-mail about a document, for its page.
#[derive(Clone, Debug, PartialEq)]
pub struct EmailRow {
    pub email_id: EmailId,
    pub event: String,
    pub recipient: String,
    pub state: String,
    pub attempts: i32,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub last_error: Option<String>,
}

/// What was mailed about this document, oldest first.
pub async fn about(tx: &mut TenantTx, document: Uuid) -> Result<Vec<EmailRow>, StoreError> {
    let rows = sqlx::query!(
        "select email_id, event, recipient, state, attempts, created_at, sent_at, last_error
           from emails
          where tenant_id = $1 and document_id = $2
          order by created_at, email_id
          limit 200",
        tx.tenant().0,
        document
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| EmailRow {
            email_id: row.email_id.into(),
            event: row.event,
            recipient: row.recipient,
            state: row.state,
            attempts: row.attempts,
            created_at: row.created_at.to_jiff(),
            sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
            last_error: row.last_error,
        })
        .collect())
}

/// The e-mail address of this tenant's owner, or None when nobody owns it yet.
pub async fn owner_address(tx: &mut TenantTx) -> Result<Option<String>, StoreError> {
    let email = sqlx::query_scalar!(
        "select p.email
           from memberships m
           join people p on p.person_id = m.person_id
          where m.tenant_id = $1 and m.role = 'owner'",
        tx.tenant().0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(email)
}
