//! What has ended is taken up again: at the terms it had, in a cycle that begins now.

use super::switch_interval::{carry_coupons, following};
use super::{Acting, bill_once, record};
use crate::domain::id::SubscriptionChangeId;
use crate::domain::period::Alignment;
use crate::domain::subscription_status::SubscriptionStatus;
use crate::flows::subscriptions::act::{ActError, Applied};
use crate::flows::subscriptions::subscribe::{
    SubscribeError, SubscribeOptions, SubscribeOrder, subscribe,
};
use crate::store::StoreError;
use crate::store::subscriptions::{ChangeKind, FOLLOWED_ONCE, Subscription};
use serde_json::json;

pub(super) async fn reactivate(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
) -> Result<Applied, ActError> {
    if subscription.status != SubscriptionStatus::Canceled {
        return Err(ActError::NotEnded);
    }
    let (old_id, at) = (subscription.subscription_id, acting.at);
    let terms = &subscription.billed.phase_at(at).terms;
    let add_ons = terms.add_ons.iter().map(|it| (it.version.version_id, it.quantity)).collect();
    let order = SubscribeOrder {
        // Its own for each: what was undone does not come back. The quote is what is taken once.
        idempotency_key: format!("reactivates:{old_id}:{}", SubscriptionChangeId::new()),
        seller: subscription.seller_id,
        version: terms.version.version_id,
        seats: terms.seats,
        starts_at: at,
        alignment: Alignment::Anniversary,
        options: SubscribeOptions {
            commitment: subscription.billed.commitment,
            ..following(subscription, add_ons)
        },
    };
    let subscribed = subscribe(acting.tx, acting.now, acting.actor, &order).await;
    let new_id = subscribed.map_err(|error| match error {
        SubscribeError::Store(StoreError::Refused { constraint })
            if constraint == FOLLOWED_ONCE =>
        {
            ActError::AlreadyFollowed
        }
        other => other.into(),
    })?;
    carry_coupons(acting, subscription, new_id).await?;
    let invoices = bill_once(acting, new_id).await?.into_iter().collect();
    let applied =
        Applied { invoices, ..Applied::without_documents(new_id, ChangeKind::Reactivated, at) };
    record(acting, old_id, &applied, json!({ "followed_by": new_id }), "").await?;
    Ok(applied)
}
