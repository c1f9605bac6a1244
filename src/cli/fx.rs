//! `quittance fx`: taking in exchange rates.

use super::open::{self, OpenError};
use crate::config::Config;
use crate::flows::fx::feed::FILE_BYTES_MAX;
use crate::flows::fx::import_rates::{ImportRatesError, ImportedRates, import_rates};
use crate::store::{Actor, Db, StoreError};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

const IMPORTING: Actor = Actor::System("fx_import");

/// Take in exchange rates.
#[derive(Debug, clap::Subcommand)]
pub enum FxCommand {
    /// Load a file of rates: the European Central Bank's XML or CSV, also zipped, or a table of pairs
    /// (date,USD_NGN,…). Loading it again changes nothing
    Import {
        /// For example eurofxref-hist.zip or eurofxref-daily.xml
        file: PathBuf,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum FxCommandError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("{} cannot be read: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Import(#[from] ImportRatesError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub async fn run(command: FxCommand, config: Config) -> Result<(), FxCommandError> {
    let FxCommand::Import { file } = command;
    open::with_database(&config, async |db| import(db, &file).await).await
}

async fn import(db: &Db, path: &Path) -> Result<(), FxCommandError> {
    let bytes =
        read(path).map_err(|source| FxCommandError::File { path: path.to_owned(), source })?;
    let clock = open::clock_of(db).await?;
    let imported = import_rates(db, clock.now(), &IMPORTING, &bytes).await?;
    print!("{}", summary(&imported));
    Ok(())
}

/// One byte more than is allowed shows that there are more.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let limit = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn summary(imported: &ImportedRates) -> String {
    let ImportedRates { format, days: (from, to), read, inserted, skipped } = imported;
    let mut text = format!("{}, {from} to {to}: {read} rates\n", format.name());
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  new: {}; known: {}", inserted.new, inserted.known);
    if inserted.differing > 0 {
        let _ = writeln!(text, "  known with another rate, which stays: {}", inserted.differing);
    }
    if skipped.not_available > 0 {
        let _ = writeln!(text, "  places without a rate (N/A): {}", skipped.not_available);
    }
    if !skipped.unknown_currencies.is_empty() {
        let codes =
            skipped.unknown_currencies.iter().map(|(code, count)| format!("{code} {count}"));
        let codes: Vec<_> = codes.collect();
        let _ = writeln!(text, "  currencies that are none any more: {}", codes.join(", "));
    }
    if skipped.odd_count > 0 {
        let _ = writeln!(text, "  values that are no rate, left out: {}", skipped.odd_count);
    }
    for odd in &skipped.odd {
        let _ = writeln!(text, "    {odd}");
    }
    text
}
