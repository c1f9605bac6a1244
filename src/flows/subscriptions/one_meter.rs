//! What a meter counts is charged once: of one customer, one component of one subscription charges for it at
//! a time. An event names a customer and a meter and no subscription, so two that charge for the same meter
//! would both charge for every event.

use crate::domain::id::SubscriptionId;
use crate::domain::subscription::BilledSubscription;
use crate::store::{StoreError, TenantTx, subscriptions};
use jiff::Timestamp;

/// The use would be charged twice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the use that {meter} counts is charged by {plan} already")]
pub struct MeterTaken {
    /// The meter's code.
    pub meter: String,
    /// What charges for it, as the customer reads it.
    pub plan: String,
}

/// Whether a meter of the subscription, as it would be, is charged twice from `since` on: by two of its own
/// components, or by another subscription of the customer.
pub(super) async fn taken_by(
    tx: &mut TenantTx,
    id: SubscriptionId,
    billed: &BilledSubscription,
    since: Timestamp,
) -> Result<Option<MeterTaken>, StoreError> {
    let Some(last) = billed.phases().last() else { return Ok(None) };
    if let Some(meter) = last.terms.meter_charged_twice() {
        let (meter, plan) = (meter.to_owned(), last.terms.version.name.clone());
        return Ok(Some(MeterTaken { meter, plan }));
    }
    if billed.metered(since).is_empty() {
        return Ok(None);
    }
    for other in subscriptions::in_force_after(tx, id, since).await? {
        let Some(other) = subscriptions::find(tx, other).await? else { continue };
        if let Some(meter) = billed.meter_shared_with(&other.billed, since) {
            let plan = other.billed.phase_at(since).terms.version.name.clone();
            return Ok(Some(MeterTaken { meter: meter.to_owned(), plan }));
        }
    }
    Ok(None)
}

/// As [`taken_by`], of a subscription as it is stored.
pub(super) async fn stored_taken_by(
    tx: &mut TenantTx,
    id: SubscriptionId,
    since: Timestamp,
) -> Result<Option<MeterTaken>, StoreError> {
    match subscriptions::find(tx, id).await? {
        Some(subscription) => taken_by(tx, id, &subscription.billed, since).await,
        None => Ok(None),
    }
}
