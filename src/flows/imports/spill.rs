//! Lines waiting on disk between the dry run and the writing, so that memory grows with the number
//! of documents and not with the number of lines.
//!
//! The file has no name from the start: nothing is left behind, however the program ends.

use super::line_text::LineText;
use csv::{ByteRecord, ReaderBuilder, Writer};
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use uuid::Uuid;

/// A stretch of the spill that belongs to one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    offset: u64,
    length: u32,
}

impl Run {
    /// Whether `longer` is this run with more lines at its end.
    #[must_use]
    pub fn begins_with(self, longer: Self) -> bool {
        self.offset == longer.offset
    }
}

/// The spill while it is being written.
pub struct SpillWriter {
    file: BufWriter<File>,
    row: Writer<Vec<u8>>,
    offset: u64,
}

/// The spill when it is complete.
pub struct Spill {
    file: File,
}

impl SpillWriter {
    /// A new spill in the system's temporary folder, readable by this user only.
    pub fn create() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("quittance-import-{}", Uuid::now_v7()));
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        std::fs::remove_file(&path)?;
        Ok(Self {
            file: BufWriter::with_capacity(256 << 10, file),
            row: Writer::from_writer(Vec::with_capacity(256)),
            offset: 0,
        })
    }

    /// Adds a line to the run that ended last if `goes_on`, otherwise begins a run. Returns the run
    /// with this line in it.
    pub fn push(&mut self, line: &LineText, goes_on: Option<Run>) -> io::Result<Run> {
        let (file_line, quantity) = (line.file_line.to_string(), line.quantity.to_string());
        let (unit_price, rate) = (line.unit_price.to_string(), line.tax_rate.to_string());
        let fields = [&file_line, &line.description, &line.sku, &quantity, &unit_price, &rate];
        self.row.write_record(fields).map_err(io::Error::other)?;
        self.row.flush()?;
        let row = std::mem::replace(&mut self.row, Writer::from_writer(Vec::new()));
        let mut bytes = row.into_inner().map_err(|e| io::Error::other(e.to_string()))?;
        self.file.write_all(&bytes)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        bytes.clear();
        self.row = Writer::from_writer(bytes);
        let start = self.offset;
        self.offset += u64::from(length);
        Ok(match goes_on {
            Some(run) if run.offset + u64::from(run.length) == start => {
                match run.length.checked_add(length) {
                    Some(length) => Run { offset: run.offset, length },
                    None => Run { offset: start, length },
                }
            }
            _ => Run { offset: start, length },
        })
    }

    pub fn finish(self) -> io::Result<Spill> {
        Ok(Spill { file: self.file.into_inner().map_err(io::IntoInnerError::into_error)? })
    }
}

impl Spill {
    /// The lines of these runs, in the order of the file.
    pub fn lines(&self, runs: &[Run]) -> io::Result<Vec<LineText>> {
        let mut lines = Vec::new();
        for run in runs {
            let mut bytes = vec![0; run.length as usize];
            self.file.read_exact_at(&mut bytes, run.offset)?;
            let mut reader = ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
            let mut record = ByteRecord::new();
            while reader.read_byte_record(&mut record).map_err(io::Error::other)? {
                lines.push(read_line(&record)?);
            }
        }
        Ok(lines)
    }
}

fn read_line(record: &ByteRecord) -> io::Result<LineText> {
    let text = |place: usize| {
        std::str::from_utf8(record.get(place).unwrap_or_default()).map_err(io::Error::other)
    };
    let number = |place| text(place)?.parse().map_err(io::Error::other);
    Ok(LineText {
        file_line: text(0)?.parse().map_err(io::Error::other)?,
        description: text(1)?.to_owned(),
        sku: text(2)?.to_owned(),
        quantity: number(3)?,
        unit_price: number(4)?,
        tax_rate: number(5)?,
    })
}
