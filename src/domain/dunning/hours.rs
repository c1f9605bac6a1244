//! Owns the hours at which customers are charged again and written to: where they are, never at night (H2).

use jiff::civil::{Time, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

/// Retries are planned for the morning: accounts are filled over night, and banks answer.
const MORNING: (Time, Time) = (time(6, 0, 0, 0), time(9, 0, 0, 0));
/// What was missed in the morning may still be done by day.
const DAY: (Time, Time) = (time(6, 0, 0, 0), time(20, 0, 0, 0));

/// The first instant from `at` on that lies in a morning (06:00 to 09:00) of `zone`.
#[must_use]
pub fn next_morning(at: Timestamp, zone: &TimeZone) -> Timestamp {
    let local = at.to_zoned(zone.clone());
    let (opens, closes) = MORNING;
    if (opens..closes).contains(&local.time()) {
        return at;
    }
    next_opening(&local, opens).unwrap_or(at)
}

/// Whether it is day (06:00 to 20:00) in `zone`.
#[must_use]
pub fn is_day(now: Timestamp, zone: &TimeZone) -> bool {
    (DAY.0..DAY.1).contains(&now.to_zoned(zone.clone()).time())
}

/// The first instant from `at` on at which it is day in `zone`.
#[must_use]
pub fn next_day_time(at: Timestamp, zone: &TimeZone) -> Timestamp {
    if is_day(at, zone) {
        return at;
    }
    next_opening(&at.to_zoned(zone.clone()), DAY.0).unwrap_or(at)
}

/// When a day's first hour of ours begins, or the first one after it where the clocks skip it.
#[must_use]
pub fn opening_of(date: jiff::civil::Date, zone: &TimeZone) -> Option<Timestamp> {
    let opening = zone.to_ambiguous_zoned(date.to_datetime(DAY.0)).compatible().ok()?;
    Some(opening.timestamp())
}

/// None beyond the calendar.
fn next_opening(local: &Zoned, opens: Time) -> Option<Timestamp> {
    let is_over = local.time() >= opens;
    let date = if is_over { local.date().checked_add(1.day()).ok()? } else { local.date() };
    let zone = local.time_zone();
    // A time that the clocks skip is the first one after it.
    Some(zone.to_ambiguous_zoned(date.to_datetime(opens)).compatible().ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn nobody_is_charged_in_the_middle_of_their_night() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap(); // UTC+1 in January
        let next = |text| next_morning(at(text), &berlin);
        assert_eq!(next("2026-01-10T02:00:00Z"), at("2026-01-10T05:00:00Z"));
        assert_eq!(next("2026-01-10T07:59:59Z"), at("2026-01-10T07:59:59Z")); // 08:59:59 there
        assert_eq!(next("2026-01-10T08:00:00Z"), at("2026-01-11T05:00:00Z"));
        let los_angeles = TimeZone::get("America/Los_Angeles").unwrap(); // UTC-8
        let there = next_morning(at("2026-01-10T05:00:00Z"), &los_angeles); // 21:00 on the 9th
        assert_eq!(there, at("2026-01-10T14:00:00Z"));
        assert!(is_day(at("2026-01-10T12:00:00Z"), &berlin));
        assert!(!is_day(at("2026-01-10T19:00:00Z"), &berlin)); // 20:00 there
        assert!(!is_day(at("2026-01-10T04:59:59Z"), &berlin));
        assert_eq!(next_day_time(at("2026-01-10T19:00:00Z"), &berlin), at("2026-01-11T05:00:00Z"));
    }

    proptest! {
        #[test]
        fn a_planned_hour_is_a_morning_within_a_day(
            second in 1_700_000_000_i64..1_900_000_000,
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"]),
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let at = Timestamp::from_second(second).unwrap();
            let planned = next_morning(at, &zone);
            let hour = planned.to_zoned(zone.clone()).hour();
            prop_assert!((6..9).contains(&hour), "{}", hour);
            prop_assert!(planned >= at && planned.duration_since(at).as_hours() <= 25);
            prop_assert!(is_day(planned, &zone));
        }
    }
}
