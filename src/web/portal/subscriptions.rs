//! `/subscriptions`: what the customer has subscribed to, and how each stands (row B6).

use crate::auth::CustomerSession;
use crate::error::AppError;
use crate::i18n;
use crate::state::App;
use crate::store::subscriptions::{self, Subscription};
use crate::web::components::amounts::DateText;
use crate::web::components::layout::{Empty, PageHead};
use crate::web::subscription_parts::{
    add_ons_text, day_of, interval_text, planned_phase, seats_text, status_badge,
};
use crate::web::ui::{Ui, date, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// GET /subscriptions
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let mut found = Vec::new();
    for id in subscriptions::list(&mut tx).await? {
        found.extend(subscriptions::find(&mut tx, id).await?);
    }
    drop(tx);
    // Stable: the newest first, those that ended below.
    found.sort_by_key(|subscription| subscription.status.is_final());
    let title = i18n::text(ui.locale, "subscriptions-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(found)))
}

fn view(found: Vec<Subscription>) -> AnyView {
    if found.is_empty() {
        return view! {
            <PageHead title=t("subscriptions-title")/>
            <Empty title=t("subscriptions-empty-title") text=t("subscriptions-empty")/>
        }
        .into_any();
    }
    let rows: Vec<_> = found.iter().map(row).collect();
    view! {
        <PageHead title=t("subscriptions-title")/>
        <table class="table table-rows">
            <caption class="visually-hidden">{t("subscriptions-caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("subscription-plan")}</th>
                    <th scope="col">{t("subscription-billed")}</th>
                    <th scope="col">{t("subscription-next-on")}</th>
                    <th scope="col">{t("subscription-state")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(subscription: &Subscription) -> AnyView {
    let now = ui().now;
    let terms = &subscription.billed.phase_at(now).terms;
    let zone = &subscription.billed.cycle.zone;
    let parts: Vec<_> = seats_text(terms).into_iter().chain(add_ons_text(terms)).collect();
    let parts = (!parts.is_empty()).then(|| view! { <small>{parts.join(" · ")}</small> });
    let next = subscription.next_billing_at.map(|at| view! { <DateText on=day_of(at, zone)/> });
    let planned = planned(subscription).map(|text| view! { <small>{text}</small> });
    view! {
        <tr class="row-link">
            <th scope="row" class="lead">
                <a href=paths::subscription(subscription.subscription_id)><bdi>{terms.version.name.clone()}</bdi></a>
                {parts}{planned}
            </th>
            <td class="meta" data-label=t("subscription-billed")>{interval_text(terms.version.interval)}</td>
            <td class="meta" data-label=t("subscription-next-on")>{next.is_none().then_some("–")}{next}</td>
            <td class="state">{status_badge(subscription.status)}</td>
        </tr>
    }
    .into_any()
}

/// What is going to happen to the subscription by itself.
pub(super) fn planned(subscription: &Subscription) -> Option<String> {
    let (billed, now) = (&subscription.billed, ui().now);
    let day = |at| ("date", date(day_of(at, &billed.cycle.zone)).into());
    if let Some(end) = billed.in_force.ends_at().filter(|end| *end > now) {
        return Some(t_with("subscription-ends-on", &[day(end)]));
    }
    let phase = planned_phase(billed, now)?;
    let current = &billed.phase_at(now).terms;
    let key = match (current.paused, phase.terms.paused) {
        (false, true) => "subscription-pauses-on",
        (true, false) => "subscription-resumes-on",
        _ => "subscription-changes-on",
    };
    let plan = phase.terms.version.name.clone();
    Some(t_with(key, &[day(phase.from), ("plan", plan.into())]))
}
