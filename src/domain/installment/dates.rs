//! Owns the days on which installments fall due.

use jiff::ToSpan;
use jiff::civil::Date;

/// The days of a plan: they strictly ascend, whatever they were made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDates(Vec<Date>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatesError {
    #[error("{later} does not come after {earlier}")]
    NotAscending { earlier: Date, later: Date },
    #[error("a day lies beyond the calendar")]
    BeyondCalendar,
}

impl DueDates {
    /// `count` days, a week apart, from `first_due_on`.
    ///
    /// # Errors
    /// `BeyondCalendar` after the year 9999.
    pub fn weekly(first_due_on: Date, count: u32) -> Result<DueDates, DatesError> {
        DueDates::stepped(count, |step| first_due_on.checked_add(step.weeks()))
    }

    /// `count` days, a month apart, from `first_due_on`, whose day of the month is kept: after
    /// 31 January come 28 February, 31 March, 30 April (semantics 4.1).
    ///
    /// # Errors
    /// `BeyondCalendar` after the year 9999.
    pub fn monthly(first_due_on: Date, count: u32) -> Result<DueDates, DatesError> {
        // Each is counted from the first, so that a short month shortens no later one.
        DueDates::stepped(count, |step| first_due_on.checked_add(step.months()))
    }

    /// Days that the two sides agreed on.
    ///
    /// # Errors
    /// `NotAscending` for the first day that does not come after the one before.
    pub fn custom(days: Vec<Date>) -> Result<DueDates, DatesError> {
        match days.windows(2).find(|pair| pair[0] >= pair[1]) {
            Some(pair) => Err(DatesError::NotAscending { earlier: pair[0], later: pair[1] }),
            None => Ok(DueDates(days)),
        }
    }

    #[must_use]
    pub fn as_slice(&self) -> &[Date] {
        &self.0
    }

    fn stepped(
        count: u32,
        day: impl Fn(i64) -> Result<Date, jiff::Error>,
    ) -> Result<DueDates, DatesError> {
        let days: Result<Vec<Date>, jiff::Error> = (0..i64::from(count)).map(day).collect();
        days.map(DueDates).map_err(|_| DatesError::BeyondCalendar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn the_day_of_the_month_is_kept_over_short_months() {
        let days = DueDates::monthly(date(2027, 1, 31), 5).unwrap();
        let expected = [
            date(2027, 1, 31),
            date(2027, 2, 28),
            date(2027, 3, 31),
            date(2027, 4, 30),
            date(2027, 5, 31),
        ];
        assert_eq!(days.as_slice(), expected);
        let leap = DueDates::monthly(date(2027, 12, 30), 3).unwrap();
        assert_eq!(leap.as_slice(), [date(2027, 12, 30), date(2028, 1, 30), date(2028, 2, 29)]);
    }

    #[test]
    fn weeks_are_seven_days() {
        let days = DueDates::weekly(date(2026, 12, 21), 3).unwrap();
        assert_eq!(days.as_slice(), [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4)]);
    }

    #[test]
    fn agreed_days_must_ascend() {
        let twice = vec![date(2026, 12, 1), date(2026, 12, 1)];
        let refused =
            DatesError::NotAscending { earlier: date(2026, 12, 1), later: date(2026, 12, 1) };
        assert_eq!(DueDates::custom(twice), Err(refused));
        assert!(DueDates::custom(vec![date(2026, 12, 1), date(2026, 12, 2)]).is_ok());
        let late = DueDates::monthly(date(9999, 12, 1), 2);
        assert_eq!(late, Err(DatesError::BeyondCalendar));
    }

    proptest! {
        #[test]
        fn due_dates_strictly_ascend(
            year in 2000_i16..2100, month in 1_i8..=12, day in 1_i8..=31, count in 1_u32..=12,
        ) {
            let last = date(year, month, 1).last_of_month();
            let first = date(year, month, day.min(last.day()));
            for days in [DueDates::weekly(first, count), DueDates::monthly(first, count)] {
                let days = days.unwrap();
                prop_assert_eq!(days.as_slice().len(), usize::try_from(count).unwrap());
                prop_assert!(days.as_slice().windows(2).all(|pair| pair[0] < pair[1]));
            }
        }
    }
}
