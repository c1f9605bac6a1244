//! Outgoing text messages: one row per (event, document, person), and where it is on its way.
//!
//! ```text
//! queued ─claim─► sending ─► sent ─callback─► delivered | undelivered
//!        └► suppressed    └► failed | queued (again, later) | sending (nobody knows: looked up next)
//! ```
//! `sending` is committed before the message leaves. Whoever claims a message that is `sending` must look
//! for it at the provider first. `attempts` is the claim's fencing token, as in `store::emails`.

use super::{Db, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::id::{PersonId, SmsId, TenantId};
use crate::domain::phone_number::PhoneNumber;
use crate::domain::sms::{SmsKind, SmsState};
use crate::trace_context;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// How long a claim holds; longer than any attempt to send takes, and than a provider's list lags behind.
pub const LEASE: SignedDuration = SignedDuration::from_secs(180);

/// A message as it will be read, waiting to leave.
#[derive(Clone, Debug)]
pub struct NewSms {
    pub sms_id: SmsId,
    pub kind: SmsKind,
    /// What it is about; the person, for a code.
    pub document_id: Uuid,
    /// Tells several of one kind and document apart; empty where there is one.
    pub occurrence: String,
    pub person: PersonId,
    pub number: PhoneNumber,
    pub language: String,
    pub body: String,
    pub segments: i32,
    pub not_before: Timestamp,
    /// After this it is not sent any more.
    pub expires_at: Timestamp,
}

/// Queues a message; returns false when this person has one of this kind about this document already.
pub async fn queue(tx: &mut TenantTx, now: Timestamp, sms: &NewSms) -> Result<bool, StoreError> {
    let queued = sqlx::query!(
        "insert into sms_messages (tenant_id, sms_id, event, document_id, occurrence, person_id, number, language, body,
                segments, next_attempt_at, expires_at, created_at, traceparent)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict on constraint sms_messages_once_per_person do nothing",
        tx.tenant().0,
        sms.sms_id.0,
        sms.kind.word(),
        sms.document_id,
        sms.occurrence,
        sms.person.0,
        sms.number.as_str(),
        sms.language,
        sms.body,
        sms.segments,
        sms.not_before.to_sqlx() as _,
        sms.expires_at.to_sqlx() as _,
        now.to_sqlx() as _,
        trace_context::current()
    )
    .execute(tx.conn())
    .await?;
    Ok(queued.rows_affected() == 1)
}

/// Messages whose turn it is (or whose sender let its lease run out), the longest waiting first.
pub async fn due(
    db: &Db,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(TenantId, SmsId)>, StoreError> {
    let rows = sqlx::query!(
        "select tenant_id, sms_id
           from sms_messages
          where state in ('queued', 'sending') and next_attempt_at <= $1
          order by next_attempt_at, sms_id
          limit $2",
        now.to_sqlx() as _,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant_id.into(), row.sms_id.into())).collect())
}

/// A message that one worker is about to send.
#[derive(Clone, Debug)]
pub struct ClaimedSms {
    pub sms_id: SmsId,
    pub kind: SmsKind,
    pub person: PersonId,
    pub number: PhoneNumber,
    pub body: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// How often it was claimed, this claim included.
    pub attempts: i32,
    /// An earlier claim ended without an outcome: the message may have left already.
    pub may_have_left: bool,
    pub traceparent: Option<String>,
}

/// Claims the message for one attempt; None when it is no longer due.
pub async fn claim(
    tx: &mut TenantTx,
    sms: SmsId,
    now: Timestamp,
) -> Result<Option<ClaimedSms>, StoreError> {
    let row = sqlx::query!(
        r#"with due as (
             select sms_id, state
               from sms_messages
              where tenant_id = $1 and sms_id = $2
                and state in ('queued', 'sending') and next_attempt_at <= $3
                for update skip locked
           )
           update sms_messages s
              set state = 'sending', attempts = s.attempts + 1, next_attempt_at = $4
             from due
            where s.tenant_id = $1 and s.sms_id = due.sms_id
           returning s.event, s.person_id, s.number, s.body, s.created_at, s.expires_at, s.attempts, s.traceparent,
                     due.state = 'sending' as "may_have_left!""#,
        tx.tenant().0,
        sms.0,
        now.to_sqlx() as _,
        (now + LEASE).to_sqlx() as _
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(ClaimedSms {
            sms_id: sms,
            kind: row.event.parse().map_err(|e| corrupt("sms_messages.event", e))?,
            person: row.person_id.into(),
            number: row.number.parse().map_err(|e| corrupt("sms_messages.number", e))?,
            body: row.body,
            created_at: row.created_at.to_jiff(),
            expires_at: row.expires_at.to_jiff(),
            attempts: row.attempts,
            may_have_left: row.may_have_left,
            traceparent: row.traceparent,
        })
    })
    .transpose()
}

/// What came of an attempt.
#[derive(Clone, Debug)]
pub enum Outcome<'a> {
    /// The provider has it, by this name.
    Sent {
        reference: &'a str,
    },
    /// Not sent, for certain; the next attempt is due at this instant.
    Later {
        at: Timestamp,
        error: &'a str,
    },
    /// Nobody knows; it is looked up at this instant.
    LookUp {
        at: Timestamp,
        error: &'a str,
    },
    Failed {
        code: Option<i32>,
        error: &'a str,
    },
    Suppressed,
}

