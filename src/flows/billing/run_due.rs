//! Billing everything that is due (row E3): any number of missed periods, one invoice each, in any
//! number of workers at once. A subscription that fails is parked with its reason, and the run goes on.
//!
//! Several customers are billed at a time, so that one is computed while the database stores another;
//! what one customer owes is billed in order, for its transactions would wait for each other.

use super::bill_subscription::{
    BillSubscriptionError, Billed, Step, UsageOfSubscription, bill_next,
};
use crate::clock::Clock;
use crate::domain::id::{BillingRunId, SubscriptionId, TenantId};
use crate::store::subscriptions::BillingUnit;
use crate::store::{Actor, Db, StoreError, billing_runs, subscriptions};
use futures_util::StreamExt;
use futures_util::stream;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

const BILLING: Actor = Actor::System("billing");

/// Subscriptions that are looked for in one go.
const AT_ONCE: i64 = 200;
/// Customers that are billed at a time. More gain nothing: from its number to its commit an invoice has
/// the series for itself.
const CUSTOMERS_AT_ONCE: usize = 4;
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

impl RunReport {
    fn add(&mut self, other: Self) {
        self.invoiced += other.invoiced;
        self.passed += other.passed;
        self.parked += other.parked;
    }
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
        let failed = AtomicBool::new(false);
        let failed = &failed;
        let mut customers = stream::iter(by_customer(due))
            .map(|(tenant, units)| async move {
                let mut report = RunReport::default();
                // Whoever has begun ends; without a database nobody else need begin.
                if failed.load(Ordering::Relaxed) {
                    return (report, Ok(()));
                }
                let done = catch_up_all(db, clock, usage, run, tenant, units, &mut report).await;
                failed.fetch_or(done.is_err(), Ordering::Relaxed);
                (report, done)
            })
            .buffer_unordered(CUSTOMERS_AT_ONCE);
        let mut outcome = Ok(());
        while let Some((of_customer, done)) = customers.next().await {
            report.add(of_customer);
            outcome = outcome.and(done);
        }
        drop(customers);
        outcome?;
        // What is due and cannot be moved on would be found for ever.
        if *report == before {
            return Ok(());
        }
    }
}

/// What is due of each customer, in the order in which it was found.
fn by_customer(due: Vec<(TenantId, BillingUnit)>) -> BTreeMap<TenantId, Vec<BillingUnit>> {
    let mut customers: BTreeMap<TenantId, Vec<BillingUnit>> = BTreeMap::new();
    for (tenant, unit) in due {
        customers.entry(tenant).or_default().push(unit);
    }
    customers
}

async fn catch_up_all(
    db: &Db,
    clock: &Clock,
    usage: &dyn UsageOfSubscription,
    run: Option<BillingRunId>,
    tenant: TenantId,
    units: Vec<BillingUnit>,
    report: &mut RunReport,
) -> Result<(), StoreError> {
    for unit in units {
        catch_up(db, clock, usage, run, (tenant, unit), report).await?;
    }
    Ok(())
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
