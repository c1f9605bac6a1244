//! `quittance plans`: the catalogue from a terminal, and from a file that stands beside other configuration.

use super::open::{self, OpenError};
use crate::config::Config;
use crate::domain::plan::{CatalogueVersion, PlanVersion, standing};
use crate::flows::plans::file::{self, CatalogueFileError};
use crate::store::{Actor, Db, StoreError, plans};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

/// List and publish what customers subscribe to.
#[derive(Debug, clap::Subcommand)]
pub enum PlansCommand {
    /// All versions: plan, currency, interval, number, standing, code of the version
    List,
    /// Publish the versions of a JSON file that differ from the newest ones, all or nothing
    Publish { file: PathBuf },
}

#[derive(Debug, thiserror::Error)]
pub enum PlansCommandError {
    #[error("{path}: {source}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}")]
    File { path: PathBuf, source: CatalogueFileError },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

const ACTOR: Actor = Actor::System("cli");

pub async fn run(command: PlansCommand, config: Config) -> Result<(), PlansCommandError> {
    match command {
        PlansCommand::List => open::with_database(&config, list).await,
        PlansCommand::Publish { file } => {
            open::with_database(&config, async |db| publish(db, &file).await).await
        }
    }
}

async fn today(db: &Db) -> Result<Date, PlansCommandError> {
    Ok(open::clock_of(db).await?.now().to_zoned(TimeZone::UTC).date())
}

async fn list(db: &Db) -> Result<(), PlansCommandError> {
    let today = today(db).await?;
    let all = plans::all(&mut db.staff_read().await?).await?;
    for one in &all {
        println!("{}", line(one, &all, today));
    }
    println!("{} versions", all.len());
    Ok(())
}

fn line(one: &CatalogueVersion, all: &[CatalogueVersion], today: Date) -> String {
    let offered = if one.is_offered { "offered" } else { "staff only" };
    let standing = standing(one, all, today).word();
    let (on, id) = (one.effective_on, one.version.version_id);
    format!("{}  from {on}  {standing}, {offered}  {id}", named(&one.version))
}

/// `team EUR month 1 v2`.
fn named(version: &PlanVersion) -> String {
    let (code, currency) = (&version.code, version.currency.code());
    let (unit, count) = (version.interval.unit.word(), version.interval.count);
    format!("{code} {currency} {unit} {count} v{}", version.version_no)
}

async fn publish(db: &Db, path: &Path) -> Result<(), PlansCommandError> {
    let json = std::fs::read_to_string(path)
        .map_err(|source| PlansCommandError::Read { path: path.to_owned(), source })?;
    let in_file = |source| PlansCommandError::File { path: path.to_owned(), source };
    let entries = file::read(&json, today(db).await?).map_err(in_file)?;
    let total = entries.len();
    let now = open::clock_of(db).await?.now();
    let mut tx = db.operator(&ACTOR, now).await?;
    let published = file::publish_file(&mut tx, now, &ACTOR, entries).await.map_err(in_file)?;
    tx.commit().await?;
    for version in &published {
        println!("published {}", named(version));
    }
    println!("{} of {total} published, the others were so already", published.len());
    Ok(())
}
