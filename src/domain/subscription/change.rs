//! Owns a change within a period: what is credited of the old terms and charged for the new.
//!
//! In advance, the rest of the running period is credited at the old terms and charged at the new, each
//! component rounded on its own; a component that stays as it is moves nothing. In arrears nothing is
//! charged now: the invoice at the boundary charges each phase for its part. Row E5.

use jiff::Timestamp;

use super::due::{DueError, DueLine};
use super::{BilledSubscription, Phase, Terms};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::period::{Interval, Period};
use crate::domain::plan::ComponentTiming;

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
    /// What was charged ahead for the rest and stays as it is.
    pub kept: Vec<DueLine>,
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
    /// The invoice of an earlier instant would charge the new terms for the time before them.
    #[error("the invoice due at {due_at} must be made first")]
    NotBilled { due_at: Timestamp },
    #[error("nothing changes")]
    Nothing,
    #[error(transparent)]
    Due(#[from] DueError),
}

impl BilledSubscription {
    /// What `terms` from `at` on cost, when the last invoice was made at `billed_at`; nothing is changed
    /// here. At a boundary that is still to come the change costs nothing: the invoice made there charges
    /// the new terms.
    ///
    /// # Errors
    /// Each `ChangeError`.
    pub fn change(
        &self,
        billed_at: Option<Timestamp>,
        at: Timestamp,
        terms: Terms,
    ) -> Result<PlannedChange, ChangeError> {
        let has_ended = self.in_force.ends_at().is_some_and(|end| end <= at);
        if at < self.phases[0].from || has_ended {
            return Err(ChangeError::OutsideSubscription { at });
        }
        if let Some(due_at) = self.unbilled_before(billed_at, at).map_err(DueError::from)? {
            return Err(ChangeError::NotBilled { due_at });
        }
        let last = self.phases.last().map_or(at, |phase| phase.from);
        if at < last {
            return Err(ChangeError::BeforeLastChange { at, last });
        }
        let old = self.phase_at(at).clone();
        check(&old.terms, &terms)?;
        let currency = terms.version.currency;
        let new = Phase { from: at, until: None, terms };
        let whole = self.cycle.period_containing(at).map_err(DueError::from)?;
        let rest = self.in_force.part_of(whole).not_before(at);
        let (lines, kept) = match self.is_charged_ahead(billed_at, at).map_err(DueError::from)? {
            true => self.lines(&old, &new, whole, rest)?,
            false => (Vec::new(), Vec::new()),
        };
        let mut net = Money::zero(currency);
        for line in &lines {
            net = match line {
                ChangeLine::Credit(line) => net.checked_sub(line.amount),
                ChangeLine::Charge(line) => net.checked_add(line.amount),
            }
            .map_err(DueError::from)?;
        }
        Ok(PlannedChange { rest, lines, kept, net, after: self.with_phase(new) })
    }

    fn lines(
        &self,
        old: &Phase,
        new: &Phase,
        whole: Period,
        rest: Period,
    ) -> Result<(Vec<ChangeLine>, Vec<DueLine>), ChangeError> {
        if rest.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let (before, after) = (
            old.terms.charged_at(ComponentTiming::InAdvance),
            new.terms.charged_at(ComponentTiming::InAdvance),
        );
        let (mut lines, mut kept) = (Vec::new(), Vec::new());
        for charged in &before {
            let line = self.line(charged, whole, rest, &())?;
            if after.iter().any(|other| other.is_as(charged)) {
                kept.push(line);
            } else {
                lines.push(ChangeLine::Credit(line));
            }
        }
        for charged in &after {
            if !before.iter().any(|other| other.is_as(charged)) {
                lines.push(ChangeLine::Charge(self.line(charged, whole, rest, &())?));
            }
        }
        Ok((lines, kept))
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

fn check(old: &Terms, new: &Terms) -> Result<(), ChangeError> {
    let (from, to) = (&old.version, &new.version);
    let other = new
        .add_ons
        .iter()
        .map(|add_on| &add_on.version)
        .find(|version| version.currency != from.currency || version.interval != from.interval);
    for to in std::iter::once(to).chain(other) {
        if from.currency != to.currency {
            return Err(ChangeError::OtherCurrency { from: from.currency, to: to.currency });
        }
        if from.interval != to.interval {
            return Err(ChangeError::OtherInterval { from: from.interval, to: to.interval });
        }
    }
    if old == new {
        return Err(ChangeError::Nothing);
    }
    Ok(())
}
