//! Owns when a failed charge is tried again.
//!
//! Each interval counts from the failed attempt before it, not from the first: 2, 5, 7, 7 means the
//! second attempt two days after the first failed, the third five days after the second failed.

use std::num::NonZeroU32;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// The waits between attempts, in days; at least one, so that attempts strictly ascend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetrySchedule(Vec<NonZeroU32>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RetryScheduleError {
    #[error("wait {position} of {days} days is less than a day")]
    NoWait { position: usize, days: i64 },
    #[error("wait {position} of {days} days is longer than a year")]
    TooLong { position: usize, days: i64 },
}

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextRetry {
    At(Timestamp),
    /// Every attempt of the schedule was made; the subscription's or campaign's setting decides.
    Exhausted,
}

impl RetrySchedule {
    /// # Errors
    /// `NoWait` for less than a day, `TooLong` for more than 366.
    pub fn new(intervals_days: &[i64]) -> Result<RetrySchedule, RetryScheduleError> {
        let wait = |(position, days): (usize, &i64)| match *days {
            ..=0 => Err(RetryScheduleError::NoWait { position, days: *days }),
            367.. => Err(RetryScheduleError::TooLong { position, days: *days }),
            _ => u32::try_from(*days)
                .ok()
                .and_then(NonZeroU32::new)
                .ok_or(RetryScheduleError::NoWait { position, days: *days }),
        };
        intervals_days.iter().enumerate().map(wait).collect::<Result<_, _>>().map(RetrySchedule)
    }

    /// When to try again after an attempt failed at `failed_at`, which was the `failed_attempts`-th.
    ///
    /// A day is 24 hours, so that the hour in UTC is kept.
    #[must_use]
    pub fn after_failure(&self, failed_attempts: NonZeroU32, failed_at: Timestamp) -> NextRetry {
        let position = usize::try_from(failed_attempts.get() - 1).unwrap_or(usize::MAX);
        let wait = self.0.get(position).map(|days| SignedDuration::from_hours(24) * days_of(*days));
        match wait.and_then(|wait| failed_at.checked_add(wait).ok()) {
            Some(at) => NextRetry::At(at),
            None => NextRetry::Exhausted,
        }
    }

    /// The days of all retries if each of them fails, the first failure being on `first_failed_on`.
    #[must_use]
    pub fn days(&self, first_failed_on: Date) -> Vec<Date> {
        let next = |last: &mut Date, days: &NonZeroU32| {
            *last = last.checked_add(days_of(*days).days()).ok()?;
            Some(*last)
        };
        self.0.iter().scan(first_failed_on, next).collect()
    }
}

/// At most 366.
fn days_of(days: NonZeroU32) -> i32 {
    i32::try_from(days.get()).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn nth(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    #[test]
    fn each_wait_counts_from_the_failed_attempt_before() {
        let schedule = RetrySchedule::new(&[2, 5, 7, 7]).unwrap();
        let noon = at("2024-01-01T12:00:00Z");
        let next = |number| schedule.after_failure(nth(number), noon);
        assert_eq!(next(1), NextRetry::At(at("2024-01-03T12:00:00Z")));
        assert_eq!(next(2), NextRetry::At(at("2024-01-06T12:00:00Z")));
        assert_eq!(next(4), NextRetry::At(at("2024-01-08T12:00:00Z")));
        assert_eq!(next(5), NextRetry::Exhausted);
    }

    #[test]
    fn the_days_of_a_schedule_add_up() {
        let schedule = RetrySchedule::new(&[2, 5, 7, 7]).unwrap();
        let days = [date(2026, 1, 30), date(2026, 2, 4), date(2026, 2, 11), date(2026, 2, 18)];
        assert_eq!(schedule.days(date(2026, 1, 28)), days);
    }

    #[test]
    fn a_wait_of_nothing_is_refused() {
        let refused = RetryScheduleError::NoWait { position: 1, days: 0 };
        assert_eq!(RetrySchedule::new(&[2, 0]), Err(refused));
        let refused = RetryScheduleError::TooLong { position: 0, days: 367 };
        assert_eq!(RetrySchedule::new(&[367]), Err(refused));
    }

    proptest! {
        #[test]
        fn retries_strictly_ascend(
            waits in prop::collection::vec(1_i64..=366, 0..20), offset in 0_i64..20_000,
        ) {
            let schedule = RetrySchedule::new(&waits).unwrap();
            let first = date(2000, 1, 1).checked_add(offset.days()).unwrap();
            let days = schedule.days(first);
            prop_assert_eq!(days.len(), waits.len());
            let all: Vec<Date> = std::iter::once(first).chain(days).collect();
            prop_assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
            let mut failed_at = at("2026-01-01T00:00:00Z");
            for number in 1.. {
                let NextRetry::At(next) = schedule.after_failure(nth(number), failed_at) else { break };
                prop_assert!(next > failed_at);
                failed_at = next;
            }
        }
    }
}
