//! Owns dates and wall-clock times in a zone: where a week, month or day begins, and counting in them.
//!
//! Where the clocks skip a time of day, it means as much later; where they repeat one, its first
//! occurrence. So a day whose midnight is skipped begins with its first instant.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{RoundMode, Span, Timestamp, Unit, ZonedRound};

use super::PeriodError;
use super::interval::{IntervalUnit, Length};

/// The first day of the calendar's own `unit` that holds `date`; a week begins on Monday (ISO 8601).
///
/// # Errors
/// `OutOfRange`.
pub fn start_of(unit: IntervalUnit, date: Date) -> Result<Date, PeriodError> {
    match unit.length() {
        Length::Days(1) => Ok(date),
        Length::Days(_) => plus_days(date, -i64::from(date.weekday().to_monday_zero_offset())),
        Length::Months(months) => {
            let into_unit = (i64::from(date.month()) - 1) % months;
            plus_months(date.first_of_month(), -into_unit)
        }
    }
}

/// The first day of the `unit` after the one that holds `date`.
///
/// # Errors
/// `OutOfRange`.
pub fn start_of_next(unit: IntervalUnit, date: Date) -> Result<Date, PeriodError> {
    let start = start_of(unit, date)?;
    match unit.length() {
        Length::Days(days) => plus_days(start, days),
        Length::Months(months) => plus_months(start, months),
    }
}

/// The last day of the calendar's own `unit` that holds `date`.
///
/// # Errors
/// `OutOfRange`.
pub fn last_day_of(unit: IntervalUnit, date: Date) -> Result<Date, PeriodError> {
    plus_days(start_of_next(unit, date)?, -1)
}

/// The first instant of the calendar's own `unit` that holds `at` in `zone`.
///
/// # Errors
/// `OutOfRange`.
pub fn start_of_at(
    unit: IntervalUnit,
    at: Timestamp,
    zone: &TimeZone,
) -> Result<Timestamp, PeriodError> {
    midnight(start_of(unit, zone.to_datetime(at).date())?, zone)
}

/// The first instant of the calendar's own `unit` after the one that holds `at` in `zone`.
///
/// # Errors
/// `OutOfRange`.
pub fn start_of_next_at(
    unit: IntervalUnit,
    at: Timestamp,
    zone: &TimeZone,
) -> Result<Timestamp, PeriodError> {
    midnight(start_of_next(unit, zone.to_datetime(at).date())?, zone)
}

/// The full hour on the local clock at or before `at`: 14:30 UTC where the offset is +05:30.
///
/// # Errors
/// `OutOfRange`.
pub fn start_of_hour_at(at: Timestamp, zone: &TimeZone) -> Result<Timestamp, PeriodError> {
    let to_hour = ZonedRound::new().smallest(Unit::Hour).mode(RoundMode::Trunc);
    let hour = at.to_zoned(zone.clone()).round(to_hour).map_err(|_| PeriodError::OutOfRange)?;
    Ok(hour.timestamp())
}

/// The first instant of `date` in `zone`.
///
/// # Errors
/// `OutOfRange`.
pub fn midnight(date: Date, zone: &TimeZone) -> Result<Timestamp, PeriodError> {
    zone.to_timestamp(date.at(0, 0, 0, 0)).map_err(|_| PeriodError::OutOfRange)
}

/// The same time of day so many days later, or earlier for a negative number.
///
/// # Errors
/// `OutOfRange`.
pub fn add_days(at: Timestamp, days: i64, zone: &TimeZone) -> Result<Timestamp, PeriodError> {
    let span = Span::new().try_days(days).map_err(|_| PeriodError::OutOfRange)?;
    add_span(at, span, zone)
}

/// `at` plus a calendar span such as the six months of a commitment.
///
/// Years and months first, cut to the end of the month; then weeks and days on the wall clock; then
/// hours and smaller as elapsed time (RFC 5545, as `jiff` and ECMAScript Temporal have it).
/// # Errors
/// `OutOfRange`.
pub fn add_span(at: Timestamp, span: Span, zone: &TimeZone) -> Result<Timestamp, PeriodError> {
    let later = at.to_zoned(zone.clone()).checked_add(span);
    later.map(|later| later.timestamp()).map_err(|_| PeriodError::OutOfRange)
}

/// Midnights from `start` to `end`; negative if `end` is earlier.
pub fn days_between(start: Date, end: Date) -> i64 {
    i64::from((end - start).get_days())
}

pub(super) fn plus_days(date: Date, days: i64) -> Result<Date, PeriodError> {
    let span = Span::new().try_days(days).map_err(|_| PeriodError::OutOfRange)?;
    date.checked_add(span).map_err(|_| PeriodError::OutOfRange)
}

/// Months later than the first of a month.
pub(super) fn plus_months(first_of_month: Date, months: i64) -> Result<Date, PeriodError> {
    let span = Span::new().try_months(months).map_err(|_| PeriodError::OutOfRange)?;
    first_of_month.checked_add(span).map_err(|_| PeriodError::OutOfRange)
}
