//! What kind of deployment this is: chosen once, when the database is made, and never changed.

use super::{Db, OperatorTx, StoreError, corrupt};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use std::str::FromStr;

/// Whether the books are real.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Real customers; the clock is the system's.
    Live,
    /// Made up; the clock can be moved forwards.
    Sandbox,
}

impl Mode {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Sandbox => "sandbox",
        }
    }
}

/// A mode word that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown deployment mode {0:?}")]
pub struct UnknownMode(pub String);

impl FromStr for Mode {
    type Err = UnknownMode;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Live, Self::Sandbox]
            .into_iter()
            .find(|mode| mode.word() == word)
            .ok_or_else(|| UnknownMode(word.into()))
    }
}

/// The deployment's mode, or None when none was chosen yet.
pub async fn mode(db: &Db) -> Result<Option<Mode>, StoreError> {
    let word = sqlx::query_scalar!("select mode from deployment limit 1")
        .fetch_optional(db.worker_pool())
        .await?;
    word.map(|word| word.parse().map_err(|_| corrupt("deployment.mode", &word))).transpose()
}

/// Chooses the mode unless one was chosen before; returns the one that holds.
pub async fn choose(tx: &mut OperatorTx, mode: Mode, now: Timestamp) -> Result<Mode, StoreError> {
    sqlx::query!(
        "insert into deployment (mode, created_at) values ($1, $2) on conflict do nothing",
        mode.word(),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    let word =
        sqlx::query_scalar!("select mode from deployment limit 1").fetch_one(tx.conn()).await?;
    word.parse().map_err(|_| corrupt("deployment.mode", &word))
}
