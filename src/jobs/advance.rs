//! Moving a sandbox through time: step by step, so that what would have happened on a day happens
//! with that day's date (row Q1).

use super::worker::{RunError, run_due_jobs};
use super::{ACTOR, Report, Work};
use crate::store::StoreError;
use crate::store::clock::{self, AdvanceClockError};
use jiff::{SignedDuration, Timestamp};

/// The longest step. Slots that recur more often than this run once per step.
const STEP: SignedDuration = SignedDuration::from_hours(24);

#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    #[error(transparent)]
    Clock(#[from] AdvanceClockError),
    #[error(transparent)]
    Run(#[from] RunError),
}

impl From<StoreError> for AdvanceError {
    fn from(error: StoreError) -> Self {
        Self::Clock(error.into())
    }
}

/// From when to when the clock went, and what happened on the way.
#[derive(Clone, Debug)]
pub struct Advanced {
    pub from: Timestamp,
    pub to: Timestamp,
    pub report: Report,
}

/// Moves the clock `by` forwards in steps of at most a day and runs, after each, all that is due.
/// Stopped half way it leaves a clock that stands somewhere between; calling again goes on from there.
/// # Errors  `Clock` when this is no sandbox, or `by` is not at least a second.
pub async fn advance(work: &Work, by: SignedDuration) -> Result<Advanced, AdvanceError> {
    let from = work.clock.now();
    let mut report = run_due_jobs(work).await?;
    let mut rest_s = by.as_secs();
    loop {
        let step_s = rest_s.min(STEP.as_secs());
        let mut tx = work.db.operator(&ACTOR, work.clock.now()).await?;
        let offset = clock::advance(&mut tx, step_s).await?;
        tx.commit().await?;
        work.clock.set_offset_seconds(offset);
        report.add(&run_due_jobs(work).await?);
        rest_s -= step_s;
        if rest_s <= 0 {
            return Ok(Advanced { from, to: work.clock.now(), report });
        }
    }
}
