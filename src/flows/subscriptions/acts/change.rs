//! Other terms: what is not used of the old is credited, the rest of the period is charged at the new.

use super::{Acting, effective_at, record, switch_interval};
use crate::domain::credit_note::CreditReason;
use crate::domain::id::{CreditNoteId, PlanVersionId, SubscriptionId};
use crate::domain::money::Money;
use crate::domain::plan::PlanVersion;
use crate::domain::subscription::{
    AddOn, ChangeError, ChangeLine, DueError, DueLine, PlannedChange, Terms, discounted_change,
};
use crate::domain::subscription_status::FIRST_PAYMENT_HOURS;
use crate::flows::billing::bill_lines::BillLine;
use crate::flows::billing::issue_bill::{Bill, IssueBillError, Settling, issue_bill};
use crate::flows::subscriptions::act::{ActError, Applied, When};
use crate::flows::subscriptions::one_meter::taken_by;
use crate::flows::subscriptions::outcome::WhenPaid;
use crate::flows::subscriptions::unused::{GivenBack, give_back};
use crate::store::plans;
use crate::store::subscriptions::{self, BillingReason, ChangeKind, Subscription};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::sync::Arc;

/// What is asked for.
pub(in crate::flows::subscriptions) struct ChangedTerms<'a> {
    pub version: PlanVersionId,
    pub seats: u32,
    pub add_ons: &'a [(PlanVersionId, u32)],
}

pub(super) async fn change(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    wanted: &ChangedTerms<'_>,
    when: When,
) -> Result<Applied, ActError> {
    if wanted.seats == 0 || i32::try_from(wanted.seats).is_err() {
        return Err(ActError::NoSeats);
    }
    let version = version(acting, wanted.version).await?;
    let at = effective_at(acting, subscription, when)?;
    check_begun(subscription, at)?;
    if let Some(ends_at) = subscription.billed.in_force.ends_at().filter(|end| *end <= at) {
        return Err(ActError::IsEnding { at: ends_at });
    }
    let old = &subscription.billed.phase_at(at).terms;
    if version.interval != old.version.interval {
        return switch_interval::switch(acting, subscription, wanted, &version, at, when).await;
    }
    let mut add_ons = Vec::with_capacity(wanted.add_ons.len());
    for &(add_on, quantity) in wanted.add_ons {
        add_ons.push(AddOn { version: self::version(acting, add_on).await?, quantity });
    }
    let detail = json!({
        "plan": version.name, "seats": wanted.seats,
        "add_ons": add_ons.iter().map(|it| json!({ "name": it.version.name, "quantity": it.quantity })).collect::<Vec<_>>(),
    });
    let terms = Terms { version, seats: wanted.seats, add_ons, paused: old.paused };
    let kind = match when {
        When::Now => ChangeKind::Changed,
        When::PeriodEnd => ChangeKind::ChangeScheduled,
        When::FirstPeriodFrom(_) => ChangeKind::Migrated,
    };
    let change = planned(subscription, at, terms)?;
    if when == When::Now && subscription.change_needs_payment && costs(&change)? {
        return wait_for_payment(acting, subscription, at, &change, wanted).await;
    }
    let applied = apply(acting, subscription, at, &change, kind).await?;
    record(acting, subscription.subscription_id, &applied, detail, "").await?;
    Ok(applied)
}

async fn version(acting: &mut Acting<'_>, id: PlanVersionId) -> Result<Arc<PlanVersion>, ActError> {
    let found = plans::version(acting.tx, id).await?;
    found.map(Arc::new).ok_or(ActError::NoSuchPlan)
}

/// # Errors  `OutsideSubscription` also at its very start: what it begins with was agreed.
fn check_begun(subscription: &Subscription, at: Timestamp) -> Result<(), ActError> {
    match at <= subscription.starts_at {
        true => Err(ChangeError::OutsideSubscription { at }.into()),
        false => Ok(()),
    }
}

/// What the terms cost from `at` on.
/// # Errors  `OutsideSubscription` also at its very start.
pub(in crate::flows::subscriptions) fn planned(
    subscription: &Subscription,
    at: Timestamp,
    terms: Terms,
) -> Result<PlannedChange, ActError> {
    check_begun(subscription, at)?;
    // Of two changes in one second the first would have held for no time, and yet have its documents. One
    // that is still to come has none and may be replaced.
    let has_begun = subscription.next_billing_at.is_some_and(|next| at < next);
    if has_begun && subscription.billed.phases().iter().any(|phase| phase.from == at) {
        return Err(ActError::ChangedSince { at });
    }
    Ok(subscription.billed.change(subscription.billed_at, at, terms)?)
}

/// Makes the documents of a change and stores its terms.
pub(super) async fn apply(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    at: Timestamp,
    change: &PlannedChange,
    kind: ChangeKind,
) -> Result<Applied, ActError> {
    let credit_notes = credit(acting, subscription, at, change).await?;
    let mut invoices = Vec::new();
    if let Some(bill) = charge_of(subscription, at, change, Settling::AtOnce)? {
        let issued = issue_bill(acting.tx, acting.now, acting.actor, &bill).await;
        let issued = issued.map_err(|error| of_one_second(error, at))?;
        invoices.push(issued.invoice_id);
    }
    store_terms(acting, subscription.subscription_id, at, change).await?;
    let subscription_id = subscription.subscription_id;
    let applied = Applied::without_documents(subscription_id, kind, at);
    Ok(Applied { credit_notes, invoices, ..applied })
}

