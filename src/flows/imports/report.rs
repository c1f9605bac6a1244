//! The report of refused rows as a file: CSV, or JSON when the name ends in `.json`, the latter with
//! the control totals. Written for dry runs and real ones alike.

use super::{ImportOutcome, refusal::RefusedRow};
use serde_json::json;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes the report; an older one of this name is replaced.
pub fn write(path: &Path, outcome: &ImportOutcome) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is_json {
        write_json(&mut file, outcome)?;
    } else {
        write_csv(&mut file, &outcome.refused)?;
    }
    file.flush()
}

fn write_csv(file: &mut impl Write, refused: &[RefusedRow]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(file);
    csv.write_record(["line", "document", "reason", "detail"])?;
    for row in refused {
        let (line, detail) = (row.line.to_string(), row.reason.to_string());
        csv.write_record([&line, &defused(&row.document), row.reason.code(), &detail])?;
    }
    csv.flush()
}

/// A spreadsheet would run a cell that begins so as a formula; the file is somebody else's.
fn defused(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn write_json(file: &mut impl Write, outcome: &ImportOutcome) -> io::Result<()> {
    let refused: Vec<_> = outcome
        .refused
        .iter()
        .map(|row| {
            json!({
                "line": row.line,
                "document": row.document,
                "reason": row.reason.code(),
                "detail": row.reason.to_string(),
            })
        })
        .collect();
    let report = json!({
        "source": outcome.source,
        "kind": outcome.kind.word(),
        "applied": outcome.import_run,
        "totals": outcome.totals.to_json(),
        "refused": refused,
    });
    serde_json::to_writer_pretty(file, &report)?;
    Ok(())
}
