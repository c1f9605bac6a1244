//! Logos by the hash of their bytes. They are never changed or removed: issued documents name them.

use crate::domain::party::LogoRef;
use crate::store::{Db, OperatorTx, StoreError, TenantTx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgExecutor;

/// Stores the bytes under their hash, unless they are there.
/// # Errors  `Refused` by `seller_logos_hash_is_of_the_bytes`.
pub async fn store(
    tx: &mut OperatorTx,
    logo: &LogoRef,
    png: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into seller_logos (sha256, bytes, width_px, height_px, created_at)
         values (decode($1, 'hex'), $2, $3, $4, $5)
         on conflict (sha256) do nothing",
        logo.sha256,
        png,
        i32::try_from(logo.width_px).unwrap_or(i32::MAX),
        i32::try_from(logo.height_px).unwrap_or(i32::MAX),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The PNG with this hash (hex). A logo belongs to no tenant.
pub async fn png(db: &Db, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    bytes(db.portal_pool(), sha256).await
}

/// As [`png`], inside a transaction.
pub async fn png_within(tx: &mut TenantTx, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    bytes(tx.conn(), sha256).await
}

async fn bytes(executor: impl PgExecutor<'_>, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    // What is no hash is the hash of nothing; Postgres would call it an error.
    if sha256.len() != 64 || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let bytes = sqlx::query_scalar!(
        "select bytes from seller_logos where sha256 = decode($1, 'hex')",
        sha256
    )
    .fetch_optional(executor)
    .await?;
    Ok(bytes)
}
