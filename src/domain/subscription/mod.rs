//! Owns what a subscription owes and when: its phases, the invoices that are due, a change within a period.
//!
//! A phase is a stretch of time in which plan version, seats and add-ons stay as they are, or the service
//! pauses; phases follow each other without gap or overlap. The rules here are shared by the billing run, by previews and by the
//! proof of coverage, so that none can disagree. Rows E2 E3 E5.
//! Not here: states (`subscription_status`), tax and discounts, what was used (`UsageOf`).

mod change;
mod coupons;
mod coverage;
mod due;
mod ending;
mod minimum;
mod recurring;
mod terms;

use jiff::Timestamp;

use super::money::Money;
use super::period::{BillingCycle, InForce, PeriodError};
use super::proration::ProrationRule;

pub use change::{ChangeError, ChangeLine, PlannedChange};
pub use coupons::{AppliedCoupon, DiscountedLine, discounted, discounted_change};
pub use coverage::{CoverageFault, CoveredStretch, coverage_faults};
pub use due::{COMMITMENT, DueError, DueInvoice, DueLine, UsageOf, price_of_units};
pub use ending::{EndError, PlannedEnd};
pub use minimum::Minimum;
pub use recurring::{RecurringError, per_month};
pub use terms::{AddOn, Charged, Terms};

/// A stretch of time in which the same terms are in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    pub from: Timestamp,
    /// The first instant of the next phase; `None` for the last.
    pub until: Option<Timestamp>,
    pub terms: Terms,
}

/// What of a subscription decides what it owes.
#[derive(Clone, Debug)]
pub struct BilledSubscription {
    pub cycle: BillingCycle,
    /// From the end of the trial, if there was one, to the end.
    pub in_force: InForce,
    /// Ordered; the first begins no later than `in_force`.
    phases: Vec<Phase>,
    pub proration: ProrationRule,
    /// The least that a whole period comes to, before coupons and tax.
    pub commitment: Option<Money>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimelineError {
    #[error("a subscription needs a phase")]
    NoPhases,
    #[error("phase {position} begins at {from}, not where the one before it ends")]
    Gap { position: usize, from: Timestamp },
    #[error("the last phase ends at {until}: nothing says what comes then")]
    LastPhaseEnds { until: Timestamp },
    #[error("the first phase begins at {from}, after the subscription")]
    StartsLate { from: Timestamp },
    #[error(transparent)]
    Period(#[from] PeriodError),
}

impl BilledSubscription {
    /// # Errors
    /// `TimelineError` unless the phases tile the time from the start of the subscription.
    pub fn new(
        cycle: BillingCycle,
        in_force: InForce,
        phases: Vec<Phase>,
        proration: ProrationRule,
    ) -> Result<Self, TimelineError> {
        let first = phases.first().ok_or(TimelineError::NoPhases)?;
        if first.from > in_force.starts_at() {
            return Err(TimelineError::StartsLate { from: first.from });
        }
        for (position, pair) in phases.windows(2).enumerate() {
            if let [before, after] = pair
                && (before.until != Some(after.from) || after.from < before.from)
            {
                return Err(TimelineError::Gap { position: position + 1, from: after.from });
            }
        }
        if let Some(until) = phases.last().and_then(|last| last.until) {
            return Err(TimelineError::LastPhaseEnds { until });
        }
        Ok(Self { cycle, in_force, phases, proration, commitment: None })
    }

    #[must_use]
    pub fn phases(&self) -> &[Phase] {
        &self.phases
    }

    /// The time from `since` on for which each meter is charged: what it counts then is this subscription's.
    #[must_use]
    pub fn metered(&self, since: Timestamp) -> Vec<(&str, Timestamp, Option<Timestamp>)> {
        let (starts_at, ends_at) = (self.in_force.starts_at(), self.in_force.ends_at());
        let mut metered = Vec::new();
        for phase in &self.phases {
            let from = phase.from.max(starts_at).max(since);
            let until = [phase.until, ends_at].into_iter().flatten().min();
            if until.is_some_and(|until| until <= from) {
                continue;
            }
            let charged = phase.terms.charged();
            metered
                .extend(charged.iter().filter_map(|it| Some((it.component.meter()?, from, until))));
        }
        metered
    }

    /// A meter that both charge for at the same time, from `since` on: its use would be charged twice.
    #[must_use]
    pub fn meter_shared_with(&self, other: &BilledSubscription, since: Timestamp) -> Option<&str> {
        let others = other.metered(since);
        let overlaps = |meter: &str, from: Timestamp, until: Option<Timestamp>| {
            others.iter().any(|(same, since, end)| {
                *same == meter
                    && end.is_none_or(|end| from < end)
                    && until.is_none_or(|until| *since < until)
            })
        };
        let mut own = self.metered(since).into_iter();
        own.find(|(meter, from, until)| overlaps(meter, *from, *until)).map(|it| it.0)
    }

    /// The phase at an instant; the first one before it begins.
    #[must_use]
    pub fn phase_at(&self, at: Timestamp) -> &Phase {
        // `new` keeps at least one phase.
        let started = self.phases.iter().rev().find(|phase| phase.from <= at);
        started.unwrap_or(&self.phases[0])
    }
}

#[cfg(test)]
mod tests;
