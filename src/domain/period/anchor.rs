//! Owns the day and time of day from which all boundaries of a subscription are counted.

use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};

use super::calendar::{days_between, start_of};
use super::interval::{IntervalUnit, Length};
use super::{PeriodError, calendar};

/// A day of a month, 1 to 31, and a time on the wall clock.
///
/// The day is kept even where the month is shorter: billing day 31 anchored in February falls on the
/// 28th or 29th there and on the 31st in March.
/// Source: docs.stripe.com/billing/subscriptions/billing-cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Anchor {
    first_of_month: Date,
    day: i8,
    time: Time,
}

/// Whether periods follow the day on which the subscription began or the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// From the day it began: the 17th to the 17th.
    Anniversary,
    /// From the first day of a month, quarter, half year or year, from Monday, from midnight; the
    /// first period is a part.
    Calendar,
}

impl Alignment {
    pub const ALL: [Self; 2] = [Self::Anniversary, Self::Calendar];

    /// The word stored and exchanged.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Anniversary => "anniversary",
            Self::Calendar => "calendar",
        }
    }
}

impl Anchor {
    /// The wall-clock moment `at`, whole seconds; a fraction of a second is dropped.
    pub fn at(at: DateTime) -> Anchor {
        let (date, time) = (at.date(), at.time());
        let whole_seconds = Time::constant(time.hour(), time.minute(), time.second(), 0);
        Anchor { first_of_month: date.first_of_month(), day: date.day(), time: whole_seconds }
    }

    /// Midnight at the beginning of `date`.
    pub fn on(date: Date) -> Anchor {
        Anchor::at(date.at(0, 0, 0, 0))
    }

    /// Midnight of `billing_day` in the month of `starts_on`, whether that day is past or to come.
    ///
    /// Quarters and years are counted from that month too.
    /// # Errors
    /// `BillingDay` unless it is 1 to 31.
    pub fn on_billing_day(starts_on: Date, billing_day: i8) -> Result<Anchor, PeriodError> {
        if !(1..=31).contains(&billing_day) {
            return Err(PeriodError::BillingDay(billing_day));
        }
        Ok(Anchor { day: billing_day, ..Anchor::on(starts_on) })
    }

    /// The anchor as it is stored: the first of its month at its time of day, and its day, 1 to 31.
    #[must_use]
    pub fn parts(self) -> (DateTime, i8) {
        (self.first_of_month.to_datetime(self.time), self.day)
    }

    /// The anchor of these [`Anchor::parts`].
    /// # Errors
    /// `BillingDay` unless the day is 1 to 31.
    pub fn of_parts(month_at: DateTime, day: i8) -> Result<Anchor, PeriodError> {
        if !(1..=31).contains(&day) {
            return Err(PeriodError::BillingDay(day));
        }
        Ok(Anchor { day, ..Anchor::at(month_at) })
    }

    /// Midnight at the beginning of the calendar's own `unit` that holds `date`.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn calendar(unit: IntervalUnit, date: Date) -> Result<Anchor, PeriodError> {
        Ok(Anchor::on(start_of(unit, date)?))
    }

    /// The day the anchor falls on in its own month.
    pub fn date(self) -> Date {
        in_month(self.first_of_month, self.day)
    }

    /// The anchor plus so many `length`s, on the wall clock.
    pub(super) fn plus(self, length: Length, times: i64) -> Result<DateTime, PeriodError> {
        let date = match length {
            Length::Days(days) => {
                let days = days.checked_mul(times).ok_or(PeriodError::OutOfRange)?;
                calendar::plus_days(self.date(), days)?
            }
            Length::Months(months) => {
                let months = months.checked_mul(times).ok_or(PeriodError::OutOfRange)?;
                in_month(calendar::plus_months(self.first_of_month, months)?, self.day)
            }
        };
        Ok(date.to_datetime(self.time))
    }

    /// How many whole `length`s after the anchor `local` lies, by the calendar, give or take one.
    pub(super) fn lengths_until(self, length: Length, local: Date) -> i64 {
        match length {
            Length::Days(days) => days_between(self.date(), local).div_euclid(days),
            Length::Months(months) => {
                let month_number =
                    |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
                (month_number(local) - month_number(self.first_of_month)).div_euclid(months)
            }
        }
    }
}

/// Day `day` of the month, or its last day where the month is shorter.
fn in_month(first_of_month: Date, day: i8) -> Date {
    let day = day.min(first_of_month.days_in_month());
    Date::constant(first_of_month.year(), first_of_month.month(), day)
}

/// An alignment word that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown alignment {0:?}")]
pub struct UnknownAlignment(pub String);

impl FromStr for Alignment {
    type Err = UnknownAlignment;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|alignment| alignment.word() == word)
            .ok_or_else(|| UnknownAlignment(word.into()))
    }
}
