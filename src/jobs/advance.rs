//! Moving a sandbox through time: stop by stop, so that what would have happened at an hour happens with
//! that hour's date, and with a record of what happened on each day (row Q1).
//!
//! One at a time: whoever moves the clock holds a lock until the end. Owns where the clock stops on its
//! way; what is due there is the worker's, what happened there is counted by `store::clock_advances`.

mod length;
mod sentence;

pub use length::{LengthError, length};
pub use sentence::sentence;

use super::worker::{RunError, run_due_jobs};
use super::{ACTOR, Report, Work};
use crate::store::clock::{self, AdvanceClockError};
use crate::store::clock_advances::{self, AdvanceState, ClockAdvance, Happened, Happening};
use crate::store::deployment::{self, Mode};
use crate::store::{Actor, OperatorTx, StoreError};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use uuid::Uuid;

/// The longest way without a stop. What recurs more often than this runs once per stop.
const DAY_S: i64 = 24 * 60 * 60;
/// Subscriptions are billed by an hourly job: between two full hours there is no need to stop.
const HOUR_S: i64 = 60 * 60;
/// How often it is asked whether a worker beside us is done, and how often at most: longer than any job.
const QUIET_LOOK: Duration = Duration::from_millis(20);
const QUIET_LOOKS_MAX: u32 = 5_000;

#[derive(Debug, thiserror::Error)]
pub enum AdvanceError {
    /// Somebody else is at it; this is theirs, where it is on record yet.
    #[error("somebody is moving the clock at this moment")]
    Busy(Option<Box<ClockAdvance>>),
    /// The same form was sent before.
    #[error("the clock was moved by this already")]
    Repeated,
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
    /// What the jobs of this process did.
    pub report: Report,
    /// What truly happened, whoever did it, in the order of the days.
    pub days: Vec<Happened>,
}

/// A move that has begun: nobody else can move the clock until it is run or dropped.
pub struct ClockMove {
    work: Work,
    row: ClockAdvance,
    rest_s: i64,
    /// Given back at the end, or when it is dropped.
    lock: OperatorTx,
}

/// Moves the clock `by` forwards with stops at most a day apart, and runs at each all that is due.
/// Stopped half way it leaves a clock that stands somewhere between; calling again goes on from there.
/// # Errors  `Clock` when this is no sandbox, or `by` is not at least a second; `Busy`.
pub async fn advance(
    work: &Work,
    actor: &Actor,
    by: SignedDuration,
) -> Result<Advanced, AdvanceError> {
    begin(work, actor, Uuid::now_v7(), by).await?.run().await
}

/// As [`advance`], up to the first stop. The same `advance_id` moves the clock once.
/// # Errors  as [`advance`], and `Repeated`.
pub async fn begin(
    work: &Work,
    actor: &Actor,
    advance_id: Uuid,
    by: SignedDuration,
) -> Result<ClockMove, AdvanceError> {
    let seconds = by.as_secs();
    if seconds <= 0 {
        return Err(AdvanceClockError::NotForwards { seconds }.into());
    }
    if deployment::mode(&work.db).await? != Some(Mode::Sandbox) {
        return Err(AdvanceClockError::NotASandbox.into());
    }
    // Another process may have moved the clock a moment ago.
    work.clock.set_offset_seconds(clock::offset_seconds(&work.db).await?);
    let from = work.clock.now();
    let Some(lock) = clock_advances::try_lock(&work.db, &ACTOR, from).await? else {
        let mut tx = work.db.staff_read().await?;
        let newest = clock_advances::newest(&mut tx, 1).await?.pop();
        let theirs = newest.filter(|one| one.state == AdvanceState::Running);
        return Err(AdvanceError::Busy(theirs.map(Box::new)));
    };
    let to = from.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
    let row = ClockAdvance {
        advance_id,
        from,
        to,
        reached: from,
        state: AdvanceState::Running,
        error: None,
        asked_by: actor.to_string(),
    };
    let mut tx = work.db.operator(actor, from).await?;
    let is_new = clock_advances::insert(&mut tx, &row).await?;
    tx.commit().await?;
    if !is_new {
        return Err(AdvanceError::Repeated);
    }
    Ok(ClockMove { work: work.clone(), row, rest_s: seconds, lock })
}

impl ClockMove {
    /// Goes on without anybody who waits. What went wrong stands in the record.
    pub fn run_in_background(self) {
        tokio::spawn(async move {
            if let Err(error) = self.run().await {
                tracing::error!(%error, "the clock did not come to where it should");
            }
        });
    }

