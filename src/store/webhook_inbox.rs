//! The inbox of gateways' messages: stored as they came, once each, and read later (row D6).

use super::sign_in::SignInTx;
use super::{Db, StaffRead, StoreError};
use crate::domain::id::InboxId;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use serde_json::Value;

/// How long a reader may take before another one tries.
const LEASE: SignedDuration = SignedDuration::from_secs(120);

/// A verified message.
#[derive(Clone, Debug)]
pub struct NewMessage<'a> {
    pub gateway: &'a str,
    /// The same for the same message, however often it is sent.
    pub dedupe_key: &'a str,
    /// The gateway's word for what happened.
    pub kind: &'a str,
    /// What is to be read again: `charge`, `session`, …, and the gateway's name for it.
    pub object_kind: &'a str,
    pub object_ref: &'a str,
    pub headers: Value,
    pub body: &'a [u8],
}

/// Stores the message unless it is there already; returns whether it is new.
pub async fn insert(
    tx: &mut SignInTx,
    message: &NewMessage<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // No conflict target: naming one needs the right to select, which the portal does not have.
    let inserted = sqlx::query!(
        "insert into webhook_inbox (inbox_id, gateway, dedupe_key, kind, object_kind, object_ref, received_at, headers,
                body, next_attempt_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7)
         on conflict do nothing",
        InboxId::new().0,
        message.gateway,
        message.dedupe_key,
        message.kind,
        message.object_kind,
        message.object_ref,
        now.to_sqlx() as _,
        message.headers,
        message.body
    )
    .execute(tx.conn())
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// A message that one reader holds.
#[derive(Clone, Debug)]
pub struct ClaimedMessage {
    pub inbox_id: InboxId,
    pub gateway: String,
    pub kind: String,
    pub object_kind: String,
    pub object_ref: String,
    /// How often it was claimed, this time included.
    pub attempts: i32,
}

/// Claims the message that waits longest.
pub async fn claim(db: &Db, now: Timestamp) -> Result<Option<ClaimedMessage>, StoreError> {
    let row = sqlx::query!(
        "update webhook_inbox
            set attempts = attempts + 1, next_attempt_at = $2
          where inbox_id = (select inbox_id
                              from webhook_inbox
                             where state = 'waiting' and next_attempt_at <= $1
                             order by next_attempt_at, inbox_id
                             limit 1
                               for update skip locked)
         returning inbox_id, gateway, kind, object_kind, object_ref, attempts",
        now.to_sqlx() as _,
        (now + LEASE).to_sqlx() as _
    )
    .fetch_optional(db.worker_pool())
    .await?;
    Ok(row.map(|r| ClaimedMessage {
        inbox_id: r.inbox_id.into(),
        gateway: r.gateway,
        kind: r.kind,
        object_kind: r.object_kind,
        object_ref: r.object_ref,
        attempts: r.attempts,
    }))
}

/// How the reading of a message ended.
#[derive(Clone, Debug)]
pub enum Reading<'a> {
    Done,
    /// It is about nothing of ours.
    Ignored,
    Later {
        at: Timestamp,
        error: &'a str,
    },
    /// It was tried often enough; a person looks.
    Failed {
        error: &'a str,
    },
}

/// Stores how it ended, unless another reader has the message now.
pub async fn settle(
    db: &Db,
    message: &ClaimedMessage,
    reading: &Reading<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (state, next_attempt_at, error) = match reading {
        Reading::Done => ("done", None, None),
        Reading::Ignored => ("ignored", None, None),
        Reading::Later { at, error } => ("waiting", Some(*at), Some(*error)),
        Reading::Failed { error } => ("failed", None, Some(*error)),
    };
    let processed_at = matches!(reading, Reading::Done | Reading::Ignored).then_some(now);
    sqlx::query!(
        "update webhook_inbox
            set state = $3, next_attempt_at = coalesce($4, next_attempt_at), error = $5, processed_at = $6
          where inbox_id = $1 and attempts = $2 and state = 'waiting'",
        message.inbox_id.0,
        message.attempts,
        state,
        next_attempt_at.map(Timestamp::to_sqlx) as _,
        error,
        processed_at.map(Timestamp::to_sqlx) as _
    )
    .execute(db.worker_pool())
    .await?;
    Ok(())
}

/// Deletes messages that were read before `before`; returns how many.
pub async fn delete_read(db: &Db, before: Timestamp) -> Result<u64, StoreError> {
    let deleted = sqlx::query!(
        "delete from webhook_inbox where state in ('done', 'ignored') and processed_at < $1",
        before.to_sqlx() as _
    )
    .execute(db.worker_pool())
    .await?;
    Ok(deleted.rows_affected())
}

/// How many messages stand in each state, and since when the longest one waits.
pub async fn counts(tx: &mut StaffRead) -> Result<Vec<(String, i64, Timestamp)>, StoreError> {
    let rows = sqlx::query!(
        r#"select state, count(*) as "count!", min(received_at) as "oldest_at!: jiff_sqlx::Timestamp"
             from webhook_inbox
            group by state
            order by state
            limit 10"#
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.state, r.count, r.oldest_at.to_jiff())).collect())
}
