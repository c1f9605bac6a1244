//! Owns how time is counted when a period is shared: by the second, by the minute or by the day.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Fraction, ProrationError};
use crate::domain::period::Period;
use crate::domain::period::calendar::days_between;

/// What is counted. Kept with every quote, because the same change costs otherwise by each.
///
/// $10 from noon on 16 March to 1 April: 5.00 by the second, 5.16 by the day if the 16th is the new
/// price's, 4.84 if it is the old one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProrationMethod {
    /// Elapsed seconds, as Stripe counts; the default.
    Second,
    /// Elapsed minutes, begun ones not counted.
    Minute,
    /// Calendar days in the customer's zone, each as long as the other.
    Day(ChangeDay),
}

/// To which price the day of a change belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeDay {
    New,
    Old,
}

/// A method and the zone in which it sees days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProrationRule {
    pub method: ProrationMethod,
    pub zone: TimeZone,
}

impl ProrationMethod {
    pub const ALL: [Self; 4] =
        [Self::Second, Self::Minute, Self::Day(ChangeDay::New), Self::Day(ChangeDay::Old)];

    /// The word stored and exchanged.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Day(ChangeDay::New) => "day",
            Self::Day(ChangeDay::Old) => "day_change_day_old",
        }
    }
}

impl ProrationRule {
    /// The convention unless another is agreed: by the second; the zone does not matter to it.
    pub fn by_second() -> ProrationRule {
        ProrationRule { method: ProrationMethod::Second, zone: TimeZone::UTC }
    }

    /// The share of `period` that is left from `at` on: what the old price is credited for and the
    /// new one charged for. All of it at the start (but for the change day, if that is the old price's),
    /// nothing at the end.
    ///
    /// # Errors
    /// `OutsidePeriod` unless `start <= at <= end`; `EmptyPeriod` if no unit fits into the period.
    pub fn unused(&self, period: Period, at: Timestamp) -> Result<Fraction, ProrationError> {
        if at < period.start() || at > period.end() {
            return Err(ProrationError::OutsidePeriod { at, period });
        }
        let to_the_end = self.position(period.end()) - self.position(at);
        let left = match self.method {
            ProrationMethod::Day(ChangeDay::Old) => (to_the_end - 1).max(0),
            _ => to_the_end,
        };
        Fraction::new(left, self.length(period))
    }

    /// The share of `period` before `at`; together with [`ProrationRule::unused`] exactly the whole.
    ///
    /// # Errors
    /// As for `unused`.
    pub fn used(&self, period: Period, at: Timestamp) -> Result<Fraction, ProrationError> {
        Ok(self.unused(period, at)?.rest())
    }

    /// The share of `whole` in which there was service, never more than all of it.
    ///
    /// Days are counted from the first day of service up to, not including, the day it ends.
    /// # Errors
    /// `EmptyPeriod` if no unit fits into `whole`.
    pub fn covered(&self, whole: Period, service: Period) -> Result<Fraction, ProrationError> {
        Fraction::new(self.length(service.within(whole)), self.length(whole))
    }

    fn length(&self, period: Period) -> i64 {
        self.position(period.end()) - self.position(period.start())
    }

    /// Whole units since an origin of its own; differences are lengths.
    fn position(&self, at: Timestamp) -> i64 {
        match self.method {
            ProrationMethod::Second => at.as_second(),
            ProrationMethod::Minute => at.as_second().div_euclid(60),
            ProrationMethod::Day(_) => days_between(Date::ZERO, self.zone.to_datetime(at).date()),
        }
    }
}

/// A proration method word that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown proration method {0:?}")]
pub struct UnknownProrationMethod(pub String);

impl FromStr for ProrationMethod {
    type Err = UnknownProrationMethod;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|method| method.word() == word)
            .ok_or_else(|| UnknownProrationMethod(word.into()))
    }
}
