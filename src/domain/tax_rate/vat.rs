//! Owns the VAT rates of countries.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::in_force;
use crate::domain::country::Country;

/// One rate from its first day on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedRate {
    pub from: Date,
    /// 19 means 19 %.
    pub percent: Decimal,
    /// Names a row of the file's sources.
    pub(super) source: String,
}

/// All reduced rates of a country from their first day on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedRates {
    pub from: Date,
    /// Ascending; super-reduced rates too, parking rates not.
    pub percents: Vec<Decimal>,
    pub(super) source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountryRates {
    pub(super) standard: Vec<DatedRate>,
    #[serde(default)]
    pub(super) reduced: Vec<DatedRates>,
    #[serde(default)]
    pub(super) parking: Vec<DatedRate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateFile {
    pub(super) sources: BTreeMap<String, String>,
    pub(super) countries: BTreeMap<Country, CountryRates>,
}

pub(super) static RATES: LazyLock<RateFile> = LazyLock::new(|| {
    toml::from_str(include_str!("rates.toml")).expect("rates.toml is part of the program")
});

impl DatedRate {
    /// Where the rate was taken from, in words.
    #[must_use]
    pub fn source(&self) -> &'static str {
        source(&self.source)
    }
}

impl DatedRates {
    /// Where the rates were taken from, in words.
    #[must_use]
    pub fn source(&self) -> &'static str {
        source(&self.source)
    }
}

/// The standard VAT rate of `country` on `on`, the day of supply (the tax point), not of payment.
///
/// `None` where or when we have no data: 30 European states, Nigeria; at the latest since 2011.
#[must_use]
pub fn standard_rate(country: Country, on: Date) -> Option<&'static DatedRate> {
    in_force(&RATES.countries.get(&country)?.standard, |rate| rate.from, on)
}

/// The reduced VAT rates of `country` on `on`. `None` where there is none, or when we have no data.
#[must_use]
pub fn reduced_rates(country: Country, on: Date) -> Option<&'static DatedRates> {
    in_force(&RATES.countries.get(&country)?.reduced, |rates| rates.from, on)
}

/// The parking rate of `country` on `on`, which five member states keep (Directive 2006/112/EC,
/// Article 118).
#[must_use]
pub fn parking_rate(country: Country, on: Date) -> Option<&'static DatedRate> {
    in_force(&RATES.countries.get(&country)?.parking, |rate| rate.from, on)
}

fn source(name: &str) -> &'static str {
    RATES.sources.get(name).map_or("", String::as_str)
}
