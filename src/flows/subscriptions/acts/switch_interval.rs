//! Another interval: the subscription ends, and one that follows it begins at the same instant with a
//! cycle of its own.

use super::cancel::end_now;
use super::change::ChangedTerms;
use super::{Acting, bill_once, record};
use crate::domain::id::{CouponId, SubscriptionChangeId};
use crate::domain::period::Alignment;
use crate::domain::plan::PlanVersion;
use crate::domain::subscription::ChangeError;
use crate::flows::subscriptions::act::{ActError, Applied, Unused, When};
use crate::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use crate::store::subscriptions::{self, ChangeKind, NewCoupon, SWITCHED, Subscription};
use jiff::Timestamp;
use serde_json::json;

pub(super) async fn switch(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    wanted: &ChangedTerms<'_>,
    version: &PlanVersion,
    at: Timestamp,
    when: When,
) -> Result<Applied, ActError> {
    if subscription.billed.commitment.is_some() {
        return Err(ActError::Committed);
    }
    if let Some(scheduled) = subscription.billed.phases().last().filter(|phase| phase.from > at) {
        return Err(ActError::ChangeScheduled { at: scheduled.from });
    }
    if when == When::Now && subscription.change_needs_payment {
        return Err(ActError::PaidFirst);
    }
    if version.currency != subscription.currency {
        let (from, to) = (subscription.currency, version.currency);
        return Err(ActError::Change(ChangeError::OtherCurrency { from, to }));
    }
    let old_id = subscription.subscription_id;
    let kind = if when == When::Now { ChangeKind::Changed } else { ChangeKind::ChangeScheduled };
    let mut applied = Applied::without_documents(old_id, kind, at);
    if when == When::Now {
        end_now(acting, subscription, at, Unused::Credit, SWITCHED, &mut applied).await?;
    } else {
        let end = subscription.billed.end(subscription.billed_at, at)?.after;
        let next = end.next_billing_at(subscription.billed_at)?;
        let status = subscription.status;
        subscriptions::save_end(acting.tx, old_id, Some(at), SWITCHED, next, status).await?;
    }
    let order = SubscribeOrder {
        // Its own for each: what was undone does not come back. The quote is what is taken once.
        idempotency_key: format!("follows:{old_id}:{}", SubscriptionChangeId::new()),
        seller: subscription.seller_id,
        version: wanted.version,
        seats: wanted.seats,
        starts_at: at,
        alignment: Alignment::Anniversary,
        options: following(subscription, wanted.add_ons.to_vec()),
    };
    let new_id = subscribe(acting.tx, acting.now, acting.actor, &order).await?;
    carry_coupons(acting, subscription, new_id).await?;
    applied.subscription_id = new_id;
    if when == When::Now {
        applied.invoices.extend(bill_once(acting, new_id).await?);
    }
    let detail = json!({ "plan": version.name, "seats": wanted.seats, "followed_by": new_id });
    record(acting, old_id, &applied, detail, "").await?;
    Ok(applied)
}

/// What the contract says beyond its terms stays as it is.
pub(super) fn following(
    subscription: &Subscription,
    add_ons: Vec<(crate::domain::id::PlanVersionId, u32)>,
) -> SubscribeOptions {
    SubscribeOptions {
        add_ons,
        skips_trial: true,
        commitment: None,
        draft_window: subscription.draft_window,
        group_id: subscription.group_id,
        purchase_order: subscription.purchase_order.clone(),
        change_needs_payment: subscription.change_needs_payment,
        follows: Some(subscription.subscription_id),
    }
}

/// Coupons without an end go with the customer. One for a number of invoices was for invoices of the
/// cycle that ends.
pub(super) async fn carry_coupons(
    acting: &mut Acting<'_>,
    from: &Subscription,
    to: crate::domain::id::SubscriptionId,
) -> Result<(), ActError> {
    for coupon in from.coupons.iter().filter(|coupon| coupon.until.is_none()) {
        let new = NewCoupon { coupon_id: CouponId::new(), coupon: coupon.clone() };
        subscriptions::attach_coupon(acting.tx, to, &new, acting.actor, acting.now).await?;
    }
    Ok(())
}
