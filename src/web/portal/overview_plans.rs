//! What the overview says of subscriptions: the plan, its next invoice, and use against what is included
//! (row B1).

use super::usage::{self, MeterUse, bar};
use crate::error::AppError;
use crate::flows::billing::bill_subscription::BillError;
use crate::flows::billing::next_invoice::{NextInvoice, next_invoice};
use crate::flows::usage::metered::Metered;
use crate::store::TenantTx;
use crate::store::subscriptions::{self, Subscription};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::paths;
use crate::web::subscription_parts::{day_of, interval_text, status_badge};
use crate::web::ui::{t, ui};
use jiff::Timestamp;
use leptos::prelude::*;

/// More stand in the list of subscriptions.
const SHOWN: usize = 3;

pub(super) struct Plans {
    running: Vec<(Subscription, Option<NextInvoice>)>,
    has_more: bool,
    uses: Vec<MeterUse>,
}

pub(super) async fn load(tx: &mut TenantTx, now: Timestamp) -> Result<Plans, AppError> {
    let mut running = Vec::new();
    let mut has_more = false;
    for id in subscriptions::list(tx).await? {
        let found = subscriptions::find(tx, id).await?;
        let Some(found) = found.filter(|it| !it.status.is_final()) else { continue };
        if running.len() == SHOWN {
            has_more = true;
            break;
        }
        let next = match next_invoice(tx, now, &found, &Metered).await {
            Ok(next) => next,
            Err(BillError::Store(error)) => return Err(error.into()),
            // The subscription's page says that somebody looks.
            Err(_) => None,
        };
        running.push((found, next));
    }
    let uses = if running.is_empty() { Vec::new() } else { usage::load(tx, now, 0).await? };
    Ok(Plans { running, has_more, uses })
}

/// The section; nothing for who has no subscription.
pub(super) fn section(plans: &Plans) -> Option<AnyView> {
    if plans.running.is_empty() {
        return None;
    }
    let items: Vec<_> = plans.running.iter().map(|(one, next)| item(one, next.as_ref())).collect();
    let bars: Vec<_> = plans.uses.iter().enumerate().map(|(at, one)| bar(at, one)).collect();
    let all = plans.has_more.then(|| {
        view! { <a href=paths::SUBSCRIPTIONS>{t("overview-all-subscriptions")}</a> }
    });
    let usage = (!plans.uses.is_empty()).then(|| {
        view! { <p class="small"><a href=paths::USAGE>{t("overview-see-usage")}</a></p> }
    });
    Some(
        view! {
            <section class="section" aria-labelledby="plans">
                <div class="section-head"><h2 id="plans">{t("subscriptions-title")}</h2>{all}</div>
                <ul class="list">{items}</ul>
                {bars}
                {usage}
            </section>
        }
        .into_any(),
    )
}

fn item(one: &Subscription, next: Option<&NextInvoice>) -> AnyView {
    let terms = &one.billed.phase_at(ui().now).terms;
    let zone = &one.billed.cycle.zone;
    let on = next.map(|next| {
        let on = day_of(next.made_at, zone);
        view! { " · "{t("subscription-next-on")}" "<DateText on/> }
    });
    let amount = next.and_then(|next| {
        let total = next.document.as_ref()?.invoice.total;
        let estimate = next
            .is_estimate()
            .then(|| view! { " "<small class="muted">{t("subscription-estimate")}</small> });
        Some(view! { <MoneyText amount=total/>{estimate} })
    });
    view! {
        <li>
            <div class="list-text">
                <span class="list-title">
                    <a href=paths::subscription(one.subscription_id)><bdi>{terms.version.name.clone()}</bdi></a>
                    {status_badge(one.status)}
                </span>
                <small>{interval_text(terms.version.interval)}{on}</small>
            </div>
            <div class="list-end">{amount}</div>
        </li>
    }
    .into_any()
}