/// Stores the outcome of the attempt that `sms` is. Returns false when the claim was lost to another
/// worker. A code that was sent, or never will be, is blanked.
pub async fn settle(
    tx: &mut TenantTx,
    sms: &ClaimedSms,
    outcome: Outcome<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (state, next, error, code, reference) = match outcome {
        Outcome::Sent { reference } => (SmsState::Sent, None, None, None, Some(reference)),
        Outcome::Later { at, error } => (SmsState::Queued, Some(at), Some(error), None, None),
        Outcome::LookUp { at, error } => (SmsState::Sending, Some(at), Some(error), None, None),
        Outcome::Failed { code, error } => (SmsState::Failed, None, Some(error), code, None),
        Outcome::Suppressed => (SmsState::Suppressed, None, None, None, None),
    };
    let has_ended = matches!(state, SmsState::Failed | SmsState::Suppressed);
    let is_secret = sms.kind == SmsKind::PhoneCode && (has_ended || state == SmsState::Sent);
    let settled = sqlx::query!(
        "update sms_messages
            set state = $4, next_attempt_at = coalesce($5, next_attempt_at), last_error = $6, error_code = $7,
                provider_ref = coalesce($8, provider_ref), sent_at = coalesce($9, sent_at),
                ended_at = coalesce($10, ended_at), body = case when $11 then '' else body end
          where tenant_id = $1 and sms_id = $2 and state = 'sending' and attempts = $3",
        tx.tenant().0,
        sms.sms_id.0,
        sms.attempts,
        state.word(),
        next.map(Timestamp::to_sqlx) as _,
        error,
        code,
        reference,
        (state == SmsState::Sent).then(|| now.to_sqlx()) as _,
        has_ended.then(|| now.to_sqlx()) as _,
        is_secret
    )
    .execute(tx.conn())
    .await?;
    Ok(settled.rows_affected() == 1)
}

/// Of these names of the provider, those that are other messages of this customer.
pub async fn known_references(
    tx: &mut TenantTx,
    references: &[String],
) -> Result<Vec<String>, StoreError> {
    let known = sqlx::query_scalar!(
        r#"select provider_ref as "provider_ref!"
             from sms_messages
            where tenant_id = $1 and provider_ref = any ($2)
            limit 1000"#,
        tx.tenant().0,
        references
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(known)
}

/// Stores what the provider told: `sent`, `delivered` or `undelivered`. It may come before the answer to
/// our own request, twice, late and in any order: what has ended stays as it ended. False when it changes
/// nothing.
pub async fn told(
    tx: &mut TenantTx,
    sms: SmsId,
    (state, code): (SmsState, Option<i32>),
    reference: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let has_ended = state != SmsState::Sent;
    let told = sqlx::query!(
        "update sms_messages
            set state = $3, error_code = $4, provider_ref = coalesce(provider_ref, $5),
                sent_at = coalesce(sent_at, $6), ended_at = $7,
                body = case when event = 'phone_code' then '' else body end
          where tenant_id = $1 and sms_id = $2
            and (state = 'sending' or (state = 'sent' and $3 <> 'sent'))",
        tx.tenant().0,
        sms.0,
        state.word(),
        code,
        reference,
        now.to_sqlx() as _,
        has_ended.then(|| now.to_sqlx()) as _
    )
    .execute(tx.conn())
    .await?;
    Ok(told.rows_affected() == 1)
}

/// The state of a message, or None.
pub async fn state(tx: &mut TenantTx, sms: SmsId) -> Result<Option<SmsState>, StoreError> {
    let word = sqlx::query_scalar!(
        "select state from sms_messages where tenant_id = $1 and sms_id = $2",
        tx.tenant().0,
        sms.0
    )
    .fetch_optional(tx.conn())
    .await?;
    word.map(|word| word.parse().map_err(|e| corrupt("sms_messages.state", e))).transpose()
}

/// One message, for staff.
#[derive(Clone, Debug, PartialEq)]
pub struct SmsRow {
    pub tenant: TenantId,
    pub tenant_name: String,
    pub kind: SmsKind,
    pub number: PhoneNumber,
    pub segments: i32,
    pub state: SmsState,
    pub error_code: Option<i32>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

/// The newest messages of all customers.
pub async fn newest(tx: &mut StaffRead, limit: i64) -> Result<Vec<SmsRow>, StoreError> {
    let rows = sqlx::query!(
        "select s.tenant_id, t.legal_name, s.event, s.number, s.segments, s.state, s.error_code, s.created_at, s.sent_at
           from sms_messages s
           join tenants t using (tenant_id)
          order by s.created_at desc, s.sms_id desc
          limit $1",
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SmsRow {
                tenant: row.tenant_id.into(),
                tenant_name: row.legal_name,
                kind: row.event.parse().map_err(|e| corrupt("sms_messages.event", e))?,
                number: row.number.parse().map_err(|e| corrupt("sms_messages.number", e))?,
                segments: row.segments,
                state: row.state.parse().map_err(|e| corrupt("sms_messages.state", e))?,
                error_code: row.error_code,
                created_at: row.created_at.to_jiff(),
                sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
            })
        })
        .collect()
}
