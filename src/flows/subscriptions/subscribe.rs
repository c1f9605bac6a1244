//! Subscribing a customer to a plan. The first invoice is the billing run's, like every other.

use super::one_meter::{MeterTaken, stored_taken_by};
use crate::domain::id::{
    PlanVersionId, SellerId, SubscriptionChangeId, SubscriptionGroupId, SubscriptionId,
};
use crate::domain::money::Money;
use crate::domain::period::{Alignment, BillingCycle, PeriodError};
use crate::domain::plan::PlanVersion;
use crate::domain::proration::ProrationMethod;
use crate::domain::subscription_status::SubscriptionStatus;
use crate::store::subscriptions::{self, ChangeKind, NewChange, NewSubscription};
use crate::store::{Actor, StoreError, TenantTx, plans, tenants};
use jiff::{SignedDuration, Timestamp, ToSpan};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct SubscribeOrder {
    /// Made when the form was rendered: one form makes one subscription.
    pub idempotency_key: String,
    pub seller: SellerId,
    pub version: PlanVersionId,
    pub seats: u32,
    /// The trial, if the plan has one, begins here.
    pub starts_at: Timestamp,
    pub alignment: Alignment,
    pub options: SubscribeOptions,
}

/// What a contract may say beyond plan and seats.
#[derive(Clone, Debug, Default)]
pub struct SubscribeOptions {
    /// Versions of add-ons, and how many of each.
    pub add_ons: Vec<(PlanVersionId, u32)>,
    /// Without the trial that the plan has.
    pub skips_trial: bool,
    /// The least that a period comes to, in the plan's currency.
    pub commitment: Option<Money>,
    /// A cycle's invoice waits so long for usage that comes late.
    pub draft_window: SignedDuration,
    pub group_id: Option<SubscriptionGroupId>,
    pub purchase_order: String,
    pub change_needs_payment: bool,
    /// The subscription whose place it takes.
    pub follows: Option<SubscriptionId>,
}

#[derive(Debug, thiserror::Error)]
pub enum SubscribeError {
    #[error("no such plan")]
    NoSuchPlan,
    #[error("a subscription has at least one seat")]
    NoSeats,
    #[error("no such add-on")]
    NoSuchAddOn,
    #[error("an add-on is in another currency or interval than its plan")]
    AddOnDiffers,
    #[error("a commitment is an amount above zero in the currency of the plan")]
    Commitment,
    #[error(transparent)]
    MeterTaken(#[from] MeterTaken),
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores the subscription and returns its id; the same form again returns the same.
pub async fn subscribe(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    order: &SubscribeOrder,
) -> Result<SubscriptionId, SubscribeError> {
    if let Some(earlier) =
        subscriptions::find_by_idempotency_key(tx, &order.idempotency_key).await?
    {
        return Ok(earlier);
    }
    if order.seats == 0 || i32::try_from(order.seats).is_err() {
        return Err(SubscribeError::NoSeats);
    }
    let version = plans::version(tx, order.version).await?.ok_or(SubscribeError::NoSuchPlan)?;
    let options = &order.options;
    check(tx, options, &version).await?;
    let profile = tenants::profile(tx).await?;
    let zone = profile.zone();
    // Periods are counted in whole seconds.
    let starts_at =
        Timestamp::from_second(order.starts_at.as_second()).map_err(|_| PeriodError::OutOfRange)?;
    let trial_days = if options.skips_trial { 0 } else { version.trial_days };
    let has_trial = trial_days > 0;
    let billed_from = starts_at
        .to_zoned(zone.clone())
        .checked_add(i32::from(trial_days).days())
        .map_err(|_| PeriodError::OutOfRange)?
        .timestamp();
    let cycle = BillingCycle::new(billed_from, version.interval, zone, order.alignment)?;
    let subscription = NewSubscription {
        subscription_id: SubscriptionId::new(),
        seller_id: order.seller,
        status: if has_trial { SubscriptionStatus::Trialing } else { SubscriptionStatus::Active },
        cycle,
        proration: ProrationMethod::Second,
        starts_at,
        billed_from,
        version_id: version.version_id,
        currency: version.currency,
        seats: order.seats,
        add_ons: options.add_ons.clone(),
        commitment: options.commitment,
        draft_window: options.draft_window,
        group_id: options.group_id,
        purchase_order: options.purchase_order.clone(),
        change_needs_payment: options.change_needs_payment,
        follows: options.follows,
        idempotency_key: order.idempotency_key.clone(),
    };
    subscriptions::insert(tx, &subscription, actor, now).await?;
    let taken = stored_taken_by(tx, subscription.subscription_id, starts_at).await?;
    if let Some(taken) = taken {
        return Err(taken.into());
    }
    let started = NewChange {
        change_id: SubscriptionChangeId::new(),
        subscription_id: subscription.subscription_id,
        kind: ChangeKind::Started,
        effective_at: starts_at,
        quote_id: None,
        invoice_id: None,
        credit_note_ids: Vec::new(),
        pay_until: None,
        detail: serde_json::json!({ "plan": version.name, "seats": order.seats }),
        reason: String::new(),
    };
    subscriptions::insert_change(tx, &started, actor, now).await?;
    Ok(subscription.subscription_id)
}

async fn check(
    tx: &mut TenantTx,
    options: &SubscribeOptions,
    version: &PlanVersion,
) -> Result<(), SubscribeError> {
    for (add_on, _) in &options.add_ons {
        let add_on = plans::version(tx, *add_on).await?.ok_or(SubscribeError::NoSuchAddOn)?;
        if (add_on.currency, add_on.interval) != (version.currency, version.interval) {
            return Err(SubscribeError::AddOnDiffers);
        }
    }
    let is_amount = |money: &Money| money.is_positive() && money.currency == version.currency;
    if options.commitment.as_ref().is_some_and(|money| !is_amount(money)) {
        return Err(SubscribeError::Commitment);
    }
    Ok(())
}
