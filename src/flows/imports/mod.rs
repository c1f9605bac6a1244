//! Bringing documents, customers and payments in from CSV files (rows P3, D9).
//!
//! Always a dry run first: the whole file is read, judged and added up, and every refused row is
//! reported. Only then, and only when asked, all of it is written in one transaction of the worker's
//! role, which visits one tenant after the other under row-level security. Rules: docs/IMPORT.md.
//!
//! ```text
//! mapping ─► source_file ─► fields ─► gather ─► verdict ─► build ─► write     invoice_lines, invoices
//!                                 └─► customers, payments ──────────► write   one row, one record
//! ```

mod build;
mod customers;
mod fields;
mod gather;
mod line_text;
pub mod mapping;
mod payments;
pub mod refusal;
pub mod report;
mod source_file;
mod spill;
#[cfg(test)]
mod tests;
pub mod totals;
mod verdict;
mod write;

use crate::clock::Clock;
use crate::domain::currency::Currency;
use crate::domain::invoice::InvoiceError;
use crate::domain::ledger::PostingError;
use crate::domain::money::MoneyError;
use crate::domain::tax_total::TaxTotalError;
use crate::store::imports as store;
use crate::store::{Actor, Db, OperatorTx, StoreError};
use jiff::Timestamp;
use mapping::{Kind, Mapping, MappingError};
use refusal::RefusedRow;
use source_file::SourceFile;
pub use source_file::SourceFileError;
use std::path::PathBuf;
use std::sync::Arc;
use totals::Totals;
use uuid::Uuid;

/// Who imports, in the audit log and on timelines.
const ACTOR: Actor = Actor::System("import");

/// Told how far the import is: (stage, done, of how many).
pub type Progress = Arc<dyn Fn(Stage, u64, u64) + Send + Sync>;

/// What an import is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bytes of the file.
    Reading,
    /// Documents.
    Writing,
}

/// What to import, and whether to write.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    pub path: PathBuf,
    pub mapping: Mapping,
    /// False: the dry run only.
    pub apply: bool,
}

/// What came of an import.
#[derive(Clone, Debug)]
pub struct ImportOutcome {
    pub source: String,
    pub kind: Kind,
    pub file_sha256: [u8; 32],
    /// When this very file was applied for the first time, if it was.
    pub imported_before_at: Option<Timestamp>,
    /// The run that wrote; None when nothing was written.
    pub import_run: Option<Uuid>,
    pub totals: Totals,
    /// Each refused row, in the order of the file.
    pub refused: Vec<RefusedRow>,
    /// Customers that are new, and those that were there.
    pub customers_new: u64,
    pub customers_known: u64,
    /// Payments that settle imported invoices, by the file's word or the mapping's assumption.
    pub settlements: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Mapping(#[from] MappingError),
    #[error(transparent)]
    SourceFile(#[from] SourceFileError),
    #[error("the temporary file for lines failed: {0}")]
    Spill(std::io::Error),
    #[error("the report {} cannot be written: {source}; what was imported stays", .path.display())]
    Report { path: PathBuf, source: std::io::Error },
    #[error("another import is running; try again when it has ended")]
    AnotherImportRuns,
    #[error("the file changed between being read and being written")]
    ReaderStopped,
    #[error(
        "control totals differ: {what} in {currency}: the file has {expected_minor}, the database {found_minor}; nothing was kept"
    )]
    TotalsDiffer { what: &'static str, currency: Currency, expected_minor: i128, found_minor: i128 },
    #[error("the file has {expected} lines, the database {found}; nothing was kept")]
    LinesDiffer { expected: u64, found: i64 },
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Tax(#[from] TaxTotalError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads, judges and, when asked to, writes a file. All of what is taken is written, or nothing;
/// running it again writes nothing.
///
/// # Errors  Refused rows are no error: they are in the outcome. An error means nothing was written;
/// `Store` errors that are retryable, and `AnotherImportRuns`, can go away by themselves.
pub async fn import(
    db: &Db,
    clock: &Clock,
    request: &ImportRequest,
    progress: &Progress,
) -> Result<ImportOutcome, ImportError> {
    let mut writing = None;
    if request.apply {
        // Taken before the dry run, so that what it finds to be new still is when it is written.
        let mut tx = db.operator(&ACTOR, clock.now()).await?;
        if !store::try_lock(&mut tx).await? {
            return Err(ImportError::AnotherImportRuns);
        }
        writing = Some(tx);
    }
    match request.mapping.kind {
        Kind::InvoiceLines | Kind::Invoices => {
            write::import_documents(db, clock, request, progress, writing).await
        }
        Kind::Customers => customers::import_customers(db, clock, request, progress, writing).await,
        Kind::Payments => payments::import_payments(db, clock, request, progress, writing).await,
    }
}

/// Runs `read` with the opened file on a thread that may block.
async fn with_source<T: Send + 'static>(
    request: &ImportRequest,
    progress: &Progress,
    read: fn(&Mapping, SourceFile, &Progress) -> Result<T, ImportError>,
) -> Result<T, ImportError> {
    let (path, mapping) = (request.path.clone(), request.mapping.clone());
    let progress = Arc::clone(progress);
    tokio::task::spawn_blocking(move || {
        let source = SourceFile::open(&path, &mapping.file)?;
        read(&mapping, source, &progress)
    })
    .await
    .map_err(|_| ImportError::ReaderStopped)?
}

/// Begins the record of a run that writes.
async fn begin_run(
    tx: &mut OperatorTx,
    request: &ImportRequest,
    file_sha256: [u8; 32],
    now: Timestamp,
) -> Result<Uuid, ImportError> {
    let run = Uuid::now_v7();
    store::begin_run(tx, run, &request.mapping.source, file_sha256, now).await?;
    Ok(run)
}
