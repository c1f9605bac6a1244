//! `/subscriptions/{id}`: what is subscribed, what it charges next and what it has charged (row B6).

use super::invoice_table::InvoiceTable;
use super::subscription_acts::{further_acts, head_acts};
use super::subscription_notices::notices;
use super::timeline::name_of;
use crate::auth::CustomerSession;
use crate::domain::id::SubscriptionId;
use crate::error::AppError;
use crate::flows::billing::bill_subscription::BillError;
use crate::flows::billing::next_invoice::{NextInvoice, next_invoice};
use crate::flows::usage::metered::Metered;
use crate::state::App;
use crate::store::TenantTx;
use crate::store::invoice_lists::{self, InvoiceFilter, InvoiceListRow};
use crate::store::paging::PageFrom;
use crate::store::people::{self, Member};
use crate::store::subscriptions::{self, Change, Covered, Group, Subscription};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::coverage_strip::{Strip, coverage_strip};
use crate::web::path::Path;
use crate::web::subscription_parts::{
    ChangeLinks, add_ons_text, change_timeline, component_names, coupon_text, day_of,
    interval_text, next_invoice_lines, period_days, plan_text, seats_text, status_badge,
    status_meaning,
};
use crate::web::ui::{Ui, date, date_time, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// Invoices shown; the list of invoices has all.
const RECENT: usize = 12;

/// Everything that the page shows.
pub(super) struct Loaded {
    pub subscription: Subscription,
    /// `None` once everything is billed; an error that stays says that somebody must look.
    pub next: Result<Option<NextInvoice>, BillError>,
    pub changes: Vec<Change>,
    coverage: Vec<Covered>,
    invoices: Vec<InvoiceListRow>,
    members: Vec<Member>,
    group: Option<Group>,
    /// Whether this reader may change it.
    pub can_change: bool,
}

/// What was just done, as the address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DoneQuery {
    done: String,
}

/// Reads an id as an address has it; text that is none names nothing.
pub(super) fn read_id(text: &str) -> Result<SubscriptionId, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

/// GET /subscriptions/{id}
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
    Query(query): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let loaded = load(&mut tx, &customer, ui.now, read_id(&id)?).await?;
    drop(tx);
    let terms = &loaded.subscription.billed.phase_at(ui.now).terms;
    let title = terms.version.name.clone();
    Ok(render::page(ui, StatusCode::OK, &title.clone(), move || view(title, &loaded, &query.done)))
}

pub(super) async fn load(
    tx: &mut TenantTx,
    customer: &CustomerSession,
    now: Timestamp,
    id: SubscriptionId,
) -> Result<Loaded, AppError> {
    let subscription = subscriptions::find(tx, id).await?.ok_or(AppError::NotFound)?;
    let next = match next_invoice(tx, now, &subscription, &Metered).await {
        Err(BillError::Store(error)) => return Err(error.into()),
        next => next,
    };
    let today = day_of(now, &subscription.billed.cycle.zone);
    let made_by_it = InvoiceFilter { subscription: Some(id), ..InvoiceFilter::default() };
    let page = invoice_lists::page(tx, &made_by_it, PageFrom::Start, today, RECENT).await?;
    let groups = match subscription.group_id {
        Some(_) => subscriptions::groups(tx).await?,
        None => Vec::new(),
    };
    let group = groups.into_iter().find(|group| Some(group.group_id) == subscription.group_id);
    Ok(Loaded {
        next,
        changes: subscriptions::changes(tx, id).await?,
        coverage: subscriptions::coverage(tx, id).await?,
        invoices: page.rows,
        members: people::members(tx).await?,
        group,
        can_change: customer.role.can_change_billing(),
        subscription,
    })
}

fn view(title: String, loaded: &Loaded, done: &str) -> AnyView {
    let subscription = &loaded.subscription;
    let terms = &subscription.billed.phase_at(ui().now).terms;
    let parts: Vec<_> = [Some(interval_text(terms.version.interval)), seats_text(terms)]
        .into_iter()
        .flatten()
        .chain(add_ons_text(terms))
        .collect();
    let done = match done {
        "yes" => Some(t("subscription-done")),
        "waits" => Some(t("subscription-done-waits")),
        _ => None,
    };
    let done = done.map(|text| view! { <Notice tone=Tone::Success text/> });
    view! {
        <PageHead title badge=status_badge(subscription.status) sub=parts.join(" · ").into_any()
            actions=head_acts(loaded).into_any()
            crumbs=vec![(paths::SUBSCRIPTIONS.to_owned(), t("subscriptions-title").into_owned())]/>
        {done}
        {notices(loaded)}
        <div class="with-aside">
            <div>
                {next_section(subscription, &loaded.next)}
                {coverage_section(loaded)}
                {invoice_section(loaded)}
            </div>
            <aside>
                {facts(loaded)}
                {further_acts(loaded)}
                {history(loaded)}
            </aside>
        </div>
    }
    .into_any()
}