    /// Moves the clock to the end.
    /// # Errors  what stopped it on the way; the record says the same.
    pub async fn run(mut self) -> Result<Advanced, AdvanceError> {
        let outcome = self.go().await;
        let (from, to) = (self.row.from, self.row.reached);
        let mut read = self.work.db.staff_read().await?;
        let durable = clock_advances::durable(&mut read, from, to).await?;
        let error = outcome.as_ref().err().map(ToString::to_string);
        let mut tx = self.work.db.operator(&ACTOR, self.work.clock.now()).await?;
        let id = self.row.advance_id;
        clock_advances::save_end(&mut tx, id, error.as_deref(), &durable).await?;
        tx.commit().await?;
        // It wrote nothing; whoever comes next finds the lock free.
        self.lock.commit().await?;
        let report = outcome?;
        self.row.state = AdvanceState::Done;
        let days = clock_advances::days(&mut read, &self.row).await?;
        Ok(Advanced { from, to, report, days })
    }

    async fn go(&mut self) -> Result<Report, AdvanceError> {
        let mut report = Report::default();
        // What is due before it moves belongs to today.
        self.stop(&mut report).await?;
        while self.rest_s > 0 {
            let now = self.work.clock.now();
            let mut tx = self.work.db.operator(&ACTOR, now).await?;
            let next = clock_advances::next_billing_at(&mut tx, now).await?;
            let step_s = step_s(now, self.rest_s, next);
            let offset = clock::advance(&mut tx, step_s).await?;
            tx.commit().await?;
            self.work.clock.set_offset_seconds(offset);
            self.rest_s -= step_s;
            self.stop(&mut report).await?;
        }
        Ok(report)
    }

    /// Does what is due, and notes what will be forgotten.
    async fn stop(&mut self, report: &mut Report) -> Result<(), AdvanceError> {
        let done = self.run_until_quiet().await?;
        let now = self.work.clock.now();
        let mut tx = self.work.db.operator(&ACTOR, now).await?;
        let mut passing = clock_advances::passing(&mut tx, self.row.reached, now).await?;
        passing.extend(failed_tries(&done, now));
        clock_advances::save_step(&mut tx, self.row.advance_id, now, &passing).await?;
        tx.commit().await?;
        self.row.reached = now;
        report.add(&done);
        Ok(())
    }

    /// Until nothing is due and nobody beside us works on something: moved under them, the clock would
    /// date what they do a day late.
    async fn run_until_quiet(&self) -> Result<Report, AdvanceError> {
        let mut report = run_due_jobs(&self.work).await?;
        for _ in 0..QUIET_LOOKS_MAX {
            let now = self.work.clock.now();
            let mut tx = self.work.db.operator(&ACTOR, now).await?;
            let is_working = clock_advances::is_working(&mut tx, now).await?;
            drop(tx);
            if !is_working {
                break;
            }
            tokio::time::sleep(QUIET_LOOK).await;
            report.add(&run_due_jobs(&self.work).await?);
        }
        Ok(report)
    }
}

fn failed_tries(done: &Report, now: Timestamp) -> Vec<Happened> {
    let on = now.to_zoned(TimeZone::UTC).date();
    let tries = done.jobs_failed.iter().map(|(kind, count)| Happened {
        on,
        happening: Happening::JobFailed,
        detail: kind.clone(),
        count: i64::from(*count),
        amount_minor: None,
        names: Vec::new(),
    });
    tries.collect()
}

/// Seconds to the next stop: a day, or the full hour at which the next subscription is billed.
fn step_s(now: Timestamp, rest_s: i64, next_billing_at: Option<Timestamp>) -> i64 {
    let step_s = rest_s.min(DAY_S);
    let Some(next) = next_billing_at else { return step_s };
    let last_s = if next.subsec_nanosecond() > 0 { next.as_second() + 1 } else { next.as_second() };
    let full_hour_s = (last_s + HOUR_S - 1).div_euclid(HOUR_S) * HOUR_S;
    // Arriving a fraction of a second late is fine, early is not: `now` is cut down to its second.
    step_s.min((full_hour_s - now.as_second()).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    #[test]
    fn the_clock_stops_once_a_day_and_at_the_full_hour_of_each_billing() {
        let now = at("2026-03-01T09:20:00Z");
        assert_eq!(step_s(now, 10 * DAY_S, None), DAY_S);
        assert_eq!(step_s(now, 300, None), 300);
        // 15:00:00 itself is a full hour; a second later belongs to 16:00.
        let until = |next: &str| step_s(now, 10 * DAY_S, Some(at(next)));
        assert_eq!(until("2026-03-01T15:00:00Z"), (5 * 60 + 40) * 60);
        assert_eq!(until("2026-03-01T15:00:01Z"), (6 * 60 + 40) * 60);
        assert_eq!(until("2026-03-01T15:00:00.000001Z"), (6 * 60 + 40) * 60);
        assert_eq!(until("2026-04-01T00:00:00Z"), DAY_S);
        assert_eq!(step_s(now, 60, Some(at("2026-03-01T15:00:00Z"))), 60);
    }
}
