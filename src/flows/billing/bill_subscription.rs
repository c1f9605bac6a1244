//! One invoice in one transaction: what is due next of a subscription, or of those of a group that are
//! due on the same day, and how far each is billed then (rows E3, E7).

use super::bill_lines::BillLine;
use super::issue_bill::{Bill, IssueBillError, Settling, issue_bill};
use super::late_usage::{late_lines, late_usage};
use crate::domain::discount::DiscountError;
use crate::domain::id::{InvoiceId, SubscriptionId};
use crate::domain::period::PeriodError;
use crate::domain::proration::Fraction;
use crate::domain::subscription::{DueError, Minimum, UsageOf, discounted};
use crate::domain::subscription_status::{
    SubscriptionEvent, SubscriptionStatus, SubscriptionTransitionRefused,
};
use crate::store::subscriptions::{self, BillingReason, BillingUnit, Subscription};
use crate::store::{Actor, StoreError, TenantTx};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

#[derive(Debug, thiserror::Error)]
pub enum BillError {
    #[error("no such subscription")]
    NotFound,
    /// A group is billed on one invoice: one seller, one currency.
    #[error("the group's subscriptions have several sellers or currencies")]
    MixedGroup,
    #[error(transparent)]
    Due(#[from] DueError),
    #[error(transparent)]
    Discount(#[from] DiscountError),
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Issue(#[from] IssueBillError),
    #[error(transparent)]
    Status(#[from] SubscriptionTransitionRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A billing that failed, and the subscription it failed for.
#[derive(Debug, thiserror::Error)]
#[error("{source}")]
pub struct BillSubscriptionError {
    pub subscription_id: SubscriptionId,
    pub source: BillError,
}

impl BillSubscriptionError {
    /// What the database said, if the next try may well succeed without anybody having looked.
    /// # Errors  the error itself, when it is one that stays.
    pub fn into_passing(self) -> Result<StoreError, Self> {
        let Self { subscription_id, source } = self;
        let staying = |source| Self { subscription_id, source };
        match source {
            BillError::Store(error) if error.is_retryable() => Ok(error),
            BillError::Issue(error) => match error.into_store() {
                Ok(error) if error.is_retryable() => Ok(error),
                Ok(error) => Err(staying(BillError::Store(error))),
                Err(error) => Err(staying(BillError::Issue(error))),
            },
            other => Err(staying(other)),
        }
    }
}

/// What one step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billed {
    /// Nothing is due by now, or somebody has parked it.
    NothingDue,
    /// Time went on without anything to charge.
    Passed,
    Invoiced(InvoiceId),
}

/// What [`bill_next`] did, and whether the next instant is due as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub billed: Billed,
    pub is_more_due: bool,
}

/// A subscription and the instant to bill it for.
struct Due {
    subscription: Subscription,
    billed_at: Timestamp,
}

/// Whether an invoice waits for usage that comes late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Late {
    /// As long as the subscription's window says.
    IsAwaited,
    /// What comes later becomes an adjustment.
    IsNotAwaited,
}

/// Bills the next instant that is due by `now`. The caller commits.
pub async fn bill(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    unit: BillingUnit,
    usage: &dyn UsageOfSubscription,
) -> Result<Billed, BillSubscriptionError> {
    Ok(bill_next(tx, now, actor, unit, usage).await?.billed)
}

/// As [`bill`], and whether there is more to bill.
pub async fn bill_next(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    unit: BillingUnit,
    usage: &dyn UsageOfSubscription,
) -> Result<Step, BillSubscriptionError> {
    step(tx, now, actor, unit, usage, Late::IsAwaited).await
}

/// As [`bill`], awaiting late usage or not.
pub async fn bill_when(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    unit: BillingUnit,
    usage: &dyn UsageOfSubscription,
    late: Late,
) -> Result<Billed, BillSubscriptionError> {
    Ok(step(tx, now, actor, unit, usage, late).await?.billed)
}

#[tracing::instrument(level = "debug", skip_all, name = "bill")]
async fn step(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    unit: BillingUnit,
    usage: &dyn UsageOfSubscription,
    late: Late,
) -> Result<Step, BillSubscriptionError> {
    let mut is_more_due = false;
    let due = match unit {
        BillingUnit::One(id) => due_of(tx, now, &[id], late).await?,
        BillingUnit::Group(group) => {
            let nobody = SubscriptionId(group.0);
            let members = subscriptions::members(tx, group).await;
            let members = members.map_err(|error| failed(nobody, error))?;
            let of_all_days = due_of(tx, now, &members, late).await?;
            let count = of_all_days.len();
            let due = of_the_first_day(of_all_days);
            is_more_due = due.len() < count;
            due
        }
    };
    let Some(first) = due.first() else {
        return Ok(Step { billed: Billed::NothingDue, is_more_due });
    };
    let first_id = first.subscription.subscription_id;
    let bill = bill_of(tx, now, &due, usage).await?;
    for due in &due {
        let Due { subscription, billed_at } = due;
        let id = subscription.subscription_id;
        let next = subscription.billed.next_billing_at(Some(*billed_at));
        let next = next.map_err(|error| failed(id, error))?;
        is_more_due |= next.is_some_and(|at| is_ripe(at, subscription.draft_window, now));
        let status = status_after(due, next).map_err(|error| failed(id, error))?;
        let saved = subscriptions::save_billed(tx, id, *billed_at, next, status).await;
        saved.map_err(|error| failed(id, error))?;
    }
    // Last, because it takes a number: the series is locked until commit.
    let invoice = match &bill {
        Some(bill) => {
            let issued = issue_bill(tx, now, actor, bill).await;
            Some(issued.map_err(|error| failed(first_id, error))?.invoice_id)
        }
        None => None,
    };
    Ok(Step { billed: invoice.map_or(Billed::Passed, Billed::Invoiced), is_more_due })
}

fn failed(subscription_id: SubscriptionId, source: impl Into<BillError>) -> BillSubscriptionError {
    BillSubscriptionError { subscription_id, source: source.into() }
}

/// Those that are due by `now`, locked.
async fn due_of(
    tx: &mut TenantTx,
    now: Timestamp,
    ids: &[SubscriptionId],
    late: Late,
) -> Result<Vec<Due>, BillSubscriptionError> {
    let mut due = Vec::new();
    for &id in ids {
        let found = subscriptions::lock(tx, id).await.map_err(|error| failed(id, error))?;
        let subscription = found.ok_or_else(|| failed(id, BillError::NotFound))?;
        if subscription.parked_reason.is_some() || subscription.waits {
            continue;
        }
        // The first invoice has no usage to wait for.
        let waits = subscription.billed_at.filter(|_| late == Late::IsAwaited);
        let window = waits.map(|_| subscription.draft_window).unwrap_or_default();
        let is_due = |at: &Timestamp| is_ripe(*at, window, now);
        if let Some(billed_at) = subscription.next_billing_at.filter(is_due) {
            due.push(Due { subscription, billed_at });
        }
    }
    Ok(due)
}

/// Whether what is to be billed at `at` has waited for late usage as long as it is to.
fn is_ripe(at: Timestamp, window: SignedDuration, now: Timestamp) -> bool {
    at.checked_add(window).is_ok_and(|after| after <= now)
}

/// Those whose billing instant lies on the earliest civil day, in the zone of each.
fn of_the_first_day(due: Vec<Due>) -> Vec<Due> {
    let day = |due: &Due| -> Date {
        let zone: &TimeZone = &due.subscription.billed.cycle.zone;
        zone.to_datetime(due.billed_at).date()
    };
    let first = due.iter().map(day).min();
    due.into_iter().filter(|due| Some(day(due)) == first).collect()
}

/// What is owed; `None` if nothing is to be charged.
async fn bill_of(
    tx: &mut TenantTx,
    now: Timestamp,
    due: &[Due],
    usage: &dyn UsageOfSubscription,
) -> Result<Option<Bill>, BillSubscriptionError> {
    let mut bill: Option<Bill> = None;
    for Due { subscription, billed_at } in due {
        let id = subscription.subscription_id;
        let owing = owed(tx, now, subscription, *billed_at, usage).await;
        let Owing { lines, minimum } = owing.map_err(|error| failed(id, error))?;
        let whole = bill.get_or_insert_with(|| Bill {
            seller_id: subscription.seller_id,
            currency: subscription.currency,
            purchase_order: subscription.purchase_order.clone(),
            lines: Vec::new(),
            minimums: Vec::new(),
            billed: Vec::new(),
            reason: BillingReason::Cycle,
            settling: Settling::AtOnce,
        });
        if (whole.seller_id, whole.currency) != (subscription.seller_id, subscription.currency) {
            return Err(failed(id, BillError::MixedGroup));
        }
        whole.minimums.extend(minimum.map(|minimum| (id, minimum)));
        if !lines.is_empty() {
            whole.billed.push((id, *billed_at));
        }
        whole.lines.extend(lines);
    }
    Ok(bill.filter(|bill| !bill.lines.is_empty()))
}

/// What a subscription owes.
struct Owing {
    lines: Vec<BillLine>,
    /// What the period that is over was measured by.
    minimum: Option<Minimum>,
}

/// The lines of the invoice that the subscription owes at `billed_at`, after its coupons; then what was
/// used more in periods that were billed before.
pub async fn lines_due(
    tx: &mut TenantTx,
    now: Timestamp,
    subscription: &Subscription,
    billed_at: Timestamp,
    usage: &dyn UsageOfSubscription,
) -> Result<Vec<BillLine>, BillError> {
    Ok(owed(tx, now, subscription, billed_at, usage).await?.lines)
}

async fn owed(
    tx: &mut TenantTx,
    now: Timestamp,
    subscription: &Subscription,
    billed_at: Timestamp,
    usage: &dyn UsageOfSubscription,
) -> Result<Owing, BillError> {
    let counted = usage.of(tx, subscription, billed_at).await?;
    let due = subscription.billed.invoice_due(subscription.billed_at, billed_at, &*counted)?;
    let (currency, coupons) = (subscription.currency, &subscription.coupons);
    let lines = discounted(currency, billed_at, due.lines, coupons, Fraction::WHOLE)?;
    let subscription_id = subscription.subscription_id;
    let of_cycle = lines.into_iter();
    let zone = &subscription.billed.cycle.zone;
    let line = |discounted| {
        let zone = zone.clone();
        BillLine { subscription_id, zone, discounted, late: None }
    };
    let mut lines: Vec<BillLine> = of_cycle.map(line).collect();
    let late = late_usage(tx, subscription, now).await?;
    lines.extend(late_lines(subscription, late)?);
    Ok(Owing { lines, minimum: due.minimum })
}

/// Where the quantities of meters come from.
#[async_trait::async_trait]
pub trait UsageOfSubscription: Send + Sync {
    /// Everything that the meters of the subscription counted since its last billing.
    async fn of(
        &self,
        tx: &mut TenantTx,
        subscription: &Subscription,
        until: Timestamp,
    ) -> Result<Box<dyn UsageOf + Send + Sync>, StoreError>;
}

/// No meter counts anything.
pub struct NoUsage;

#[async_trait::async_trait]
impl UsageOfSubscription for NoUsage {
    async fn of(
        &self,
        _: &mut TenantTx,
        _: &Subscription,
        _: Timestamp,
    ) -> Result<Box<dyn UsageOf + Send + Sync>, StoreError> {
        Ok(Box::new(()))
    }
}

/// A subscription pauses and goes on at the boundary where its terms say so. Whether it is past due then is
/// for whoever follows arrears.
fn status_after(
    due: &Due,
    next: Option<Timestamp>,
) -> Result<SubscriptionStatus, SubscriptionTransitionRefused> {
    use SubscriptionStatus::{Paused, Trialing};
    let Due { subscription, billed_at } = due;
    let status = subscription.status;
    if next.is_none() {
        return status.after(SubscriptionEvent::Canceled);
    }
    let status = match status {
        Trialing => status.after(SubscriptionEvent::TrialEnded)?,
        status => status,
    };
    match (status, subscription.billed.phase_at(*billed_at).terms.paused) {
        (Paused, true) => Ok(Paused),
        (status, true) => status.after(SubscriptionEvent::Paused),
        (Paused, false) => status.after(SubscriptionEvent::Resumed),
        (status, false) => Ok(status),
    }
}