fn next_section(
    subscription: &Subscription,
    next: &Result<Option<NextInvoice>, BillError>,
) -> AnyView {
    let zone = &subscription.billed.cycle.zone;
    let body = match next {
        Err(_) => {
            view! { <Notice tone=Tone::Warning text=t("subscription-next-unknown")/> }.into_any()
        }
        Ok(None) => view! { <p class="muted">{t("subscription-next-none")}</p> }.into_any(),
        Ok(Some(next)) => {
            let on = date(day_of(next.made_at, zone));
            let said = t_with("subscription-next-made-on", &[("date", on.into())]);
            let estimate = next.is_estimate().then(|| {
                let until = date(day_of(next.billed_at, zone));
                let time = date_time(ui().now);
                let args = [("time", time.into()), ("date", until.into())];
                view! { " "{t_with("subscription-next-estimate", &args)} }
            });
            let group = subscription
                .group_id
                .is_some()
                .then(|| view! { " "{t("subscription-next-group")} });
            view! {
                <p class="muted">{said}{estimate}{group}</p>
                {next_invoice_lines(next)}
            }
            .into_any()
        }
    };
    view! {
        <section class="section" aria-labelledby="next">
            <div class="section-head"><h2 id="next">{t("subscription-next")}</h2></div>
            {body}
        </section>
    }
    .into_any()
}

fn coverage_section(loaded: &Loaded) -> Option<AnyView> {
    let billed = &loaded.subscription.billed;
    let strip = coverage_strip(&Strip {
        coverage: &loaded.coverage,
        faults: &[],
        names: &component_names(billed),
        zone: &billed.cycle.zone,
        invoice: &paths::invoice,
    })?;
    Some(
        view! {
            <section class="section" aria-labelledby="coverage">
                <h2 id="coverage">{t("coverage-strip-title")}</h2>
                {strip}
            </section>
        }
        .into_any(),
    )
}

fn invoice_section(loaded: &Loaded) -> AnyView {
    let body = if loaded.invoices.is_empty() {
        view! { <p class="muted">{t("subscription-no-invoices")}</p> }.into_any()
    } else {
        view! { <InvoiceTable rows=loaded.invoices.clone()/> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="invoices">
            <h2 id="invoices">{t("subscription-invoices")}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn facts(loaded: &Loaded) -> AnyView {
    let subscription = &loaded.subscription;
    let (billed, now) = (&subscription.billed, ui().now);
    let zone = &billed.cycle.zone;
    let terms = &billed.phase_at(now).terms;
    let mut facts: Vec<AnyView> = Vec::new();
    let mut add = |key: &'static str, value: AnyView| {
        facts.push(view! { <div><dt>{t(key)}</dt><dd>{value}</dd></div> }.into_any());
    };
    add("subscription-plan", plan_text(terms).into_any());
    if let Some(seats) = seats_text(terms) {
        add("subscription-seats", seats.into_any());
    }
    if let Some(add_ons) = add_ons_text(terms) {
        add("subscription-add-ons", add_ons.into_any());
    }
    let started = day_of(subscription.starts_at, zone);
    add("subscription-started", view! { <DateText on=started/> }.into_any());
    if let Ok(whole) = billed.cycle.period_containing(now)
        && billed.in_force.starts_at() <= now
        && !subscription.status.is_final()
    {
        let period = period_days(billed.in_force.part_of(whole), zone);
        add("subscription-period", period);
    }
    if let Some(commitment) = billed.commitment {
        add("subscription-commitment", view! { <MoneyText amount=commitment/> }.into_any());
    }
    for coupon in &subscription.coupons {
        let over = coupon.until.is_some_and(|until| until <= now);
        let said = if over {
            t("subscription-coupon-over").into_owned()
        } else if coupon.is_for_plan(&terms.version.code) {
            coupon_text(coupon, zone)
        } else {
            t("subscription-coupon-idle").into_owned()
        };
        let value = view! { <code>{coupon.code.clone()}</code>" "{said} };
        add("subscription-coupon", value.into_any());
    }
    if !subscription.purchase_order.is_empty() {
        add("document-purchase-order", subscription.purchase_order.clone().into_any());
    }
    if let Some(group) = &loaded.group {
        add("subscription-group", view! { <bdi>{group.name.clone()}</bdi> }.into_any());
    }
    view! {
        <section class="panel" aria-labelledby="about">
            <h2 id="about">{t("subscription-about")}</h2>
            <p class="small muted">{status_meaning(subscription.status)}</p>
            <dl class="facts">{facts}</dl>
        </section>
    }
    .into_any()
}

fn history(loaded: &Loaded) -> Option<AnyView> {
    (!loaded.changes.is_empty()).then(|| {
        let links = ChangeLinks {
            invoice: &paths::invoice,
            credit_note: &paths::credit_note,
            who: &|actor| Some(name_of(actor, &loaded.members)),
        };
        let zone = &loaded.subscription.billed.cycle.zone;
        view! {
            <section class="section" aria-labelledby="history">
                <h2 id="history">{t("subscription-history")}</h2>
                {change_timeline(&loaded.changes, zone, &links)}
            </section>
        }
        .into_any()
    })
}
