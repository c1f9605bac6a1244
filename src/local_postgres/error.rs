//! What can go wrong while a private server is found, installed, created or started. Each message names the next thing to do.

use std::{io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum LocalPostgresError {
    #[error(
        "no PostgreSQL server of version {minimum} or newer is installed. Type `{install}`, or set DATABASE_URL"
    )]
    NotInstalled { minimum: u32, install: &'static str },

    #[error(
        "the newest PostgreSQL here is version {newest} (in {at}), and {minimum} is the oldest that works. \
         Type `{install}`, or set DATABASE_URL"
    )]
    TooOld { newest: u32, at: PathBuf, minimum: u32, install: &'static str },

    #[error("QUITTANCE_PG_BIN is {0}, and no `initdb` and `postgres` that run are in it")]
    NotAServerFolder(PathBuf),

    #[error("`{command}` failed: {output}")]
    InstallFailed { command: String, output: String },

    #[error(
        "{data} was made by PostgreSQL {data_major}, which is not installed. Install that version, or move the folder away"
    )]
    OtherMajor { data: PathBuf, data_major: u32 },

    #[error(
        "PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody` to run it as"
    )]
    NoUnprivilegedUser,

    #[error(
        "user `{user}`, whom PostgreSQL runs as, may not enter {folder}. Set QUITTANCE_HOME to a folder that everybody may enter"
    )]
    Unreachable { folder: PathBuf, user: String },

    #[error(
        "{folder} belongs to user id {owner}, not to {expected}. Set QUITTANCE_HOME to another folder"
    )]
    ForeignFolder { folder: PathBuf, owner: u32, expected: u32 },

    #[error("initdb failed: {output}")]
    CreateCluster { output: String },

    #[error("PostgreSQL ended while it started ({status}). The end of its log: {log}")]
    ServerEnded { status: String, log: String },

    /// Waiting longer or trying again can help: the server was only slow.
    #[error("PostgreSQL in {data} was still {state} after {waited_s} s")]
    NotReady { data: PathBuf, state: &'static str, waited_s: u64 },

    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
}

/// Adds the path to an IO error.
pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> LocalPostgresError {
    let path = path.into();
    |source| LocalPostgresError::Io { path, source }
}
