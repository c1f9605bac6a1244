//! Owns when the European Central Bank publishes reference rates, and until when one of them counts.
//!
//! Source: ECB, "Euro foreign exchange reference rates": updated around 16:00 CET on every working day,
//! except on TARGET closing days.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// 16:00 CET. In summer this is an hour late, and the rate of the day before holds that long.
const PUBLISHED_AT_UTC_HOUR: i8 = 15;
/// A feed that is late does not stop the invoices at once.
const GRACE_HOURS: i64 = 24;

/// The instant from which the reference rate of a day counts. `None` beyond the calendar.
#[must_use]
pub fn ecb_published_at(quoted_on: Date) -> Option<Timestamp> {
    let at = quoted_on.at(PUBLISHED_AT_UTC_HOUR, 0, 0, 0);
    at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
}

/// The end of the reference rate of a day: the next one's publication, and a day of grace.
#[must_use]
pub fn ecb_expires_at(quoted_on: Date) -> Option<Timestamp> {
    let mut next = quoted_on.tomorrow().ok()?;
    while !is_target_day(next) {
        next = next.tomorrow().ok()?;
    }
    ecb_published_at(next)?.checked_add(GRACE_HOURS.hours()).ok()
}

/// Whether TARGET is open: no weekend, New Year's Day, Good Friday, Easter Monday, 1 May, 25 or 26 December.
#[must_use]
pub fn is_target_day(on: Date) -> bool {
    let is_weekend = matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday);
    let is_fixed = matches!((on.month(), on.day()), (1, 1) | (5, 1) | (12, 25 | 26));
    let is_easter = easter(on.year()).is_some_and(|easter| {
        on.checked_add(2.days()).ok() == Some(easter) || on.yesterday().ok() == Some(easter)
    });
    !is_weekend && !is_fixed && !is_easter
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let n = h + l - 7 * m;
    let month = (n + 90) / 25;
    let day = (n + 33 * month + 19) % 32;
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}
