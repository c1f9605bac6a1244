//! Browser sessions in Postgres: the store behind tower-sessions, and a person's list of sessions.
//!
//! tower-sessions reads the system's clock for expiries, which a sandbox deployment must not follow. So
//! this store ignores the expiry that comes with a record: when a session ends is written into it at
//! sign-in ([`SignedIn`]), kept in columns, and judged by our [`Clock`] at every load. Only SHA-256 of
//! the session's id is stored: who reads the table cannot take a session over.

use super::sign_in::SignInTx;
use super::{Db, StoreError};
use crate::clock::Clock;
use crate::domain::id::{PersonId, SessionId, TenantId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result, SessionStore};

/// Where a session's data holds its [`SignedIn`].
pub const SIGNED_IN: &str = "signed_in";

/// A session that nobody signed in to lives this long, whatever happens.
const ANONYMOUS_LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// `last_seen_at` is written at most this often, so that reading a page does not mean a write.
const SEEN_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// How many sessions the list shows; nobody has more browsers.
const LISTED: i64 = 100;

/// Who signed in to a session, as what they act, and when it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub person: PersonId,
    /// None until a person with several tenants has chosen one.
    pub acting: Option<Acting>,
    pub user_agent: String,
    pub client_ip: String,
    /// The session ends when it was not used for so long.
    pub idle_seconds: i64,
    /// The session ends here, however much it is used.
    pub ends_at: Timestamp,
}

/// As what somebody acts in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acting {
    Staff,
    Customer(TenantId),
}

/// A session as its owner sees it in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub session: SessionId,
    pub user_agent: String,
    pub client_ip: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// Whether this is the session that asked for the list.
    pub is_current: bool,
}

/// The store that tower-sessions asks.
#[derive(Clone, Debug)]
pub struct PgSessionStore {
    pool: PgPool,
    clock: Clock,
}

impl PgSessionStore {
    #[must_use]
    pub fn new(db: &Db, clock: Clock) -> Self {
        Self { pool: db.portal_pool().clone(), clock }
    }
}

#[async_trait::async_trait]
impl SessionStore for PgSessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let now = self.clock.now();
        let signed_in = signed_in(record)?;
        let (idle_seconds, ends_at) = match &signed_in {
            Some(it) => (it.idle_seconds, it.ends_at),
            None => (ANONYMOUS_LIFETIME.as_secs(), now + ANONYMOUS_LIFETIME),
        };
        let expires_at = ends_at.min(now + SignedDuration::from_secs(idle_seconds));
        loop {
            let inserted = sqlx::query!(
                "insert into sessions (token_hash, session_id, person_id, data, user_agent, client_ip,
                                       created_at, last_seen_at, idle_seconds, expires_at, ends_at)
                      values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10)
                 on conflict (token_hash) do nothing",
                token_hash(&record.id),
                SessionId::new().0,
                signed_in.as_ref().map(|it| it.person.0),
                encode(record)?,
                signed_in.as_ref().map_or("", |it| &it.user_agent),
                signed_in.as_ref().map_or("", |it| &it.client_ip),
                now.to_sqlx() as _,
                idle_seconds,
                expires_at.to_sqlx() as _,
                ends_at.to_sqlx() as _,
            )
            .execute(&self.pool)
            .await
            .map_err(backend)?;
            if inserted.rows_affected() == 1 {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    /// Saves what the session holds. A session that was revoked meanwhile stays gone.
    async fn save(&self, record: &Record) -> Result<()> {
        sqlx::query!(
            "update sessions set data = $2 where token_hash = $1",
            token_hash(&record.id),
            encode(record)?,
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.clock.now();
        let row = sqlx::query!(
            r#"select data, last_seen_at, expires_at
                 from sessions
                where token_hash = $1
                  and expires_at > $2"#,
            token_hash(id),
            now.to_sqlx() as _,
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        if now.duration_since(row.last_seen_at.to_jiff()) >= SEEN_EVERY {
            self.mark_seen(id, now).await?;
        }
        let expiry_date = OffsetDateTime::from_unix_timestamp(row.expires_at.to_jiff().as_second())
            .map_err(|error| Error::Decode(error.to_string()))?;
        let data =
            serde_json::from_value(row.data).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query!("delete from sessions where token_hash = $1", token_hash(id))
            .execute(&self.pool)
            .await
            .map_err(backend)?;
        Ok(())
    }
}

impl PgSessionStore {
    async fn mark_seen(&self, id: &Id, now: Timestamp) -> Result<()> {
        sqlx::query!(
            "update sessions
                set last_seen_at = $2,
                    expires_at = least(ends_at, $2::timestamptz + idle_seconds * interval '1 second')
              where token_hash = $1
                and last_seen_at < $2",
            token_hash(id),
            now.to_sqlx() as _,
        )
        .execute(&self.pool)
        .await
        .map_err(backend)?;
        Ok(())
    }
}

/// The living sessions of a person, the last used first.
pub async fn list(
    db: &Db,
    now: Timestamp,
    person: PersonId,
    current: Option<Id>,
) -> std::result::Result<Vec<SessionRow>, StoreError> {
    let current = current.map(|id| token_hash(&id)).unwrap_or_default();
    let rows = sqlx::query!(
        r#"select session_id, user_agent, client_ip, created_at, last_seen_at,
                  token_hash = $3 as "is_current!"
             from sessions
            where person_id = $1
              and expires_at > $2
            order by last_seen_at desc, session_id
            limit $4"#,
        person.0,
        now.to_sqlx() as _,
        current,
        LISTED,
    )
    .fetch_all(db.portal_pool())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionRow {
            session: SessionId(row.session_id),
            user_agent: row.user_agent,
            client_ip: row.client_ip,
            created_at: row.created_at.to_jiff(),
            last_seen_at: row.last_seen_at.to_jiff(),
            is_current: row.is_current,
        })
        .collect())
}

/// Ends one session of this person; false when the person has no such session.
pub async fn revoke(
    tx: &mut SignInTx,
    person: PersonId,
    session: SessionId,
) -> std::result::Result<bool, StoreError> {
    let deleted = sqlx::query!(
        "delete from sessions where session_id = $1 and person_id = $2",
        session.0,
        person.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(deleted.rows_affected() == 1)
}

/// Ends every session of this person except `keep`; returns how many ended.
pub async fn revoke_others(
    tx: &mut SignInTx,
    person: PersonId,
    keep: Option<Id>,
) -> std::result::Result<u64, StoreError> {
    let keep = keep.map(|id| token_hash(&id)).unwrap_or_default();
    let deleted = sqlx::query!(
        "delete from sessions where person_id = $1 and token_hash <> $2",
        person.0,
        keep,
    )
    .execute(tx.conn())
    .await?;
    Ok(deleted.rows_affected())
}

fn token_hash(id: &Id) -> Vec<u8> {
    Sha256::digest(id.0.to_be_bytes()).to_vec()
}

fn signed_in(record: &Record) -> Result<Option<SignedIn>> {
    record
        .data
        .get(SIGNED_IN)
        .map(SignedIn::deserialize)
        .transpose()
        .map_err(|error| Error::Encode(error.to_string()))
}

fn encode(record: &Record) -> Result<serde_json::Value> {
    serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}
