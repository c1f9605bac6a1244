//! The trial ends before its time: the service is charged from now on, in a cycle that begins now.

use super::{Acting, bill_once, record};
use crate::domain::period::{Alignment, BillingCycle};
use crate::domain::subscription_status::SubscriptionStatus;
use crate::flows::subscriptions::act::{ActError, Applied};
use crate::store::subscriptions::{self, ChangeKind, Subscription};
use serde_json::json;

pub(super) async fn end_trial(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
) -> Result<Applied, ActError> {
    let is_in_trial = subscription.status == SubscriptionStatus::Trialing
        && subscription.billed_at.is_none()
        && subscription.starts_at <= acting.at;
    if !is_in_trial {
        return Err(ActError::NotInTrial);
    }
    if let Some(ends_at) = subscription.billed.in_force.ends_at() {
        return Err(ActError::IsEnding { at: ends_at });
    }
    // What was to change with the first period would come in the middle of one.
    if let Some(phase) = subscription.billed.phases().last().filter(|phase| phase.from > acting.at)
    {
        return Err(ActError::ChangeScheduled { at: phase.from });
    }
    let (id, at) = (subscription.subscription_id, acting.at);
    let old = &subscription.billed.cycle;
    let cycle = BillingCycle::new(at, old.interval, old.zone.clone(), Alignment::Anniversary)?;
    subscriptions::save_billed_from(acting.tx, id, at, cycle.anchor).await?;
    move_coupons(acting, subscription, &cycle).await?;
    let invoices = bill_once(acting, id).await?.into_iter().collect();
    let applied =
        Applied { invoices, ..Applied::without_documents(id, ChangeKind::TrialEnded, at) };
    record(acting, id, &applied, json!({}), "").await?;
    Ok(applied)
}

/// Coupons come off as many invoices as before, counted from the first one there is now.
async fn move_coupons(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    cycle: &BillingCycle,
) -> Result<(), ActError> {
    let old = &subscription.billed.cycle;
    for coupon in subscription.coupons.iter().filter(|coupon| coupon.from > acting.at) {
        let until = match coupon.until {
            Some(until) => Some(cycle.boundary(old.boundaries_passed(coupon.from, until)?)?),
            None => None,
        };
        let id = subscription.subscription_id;
        subscriptions::move_coupon(acting.tx, id, &coupon.code, acting.at, until).await?;
    }
    Ok(())
}
