//! `quittance audit`: writes the audit log down, and proves that nobody changed it (row A7).

use super::open::{self, OpenError};
use super::output::{self, OutputError};
use crate::config::Config;
use crate::flows::audit_verify::{self, AuditExportError, AuditVerifyError, Verified};
use crate::store::Db;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Export or prove the audit log.
#[derive(Debug, clap::Subcommand)]
pub enum AuditCommand {
    /// Compute the hash chains again and name the first entry that does not fit
    Verify {
        /// An export to prove, in place of the database; no database is needed
        #[arg(long)]
        file: Option<PathBuf>,
    },
    /// Write all entries, one JSON object a line
    Export {
        /// File to write, in place of standard output
        #[arg(long)]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum AuditCommandError {
    #[error("{} cannot be read: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    Export(#[from] AuditExportError),
    #[error(transparent)]
    Verify(#[from] AuditVerifyError),
}

pub async fn run(command: AuditCommand, config: Config) -> Result<(), AuditCommandError> {
    match command {
        AuditCommand::Verify { file: Some(file) } => say_proved(verify_file(&file)?),
        AuditCommand::Verify { file: None } => {
            let verified = open::with_database(&config, async |db| {
                Ok::<_, AuditCommandError>(audit_verify::verify_database(db).await?)
            });
            say_proved(verified.await?);
        }
        AuditCommand::Export { output } => {
            open::with_database(&config, async |db| export(db, output.as_deref()).await).await?;
        }
    }
    Ok(())
}

async fn export(db: &Db, path: Option<&Path>) -> Result<(), AuditCommandError> {
    let mut out = output::open(path)?;
    let written = audit_verify::export(db, &mut out).await?;
    out.keep()?;
    eprintln!("{} entries in {} chains", written.entries, written.chains);
    Ok(())
}

fn verify_file(path: &Path) -> Result<Verified, AuditCommandError> {
    let file = File::open(path)
        .map_err(|source| AuditCommandError::File { path: path.to_owned(), source })?;
    Ok(audit_verify::verify_export(BufReader::new(file))?)
}

fn say_proved(verified: Verified) {
    println!("The audit log holds: {} entries in {} chains.", verified.entries, verified.chains);
}
