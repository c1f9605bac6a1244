//! Billing runs on record: who started one, what it did, how it ended (row E3).

use super::bill_subscription::UsageOfSubscription;
use super::run_due::{RunReport, catch_up, run_due_as};
use crate::clock::Clock;
use crate::domain::id::{BillingRunId, TenantId};
use crate::store::billing_runs::{self, RunOutcome, RunSource};
use crate::store::subscriptions::BillingUnit;
use crate::store::{Actor, Db, StoreError};

/// Whom the audit log names for what the record itself writes.
const BILLING: Actor = Actor::System("billing");

/// Puts a run on record that is carried out next.
pub async fn begin(
    db: &Db,
    clock: &Clock,
    source: RunSource,
    actor: &Actor,
) -> Result<BillingRunId, StoreError> {
    let (run, now) = (BillingRunId::new(), clock.now());
    let mut tx = db.operator(actor, now).await?;
    billing_runs::begin(&mut tx, run, source, actor, now).await?;
    tx.commit().await?;
    Ok(run)
}

/// Bills everything that is due, as this run. A run that has ended does nothing again.
/// # Errors  the database is away; the record says how far it came, if it can still be written.
pub async fn carry_out(
    db: &Db,
    clock: &Clock,
    usage: &dyn UsageOfSubscription,
    run: BillingRunId,
) -> Result<RunReport, StoreError> {
    let mut tx = db.operator(&BILLING, clock.now()).await?;
    let has_ended = billing_runs::has_ended(&mut tx, run).await?;
    drop(tx);
    let mut report = RunReport::default();
    if has_ended {
        return Ok(report);
    }
    let result = run_due_as(db, clock, usage, Some(run), &mut report).await;
    end(db, clock, run, report, result).await
}

/// Bills one subscription or group up to now, as a run of its own.
/// # Errors  the database is away; what was billed stays billed.
pub async fn bill_one(
    db: &Db,
    clock: &Clock,
    usage: &dyn UsageOfSubscription,
    (source, actor): (RunSource, &Actor),
    (tenant, unit): (TenantId, BillingUnit),
) -> Result<RunReport, StoreError> {
    let run = begin(db, clock, source, actor).await?;
    let mut report = RunReport::default();
    let result = catch_up(db, clock, usage, Some(run), (tenant, unit), &mut report).await;
    end(db, clock, run, report, result).await
}

async fn end(
    db: &Db,
    clock: &Clock,
    run: BillingRunId,
    report: RunReport,
    result: Result<(), StoreError>,
) -> Result<RunReport, StoreError> {
    let error = result.as_ref().err().map(ToString::to_string);
    let RunReport { invoiced, passed, parked, .. } = report;
    let outcome = RunOutcome { invoiced, passed, parked, error: error.as_deref() };
    let saved = save(db, clock, run, &outcome).await;
    result?; // The run's own error says more than that its end could not be written.
    saved?;
    Ok(report)
}

async fn save(
    db: &Db,
    clock: &Clock,
    run: BillingRunId,
    outcome: &RunOutcome<'_>,
) -> Result<(), StoreError> {
    let now = clock.now();
    let mut tx = db.operator(&BILLING, now).await?;
    billing_runs::finish(&mut tx, run, outcome, now).await?;
    tx.commit().await
}
