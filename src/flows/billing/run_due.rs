//! Billing everything that is due (row E3): any number of missed periods, one invoice each, in any
//! number of workers at once. A subscription that fails is parked with its reason, and the run goes on.

use super::bill_subscription::{
    BillSubscriptionError, Billed, Step, UsageOfSubscription, bill_next,
};
use crate::clock::Clock;
use crate::domain::id::{BillingRunId, SubscriptionId, TenantId};
use crate::store::subscriptions::BillingUnit;
use crate::store::{Actor, Db, StoreError, billing_runs, subscriptions};

const BILLING: Actor = Actor::System("billing");

/// Subscriptions that are looked for in one go.
const AT_ONCE: i64 = 200;
/// More invoices than this for one subscription in one run is no catching up but a mistake: a start in
/// the wrong century, a daily plan nobody meant. A person must say that it is right.
pub const INVOICES_AT_ONCE_MAX: u32 = 400;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunReport {
    pub invoiced: u32,
    /// Billing instants at which nothing was to be charged.
    pub passed: u32,
    pub parked: u32,
}

/// Bills what is due by now.
/// # Errors  the database is away; what was billed stays billed.
pub async fn run_due(
    db: &Db,
    clock: &Clock,
    usage: &dyn UsageOfSubscription,
) -> Result<RunReport, StoreError> {
    let mut report = RunReport::default();
    run_due_as(db, clock, usage, None, &mut report).await?;
    Ok(report)
}

/// As [`run_due`], on record as `run`; `report` counts also what was done before an error.
/// # Errors  the database is away; what was billed stays billed.
pub async fn run_due_as(
    db: &Db,
    clock: &Clock,
    usage: &dyn UsageOfSubscription,
    run: Option<BillingRunId>,
    report: &mut RunReport,
) -> Result<(), StoreError> {
    loop {
        let due = subscriptions::due(db, clock.now(), AT_ONCE).await?;
        if due.is_empty() {
            return Ok(());
        }
        let before = *report;
        for (tenant, unit) in due {
            catch_up(db, clock, usage, run, (tenant, unit), report).await?;
        }
        // What is due and cannot be moved on would be found for ever.
        if *report == before {
            return Ok(());
        }
    }
}

/// Bills one subscription or group up to now, one transaction for each invoice.
/// # Errors  the database is away; what was billed stays billed.
pub async fn catch_up(
    db: &Db,
    clock: &Clock,
    usage: &dyn UsageOfSubscription,
    run: Option<BillingRunId>,
    (tenant, unit): (TenantId, BillingUnit),
    report: &mut RunReport,
) -> Result<(), StoreError> {
    for _ in 0..INVOICES_AT_ONCE_MAX {
        let now = clock.now();
        let mut tx = db.worker_tenant(tenant, &BILLING, now).await?;
        match bill_next(&mut tx, now, &BILLING, unit, usage).await {
            Ok(Step { billed, is_more_due }) => {
                match billed {
                    Billed::NothingDue => return Ok(()),
                    Billed::Passed => {
                        tx.commit().await?;
                        report.passed += 1;
                    }
                    Billed::Invoiced(_) => {
                        tx.commit().await?;
                        report.invoiced += 1;
                        metrics::counter!("quittance_subscription_invoices_total").increment(1);
                    }
                }
                if !is_more_due {
                    return Ok(());
                }
            }
            Err(error) => {
                drop(tx);
                let BillSubscriptionError { subscription_id, source } = match error.into_passing() {
                    Ok(passing) => return Err(passing),
                    Err(staying) => staying,
                };
                report.parked += 1;
                park(db, clock, run, tenant, subscription_id, &source.to_string()).await?;
                // The rest of a group goes on without it.
                if matches!(unit, BillingUnit::One(_)) {
                    return Ok(());
                }
            }
        }
    }
    let reason = format!("more than {INVOICES_AT_ONCE_MAX} invoices were due at once");
    for id in members(db, clock, tenant, unit).await? {
        report.parked += 1;
        park(db, clock, run, tenant, id, &reason).await?;
    }
    Ok(())
}

async fn members(
    db: &Db,
    clock: &Clock,
    tenant: TenantId,
    unit: BillingUnit,
) -> Result<Vec<SubscriptionId>, StoreError> {
    match unit {
        BillingUnit::One(id) => Ok(vec![id]),
        BillingUnit::Group(group) => {
            let mut tx = db.worker_tenant(tenant, &BILLING, clock.now()).await?;
            subscriptions::members(&mut tx, group).await
        }
    }
}

async fn park(
    db: &Db,
    clock: &Clock,
    run: Option<BillingRunId>,
    tenant: TenantId,
    id: SubscriptionId,
    reason: &str,
) -> Result<(), StoreError> {
    tracing::error!(%tenant, subscription_id = %id, reason, "a subscription cannot be billed");
    metrics::counter!("quittance_subscriptions_parked_total").increment(1);
    let now = clock.now();
    let mut tx = db.worker_tenant(tenant, &BILLING, now).await?;
    subscriptions::park(&mut tx, id, reason, now).await?;
    if let Some(run) = run {
        billing_runs::insert_parking(&mut tx, run, id, reason, now).await?;
    }
    tx.commit().await
}
