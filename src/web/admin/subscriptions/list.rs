//! `/admin/subscriptions`: the subscriptions of all customers, what they come to in a month, and those
//! that the billing run left aside.

use super::parked::said;
use super::path;
use crate::auth::StaffSession;
use crate::domain::id::BillingRunId;
use crate::domain::money::Money;
use crate::domain::subscription::per_month;
use crate::error::AppError;
use crate::flows::subscriptions::unpark::unpark;
use crate::i18n::{self, Arg};
use crate::jobs::{Job, enqueue};
use crate::state::App;
use crate::store::billing_runs::{self, RunSource};
use crate::store::paging::Page;
use crate::store::subscription_lists::{
    self, Figures, ListedSubscription, SubscriptionFilter, SubscriptionTab,
};
use crate::store::{Actor, StaffRead};
use crate::web::admin::parts::{Amounts, OnceKey, query};
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::TimeText;
use crate::web::components::layout::{Empty, Notice, PageHead, Pager, Tone};
use crate::web::list_key::{self, PageQuery};
use crate::web::subscription_parts::{interval_text, status_badge};
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use leptos::prelude::*;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Deserialize;

/// Subscriptions on one page.
const PAGE: usize = 50;
/// Parked subscriptions that are given back at once; whoever has more presses again.
const TRIED_AT_ONCE: i64 = 500;

/// The tabs: (word in the address, text, which).
const TABS: [(&str, &str, SubscriptionTab); 8] = [
    ("", "desk-tab-all", SubscriptionTab::All),
    ("active", "desk-tab-active", SubscriptionTab::Active),
    ("trial", "desk-tab-trial", SubscriptionTab::Trial),
    ("past-due", "desk-tab-past-due", SubscriptionTab::PastDue),
    ("paused", "desk-tab-paused", SubscriptionTab::Paused),
    ("ending", "desk-tab-ending", SubscriptionTab::Ending),
    (PARKED, "desk-tab-parked", SubscriptionTab::Parked),
    ("ended", "desk-tab-ended", SubscriptionTab::Ended),
];
const PARKED: &str = "parked";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    q: String,
    state: String,
    /// `1`: the parked ones, for links from elsewhere.
    parked: String,
    after: String,
    before: String,
}

struct List {
    asked: ListQuery,
    tab: &'static str,
    page: Page<ListedSubscription>,
    figures: Figures,
    /// What recurs in a month, each currency by itself.
    monthly: Vec<Money>,
    can_act: bool,
    once: BillingRunId,
}

