//! Owns billing periods: half-open spans of instants cut by a subscription's anchor and interval.
//!
//! The n-th boundary is the anchor plus n intervals on the wall clock of the customer's zone, with the
//! day cut to the end of the month from the *original* anchor: 31 January, 28 February, 31 March.
//! Each boundary is computed on its own, so nothing drifts and neither gap nor overlap can arise.
//! What a part of a period costs is the business of `proration`; what is stored, of the store.

mod anchor;
mod billing;
pub mod calendar;
mod cycle;
mod interval;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

pub use anchor::{Alignment, Anchor, UnknownAlignment};
pub use billing::{BillablePeriod, BillingTiming, InForce, UnknownBillingTiming};
pub use cycle::BillingCycle;
pub use interval::{Interval, IntervalUnit, UnknownIntervalUnit};

/// The instants from `start` on, up to but not including `end`.
///
/// `start <= end` always; a period whose ends are equal holds no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    start: Timestamp,
    end: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    #[error("the period ends at {end}, before its start {start}")]
    EndBeforeStart { start: Timestamp, end: Timestamp },
    #[error("a billing day is 1 to 31, not {0}")]
    BillingDay(i8),
    #[error("the date lies outside the calendar's years -9999 to 9999")]
    OutOfRange,
}

impl Period {
    /// # Errors
    /// `EndBeforeStart`.
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Period, PeriodError> {
        if end < start {
            return Err(PeriodError::EndBeforeStart { start, end });
        }
        Ok(Period { start, end })
    }

    pub const fn start(self) -> Timestamp {
        self.start
    }

    /// The first instant that no longer belongs to the period.
    pub const fn end(self) -> Timestamp {
        self.end
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub fn contains(self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    /// The last whole second of the period, for those who print the end as "23:59:59".
    ///
    /// # Errors
    /// `OutOfRange` at the very first instant of the calendar.
    pub fn last_second(self) -> Result<Timestamp, PeriodError> {
        self.end.checked_sub(SignedDuration::from_secs(1)).map_err(|_| PeriodError::OutOfRange)
    }

    /// Elapsed seconds, so an hour less in the month in which the clocks go forward.
    pub fn seconds(self) -> i64 {
        self.end.as_second() - self.start.as_second()
    }

    /// Calendar days between the local dates of both ends: a day is a day, be it 23 or 25 hours long.
    pub fn days(self, zone: &TimeZone) -> i64 {
        let date = |at: Timestamp| zone.to_datetime(at).date();
        calendar::days_between(date(self.start), date(self.end))
    }

    /// The part of this period that also lies in `other`; empty at the nearer end if there is none.
    #[must_use]
    pub fn within(self, other: Period) -> Period {
        Period {
            start: self.start.clamp(other.start, other.end),
            end: self.end.clamp(other.start, other.end),
        }
    }

    /// The part from `start` on; empty at `start` if the period is over by then.
    #[must_use]
    pub fn not_before(self, start: Timestamp) -> Period {
        Period { start: self.start.max(start), end: self.end.max(start) }
    }

    /// The part before `end`; empty at its own start if it only begins then or later.
    #[must_use]
    pub fn cut_at(self, end: Timestamp) -> Period {
        Period { start: self.start, end: self.end.min(end).max(self.start) }
    }
}

#[cfg(test)]
mod tests;
