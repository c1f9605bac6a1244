//! Owns how long a billing period is: so many days, weeks, months, quarters, half years or years.

use std::num::NonZeroU16;
use std::str::FromStr;

/// What intervals are counted in. A quarter is three calendar months, a half year six, a week 7 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IntervalUnit {
    Day,
    Week,
    Month,
    Quarter,
    HalfYear,
    Year,
}

/// `count` units, at least one: every month, every 3 weeks, every 30 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    pub unit: IntervalUnit,
    pub count: NonZeroU16,
}

/// A length the calendar can count: days never change with the month, months never with the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    Days(i64),
    Months(i64),
}

impl IntervalUnit {
    pub const ALL: [Self; 6] =
        [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::HalfYear, Self::Year];

    /// The word stored and exchanged.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half_year",
            Self::Year => "year",
        }
    }

    pub(super) const fn length(self) -> Length {
        match self {
            Self::Day => Length::Days(1),
            Self::Week => Length::Days(7),
            Self::Month => Length::Months(1),
            Self::Quarter => Length::Months(3),
            Self::HalfYear => Length::Months(6),
            Self::Year => Length::Months(12),
        }
    }

    /// Whether the unit counts months, so that a day of the month can be agreed for billing.
    #[must_use]
    pub const fn has_billing_day(self) -> bool {
        matches!(self.length(), Length::Months(_))
    }
}

impl Interval {
    pub const fn new(unit: IntervalUnit, count: NonZeroU16) -> Interval {
        Interval { unit, count }
    }

    /// One unit: every month, every year.
    pub const fn every(unit: IntervalUnit) -> Interval {
        Interval { unit, count: NonZeroU16::MIN }
    }

    pub(super) fn length(self) -> Length {
        let count = i64::from(self.count.get());
        match self.unit.length() {
            Length::Days(days) => Length::Days(days * count),
            Length::Months(months) => Length::Months(months * count),
        }
    }
}

/// An interval word that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown billing interval {0:?}")]
pub struct UnknownIntervalUnit(pub String);

impl FromStr for IntervalUnit {
    type Err = UnknownIntervalUnit;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|unit| unit.word() == word)
            .ok_or_else(|| UnknownIntervalUnit(word.into()))
    }
}
