//! What sign-in remembers outside every tenant: throttles, e-mail links, and its entries
//! in the operator's audit chain. Owns SQL only; penalties and lifetimes are decided in `auth`.

use super::transaction::{Scope, Watched};
use super::{Actor, Db, OPERATOR_CHAIN, OperatorTx, StoreError, settings};
use crate::domain::id::PersonId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, Postgres, Transaction};

/// A transaction of the portal before, or outside, a tenant. Row security shows it no tenant's rows:
/// beyond sessions, links and throttles it has only the doors.
pub struct SignInTx {
    tx: Transaction<'static, Postgres>,
    watched: Watched,
}

impl SignInTx {
    /// Begins; `actor` and `now` are what the audit log will say.
    pub async fn begin(db: &Db, actor: &Actor, now: Timestamp) -> Result<Self, StoreError> {
        let begin = format!("begin; {}", settings(actor, now));
        let (tx, watched) = db.begin(Scope::SignIn, None, begin).await?;
        Ok(Self { tx, watched })
    }

    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Writes to the operator's audit chain. `after` must hold no secret and no address in clear.
    pub async fn audit(
        &mut self,
        action: &str,
        subject_kind: &str,
        subject_id: &str,
        after: &serde_json::Value,
    ) -> Result<(), StoreError> {
        audit(self.conn(), action, subject_kind, subject_id, after).await
    }

    /// Makes all of it true, or nothing.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.watched.commit(self.tx).await
    }
}

/// Writes to the operator's audit chain from any transaction.
pub(crate) async fn audit(
    conn: &mut PgConnection,
    action: &str,
    subject_kind: &str,
    subject_id: &str,
    after: &serde_json::Value,
) -> Result<(), StoreError> {
    sqlx::query!(
        "select audit_append($1, $2, $3, $4, null, $5)",
        OPERATOR_CHAIN,
        action,
        subject_kind,
        subject_id,
        after,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How often a throttled key failed, and until when it must wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottleRow {
    pub failures: i32,
    pub last_at: Timestamp,
    pub blocked_until: Timestamp,
}

/// The row of `key`, locked until the transaction ends; made with no failures if there is none.
pub async fn lock_throttle(
    tx: &mut SignInTx,
    now: Timestamp,
    key: &str,
) -> Result<ThrottleRow, StoreError> {
    sqlx::query!(
        "insert into sign_in_throttles (key, failures, last_at, blocked_until)
              values ($1, 0, $2, $2)
         on conflict (key) do nothing",
        key,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    let row = sqlx::query!(
        "select failures, last_at, blocked_until from sign_in_throttles where key = $1 for update",
        key,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(ThrottleRow {
        failures: row.failures,
        last_at: row.last_at.to_jiff(),
        blocked_until: row.blocked_until.to_jiff(),
    })
}

/// Replaces the row that [`lock_throttle`] returned.
pub async fn save_throttle(
    tx: &mut SignInTx,
    key: &str,
    row: ThrottleRow,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update sign_in_throttles set failures = $2, last_at = $3, blocked_until = $4 where key = $1",
        key,
        row.failures,
        row.last_at.to_sqlx() as _,
        row.blocked_until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets every failure of `key`.
pub async fn forget_throttle(tx: &mut SignInTx, key: &str) -> Result<(), StoreError> {
    sqlx::query!("delete from sign_in_throttles where key = $1", key).execute(tx.conn()).await?;
    Ok(())
}

/// Remembers an e-mail link by the hash of its token.
pub async fn insert_link(
    tx: &mut SignInTx,
    now: Timestamp,
    token_hash: &[u8],
    person: PersonId,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into sign_in_links (token_hash, person_id, created_at, expires_at)
              values ($1, $2, $3, $4)",
        token_hash,
        person.0,
        now.to_sqlx() as _,
        expires_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether the link could still be used. Changes nothing: mail scanners open links too.
pub async fn link_is_open(
    tx: &mut SignInTx,
    now: Timestamp,
    token_hash: &[u8],
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from sign_in_links
                           where token_hash = $1
                             and used_at is null
                             and expires_at > $2) as "is_open!""#,
        token_hash,
        now.to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Uses the link up and returns whose it was; of two uses at once, one gets the person. The person's
/// other open links die with it.
pub async fn consume_link(
    tx: &mut SignInTx,
    now: Timestamp,
    token_hash: &[u8],
) -> Result<Option<PersonId>, StoreError> {
    let person = sqlx::query_scalar!(
        "update sign_in_links set used_at = $2
          where token_hash = $1
            and used_at is null
            and expires_at > $2
        returning person_id",
        token_hash,
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(person) = person {
        sqlx::query!(
            "update sign_in_links set used_at = $2 where person_id = $1 and used_at is null",
            person,
            now.to_sqlx() as _,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(person.map(PersonId))
}

/// Removes sessions and links that ended before `before`, and throttles that block nobody since then.
pub async fn purge(tx: &mut OperatorTx, before: Timestamp) -> Result<(), StoreError> {
    let before = before.to_sqlx();
    sqlx::query!("delete from sessions where expires_at < $1", before as _)
        .execute(tx.conn())
        .await?;
    sqlx::query!("delete from sign_in_links where expires_at < $1", before as _)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "delete from sign_in_throttles where blocked_until < $1 and last_at < $1",
        before as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
