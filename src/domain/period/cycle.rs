//! Owns the boundaries of a subscription's periods and every question about where an instant lies.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::anchor::{Alignment, Anchor};
use super::calendar;
use super::interval::{Interval, IntervalUnit};
use super::{Period, PeriodError};

/// An unending row of boundaries, forwards and backwards, numbered from the anchor's own, 0.
///
/// Boundary n is the anchor plus n intervals on the wall clock of `zone`. Plain dates without a zone
/// are instants of UTC midnight in a cycle whose zone is UTC. Each question is answered by
/// arithmetic, at most four boundaries are computed for it, however far the anchor is.
/// Source: docs.stripe.com/billing/subscriptions/billing-cycle; docs/MONEY.md, Periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingCycle {
    pub anchor: Anchor,
    pub interval: Interval,
    pub zone: TimeZone,
}

impl BillingCycle {
    /// The cycle of a subscription that begins at `started_at`.
    ///
    /// `Anniversary` keeps its local day and time of day. `Calendar` goes back to the first day of the
    /// month, quarter, … in which it began, at midnight; several units are counted from that one.
    /// A start in an hour the clocks repeat is anchored to the first occurrence of its time.
    /// # Errors
    /// `OutOfRange`.
    pub fn new(
        started_at: Timestamp,
        interval: Interval,
        zone: TimeZone,
        alignment: Alignment,
    ) -> Result<BillingCycle, PeriodError> {
        let local = zone.to_datetime(started_at);
        let anchor = match alignment {
            Alignment::Anniversary => Anchor::at(local),
            Alignment::Calendar => Anchor::calendar(interval.unit, local.date())?,
        };
        Ok(BillingCycle { anchor, interval, zone })
    }

    /// The cycle of a subscription whose days are bounded by local midnights.
    ///
    /// Like [`BillingCycle::new`], but the time of day of `started_at` does not matter.
    /// # Errors
    /// `OutOfRange`.
    pub fn by_date(
        started_at: Timestamp,
        interval: Interval,
        zone: TimeZone,
        alignment: Alignment,
    ) -> Result<BillingCycle, PeriodError> {
        let midnight = calendar::start_of_at(IntervalUnit::Day, started_at, &zone)?;
        let mut cycle = BillingCycle::new(midnight, interval, zone, alignment)?;
        // Where midnight is skipped, the day's first instant is 01:00; the cycle keeps midnight.
        cycle.anchor = Anchor::on(cycle.anchor.date());
        Ok(cycle)
    }

    /// The cycle that turns at midnight of `billing_day` (1 to 31) of a month, for dates without a time.
    ///
    /// The subscription begins on `starts_on`; its first period may be a part. Days and weeks have no
    /// billing day: such an interval is counted from `starts_on`.
    /// # Errors
    /// `BillingDay`.
    pub fn on_billing_day(
        starts_on: Date,
        billing_day: i8,
        interval: Interval,
        zone: TimeZone,
    ) -> Result<BillingCycle, PeriodError> {
        let on_day = Anchor::on_billing_day(starts_on, billing_day)?;
        let counts_months = interval.unit.has_billing_day();
        let anchor = if counts_months { on_day } else { Anchor::on(starts_on) };
        Ok(BillingCycle { anchor, interval, zone })
    }

