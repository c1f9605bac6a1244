//! Keys of the API: 256 random bits of which only the hash is kept (row P1).

use crate::store::{Actor, Db, StoreError, api_keys};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use crate::store::api_keys::StoredKey;

/// May send usage events.
pub const USAGE_WRITE: &str = "usage:write";
/// May ask how much was used.
pub const USAGE_READ: &str = "usage:read";
/// Everything that a key may be allowed.
pub const SCOPES: [&str; 2] = [USAGE_WRITE, USAGE_READ];

pub const NAME_CHARACTERS_MAX: usize = 100;

/// What keys begin with, so that scanners of source code know a leaked one.
const PREFIX: &str = "qk_";
const SECRET_BYTES: usize = 32;

#[derive(Debug, thiserror::Error)]
pub enum ApiKeyError {
    #[error("no such key")]
    Unknown,
    #[error("this key has not the scope {0}")]
    ScopeMissing(String),
    #[error("a key needs a name of at most {NAME_CHARACTERS_MAX} characters")]
    Name,
    #[error("a key needs at least one of the scopes {}", SCOPES.join(", "))]
    Scopes,
    /// Its form was sent twice; the secret was shown the first time.
    #[error("this key was made already; its secret cannot be shown again")]
    MadeAlready,
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
/// # Errors  `Name`, `Scopes`.
pub async fn create(
    db: &Db,
    actor: &Actor,
    name: &str,
    scopes: &[String],
    now: Timestamp,
) -> Result<String, ApiKeyError> {
    create_once(db, actor, Uuid::now_v7(), name, scopes, now).await
}

/// As [`create`], under an id that the form chose: sent twice, it is one key.
/// # Errors  `Name`, `Scopes`, `MadeAlready`.
pub async fn create_once(
    db: &Db,
    actor: &Actor,
    key_id: Uuid,
    name: &str,
    scopes: &[String],
    now: Timestamp,
) -> Result<String, ApiKeyError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        return Err(ApiKeyError::Name);
    }
    if scopes.is_empty() || scopes.iter().any(|scope| !SCOPES.contains(&scope.as_str())) {
        return Err(ApiKeyError::Scopes);
    }
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(ApiKeyError::NoRandomness)?;
    let secret = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes));
    let mut tx = db.operator(actor, now).await?;
    let key = api_keys::NewKey { key_id, name, secret_sha256: &hash(&secret), scopes };
    match api_keys::insert(&mut tx, &key, &actor.to_string(), now).await {
        Ok(()) => {}
        Err(error) if error.is_refusal_of("api_keys_pkey") => return Err(ApiKeyError::MadeAlready),
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    Ok(secret)
}

/// Takes a key's rights away, from the next request on. One that was revoked stays as it is.
/// # Errors  `Unknown`.
pub async fn revoke(
    db: &Db,
    actor: &Actor,
    key_id: Uuid,
    now: Timestamp,
) -> Result<(), ApiKeyError> {
    let mut tx = db.operator(actor, now).await?;
    if !api_keys::revoke(&mut tx, key_id, &actor.to_string(), now).await? {
        return Err(ApiKeyError::Unknown);
    }
    Ok(tx.commit().await?)
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}
