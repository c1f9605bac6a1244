//! A pause and its end: terms under which nothing is charged.

use super::{Acting, change, effective_at, record};
use crate::domain::subscription::Terms;
use crate::domain::subscription_status::{SubscriptionEvent, SubscriptionStatus};
use crate::flows::subscriptions::act::{ActError, Applied, When};
use crate::flows::subscriptions::arrears::follow;
use crate::store::subscriptions::{self, ChangeKind, Subscription};
use serde_json::json;

/// Pauses; what was paid ahead for the pause is credited.
pub(super) async fn pause(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    when: When,
) -> Result<Applied, ActError> {
    if subscription.status == SubscriptionStatus::Trialing {
        return Err(ActError::InTrial);
    }
    let at = effective_at(acting, subscription, when)?;
    if let Some(ends_at) = subscription.billed.in_force.ends_at() {
        return Err(ActError::IsEnding { at: ends_at });
    }
    let old = &subscription.billed.phase_at(at).terms;
    if old.paused {
        return Err(ActError::AlreadyPaused);
    }
    let planned = change::planned(subscription, at, Terms { paused: true, ..old.clone() })?;
    let applied = change::apply(acting, subscription, at, &planned, ChangeKind::Paused).await?;
    if when == When::Now {
        let status = subscription.status.after(SubscriptionEvent::Paused)?;
        subscriptions::save_status(acting.tx, subscription.subscription_id, status).await?;
    }
    record(acting, subscription.subscription_id, &applied, json!({}), "").await?;
    Ok(applied)
}

/// Goes on now; the rest of the running period is charged.
pub(super) async fn resume(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
) -> Result<Applied, ActError> {
    let at = acting.at;
    let old = &subscription.billed.phase_at(at).terms;
    if !old.paused {
        return Err(ActError::NotPaused);
    }
    let planned = change::planned(subscription, at, Terms { paused: false, ..old.clone() })?;
    let applied = change::apply(acting, subscription, at, &planned, ChangeKind::Resumed).await?;
    let (id, status) = (subscription.subscription_id, subscription.status);
    // Paused from the end of the period on, it may be taken back within the second that it begins in.
    let status = match status {
        SubscriptionStatus::Paused => status.after(SubscriptionEvent::Resumed)?,
        status => status,
    };
    subscriptions::save_status(acting.tx, id, status).await?;
    record(acting, id, &applied, json!({}), "").await?;
    // What is late was late in the pause, too.
    follow(acting.tx, acting.now, id).await?;
    Ok(applied)
}