    /// Boundary number `n`, counted from the anchor's own; negative before it.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn boundary(&self, n: i64) -> Result<Timestamp, PeriodError> {
        let local = self.anchor.plus(self.interval.length(), n)?;
        self.zone.to_timestamp(local).map_err(|_| PeriodError::OutOfRange)
    }

    /// The number of the last boundary at or before `at`.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn index_at(&self, at: Timestamp) -> Result<i64, PeriodError> {
        let local = self.zone.to_datetime(at).date();
        // One too far, because a clock that goes back over midnight shows an earlier date.
        let mut n = self.anchor.lengths_until(self.interval.length(), local) + 1;
        while self.boundary(n)? > at {
            n -= 1;
        }
        Ok(n)
    }

    /// The period from boundary `n` to the next.
    ///
    /// It can be empty only for daily cycles in a zone that skipped that whole day (Samoa, 2011-12-30).
    /// # Errors
    /// `OutOfRange`.
    pub fn period(&self, n: i64) -> Result<Period, PeriodError> {
        Period::new(self.boundary(n)?, self.boundary(n.saturating_add(1))?)
    }

    /// The whole period that holds `at`: `start <= at < end`.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn period_containing(&self, at: Timestamp) -> Result<Period, PeriodError> {
        self.period(self.index_at(at)?)
    }

    /// The whole period before the one that holds `at`: the last that is over by `at`.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn period_before(&self, at: Timestamp) -> Result<Period, PeriodError> {
        self.period_containing(self.last_before(self.at_or_before(at)?)?)
    }

    /// The first boundary later than `at`.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn next_after(&self, at: Timestamp) -> Result<Timestamp, PeriodError> {
        self.boundary(self.index_at(at)? + 1)
    }

    /// The last boundary at or before `at`.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn at_or_before(&self, at: Timestamp) -> Result<Timestamp, PeriodError> {
        self.boundary(self.index_at(at)?)
    }

    /// The first boundary at or after `at`.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn at_or_after(&self, at: Timestamp) -> Result<Timestamp, PeriodError> {
        let n = self.index_at(at)?;
        let boundary = self.boundary(n)?;
        if boundary == at { Ok(boundary) } else { self.boundary(n + 1) }
    }

    /// The last boundary earlier than `at`.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn last_before(&self, at: Timestamp) -> Result<Timestamp, PeriodError> {
        let just_before = jiff::SignedDuration::from_nanos(1);
        let earlier = at.checked_sub(just_before).map_err(|_| PeriodError::OutOfRange)?;
        self.at_or_before(earlier)
    }

    /// How many boundaries are later than `from` and not later than `until`; 0 if `until` is earlier.
    ///
    /// With `from` a boundary, that is how many whole periods have passed.
    /// # Errors
    /// `OutOfRange`.
    pub fn boundaries_passed(&self, from: Timestamp, until: Timestamp) -> Result<i64, PeriodError> {
        Ok((self.index_at(until)? - self.index_at(from)?).max(0))
    }

    /// The periods that tile `[from, until)`: the first begins at `from`, the last ends at `until`.
    ///
    /// None if `until` is not later than `from`. The caller bounds the span: each period is one item.
    /// # Errors
    /// `OutOfRange`.
    pub fn periods_between(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Period>, PeriodError> {
        let mut periods = Vec::new();
        let mut start = from;
        let mut n = self.index_at(from)?;
        while start < until {
            n += 1;
            let end = self.boundary(n)?.min(until);
            if start < end {
                periods.push(Period::new(start, end)?);
            }
            start = end;
        }
        Ok(periods)
    }

    /// The same cycle on the wall clock of another zone, for a customer who moves.
    ///
    /// The period that is running keeps its end; go on with [`BillingCycle::period_following`].
    #[must_use]
    pub fn in_zone(&self, zone: TimeZone) -> BillingCycle {
        BillingCycle { zone, ..self.clone() }
    }

    /// The period that begins where the last one of another cycle ended, `previous_end`.
    ///
    /// Leaves neither gap nor overlap: it begins exactly there, and ends one interval after the
    /// boundary of this cycle nearest to it. So a move from London to New York makes one month five
    /// hours longer and no month of five hours; from the next boundary on, the new zone's midnight
    /// holds. If `previous_end` is a boundary of this cycle, that is the ordinary next period.
    /// # Errors
    /// `OutOfRange`.
    pub fn period_following(&self, previous_end: Timestamp) -> Result<Period, PeriodError> {
        let below = self.index_at(previous_end)?;
        let since = previous_end.duration_since(self.boundary(below)?);
        let until = self.boundary(below + 1)?.duration_since(previous_end);
        let nearest = if until < since { below + 1 } else { below };
        Period::new(previous_end, self.boundary(nearest + 1)?)
    }
}
