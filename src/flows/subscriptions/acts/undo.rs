//! Taking back what is still to come: a change of terms, another interval, an end.

use super::{Acting, record};
use crate::domain::id::SubscriptionId;
use crate::domain::subscription_status::SubscriptionStatus;
use crate::flows::subscriptions::act::{ActError, Applied};
use crate::store::subscriptions::{self, ChangeKind, Subscription};
use serde_json::json;

pub(super) async fn undo_change(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
) -> Result<Applied, ActError> {
    if subscription.is_switching() {
        undo_switch(acting, subscription).await?;
    } else {
        // What it begins with is no change, also while that is still to come.
        let since = acting.at.max(subscription.starts_at);
        let first = subscription.billed.phases().iter().find(|phase| phase.from > since);
        let from = first.ok_or(ActError::NothingToUndo)?.from;
        subscriptions::drop_phases_from(acting.tx, subscription.subscription_id, from).await?;
    }
    done(acting, subscription.subscription_id, ChangeKind::ChangeUndone).await
}

pub(super) async fn undo_cancel(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
) -> Result<Applied, ActError> {
    if subscription.billed.in_force.ends_at().is_none() || subscription.is_switching() {
        return Err(ActError::NothingToUndo);
    }
    go_on(acting, subscription).await?;
    done(acting, subscription.subscription_id, ChangeKind::CancelUndone).await
}

/// The subscription that was to follow is canceled before it began.
async fn undo_switch(acting: &mut Acting<'_>, subscription: &Subscription) -> Result<(), ActError> {
    let id = subscription.subscription_id;
    let following = subscriptions::follower(acting.tx, id).await?.ok_or(ActError::NothingToUndo)?;
    let follower =
        subscriptions::lock(acting.tx, following).await?.ok_or(ActError::NothingToUndo)?;
    if follower.billed_at.is_some() || follower.starts_at <= acting.at {
        return Err(ActError::NothingToUndo);
    }
    let (ends_at, status) = (Some(follower.starts_at), SubscriptionStatus::Canceled);
    subscriptions::save_end(acting.tx, following, ends_at, "undone", None, status).await?;
    go_on(acting, subscription).await
}

/// The subscription has no end any more.
async fn go_on(acting: &mut Acting<'_>, subscription: &Subscription) -> Result<(), ActError> {
    let id = subscription.subscription_id;
    let mut open = subscription.billed.clone();
    open.in_force = crate::domain::period::InForce::new(subscription.billed_from, None)?;
    let next = open.next_billing_at(subscription.billed_at)?;
    subscriptions::save_end(acting.tx, id, None, "", next, subscription.status).await?;
    Ok(())
}

async fn done(
    acting: &mut Acting<'_>,
    id: SubscriptionId,
    kind: ChangeKind,
) -> Result<Applied, ActError> {
    let applied = Applied::without_documents(id, kind, acting.at);
    record(acting, id, &applied, json!({}), "").await?;
    Ok(applied)
}
