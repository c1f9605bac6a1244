//! `quittance keys`: the keys that seal columns, and changing them (row R2).

use super::open::{self, OpenError};
use crate::config::Config;
use crate::flows::keys::{self, KeysError};
use crate::seal::columns::SEALED_COLUMNS;
use crate::seal::{KeyId, KeyRing, SealError, add_key};
use crate::store::{Db, StoreError};
use std::path::{Path, PathBuf};

/// The keys that seal columns of the database.
#[derive(Debug, clap::Subcommand)]
pub enum KeysCommand {
    /// Name the keys, the newest last, and how many values each one seals
    List,
    /// Add a key, and seal everything anew with it
    Rotate {
        /// Add none: go on with a rotation that was interrupted
        #[arg(long)]
        resume: bool,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum KeysCommandError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "values are sealed with keys that are not in {path}: {}; put the file back that has them \
         (QUITTANCE_KEYS_FILE)",
        missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    Missing { path: PathBuf, missing: Vec<KeyId> },
}

pub async fn run(command: KeysCommand, config: Config) -> Result<(), KeysCommandError> {
    let file = config.keys_file();
    open::with_database(&config, async |db| match command {
        KeysCommand::List => list(db, &file).await,
        KeysCommand::Rotate { resume } => rotate(db, &file, resume).await,
    })
    .await
}

async fn list(db: &Db, file: &Path) -> Result<(), KeysCommandError> {
    let ring = ring(db, file).await?;
    let in_use = keys::keys_in_use(db, SEALED_COLUMNS).await?;
    let ids = ring.ids();
    for id in &ids {
        let values = in_use.get(id).copied().unwrap_or(0);
        let note = if Some(id) == ids.last() { "  seals" } else { "" };
        println!("{id}  {values} values{note}");
    }
    Ok(())
}

async fn rotate(db: &Db, file: &Path, resume: bool) -> Result<(), KeysCommandError> {
    ring(db, file).await?;
    if !resume {
        add_key(file)?;
    }
    let ring = KeyRing::read(file.to_owned()).map_err(SealError::from)?;
    let clock = open::clock_of(db).await?;
    let resealed = keys::reseal(db, &ring, SEALED_COLUMNS, clock.now()).await?;
    let newest = ring.ids().last().copied().ok_or(SealError::NoKeys)?;
    println!("Key {newest} seals now; {resealed} values were sealed anew.");
    Ok(())
}

/// The ring of the deployment, made where nothing is sealed yet.
/// # Errors  `Missing` when there are values that none of its keys opens.
pub async fn ring(db: &Db, file: &Path) -> Result<KeyRing, KeysCommandError> {
    let in_use = keys::keys_in_use(db, SEALED_COLUMNS).await?;
    let ring = if in_use.is_empty() || file.exists() {
        Some(KeyRing::read_or_make(file.to_owned())?)
    } else {
        None
    };
    let known = ring.as_ref().map(KeyRing::ids).unwrap_or_default();
    let missing: Vec<KeyId> = in_use.into_keys().filter(|id| !known.contains(id)).collect();
    match ring {
        Some(ring) if missing.is_empty() => Ok(ring),
        _ => Err(KeysCommandError::Missing { path: file.to_owned(), missing }),
    }
}
