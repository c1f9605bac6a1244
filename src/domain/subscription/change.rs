//! Owns a change within a period: what is credited of the old terms and charged for the new.
//!
//! In advance, the rest of the running period is credited at the old terms and charged at the new, each
//! component rounded on its own; a component that stays as it is moves nothing. In arrears nothing is
//! charged now: the invoice at the boundary charges each phase for its part. Row E5.

use std::sync::Arc;

use jiff::Timestamp;

use super::due::{DueError, DueLine, of_timing};
use super::{BilledSubscription, Phase};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::period::{Interval, Period};
use crate::domain::plan::{ComponentTiming, PlanVersion};

/// What is to be from `at` on.
#[derive(Clone, Debug)]
pub struct ChangePlan {
    pub at: Timestamp,
    pub version: Arc<PlanVersion>,
    pub seats: u32,
}

/// A line of a change. `line.amount` is positive; a credit takes it off.
#[derive(Clone, Debug)]
pub enum ChangeLine {
    Credit(DueLine),
    Charge(DueLine),
}

/// A change and what it costs now.
#[derive(Clone, Debug)]
pub struct PlannedChange {
    /// The rest of the running period.
    pub rest: Period,
    pub lines: Vec<ChangeLine>,
    /// What is due more, or less if negative; the sum of the lines.
    pub net: Money,
    /// The subscription as it is then.
    pub after: BilledSubscription,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    #[error("the change at {at} lies outside the subscription")]
    OutsideSubscription { at: Timestamp },
    #[error("the change at {at} is before the last one at {last}")]
    BeforeLastChange { at: Timestamp, last: Timestamp },
    #[error("a change from {from} to {to} needs another subscription")]
    OtherCurrency { from: Currency, to: Currency },
    /// A new period begins with another interval: only at a boundary.
    #[error("the interval can only change when a period ends")]
    OtherInterval { from: Interval, to: Interval },
    #[error("nothing changes")]
    Nothing,
    #[error(transparent)]
    Due(#[from] DueError),
}

impl BilledSubscription {
    /// The change and what it costs; nothing is changed here.
    ///
    /// # Errors
    /// Each `ChangeError`.
    pub fn change(&self, plan: &ChangePlan) -> Result<PlannedChange, ChangeError> {
        let at = plan.at;
        let has_ended = self.in_force.ends_at().is_some_and(|end| end <= at);
        if at < self.in_force.starts_at() || has_ended {
            return Err(ChangeError::OutsideSubscription { at });
        }
        let last = self.phases.last().map_or(at, |phase| phase.from);
        if at < last {
            return Err(ChangeError::BeforeLastChange { at, last });
        }
        let old = self.phase_at(at).clone();
        check(&old, plan)?;
        let new =
            Phase { from: at, until: None, version: Arc::clone(&plan.version), seats: plan.seats };
        let whole = self.cycle.period_containing(at).map_err(DueError::from)?;
        let rest = self.in_force.part_of(whole).not_before(at);
        let lines = self.lines(&old, &new, whole, rest)?;
        let mut net = Money::zero(plan.version.currency);
        for line in &lines {
            net = match line {
                ChangeLine::Credit(line) => net.checked_sub(line.amount),
                ChangeLine::Charge(line) => net.checked_add(line.amount),
            }
            .map_err(DueError::from)?;
        }
        Ok(PlannedChange { rest, lines, net, after: self.with_phase(new) })
    }

    fn lines(
        &self,
        old: &Phase,
        new: &Phase,
        whole: Period,
        rest: Period,
    ) -> Result<Vec<ChangeLine>, ChangeError> {
        if rest.is_empty() {
            return Ok(Vec::new());
        }
        let stays = |code: &str| {
            let of = |phase: &Phase| {
                let found = phase.version.components.iter().find(|it| it.code == code).cloned();
                found.map(|component| (component.fixed_quantity(phase.seats), component))
            };
            of(old) == of(new)
        };
        let mut lines = Vec::new();
        for component in of_timing(old, ComponentTiming::InAdvance) {
            if !stays(&component.code) {
                let line = self.line(old, component, whole, rest, &())?;
                lines.push(ChangeLine::Credit(line));
            }
        }
        for component in of_timing(new, ComponentTiming::InAdvance) {
            if !stays(&component.code) {
                let line = self.line(new, component, whole, rest, &())?;
                lines.push(ChangeLine::Charge(line));
            }
        }
        Ok(lines)
    }

    fn with_phase(&self, new: Phase) -> BilledSubscription {
        let mut after = self.clone();
        // Two changes at one instant leave the second.
        after.phases.retain(|phase| phase.from < new.from);
        if let Some(last) = after.phases.last_mut() {
            last.until = Some(new.from);
        }
        after.phases.push(new);
        after
    }
}

fn check(old: &Phase, plan: &ChangePlan) -> Result<(), ChangeError> {
    let (from, to) = (&old.version, &plan.version);
    if from.currency != to.currency {
        return Err(ChangeError::OtherCurrency { from: from.currency, to: to.currency });
    }
    if from.interval != to.interval {
        return Err(ChangeError::OtherInterval { from: from.interval, to: to.interval });
    }
    if from.version_id == to.version_id && old.seats == plan.seats {
        return Err(ChangeError::Nothing);
    }
    Ok(())
}
