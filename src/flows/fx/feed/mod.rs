//! Reading files of exchange rates: the European Central Bank's XML and CSV, each also in a ZIP, and
//! tables of pairs (`date,USD_NGN,…`) as services of rates offer them.
//!
//! A file is hostile until it has been read: sizes are bounded before anything is unpacked, XML with a
//! DTD or entities is refused whole. What is no rate (`N/A`) is skipped and counted, never guessed.

mod table;
mod xml;
mod zip;

#[cfg(test)]
mod tests;

use crate::domain::currency::Currency;
use crate::domain::fx::{Quote, RateSource, ecb_expires_at, ecb_published_at, is_quotable};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Larger files are refused; all of the ECB's history as XML has eight megabytes.
pub const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// How long a rate from a table of pairs counts: such tables are made by the day or by the month.
const TABLE_RATE_DAYS: i64 = 7;
/// Lines that are told one by one.
const TOLD_MAX: usize = 20;

/// What kind of file it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedFormat {
    EcbXml,
    EcbCsv,
    /// `date,USD_NGN,…`
    Pairs,
}

impl FeedFormat {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EcbXml => "ECB reference rates, XML",
            Self::EcbCsv => "ECB reference rates, CSV",
            Self::Pairs => "table of pairs, CSV",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    #[error("the file has more than {} MB", FILE_BYTES_MAX / 1024 / 1024)]
    TooLarge,
    #[error("the file is neither XML, CSV nor a ZIP of one of them")]
    UnknownFormat,
    /// A DTD, an entity, a processing instruction within: nothing that a feed of rates needs.
    #[error("the XML has {what}, which no feed of rates needs (byte {at})")]
    HostileXml { what: &'static str, at: usize },
    #[error("the XML is not well formed (byte {at})")]
    BrokenXml { at: usize },
    #[error("the ZIP cannot be read: {0}")]
    BrokenZip(&'static str),
    #[error("the table cannot be read: {0}")]
    Table(#[from] csv::Error),
    #[error("no rate was found in the file")]
    Empty,
}

/// What a file says.
#[derive(Clone, Debug)]
pub struct Feed {
    pub format: FeedFormat,
    pub quotes: Vec<Quote>,
    pub skipped: Skipped,
}

/// What was left out, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Places where a table says that there is no rate (`N/A`, nothing).
    pub not_available: usize,
    /// Rates of currencies that are none to us any more, by their code.
    pub unknown_currencies: BTreeMap<String, usize>,
    /// The first values that are no rate, each with its day and currency.
    pub odd: Vec<String>,
    pub odd_count: usize,
}

impl Skipped {
    fn odd(&mut self, told: impl FnOnce() -> String) {
        self.odd_count += 1;
        if self.odd.len() < TOLD_MAX {
            self.odd.push(told());
        }
    }
}

/// Reads a file of rates, whichever of the formats it is.
pub fn read(bytes: &[u8]) -> Result<Feed, FeedError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(FeedError::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let inner = zip::only_file(bytes)?;
        return read_plain(&inner);
    }
    read_plain(bytes)
}

fn read_plain(bytes: &[u8]) -> Result<Feed, FeedError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| FeedError::UnknownFormat)?;
    let start = text.trim_start();
    let feed = if start.starts_with('<') {
        xml::read(text)?
    } else if start.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("date")) {
        table::read(text)?
    } else {
        return Err(FeedError::UnknownFormat);
    };
    if feed.quotes.is_empty() { Err(FeedError::Empty) } else { Ok(feed) }
}

/// Takes in one value as it stands in a file.
struct Collector {
    source: RateSource,
    quotes: Vec<Quote>,
    skipped: Skipped,
}

impl Collector {
    fn new(source: RateSource) -> Self {
        Self { source, quotes: Vec::new(), skipped: Skipped::default() }
    }

    fn take(&mut self, day: Date, (base, quote): (&str, &str), value: &str) {
        if value.is_empty() || value.eq_ignore_ascii_case("n/a") || value == "-" {
            self.skipped.not_available += 1;
            return;
        }
        let known: Result<(Currency, Currency), &str> = match (base.parse(), quote.parse()) {
            (Ok(base), Ok(quote)) => Ok((base, quote)),
            (Err(_), _) => Err(base),
            (_, Err(_)) => Err(quote),
        };
        let (base, quote) = match known {
            Ok(pair) => pair,
            Err(code) => {
                let code: String = code.chars().take(12).collect();
                *self.skipped.unknown_currencies.entry(code).or_default() += 1;
                return;
            }
        };
        match self.quote(day, (base, quote), value) {
            Some(quote) => self.quotes.push(quote),
            None => self.skipped.odd(|| {
                let value: String = value.chars().take(30).collect();
                format!("{day} {base}/{quote}: {value:?}")
            }),
        }
    }

    fn quote(&self, day: Date, (base, quote): (Currency, Currency), value: &str) -> Option<Quote> {
        // Digits and one point: no sign, no exponent, nothing that somebody would have to interpret.
        let is_plain = value.chars().all(|c| c.is_ascii_digit() || c == '.');
        let rate: Decimal = value.parse().ok().filter(|_| is_plain)?;
        let (as_of, expires_at) = self.period(day)?;
        (is_quotable(rate) && base != quote).then(|| Quote {
            rate_id: Uuid::now_v7(),
            base,
            quote,
            rate,
            source: self.source,
            quoted_on: day,
            as_of,
            expires_at,
        })
    }

    fn period(&self, day: Date) -> Option<(Timestamp, Timestamp)> {
        match self.source {
            RateSource::Ecb => Some((ecb_published_at(day)?, ecb_expires_at(day)?)),
            RateSource::Manual => {
                let until = day.checked_add(TABLE_RATE_DAYS.days()).ok()?;
                let midnight = |on: Date| Some(on.to_zoned(TimeZone::UTC).ok()?.timestamp());
                Some((midnight(day)?, midnight(until)?))
            }
        }
    }

    fn finish(self, format: FeedFormat) -> Feed {
        Feed { format, quotes: self.quotes, skipped: self.skipped }
    }
}
