//! Owns the end of a subscription: when it stops, and what of the prices paid ahead is then unused (row E6).

use jiff::Timestamp;

use super::BilledSubscription;
use super::due::{DueError, DueLine};
use crate::domain::period::{InForce, Period};
use crate::domain::plan::ComponentTiming;

/// An end and what it leaves unused.
#[derive(Clone, Debug)]
pub struct PlannedEnd {
    /// The rest of the running period.
    pub rest: Period,
    /// What was charged ahead for the rest, each component rounded on its own. Whether it is given back
    /// is the operator's policy.
    pub unused: Vec<DueLine>,
    /// The subscription as it is then: its closing invoice is due at the end.
    pub after: BilledSubscription,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndError {
    #[error("it ended at {ended_at}")]
    HasEnded { ended_at: Timestamp },
    #[error("the invoice due at {due_at} must be made first")]
    NotBilled { due_at: Timestamp },
    #[error(transparent)]
    Due(#[from] DueError),
}

impl BilledSubscription {
    /// The subscription ended at `at`, when the last invoice was made at `billed_at`.
    ///
    /// # Errors
    /// `HasEnded` unless `at` is before the end there was; `NotBilled`.
    pub fn end(&self, billed_at: Option<Timestamp>, at: Timestamp) -> Result<PlannedEnd, EndError> {
        if let Some(ended_at) = self.in_force.ends_at().filter(|end| *end < at) {
            return Err(EndError::HasEnded { ended_at });
        }
        let whole = self.cycle.period_containing(at).map_err(DueError::from)?;
        let rest = self.in_force.part_of(whole).not_before(at);
        if let Some(due_at) = self.unbilled_before(billed_at, at).map_err(DueError::from)? {
            return Err(EndError::NotBilled { due_at });
        }
        let mut unused = Vec::new();
        if !rest.is_empty() && self.is_charged_ahead(billed_at, at).map_err(DueError::from)? {
            for charged in self.phase_at(at).terms.charged_at(ComponentTiming::InAdvance) {
                unused.push(self.line(&charged, whole, rest, &())?);
            }
        }
        let mut after = self.clone();
        let starts_at = self.in_force.starts_at().min(at);
        after.in_force = InForce::new(starts_at, Some(at)).map_err(DueError::from)?;
        Ok(PlannedEnd { rest, unused, after })
    }
}
