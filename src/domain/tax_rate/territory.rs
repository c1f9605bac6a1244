//! Owns the parts of countries that have a VAT rate of their own, or none (Canary Islands, Büsingen, …).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::in_force;
use super::vat::{DatedRate, standard_rate};
use crate::domain::country::Country;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Territory {
    pub(super) country: Country,
    pub(super) name: String,
    pub(super) postcodes: Vec<PostcodeRange>,
    pub(super) standard: Vec<DatedRate>,
}

/// Postcodes from one to another, both included, by their first digits.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct PostcodeRange {
    digits: usize,
    first: u32,
    last: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TerritoryFile {
    pub(super) sources: BTreeMap<String, String>,
    pub(super) territories: Vec<Territory>,
}

/// The standard rate at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceRate {
    /// 19 means 19 %; 0 where the country's VAT does not apply.
    pub percent: Decimal,
    /// The territory whose rate it is, `None` for the country's own.
    pub territory: Option<&'static str>,
    /// Where it was taken from, in words.
    pub source: &'static str,
}

pub(super) static TERRITORIES: LazyLock<TerritoryFile> = LazyLock::new(|| {
    toml::from_str(include_str!("territories.toml"))
        .expect("territories.toml is part of the program")
});

impl TryFrom<String> for PostcodeRange {
    type Error = String;

    fn try_from(text: String) -> Result<PostcodeRange, String> {
        let parsed = || {
            let (first, last) = text.split_once('-')?;
            (first.len() == last.len()).then_some(())?;
            let range = PostcodeRange {
                digits: first.len(),
                first: first.parse().ok()?,
                last: last.parse().ok()?,
            };
            (range.first <= range.last).then_some(range)
        };
        parsed().ok_or_else(|| format!("{text} is no range of postcodes"))
    }
}

impl PostcodeRange {
    fn contains(&self, digits: &str) -> bool {
        let leading = digits.get(..self.digits).and_then(|leading| leading.parse::<u32>().ok());
        leading.is_some_and(|postcode| (self.first..=self.last).contains(&postcode))
    }
}

/// The name of the territory with a VAT rate of its own that `postcode` lies in, if it lies in one.
///
/// Spaces, hyphens and a country's letters before the digits do not matter.
#[must_use]
pub fn territory_at(country: Country, postcode: &str) -> Option<&'static str> {
    found(country, postcode).map(|territory| territory.name.as_str())
}

/// The standard VAT rate at a postcode of `country` on `on`.
///
/// `None` where or when we have no data.
#[must_use]
pub fn rate_at_place(country: Country, postcode: &str, on: Date) -> Option<PlaceRate> {
    let own = found(country, postcode).and_then(|territory| {
        let rate = in_force(&territory.standard, |rate| rate.from, on)?;
        let source = TERRITORIES.sources.get(&rate.source).map_or("", String::as_str);
        Some(PlaceRate { percent: rate.percent, territory: Some(&territory.name), source })
    });
    own.or_else(|| {
        let rate = standard_rate(country, on)?;
        Some(PlaceRate { percent: rate.percent, territory: None, source: rate.source() })
    })
}

fn found(country: Country, postcode: &str) -> Option<&'static Territory> {
    let digits: String = postcode.chars().filter(char::is_ascii_digit).collect();
    // Longer or shorter numbers are no postcodes of these countries; Portuguese ones have seven digits.
    let is_in = |range: &PostcodeRange| {
        let fits = digits.len() == range.digits || (country.code() == "PT" && digits.len() == 7);
        fits && range.contains(&digits)
    };
    TERRITORIES
        .territories
        .iter()
        .find(|territory| territory.country == country && territory.postcodes.iter().any(is_in))
}
