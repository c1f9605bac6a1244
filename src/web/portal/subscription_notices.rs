//! What a customer must know about a subscription before its figures: what is wrong, what is planned,
//! what waits to be paid, each with the way on.

use super::subscription::Loaded;
use super::subscription_acts::undo_form;
use super::subscriptions::planned;
use crate::domain::subscription_status::SubscriptionStatus;
use crate::store::subscriptions::ChangeState;
use crate::web::components::layout::{Notice, Tone};
use crate::web::paths;
use crate::web::subscription_parts::{day_of, reason_text};
use crate::web::ui::{date, t, t_with, ui};
use leptos::prelude::*;

/// The notices, the most urgent first.
pub(super) fn notices(loaded: &Loaded) -> Vec<AnyView> {
    [urgent(loaded), waiting(loaded), coming(loaded), trial(loaded), held(loaded)]
        .into_iter()
        .flatten()
        .collect()
}

/// What keeps the service, or its payment, from going on.
fn urgent(loaded: &Loaded) -> Option<AnyView> {
    use SubscriptionStatus::{Incomplete, PastDue, Unpaid};
    let status = loaded.subscription.status;
    if !matches!(status, Incomplete | PastDue | Unpaid) {
        return None;
    }
    let key = format!("subscription-todo-{}", status.word().replace('_', "-"));
    let href = if loaded.can_change && ui().takes_payments {
        paths::pay_all(loaded.subscription.currency)
    } else {
        format!("{}?state=open", paths::INVOICES)
    };
    Some(
        view! {
            <div class="notice" data-tone="danger" role="alert">
                <div><p>{t(&key)}</p></div><a href=href>{t("subscription-todo-pay")}</a>
            </div>
        }
        .into_any(),
    )
}

/// A change that waits for its invoice.
fn waiting(loaded: &Loaded) -> Option<AnyView> {
    let change = loaded.changes.iter().find(|it| it.state == ChangeState::AwaitingPayment)?;
    let (invoice, until) = (change.invoice_id?, change.pay_until?);
    let day = date(day_of(until, &loaded.subscription.billed.cycle.zone));
    let text = t_with("subscription-waits-for-payment", &[("date", day.into())]);
    Some(
        view! {
            <div class="notice" data-tone="warning" role="status">
                <div><p>{text}</p></div>
                <a href=paths::invoice(invoice)>{t("subscription-change-invoice")}</a>
            </div>
        }
        .into_any(),
    )
}

/// A change or an end that is planned.
fn coming(loaded: &Loaded) -> Option<AnyView> {
    let subscription = &loaded.subscription;
    let text = planned(subscription)?;
    let reason = (!subscription.end_reason.is_empty()).then(|| {
        t_with(
            "subscription-end-reason",
            &[("reason", reason_text(&subscription.end_reason).into())],
        )
    });
    let text = [Some(text), reason].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let is_end = subscription.billed.in_force.ends_at().is_some_and(|end| end > ui().now);
    let undo = loaded.can_change.then(|| {
        undo_form(loaded, if is_end && !subscription.is_switching() { "cancel" } else { "change" })
    });
    Some(
        view! { <div class="notice" data-tone="info" role="status"><div><p>{text}</p></div>{undo}</div> }
            .into_any(),
    )
}

fn trial(loaded: &Loaded) -> Option<AnyView> {
    let subscription = &loaded.subscription;
    let ends_at = subscription.billed.in_force.starts_at();
    (subscription.status == SubscriptionStatus::Trialing && ends_at > ui().now).then(|| {
        let day = date(day_of(ends_at, &subscription.billed.cycle.zone));
        let text = t_with("subscription-trial-until", &[("date", day.into())]);
        view! { <Notice tone=Tone::Info text/> }.into_any()
    })
}

/// Somebody of the operator must look before it is billed again.
fn held(loaded: &Loaded) -> Option<AnyView> {
    loaded
        .subscription
        .parked_reason
        .as_ref()
        .map(|_| view! { <Notice tone=Tone::Info text=t("subscription-held")/> }.into_any())
}
