//! The file as a stream of records: gzip or not, in bounded memory, with the hash of its bytes.
//!
//! Owns bytes and records. Does not know what a column means.

use super::mapping::{Encoding, FileFormat};
use csv::ByteRecord;
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

/// A row longer than this is a quote that was left open, or no table at all.
pub const RECORD_BYTES_MAX: u64 = 1 << 20;
const BUFFER_BYTES: usize = 64 << 10;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

#[derive(Debug, thiserror::Error)]
pub enum SourceFileError {
    #[error("the file cannot be opened: {0}")]
    Open(io::Error),
    #[error("the file cannot be read at line {line}: {source}")]
    Read { line: u64, source: io::Error },
    #[error("the file is empty: a header row is needed")]
    Empty,
    #[error("the file is UTF-16; save it as UTF-8")]
    Utf16,
    #[error("the header row is not in the mapping's encoding")]
    HeaderEncoding,
    #[error(
        "the row that begins on line {line} is longer than {RECORD_BYTES_MAX} bytes: is a quote left open?"
    )]
    RecordTooLong { line: u64 },
}

/// A file being read. Lines are counted from 1, the header included.
pub struct SourceFile {
    reader: csv::Reader<Limited>,
    meter: Rc<Meter>,
    budget: Rc<Cell<u64>>,
    pub header: Vec<String>,
    encoding: Encoding,
    length_bytes: u64,
    /// The line after the last record.
    next_line: u64,
}

/// What passed from the disk so far.
#[derive(Default)]
struct Meter {
    bytes: Cell<u64>,
    hash: RefCell<Sha256>,
}

impl SourceFile {
    /// Opens the file and reads its header.
    /// # Errors  [`SourceFileError`]
    pub fn open(path: &Path, format: &FileFormat) -> Result<Self, SourceFileError> {
        let file = File::open(path).map_err(SourceFileError::Open)?;
        let length_bytes = file.metadata().map_err(SourceFileError::Open)?.len();
        let meter = Rc::new(Meter::default());
        let mut raw =
            BufReader::with_capacity(BUFFER_BYTES, Metered { file, meter: Rc::clone(&meter) });
        let is_gzip = fill(&mut raw)?.starts_with(&GZIP_MAGIC);
        let mut text: Box<dyn BufRead> = if is_gzip {
            Box::new(BufReader::with_capacity(BUFFER_BYTES, MultiGzDecoder::new(raw)))
        } else {
            Box::new(raw)
        };
        match fill(&mut text)? {
            [] => return Err(SourceFileError::Empty),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(SourceFileError::Utf16),
            _ => {}
        }
        let budget = Rc::new(Cell::new(record_budget()));
        let limited = Limited { lines: Lines::new(text), budget: Rc::clone(&budget) };
        // The reader drops a UTF-8 byte order mark.
        let reader = csv::ReaderBuilder::new()
            .delimiter(u8::try_from(format.delimiter).unwrap_or(b','))
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(limited);
        let mut source = Self {
            reader,
            meter,
            budget,
            header: Vec::new(),
            encoding: format.encoding,
            length_bytes,
            next_line: 1,
        };
        let mut record = ByteRecord::new();
        if source.next_into(&mut record)?.is_none() {
            return Err(SourceFileError::Empty);
        }
        source.header = record
            .iter()
            .map(|field| source.decode(field).map(Cow::into_owned))
            .collect::<Option<_>>()
            .ok_or(SourceFileError::HeaderEncoding)?;
        Ok(source)
    }

