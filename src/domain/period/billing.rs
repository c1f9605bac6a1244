//! Owns which periods an invoice charges for: those that begin, or those that are over.

use std::str::FromStr;

use jiff::Timestamp;

use super::cycle::BillingCycle;
use super::{Period, PeriodError};

/// Whether a period is charged when it begins or when it is over. Usage is always in arrears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BillingTiming {
    InAdvance,
    InArrears,
}

impl BillingTiming {
    pub const ALL: [Self; 2] = [Self::InAdvance, Self::InArrears];

    /// The word stored and exchanged.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::InAdvance => "in_advance",
            Self::InArrears => "in_arrears",
        }
    }
}

/// The time a subscription runs: from its start to its end, or with no end yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce {
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
}

impl InForce {
    /// # Errors
    /// `EndBeforeStart`.
    pub fn new(starts_at: Timestamp, ends_at: Option<Timestamp>) -> Result<InForce, PeriodError> {
        match ends_at {
            Some(end) if end < starts_at => {
                Err(PeriodError::EndBeforeStart { start: starts_at, end })
            }
            _ => Ok(InForce { starts_at, ends_at }),
        }
    }

    pub const fn starts_at(self) -> Timestamp {
        self.starts_at
    }

    pub const fn ends_at(self) -> Option<Timestamp> {
        self.ends_at
    }

    /// The part of `period` in which the subscription runs; empty if there is none.
    pub fn part_of(self, period: Period) -> Period {
        let started = period.not_before(self.starts_at);
        self.ends_at.map_or(started, |end| started.cut_at(end))
    }
}

/// A period to charge for: the whole one sets the price, the part served is what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillablePeriod {
    pub whole: Period,
    pub served: Period,
}

impl BillablePeriod {
    /// The instant from which it may be charged: its first in advance, its end in arrears.
    pub fn due_at(self, timing: BillingTiming) -> Timestamp {
        match timing {
            BillingTiming::InAdvance => self.served.start(),
            BillingTiming::InArrears => self.served.end(),
        }
    }
}

impl BillingCycle {
    /// The whole period an ordinary invoice made at `billed_at` charges for.
    ///
    /// In advance the one that holds `billed_at`, in arrears the last one that is over by then. A
    /// closing invoice charges the running one either way: [`BillingCycle::period_containing`].
    /// # Errors
    /// `OutOfRange`.
    pub fn billed_period(
        &self,
        timing: BillingTiming,
        billed_at: Timestamp,
    ) -> Result<Period, PeriodError> {
        match timing {
            BillingTiming::InAdvance => self.period_containing(billed_at),
            BillingTiming::InArrears => self.period_before(billed_at),
        }
    }

    /// The period to charge next, when everything up to `billed_until` is charged; `None` once the
    /// subscription has ended.
    ///
    /// `billed_until` is the end of the last whole period charged, `None` before the first charge. After
    /// a move to another zone the period begins where the last one ended and catches up with the new
    /// clock, see [`BillingCycle::period_following`].
    /// # Errors
    /// `OutOfRange`.
    pub fn next_billable(
        &self,
        in_force: InForce,
        billed_until: Option<Timestamp>,
    ) -> Result<Option<BillablePeriod>, PeriodError> {
        let whole = match billed_until {
            None => self.period_containing(in_force.starts_at)?,
            Some(end) => self.period_following(end)?,
        };
        let served = in_force.part_of(whole);
        Ok((!served.is_empty()).then_some(BillablePeriod { whole, served }))
    }

    /// Every period that may be charged by `through`, oldest first: what a run that was missed owes.
    ///
    /// In advance those that have begun, in arrears those that are over. The first and the last may be
    /// served in part. The caller bounds the time since the start: each period is one item.
    /// # Errors
    /// `OutOfRange`.
    pub fn billable_periods(
        &self,
        timing: BillingTiming,
        in_force: InForce,
        through: Timestamp,
    ) -> Result<Vec<BillablePeriod>, PeriodError> {
        let mut billable = Vec::new();
        let mut next = self.next_billable(in_force, None)?;
        while let Some(period) = next.filter(|period| period.due_at(timing) <= through) {
            billable.push(period);
            next = self.next_billable(in_force, Some(period.whole.end()))?;
        }
        Ok(billable)
    }

    /// Up to where the subscription has been charged once everything due by `at` is.
    ///
    /// In advance to the next boundary, in arrears to the last one, never past the subscription's end.
    /// `None` if nothing is due yet. A start that is itself a boundary counts in arrears: the
    /// subscription is charged up to its start.
    /// # Errors
    /// `OutOfRange`.
    pub fn billed_through(
        &self,
        timing: BillingTiming,
        in_force: InForce,
        at: Timestamp,
    ) -> Result<Option<Timestamp>, PeriodError> {
        if at < in_force.starts_at {
            return Ok(None);
        }
        if let Some(end) = in_force.ends_at.filter(|end| *end <= at) {
            return Ok(Some(end));
        }
        match timing {
            BillingTiming::InAdvance => {
                let next = self.next_after(at)?;
                Ok(Some(in_force.ends_at.map_or(next, |end| end.min(next))))
            }
            BillingTiming::InArrears => {
                let last = self.at_or_before(at)?;
                Ok((last >= in_force.starts_at).then_some(last))
            }
        }
    }
}

/// A billing timing word that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown billing timing {0:?}")]
pub struct UnknownBillingTiming(pub String);

impl FromStr for BillingTiming {
    type Err = UnknownBillingTiming;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|timing| timing.word() == word)
            .ok_or_else(|| UnknownBillingTiming(word.into()))
    }
}
