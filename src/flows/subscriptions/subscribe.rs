//! Subscribing a customer to a plan. The first invoice is the billing run's, like every other.

use crate::domain::id::{PlanVersionId, SellerId, SubscriptionId};
use crate::domain::period::{Alignment, BillingCycle, PeriodError};
use crate::domain::proration::ProrationMethod;
use crate::domain::subscription_status::SubscriptionStatus;
use crate::store::subscriptions::{self, NewSubscription};
use crate::store::{Actor, StoreError, TenantTx, plans, tenants};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

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
}

#[derive(Debug, thiserror::Error)]
pub enum SubscribeError {
    #[error("no such plan")]
    NoSuchPlan,
    #[error("a subscription has at least one seat")]
    NoSeats,
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
    let profile = tenants::profile(tx).await?;
    let zone = TimeZone::get(&profile.time_zone).unwrap_or(TimeZone::UTC);
    // Periods are counted in whole seconds.
    let starts_at =
        Timestamp::from_second(order.starts_at.as_second()).map_err(|_| PeriodError::OutOfRange)?;
    let has_trial = version.trial_days > 0;
    let billed_from = starts_at
        .to_zoned(zone.clone())
        .checked_add(i32::from(version.trial_days).days())
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
        idempotency_key: order.idempotency_key.clone(),
    };
    subscriptions::insert(tx, &subscription, actor, now).await?;
    Ok(subscription.subscription_id)
}