    /// Reads the next record; returns the line it begins on, or None at the end of the file.
    /// # Errors  `Read`, `RecordTooLong`: nothing can be read after either.
    pub fn next_into(&mut self, record: &mut ByteRecord) -> Result<Option<u64>, SourceFileError> {
        self.budget.set(record_budget());
        match self.reader.read_byte_record(record) {
            Ok(false) => Ok(None),
            Ok(true) => {
                // The reader's own position of a record is where the one before it ended, blank lines
                // not yet skipped; so we count back from its end.
                let newlines = record.as_slice().iter().filter(|byte| **byte == b'\n').count();
                self.next_line = self.reader.position().line();
                Ok(Some(self.next_line.saturating_sub(1 + newlines as u64)))
            }
            Err(_) if self.budget.get() == 0 => {
                Err(SourceFileError::RecordTooLong { line: self.next_line })
            }
            Err(error) => Err(SourceFileError::Read {
                line: self.next_line,
                source: match error.into_kind() {
                    csv::ErrorKind::Io(source) => source,
                    other => io::Error::other(format!("{other:?}")),
                },
            }),
        }
    }

    /// The field as text; None when its bytes are not of the mapping's encoding.
    #[must_use]
    pub fn decode<'a>(&self, field: &'a [u8]) -> Option<Cow<'a, str>> {
        match self.encoding {
            Encoding::Utf8 => std::str::from_utf8(field).ok().map(Into::into),
            // ISO 8859-1 is the first 256 code points in their order.
            Encoding::Latin1 => Some(field.iter().map(|&byte| char::from(byte)).collect()),
        }
    }

    /// (bytes taken from the disk, bytes of the file), for the progress bar.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (self.meter.bytes.get(), self.length_bytes)
    }

    /// SHA-256 of the file as it lies on the disk; meaningful once it is read to its end.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        self.meter.hash.borrow().clone().finalize().into()
    }
}

fn record_budget() -> u64 {
    // What was read ahead belongs to earlier records, so one buffer more may pass.
    RECORD_BYTES_MAX + BUFFER_BYTES as u64
}

fn fill(reader: &mut impl BufRead) -> Result<&[u8], SourceFileError> {
    reader.fill_buf().map_err(|source| SourceFileError::Read { line: 0, source })
}

/// Counts and hashes what the disk gives.
struct Metered {
    file: File,
    meter: Rc<Meter>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.meter.bytes.set(self.meter.bytes.get() + count as u64);
        self.meter.hash.borrow_mut().update(&buffer[..count]);
        Ok(count)
    }
}

/// Ends the stream with an error when one record takes more than its budget: the CSV reader itself
/// would collect an unclosed quote's text until the memory is gone.
struct Limited {
    lines: Lines,
    budget: Rc<Cell<u64>>,
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.lines.read(buffer)?;
        let left = self.budget.get().saturating_sub(count as u64);
        self.budget.set(left);
        if left == 0 && count > 0 {
            return Err(io::Error::other("record too long"));
        }
        Ok(count)
    }
}

/// The text with every end of line (CR LF, LF, CR) as LF, the last one included: the CSV reader counts
/// the lines of others differently, and reports name lines.
struct Lines {
    inner: Box<dyn BufRead>,
    /// A CR was read whose LF may follow.
    after_cr: bool,
    ended: bool,
    last: u8,
}

impl Lines {
    fn new(inner: Box<dyn BufRead>) -> Self {
        Self { inner, after_cr: false, ended: false, last: b'\n' }
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let input = self.inner.fill_buf()?;
            if input.is_empty() {
                let is_complete = self.ended || self.last == b'\n' || buffer.is_empty();
                self.ended = true;
                if is_complete {
                    return Ok(0);
                }
                buffer[0] = b'\n';
                return Ok(1);
            }
            let taken = input.len().min(buffer.len());
            let mut written = 0;
            for &byte in &input[..taken] {
                let is_second_half = self.after_cr && byte == b'\n';
                self.after_cr = byte == b'\r';
                if !is_second_half {
                    buffer[written] = if byte == b'\r' { b'\n' } else { byte };
                    written += 1;
                }
            }
            self.inner.consume(taken);
            if written > 0 {
                self.last = buffer[written - 1];
                return Ok(written);
            }
            if taken == 0 {
                return Ok(0); // the caller's buffer has no room
            }
        }
    }
}
