//! Keys of the API. The secret itself is shown once and never stored.

use super::{Db, OperatorTx, StaffRead, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// A key that was not revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    pub key_id: Uuid,
    pub scopes: Vec<String>,
    pub last_used_on: Option<Date>,
}

/// A key as staff see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    pub key_id: Uuid,
    pub name: String,
    pub scopes: Vec<String>,
    pub created_at: Timestamp,
    pub last_used_on: Option<Date>,
    pub revoked_at: Option<Timestamp>,
}

/// A key to be stored.
pub struct NewKey<'a> {
    pub key_id: Uuid,
    pub name: &'a str,
    pub secret_sha256: &'a [u8],
    pub scopes: &'a [String],
}

/// Stores a key by the hash of its secret.
/// # Errors  `Refused` by `api_keys_pkey`, `api_keys_scopes_known`.
pub async fn insert(
    tx: &mut OperatorTx,
    key: &NewKey<'_>,
    created_by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into api_keys (key_id, name, secret_sha256, scopes, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6)",
        key.key_id,
        key.name,
        key.secret_sha256,
        key.scopes,
        now.to_sqlx() as _,
        created_by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Revokes a key unless it was; false when there is none.
pub async fn revoke(
    tx: &mut OperatorTx,
    key_id: Uuid,
    revoked_by: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let revoked = sqlx::query!(
        "update api_keys set revoked_at = $2, revoked_by = $3 where key_id = $1 and revoked_at is null",
        key_id,
        now.to_sqlx() as _,
        revoked_by
    )
    .execute(tx.conn())
    .await?;
    if revoked.rows_affected() == 1 {
        return Ok(true);
    }
    let exists = sqlx::query_scalar!(
        r#"select exists (select from api_keys where key_id = $1) as "exists!""#,
        key_id
    );
    Ok(exists.fetch_one(tx.conn()).await?)
}

/// All keys, those that work first, the newest first; at most 1,000.
pub async fn all(tx: &mut StaffRead) -> Result<Vec<StoredKey>, StoreError> {
    let rows = sqlx::query!(
        "select key_id, name, scopes, created_at, last_used_on, revoked_at
           from api_keys
          order by (revoked_at is null) desc, created_at desc, key_id
          limit 1000"
    )
    .fetch_all(tx.conn())
    .await?;
    let keys = rows.into_iter().map(|r| StoredKey {
        key_id: r.key_id,
        name: r.name,
        scopes: r.scopes,
        created_at: r.created_at.to_jiff(),
        last_used_on: r.last_used_on.map(jiff_sqlx::Date::to_jiff),
        revoked_at: r.revoked_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(keys.collect())
}

/// The key with this hash, unless it was revoked.
pub async fn find(db: &Db, secret_sha256: &[u8]) -> Result<Option<ApiKey>, StoreError> {
    let row = sqlx::query!(
        "select key_id, scopes, last_used_on
             from api_keys
            where secret_sha256 = $1 and revoked_at is null",
        secret_sha256
    )
    .fetch_optional(db.worker_pool())
    .await?;
    Ok(row.map(|r| ApiKey {
        key_id: r.key_id,
        scopes: r.scopes,
        last_used_on: r.last_used_on.map(jiff_sqlx::Date::to_jiff),
    }))
}

/// Remembers the day on which the key was last used; asked for once a day.
pub async fn mark_used(db: &Db, key: Uuid, on: Date) -> Result<(), StoreError> {
    sqlx::query!("update api_keys set last_used_on = $2 where key_id = $1", key, on.to_sqlx() as _)
        .execute(db.worker_pool())
        .await?;
    Ok(())
}
