//! The ECB's XML: `<Cube time="2026-10-30"><Cube currency="USD" rate="1.1172"/>…</Cube>`, by the day or
//! for all days. The little of XML that this needs, and nothing else: no DTD, no entities, no CDATA.

use super::{Collector, Feed, FeedError, FeedFormat};
use crate::domain::fx::RateSource;
use jiff::civil::Date;

pub(super) fn read(text: &str) -> Result<Feed, FeedError> {
    let mut collector = Collector::new(RateSource::Ecb);
    let mut day: Option<Date> = None;
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        let markup = &text[start..];
        if let Some(rest) = markup.strip_prefix("<!--") {
            let end = rest.find("-->").ok_or(FeedError::BrokenXml { at: start })?;
            at = start + "<!--".len() + end + "-->".len();
            continue;
        }
        if markup.starts_with("<!") {
            return Err(FeedError::HostileXml { what: "a DTD, entities or CDATA", at: start });
        }
        if markup.starts_with("<?") && start > 0 && !text[..start].trim().is_empty() {
            return Err(FeedError::HostileXml { what: "a processing instruction", at: start });
        }
        let end = markup.find('>').ok_or(FeedError::BrokenXml { at: start })?;
        let tag = &markup[1..end];
        if tag.contains(['<', '&']) {
            return Err(FeedError::HostileXml { what: "markup or an entity in a tag", at: start });
        }
        if let Some(found) = cube(tag, start)? {
            day = found.time.map_or(Ok(day), |time| {
                time.parse().map(Some).map_err(|_| FeedError::BrokenXml { at: start })
            })?;
            if let (Some(currency), Some(rate)) = (found.currency, found.rate) {
                let day = day.ok_or(FeedError::BrokenXml { at: start })?;
                collector.take(day, ("EUR", currency), rate.trim());
            }
        }
        at = start + end + 1;
    }
    Ok(collector.finish(FeedFormat::EcbXml))
}

/// What a `Cube` says.
#[derive(Default)]
struct Cube<'a> {
    time: Option<&'a str>,
    currency: Option<&'a str>,
    rate: Option<&'a str>,
}

/// The attributes of a start tag that is a `Cube`; `None` for every other tag.
fn cube(tag: &str, at: usize) -> Result<Option<Cube<'_>>, FeedError> {
    let tag = tag.strip_suffix('/').unwrap_or(tag).trim();
    let (name, mut rest) = tag.split_at(tag.find(char::is_whitespace).unwrap_or(tag.len()));
    if name != "Cube" {
        return Ok(None);
    }
    let mut cube = Cube::default();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(Some(cube));
        }
        let broken = || FeedError::BrokenXml { at };
        let (name, after) = rest.split_once('=').ok_or_else(broken)?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| ['"', '\''].contains(c)).ok_or_else(broken)?;
        let (value, after) = after[1..].split_once(quote).ok_or_else(broken)?;
        match name.trim() {
            "time" => cube.time = Some(value),
            "currency" => cube.currency = Some(value),
            "rate" => cube.rate = Some(value),
            _ => {}
        }
        rest = after;
    }
}
