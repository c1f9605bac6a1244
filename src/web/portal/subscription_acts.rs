//! What a reader may do with a subscription as it stands: nothing is offered that would be refused.

use super::subscription::Loaded;
use crate::domain::subscription_status::SubscriptionStatus;
use crate::store::subscriptions::ChangeState;
use crate::web::paths;
use crate::web::ui::{t, ui};
use leptos::prelude::*;

/// A change that waits to be paid is settled first.
fn is_free(loaded: &Loaded) -> bool {
    let waits = loaded.changes.iter().any(|it| it.state == ChangeState::AwaitingPayment);
    loaded.can_change && !waits && loaded.subscription.parked_reason.is_none()
}

/// The buttons of the page's head.
pub(super) fn head_acts(loaded: &Loaded) -> Option<AnyView> {
    let subscription = &loaded.subscription;
    let id = subscription.subscription_id;
    if !is_free(loaded) {
        return None;
    }
    if subscription.status == SubscriptionStatus::Canceled {
        return Some(act_form(
            loaded,
            "reactivate",
            "subscription-act-reactivate",
            "btn btn-primary",
        ));
    }
    let is_ending = subscription.billed.in_force.ends_at().is_some();
    if subscription.status.is_final() || is_ending {
        return None;
    }
    Some(
        view! {
            <a class="btn btn-primary" href=paths::subscription_change(id)>{t("subscription-act-change")}</a>
            <a class="btn" href=paths::subscription_cancel(id)>{t("subscription-act-cancel")}</a>
        }
        .into_any(),
    )
}

/// What is done less often.
pub(super) fn further_acts(loaded: &Loaded) -> Option<AnyView> {
    let subscription = &loaded.subscription;
    let is_ending = subscription.billed.in_force.ends_at().is_some();
    let is_paused = subscription.billed.phase_at(ui().now).terms.paused;
    if !is_free(loaded) || subscription.status.is_final() || is_ending {
        return None;
    }
    let (act, key) = match subscription.status {
        SubscriptionStatus::Trialing => ("end_trial", "subscription-act-end-trial"),
        _ if is_paused => ("resume", "subscription-act-resume"),
        SubscriptionStatus::Active => ("pause", "subscription-act-pause"),
        _ => return None,
    };
    Some(
        view! { <div class="actions no-print">{act_form(loaded, act, key, "btn")}</div> }
            .into_any(),
    )
}

fn act_form(loaded: &Loaded, act: &'static str, key: &'static str, class: &'static str) -> AnyView {
    let action = format!("{}/act", paths::subscription(loaded.subscription.subscription_id));
    view! {
        <form method="post" action=action>
            <button class=class name="act" value=act>{t(key)}</button>
        </form>
    }
    .into_any()
}

/// Takes back what is planned; `act` says which.
pub(super) fn undo_form(loaded: &Loaded, act: &'static str) -> AnyView {
    let action = format!("{}/undo", paths::subscription(loaded.subscription.subscription_id));
    view! {
        <form method="post" action=action>
            <button class="btn btn-small" name="act" value=act>{t("subscription-act-undo")}</button>
        </form>
    }
    .into_any()
}