/// GET /admin/subscriptions
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(mut asked): Query<ListQuery>,
) -> Result<Response, AppError> {
    if asked.parked == "1" {
        asked.state = PARKED.to_owned();
    }
    let (tab, _, which) = *TABS.iter().find(|(word, ..)| *word == asked.state).unwrap_or(&TABS[0]);
    let filter = SubscriptionFilter { tab: which, text: asked.q.clone() };
    let key = PageQuery { after: asked.after.clone(), before: asked.before.clone() };
    let now = ui.now;
    let mut tx = app.db.staff_read().await?;
    let list = List {
        tab,
        page: subscription_lists::page(&mut tx, &filter, now, key.page_from(), PAGE).await?,
        figures: subscription_lists::figures(&mut tx, now).await?,
        monthly: monthly(&mut tx, now).await?,
        can_act: staff.role.can_handle_money(),
        once: BillingRunId::new(),
        asked,
    };
    drop(tx);
    let title = i18n::text(ui.locale, "desk-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(list)))
}

/// What recurs in a month in each currency (docs/MONEY.md, "Monthly recurring revenue"): rounded once.
async fn monthly(tx: &mut StaffRead, now: Timestamp) -> Result<Vec<Money>, AppError> {
    let mut sums: Vec<(crate::domain::currency::Currency, Decimal)> = Vec::new();
    for found in subscription_lists::recurring_terms(tx, now).await? {
        let version = &found.terms.version;
        // A price that cannot be computed parks its subscriptions; it is no revenue.
        let Ok(amount) = found.terms.in_advance(&found.coupons, now) else { continue };
        let more = per_month(amount, version.interval) * Decimal::from(found.subscriptions);
        match sums.iter_mut().find(|(currency, _)| *currency == version.currency) {
            Some((_, sum)) => *sum += more,
            None => sums.push((version.currency, more)),
        }
    }
    sums.sort_by_key(|(currency, _)| currency.code());
    let rounded = sums.into_iter().map(|(currency, sum)| {
        let minor = sum.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        minor.to_i64().map(|minor| Money::new(minor, currency)).ok_or(AppError::BadRequest)
    });
    rounded.collect()
}

/// POST /admin/subscriptions/try-again: every parked subscription is given back, and a run begins.
pub async fn try_all_again(
    State(app): State<App>,
    staff: StaffSession,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_handle_money() {
        return Err(AppError::Forbidden);
    }
    let run: BillingRunId = typed.id("id").ok_or(AppError::BadRequest)?;
    let (actor, now) = (staff.actor(), app.clock.now());
    let mut read = app.db.staff_read().await?;
    let parked = subscription_lists::parked(&mut read, TRIED_AT_ONCE).await?;
    drop(read);
    for (tenant, id) in parked {
        let mut tx = app.db.tenant(tenant, &actor, now).await?;
        match unpark(&mut tx, id, "all parked subscriptions tried again").await {
            Ok(_) => tx.commit().await?,
            Err(error) => return Err(super::acts::unpark_error(error)),
        }
    }
    begin_run(&app, &actor, run).await
}

/// Puts the run on record, queues it and shows it. The same form again shows the same run.
pub(in crate::web::admin) async fn begin_run(
    app: &App,
    actor: &Actor,
    run: BillingRunId,
) -> Result<Response, AppError> {
    let now = app.clock.now();
    let mut tx = app.db.operator(actor, now).await?;
    if billing_runs::begin(&mut tx, run, RunSource::Staff, actor, now).await? {
        enqueue(&mut tx, now, &Job::CarryOutBilling { run_id: run }).await?;
    }
    tx.commit().await?;
    Ok(render::see_other(&paths::admin_billing_run(run)))
}

fn address(asked: &ListQuery, state: &str, key: (&str, &str)) -> String {
    format!("{}{}", paths::ADMIN_SUBSCRIPTIONS, query(&[("q", &asked.q), ("state", state), key]))
}

fn view(list: List) -> AnyView {
    let tabs: Vec<_> = TABS
        .iter()
        .map(|(word, key, which)| {
            let current = (*word == list.tab).then_some("page");
            let parked = list.figures.parked;
            let count = (*which == SubscriptionTab::Parked && parked > 0)
                .then(|| view! { " "<span class="count" data-tone="danger">{parked}</span> });
            let href = address(&list.asked, word, ("after", ""));
            view! { <li><a href=href aria-current=current>{t(key)}{count}</a></li> }
        })
        .collect();
    view! {
        <PageHead title=t("desk-title")/>
        {figures(&list)}
        <form class="filter" method="get" role="search">
            <input r#type="hidden" name="state" value=list.tab/>
            <div class="field">
                <label class="visually-hidden" for="q">{t("desk-search")}</label>
                <input class="input" id="q" name="q" r#type="search" value=list.asked.q.clone() maxlength="200" placeholder=t("desk-search")/>
            </div>
            <button class="btn">{t("admin-search")}</button>
        </form>
        <nav class="tabs" aria-label=t("desk-by-state")><ul>{tabs}</ul></nav>
        {try_all(&list)}
        {table(list)}
    }
    .into_any()
}

fn figures(list: &List) -> AnyView {
    let Figures { active, trial, past_due, paused, parked } = list.figures;
    let others = [
        ("desk-figure-trial", trial),
        ("desk-figure-past-due", past_due),
        ("desk-figure-paused", paused),
    ];
    let others: Vec<_> =
        others.iter().map(|(key, count)| t_with(key, &[("count", Arg::from(*count))])).collect();
    let to_parked = address(&ListQuery::default(), PARKED, ("after", ""));
    view! {
        <dl class="stats">
            <div><dt>{t("desk-figure-active")}</dt><dd>{active}</dd><dd class="stat-note">{others.join(" · ")}</dd></div>
            <div><dt>{t("desk-figure-mrr")}</dt><dd><Amounts amounts=list.monthly.clone()/></dd><dd class="stat-note">{t("desk-figure-mrr-note")}</dd></div>
            <div><dt>{t("desk-figure-parked")}</dt><dd><a href=to_parked>{parked}</a></dd><dd class="stat-note">{t("desk-figure-parked-note")}</dd></div>
        </dl>
    }
    .into_any()
}

/// What is parked is explained, and can be tried again all at once.
fn try_all(list: &List) -> Option<AnyView> {
    (list.tab == PARKED && list.figures.parked > 0).then(|| {
        let act = list.can_act.then(|| {
            view! {
                <details class="confirm">
                    <summary class="btn">{t("desk-try-all")}"…"</summary>
                    <form class="confirm-body" method="post" action=format!("{}/try-again", paths::ADMIN_SUBSCRIPTIONS)>
                        <OnceKey id=list.once.0/>
                        <p>{t("desk-try-all-confirm")}</p>
                        <div class="actions"><button class="btn btn-primary">{t("desk-try-all")}</button></div>
                    </form>
                </details>
            }
        });
        view! { <Notice tone=Tone::Warning text=t("desk-parked-what")/>{act} }.into_any()
    })
}

fn table(list: List) -> AnyView {
    let List { asked, tab, page, .. } = list;
    if page.rows.is_empty() {
        let is_filtered = !asked.q.is_empty() || !tab.is_empty();
        let (title, text) = match is_filtered {
            true => (t("admin-search-nothing"), t("desk-nothing-found")),
            false => (t("admin-list-empty"), t("desk-empty")),
        };
        return match is_filtered {
            true => {
                let action =
                    (paths::ADMIN_SUBSCRIPTIONS.to_owned(), t("admin-search-clear").into_owned());
                view! { <Empty title text action/> }.into_any()
            }
            false => {
                let action =
                    (paths::ADMIN_CUSTOMERS.to_owned(), t("desk-to-customers").into_owned());
                view! { <Empty title text action/> }.into_any()
            }
        };
    }
    let neighbour = |name, row: Option<&ListedSubscription>| {
        row.map(|row| {
            address(&asked, tab, (name, &list_key::write(row.created_on, row.subscription_id)))
        })
    };
    let newer = page.has_newer.then(|| neighbour("before", page.rows.first())).flatten();
    let older = page.has_older.then(|| neighbour("after", page.rows.last())).flatten();
    let summary = t_with("desk-shown", &[("count", Arg::from(page.rows.len()))]);
    let rows: Vec<_> = page.rows.into_iter().map(row).collect();
    view! {
        <div class="stack">
            <table class="table table-rows">
                <caption class="visually-hidden">{t("desk-caption")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("desk-plan")}</th>
                        <th scope="col">{t("admin-customer")}</th>
                        <th scope="col">{t("desk-billed")}</th>
                        <th scope="col">{t("desk-next-on")}</th>
                        <th scope="col">{t("admin-state")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <Pager summary newer older/>
        </div>
    }
    .into_any()
}

fn row(row: ListedSubscription) -> AnyView {
    let href = path(row.tenant_id, row.subscription_id);
    let seats = t_with("desk-seats-count", &[("count", Arg::from(row.seats))]);
    let group = row.group.clone().map(|group| view! { <small><bdi>{group}</bdi></small> });
    let next = match row.next_billing_at {
        Some(at) => view! { <TimeText at/> }.into_any(),
        None => "–".into_any(),
    };
    let billed = format!("{}, {}", row.currency.code(), interval_text(row.interval));
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=href><bdi>{row.plan_name.clone()}</bdi></a><small>{seats}</small>{group}</th>
            <td class="meta" data-label=t("admin-customer")><bdi>{row.tenant_name.clone()}</bdi></td>
            <td class="meta" data-label=t("desk-billed")>{billed}</td>
            <td class="meta" data-label=t("desk-next-on")>{next}</td>
            <td class="state">{state(&row)}</td>
        </tr>
    }
    .into_any()
}

fn state(row: &ListedSubscription) -> AnyView {
    let paused = (row.is_paused && !row.status.is_final())
        .then(|| view! { " "<span class="badge" data-state="paused">{t("desk-is-paused")}</span> });
    let parked = row.parked.as_ref().map(|(_, reason)| {
        view! { " "<span class="badge" data-tone="danger">{t("desk-is-parked")}</span><small>{said(reason)}</small> }
    });
    let ends = row.ends_at.filter(|_| !row.status.is_final()).map(|at| {
        view! { <small>{t("desk-ends")}" "<TimeText at/></small> }
    });
    view! { {status_badge(row.status)}{paused}{parked}{ends} }.into_any()
}
