//! Keys of the API: 256 random bits of which only the hash is kept (row P1).

use crate::store::{Actor, Db, StoreError, api_keys};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

/// May send usage events.
pub const USAGE_WRITE: &str = "usage:write";

/// What keys begin with, so that scanners of source code know a leaked one.
const PREFIX: &str = "qk_";
const SECRET_BYTES: usize = 32;

#[derive(Debug, thiserror::Error)]
pub enum ApiKeyError {
    #[error("no such key")]
    Unknown,
    #[error("this key has not the scope {0}")]
    ScopeMissing(String),
    /// The system gives no random bytes.
    #[error("no random bytes: {0}")]
    NoRandomness(getrandom::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Ok when the secret is a key's that has the scope. Remembers the day of its use.
/// # Errors  `Unknown`, `ScopeMissing`.
pub async fn require(
    db: &Db,
    secret: &str,
    scope: &str,
    now: Timestamp,
) -> Result<(), ApiKeyError> {
    let key = api_keys::find(db, &hash(secret)).await?.ok_or(ApiKeyError::Unknown)?;
    if !key.scopes.iter().any(|has| has == scope) {
        return Err(ApiKeyError::ScopeMissing(scope.to_owned()));
    }
    let today = now.to_zoned(TimeZone::UTC).date();
    if key.last_used_on != Some(today)
        && let Err(error) = api_keys::mark_used(db, key.key_id, today).await
    {
        tracing::warn!(%error, "the use of a key could not be remembered");
    }
    Ok(())
}

/// Makes a key with these scopes and returns its secret, which nobody can read again.
/// # Errors  `Store` refused by `api_keys_scopes_known`.
pub async fn create(
    db: &Db,
    actor: &Actor,
    name: &str,
    scopes: &[String],
    now: Timestamp,
) -> Result<String, ApiKeyError> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(ApiKeyError::NoRandomness)?;
    let secret = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes));
    let mut tx = db.operator(actor, now).await?;
    api_keys::insert(&mut tx, name, &hash(&secret), scopes, &actor.to_string(), now).await?;
    tx.commit().await?;
    Ok(secret)
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}
