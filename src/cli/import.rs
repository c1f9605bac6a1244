//! `quittance import`: the operator's way to bring a file in. Says what was found, what is refused
//! and whether anything was written; the work is `flows::imports`.

use crate::clock::Clock;
use crate::flows::imports::mapping::Mapping;
use crate::flows::imports::totals::{Bucket, Sums, major};
use crate::flows::imports::{
    self, ImportError, ImportOutcome, ImportRequest, Progress, Stage, report,
};
use crate::store::Db;
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// Refused rows shown on the terminal; all of them are in the report file.
const REFUSED_SHOWN: usize = 20;

/// Import invoices, credit notes, customers or payments from a CSV file. Without --apply nothing is
/// written: the file is read, judged and added up.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// CSV file, plain or gzip
    pub file: PathBuf,
    /// Built-in mapping (uci-online-retail, ibm-receivables) or path of a mapping file
    #[arg(long)]
    pub mapping: String,
    /// Write what is taken, in one transaction
    #[arg(long)]
    pub apply: bool,
    /// Where to write the refused rows: CSV, or JSON with the totals [default: <source>-refused.csv when a row is refused]
    #[arg(long)]
    pub report: Option<PathBuf>,
}

/// Runs the import and prints what came of it. Refused rows are no error; the exit status is 0.
/// # Errors  nothing was written.
pub async fn run(args: ImportArgs, db: &Db, clock: &Clock) -> Result<(), ImportError> {
    let mapping = Mapping::load(&args.mapping)?;
    let request = ImportRequest { path: args.file, mapping, apply: args.apply };
    let (progress, bar) = progress_bar();
    let outcome = imports::import(db, clock, &request, &progress).await;
    bar.finish_and_clear();
    let outcome = outcome?;
    print!("{}", summary(&outcome, args.apply));
    let path = args.report.or_else(|| {
        let name = PathBuf::from(format!("{}-refused.csv", outcome.source));
        (!outcome.refused.is_empty()).then_some(name)
    });
    if let Some(path) = path {
        report::write(&path, &outcome)
            .map_err(|source| ImportError::Report { path: path.clone(), source })?;
        println!("Refused rows: {}", path.display());
    }
    Ok(())
}

/// A bar on standard error; indicatif hides it when that is no terminal.
fn progress_bar() -> (Progress, ProgressBar) {
    let bar = ProgressBar::new(0);
    let stage = Mutex::new(None);
    let shown = bar.clone();
    let progress: Progress = Arc::new(move |now: Stage, done, total| {
        let Ok(mut stage) = stage.lock() else { return };
        if *stage != Some(now) {
            *stage = Some(now);
            let template = match now {
                Stage::Reading => "reading {wide_bar} {bytes}/{total_bytes} {eta}",
                Stage::Writing => "writing {wide_bar} {pos}/{len} documents {eta}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                shown.set_style(style);
            }
        }
        shown.set_length(total);
        shown.set_position(done);
    });
    (progress, bar)
}

fn summary(outcome: &ImportOutcome, apply: bool) -> String {
    let totals = &outcome.totals;
    let mut text = format!("{} ({})\n", outcome.source, outcome.kind.word());
    let taken = match (outcome.import_run, apply) {
        (Some(_), _) => "imported",
        (None, true) => "nothing new",
        (None, false) => "to import",
    };
    let buckets = [
        ("in the file", &totals.file),
        (taken, &totals.taken),
        ("already imported", &totals.already),
        ("refused", &totals.refused),
    ];
    // Writing to a String cannot fail.
    for (name, bucket) in buckets {
        let _ = write!(text, "{}", bucket_lines(name, bucket));
    }
    if totals.changed > 0 {
        let changed = totals.changed;
        let _ =
            writeln!(text, "  changed in the file since they were imported (refused): {changed}");
    }
    if totals.uncounted_rows > 0 {
        let rows = totals.uncounted_rows;
        let _ = writeln!(text, "  rows that could not be read and are in no amount: {rows}");
    }
    let _ = writeln!(
        text,
        "  customers: {} new, {} known; settlements: {}",
        outcome.customers_new, outcome.customers_known, outcome.settlements
    );
    for row in outcome.refused.iter().take(REFUSED_SHOWN) {
        let _ = writeln!(text, "  line {}: {}: {}", row.line, row.document, row.reason);
    }
    if let Some(more) = outcome.refused.len().checked_sub(REFUSED_SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "  … and {more} more refused rows");
    }
    if let Some(at) = outcome.imported_before_at {
        let _ = writeln!(text, "  this very file was imported before, at {at}");
    }
    let _ = match (outcome.import_run, apply) {
        (Some(run), _) => writeln!(text, "Imported, run {run}."),
        (None, true) => writeln!(text, "Nothing was written."),
        (None, false) => writeln!(text, "Dry run: nothing was written. Add --apply to import."),
    };
    text
}

fn bucket_lines(name: &str, bucket: &Bucket) -> String {
    let mut text = String::new();
    let _ =
        writeln!(text, "  {name:<17}{:>10} documents{:>10} rows", bucket.documents, bucket.rows);
    for (currency, amounts) in &bucket.by_currency {
        let kinds = [
            ("invoices", &amounts.invoices),
            ("credit notes", &amounts.credit_notes),
            ("payments", &amounts.payments),
        ];
        for (kind, sums) in kinds.iter().filter(|(_, sums)| **sums != Sums::default()) {
            let amount = major(sums.amount_minor, *currency);
            let _ = write!(text, "    {kind:<15}{:>10}{amount:>22} {currency}", sums.documents);
            let rounded: Option<rust_decimal::Decimal> = amount.parse().ok();
            let _ = match rounded == Some(sums.exact) {
                true => writeln!(text),
                // Prices below the minor unit: the file's exact sum is not the sum of its lines.
                false => writeln!(text, "  (unrounded {})", sums.exact.normalize()),
            };
        }
    }
    text
}