/// Credits what is not used of the old terms.
pub(in crate::flows::subscriptions) async fn credit(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    at: Timestamp,
    change: &PlannedChange,
) -> Result<Vec<CreditNoteId>, ActError> {
    let unused: Vec<DueLine> = change
        .lines
        .iter()
        .filter_map(|line| match line {
            ChangeLine::Credit(line) => Some(line.clone()),
            ChangeLine::Charge(_) => None,
        })
        .collect();
    let reason = CreditReason::Other;
    let given = GivenBack { subscription, from: at, unused: &unused, reason, is_credited: true };
    let notes = give_back(acting.tx, acting.now, acting.today, acting.actor, &given).await?;
    Ok(notes.into_iter().map(|note| note.credit_note_id).collect())
}

/// Stores the terms from `at` on, in the place of others that begin at that very instant.
pub(in crate::flows::subscriptions) async fn store_terms(
    acting: &mut Acting<'_>,
    id: SubscriptionId,
    at: Timestamp,
    change: &PlannedChange,
) -> Result<(), ActError> {
    let terms = &change.after.phase_at(at).terms;
    subscriptions::drop_phases_from(acting.tx, id, at).await?;
    Ok(subscriptions::insert_phase(acting.tx, id, at, terms).await?)
}

/// The invoice of what the new terms cost for the rest of the period, after coupons.
pub(in crate::flows::subscriptions) fn charge_of(
    subscription: &Subscription,
    at: Timestamp,
    change: &PlannedChange,
    settling: Settling,
) -> Result<Option<Bill>, ActError> {
    if !change.lines.iter().any(|line| matches!(line, ChangeLine::Charge(_))) {
        return Ok(None);
    }
    let (billed, currency) = (&subscription.billed, subscription.currency);
    let whole = billed.cycle.period_containing(at)?;
    let share = billed.proration.covered(whole, change.rest).map_err(DueError::from)?;
    let lines = discounted_change(currency, at, change, &subscription.coupons, share)?;
    let subscription_id = subscription.subscription_id;
    Ok(Some(Bill {
        seller_id: subscription.seller_id,
        currency,
        purchase_order: subscription.purchase_order.clone(),
        lines: lines
            .into_iter()
            .map(|discounted| {
                let zone = billed.cycle.zone.clone();
                BillLine { subscription_id, zone, discounted, late: None }
            })
            .collect(),
        minimums: Vec::new(),
        billed: vec![(subscription_id, at)],
        reason: BillingReason::Change,
        settling,
    }))
}

fn costs(change: &PlannedChange) -> Result<bool, ActError> {
    let zero = Money::zero(change.net.currency);
    let charged = change.lines.iter().try_fold(zero, |sum, line| match line {
        ChangeLine::Charge(line) => sum.checked_add(line.amount),
        ChangeLine::Credit(_) => Ok(sum),
    });
    Ok(charged.map_err(DueError::from)?.is_positive())
}

/// The change holds once its invoice is paid: within the hours of a first payment, and before the period
/// turns.
async fn wait_for_payment(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    at: Timestamp,
    change: &PlannedChange,
    wanted: &ChangedTerms<'_>,
) -> Result<Applied, ActError> {
    let id = subscription.subscription_id;
    if let Some(taken) = taken_by(acting.tx, id, &change.after, at).await? {
        return Err(taken.into());
    }
    let bill = charge_of(subscription, at, change, Settling::WhenPaid)?;
    let bill = bill.ok_or(ActError::NoSuchPlan)?;
    let when_paid = when_paid(acting, subscription, at, change).await?;
    let issued = issue_bill(acting.tx, acting.now, acting.actor, &bill).await;
    let invoice = issued.map_err(|error| of_one_second(error, at))?.invoice_id;
    let hours = SignedDuration::from_hours(FIRST_PAYMENT_HOURS);
    let pay_until = at.saturating_add(hours).unwrap_or(at);
    let pay_until = pay_until.min(change.rest.last_second()?);
    let applied = Applied {
        invoices: vec![invoice],
        pay_until: Some(pay_until),
        when_paid: Some(Box::new(when_paid)),
        ..Applied::without_documents(id, ChangeKind::Changed, at)
    };
    let terms = &change.after.phase_at(at).terms;
    let detail = json!({
        "plan": terms.version.name, "seats": wanted.seats, "version_id": wanted.version,
        "add_on_versions": wanted.add_ons,
    });
    record(acting, id, &applied, detail, "").await?;
    Ok(applied)
}

/// The instant names the invoice of a change for ever, also of one that was given up in the same second.
fn of_one_second(error: IssueBillError, at: Timestamp) -> ActError {
    match error {
        IssueBillError::Store(error) if error.is_refusal_of(subscriptions::NAMED_ONCE) => {
            ActError::ChangedSince { at }
        }
        error => error.into(),
    }
}

/// What follows once the invoice is paid: done like the act itself, and taken back.
async fn when_paid(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    at: Timestamp,
    change: &PlannedChange,
) -> Result<WhenPaid, ActError> {
    acting.tx.look_ahead().await?;
    let seen = ahead(acting, subscription, at, change).await;
    acting.tx.look_back().await?;
    seen
}

async fn ahead(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    at: Timestamp,
    change: &PlannedChange,
) -> Result<WhenPaid, ActError> {
    let notes = credit(acting, subscription, at, change).await?;
    store_terms(acting, subscription.subscription_id, at, change).await?;
    let Acting { now, usage, .. } = *acting;
    WhenPaid::of(acting.tx, now, subscription.subscription_id, &notes, usage).await
}
