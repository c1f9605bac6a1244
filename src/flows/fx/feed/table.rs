//! Tables: the ECB's (`Date,USD,JPY,…`, one euro is so many) and those of pairs (`date,USD_NGN,…`).

use super::{Collector, Feed, FeedError, FeedFormat};
use crate::domain::fx::RateSource;
use jiff::civil::Date;
use jiff::fmt::strtime;

pub(super) fn read(text: &str) -> Result<Feed, FeedError> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let head = reader.headers()?.clone();
    let codes: Vec<&str> = head.iter().skip(1).collect();
    let is_pairs = codes.iter().any(|code| code.contains('_'));
    let (source, format) = match is_pairs {
        true => (RateSource::Manual, FeedFormat::Pairs),
        false => (RateSource::Ecb, FeedFormat::EcbCsv),
    };
    let mut collector = Collector::new(source);
    for row in reader.records() {
        let row = row?;
        let Some(day) = row.get(0).and_then(day) else {
            collector.skipped.odd(|| {
                let day: String = row.get(0).unwrap_or_default().chars().take(30).collect();
                format!("line {}: {day:?} is no day", row.position().map_or(0, |at| at.line()))
            });
            continue;
        };
        // The ECB's lines end in a comma, under which nothing stands.
        for (code, value) in
            codes.iter().zip(row.iter().skip(1)).filter(|(code, _)| !code.is_empty())
        {
            let pair = code.split_once('_').unwrap_or(("EUR", code));
            collector.take(day, pair, value);
        }
    }
    Ok(collector.finish(format))
}

/// `2026-10-30`, or `30 October 2026` as in the ECB's daily file.
fn day(text: &str) -> Option<Date> {
    text.parse().ok().or_else(|| strtime::parse("%d %B %Y", text).ok()?.to_date().ok())
}
