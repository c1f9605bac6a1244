//! Keys of the API. The secret itself is shown once and never stored.

use super::{Db, OperatorTx, StoreError};
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

/// Stores a key by the hash of its secret.
pub async fn insert(
    tx: &mut OperatorTx,
    name: &str,
    secret_sha256: &[u8],
    scopes: &[String],
    created_by: &str,
    now: Timestamp,
) -> Result<Uuid, StoreError> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into api_keys (key_id, name, secret_sha256, scopes, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6)",
        id,
        name,
        secret_sha256,
        scopes,
        now.to_sqlx() as _,
        created_by
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The key with this hash, unless it was revoked.
pub async fn find(db: &Db, secret_sha256: &[u8]) -> Result<Option<ApiKey>, StoreError> {
    let row = sqlx::query!(
        r#"select key_id, scopes, last_used_on as "last_used_on: jiff_sqlx::Date"
             from api_keys
            where secret_sha256 = $1 and revoked_at is null"#,
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
