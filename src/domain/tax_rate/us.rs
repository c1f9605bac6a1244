//! Owns what the US states tax of software as a service. Off unless the operator says where it has
//! nexus: there is no federal sales tax, and who must collect is a question of each state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::domain::money::{Money, MoneyError};
use crate::domain::rounding::round_ratio;

/// What one state takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsState {
    /// The state's own rate; 6.25 means 6.25 %.
    pub percent: Decimal,
    /// The rate for business customers, where it is another.
    pub business_percent: Option<Decimal>,
    /// Which part of a charge for software as a service is taxable: 1, 0, or 0.8 in Texas. `None`
    /// where the sources disagree or say nothing.
    #[serde(rename = "fraction")]
    pub taxable_fraction: Option<Decimal>,
    #[serde(default)]
    pub note: String,
    pub(super) source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UsFile {
    pub(super) as_of: Date,
    pub(super) sources: BTreeMap<String, String>,
    pub(super) states: BTreeMap<String, UsState>,
}

/// The states in which the operator must collect; none unless it says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nexus(BTreeSet<&'static str>);

/// What to tax of a charge, and at which rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsRate {
    /// The taxable part of the charge, rounded once, half away from zero.
    pub taxable: Money,
    pub percent: Decimal,
}

pub(super) static STATES: LazyLock<UsFile> = LazyLock::new(|| {
    toml::from_str(include_str!("us_states.toml")).expect("us_states.toml is part of the program")
});

/// What the state with this two-letter code takes, `None` if there is no such state.
#[must_use]
pub fn us_state(code: &str) -> Option<&'static UsState> {
    STATES.states.get(code)
}

impl UsState {
    /// Where this was taken from, in words, and the day on which it was looked up.
    #[must_use]
    pub fn source(&self) -> (&'static str, Date) {
        (STATES.sources.get(&self.source).map_or("", String::as_str), STATES.as_of)
    }
}

impl Nexus {
    /// The states among `codes`; codes that are none are left out.
    pub fn in_states<'a>(codes: impl IntoIterator<Item = &'a str>) -> Nexus {
        let known = |code| STATES.states.get_key_value(code).map(|(code, _)| code.as_str());
        Nexus(codes.into_iter().filter_map(known).collect())
    }

    /// What `state` takes of `charge` for software as a service: the taxable part and the rate.
    ///
    /// `None` without nexus there, where nothing of it is taxable, or where we do not know.
    /// # Errors
    /// `Overflow` if the taxable part leaves 64 bits.
    pub fn rate_for(
        &self,
        state: &str,
        charge: Money,
        is_business: bool,
    ) -> Result<Option<UsRate>, MoneyError> {
        let known = if self.0.contains(state) { us_state(state) } else { None };
        let taxed = known.and_then(|rules| Some((rules, rules.taxable_fraction?)));
        let Some((rules, fraction)) = taxed.filter(|(_, fraction)| !fraction.is_zero()) else {
            return Ok(None);
        };
        let fraction = fraction.normalize();
        let denominator = 10_i128.checked_pow(fraction.scale()).ok_or(MoneyError::Overflow)?;
        let taxable_minor = i128::from(charge.amount_minor)
            .checked_mul(fraction.mantissa())
            .and_then(|numerator| round_ratio(numerator, denominator))
            .and_then(|minor| i64::try_from(minor).ok())
            .ok_or(MoneyError::Overflow)?;
        let business = if is_business { rules.business_percent } else { None };
        let percent = business.unwrap_or(rules.percent);
        Ok(Some(UsRate { taxable: Money::new(taxable_minor, charge.currency), percent }))
    }
}
