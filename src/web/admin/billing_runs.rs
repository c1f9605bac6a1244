//! `/admin/billing-runs`: what each billing run did, what it parked, and "run now" (row E3).

use crate::auth::StaffSession;
use crate::domain::id::BillingRunId;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::billing_runs::{self, BillingRun, Parking, RunFilter};
use crate::store::paging::Page;
use crate::store::{audit, subscription_lists};
use crate::web::admin::parts::{OnceKey, query};
use crate::web::admin::subscriptions::list::begin_run;
use crate::web::admin::subscriptions::path;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::TimeText;
use crate::web::components::layout::{Empty, Notice, PageHead, Pager, Tone};
use crate::web::list_key::{self, PageQuery};
use crate::web::path::Path;
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Runs on one page.
const PAGE: usize = 50;
/// Parked subscriptions of one run that are shown.
const PARKINGS: i64 = 200;

/// The tabs: (word in the address, text, which).
const TABS: [(&str, &str, RunFilter); 3] = [
    ("", "runs-tab-work", RunFilter::WithWork),
    ("trouble", "runs-tab-trouble", RunFilter::WithTrouble),
    ("all", "admin-list-all", RunFilter::All),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    state: String,
    after: String,
    before: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct RunPath {
    run: BillingRunId,
}

type Names = HashMap<Uuid, String>;

struct List {
    tab: &'static str,
    page: Page<BillingRun>,
    names: Names,
    parked: i64,
    can_act: bool,
    once: BillingRunId,
}

/// GET /admin/billing-runs
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(asked): Query<ListQuery>,
) -> Result<Response, AppError> {
    let (tab, _, filter) = *TABS.iter().find(|(word, ..)| *word == asked.state).unwrap_or(&TABS[0]);
    let key = PageQuery { after: asked.after, before: asked.before };
    let mut tx = app.db.staff_read().await?;
    let page = billing_runs::page(&mut tx, filter, key.page_from(), PAGE).await?;
    let people: Vec<Uuid> = page.rows.iter().filter_map(|run| person(&run.started_by)).collect();
    let list = List {
        tab,
        names: audit::names(&mut tx, &people, &[]).await?,
        parked: subscription_lists::count_parked(&mut tx).await?,
        page,
        can_act: staff.role.can_handle_money(),
        once: BillingRunId::new(),
    };
    drop(tx);
    let title = i18n::text(ui.locale, "runs-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(list)))
}

/// POST /admin/billing-runs: begins a run. The same form again shows the same run.
pub async fn run_now(
    State(app): State<App>,
    staff: StaffSession,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_handle_money() {
        return Err(AppError::Forbidden);
    }
    let run: BillingRunId = typed.id("id").ok_or(AppError::BadRequest)?;
    begin_run(&app, &staff.actor(), run).await
}

/// GET /admin/billing-runs/{run}
pub async fn show_one(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Path(RunPath { run }): Path<RunPath>,
) -> Result<Response, AppError> {
    let mut tx = app.db.staff_read().await?;
    let found = billing_runs::find(&mut tx, run).await?.ok_or(AppError::NotFound)?;
    let parkings = billing_runs::parkings(&mut tx, run, PARKINGS).await?;
    let people: Vec<Uuid> = person(&found.started_by).into_iter().collect();
    let names = audit::names(&mut tx, &people, &[]).await?;
    drop(tx);
    let title = i18n::text(ui.locale, "runs-one-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || one(&found, parkings, &names)))
}

fn person(actor: &str) -> Option<Uuid> {
    actor.split_once(':').and_then(|(_, id)| Uuid::parse_str(id).ok())
}

fn address(tab: &str, key: (&str, &str)) -> String {
    format!("{}{}", paths::ADMIN_BILLING_RUNS, query(&[("state", tab), key]))
}

fn view(list: List) -> AnyView {
    let tabs: Vec<_> = TABS
        .iter()
        .map(|(word, key, _)| {
            let current = (*word == list.tab).then_some("page");
            view! { <li><a href=address(word, ("after", "")) aria-current=current>{t(key)}</a></li> }
        })
        .collect();
    let parked = (list.parked > 0).then(|| {
        let text = t_with("runs-parked", &[("count", Arg::from(list.parked))]);
        let href = format!("{}?state=parked", paths::ADMIN_SUBSCRIPTIONS);
        view! { <div class="notice" data-tone="warning"><div><p><a href=href>{text}</a></p></div></div> }
    });
    let run_now = list.can_act.then(|| {
        view! {
            <details class="confirm">
                <summary class="btn btn-primary">{t("runs-now")}"…"</summary>
                <form class="confirm-body" method="post">
                    <OnceKey id=list.once.0/>
                    <p>{t("runs-now-confirm")}</p>
                    <div class="actions"><button class="btn btn-primary">{t("runs-now")}</button></div>
                </form>
            </details>
        }
    });
    view! {
        <PageHead title=t("runs-title") sub=t("runs-sub").into_any()/>
        {parked}
        {run_now}
        <nav class="tabs" aria-label=t("runs-by-state")><ul>{tabs}</ul></nav>
        {table(list)}
    }
    .into_any()
}

fn table(list: List) -> AnyView {
    let List { tab, page, names, .. } = list;
    if page.rows.is_empty() {
        return view! { <Empty title=t("admin-list-empty") text=t("runs-empty")/> }.into_any();
    }
    let neighbour = |name, row: Option<&BillingRun>| {
        row.map(|row| address(tab, (name, &list_key::write(row.started_on, row.run_id))))
    };
    let newer = page.has_newer.then(|| neighbour("before", page.rows.first())).flatten();
    let older = page.has_older.then(|| neighbour("after", page.rows.last())).flatten();
    let summary = t_with("runs-shown", &[("count", Arg::from(page.rows.len()))]);
    let rows: Vec<_> = page.rows.iter().map(|run| row(run, &names)).collect();
    view! {
        <div class="stack">
            <table class="table table-rows">
                <caption class="visually-hidden">{t("runs-caption")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("runs-started")}</th>
                        <th scope="col">{t("runs-by")}</th>
                        <th scope="col" class="num">{t("runs-invoiced")}</th>
                        <th scope="col" class="num">{t("runs-parked-column")}</th>
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

fn row(run: &BillingRun, names: &Names) -> AnyView {
    let href = paths::admin_billing_run(run.run_id);
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=href><TimeText at=run.started_at/></a></th>
            <td class="meta" data-label=t("runs-by")>{by(run, names)}</td>
            <td class="num meta" data-label=t("runs-invoiced")>{run.invoiced}</td>
            <td class="num meta" data-label=t("runs-parked-column")>{run.parked}</td>
            <td class="state">{state(run)}</td>
        </tr>
    }
    .into_any()
}

/// The name of who started it, or the part of the product.
fn by(run: &BillingRun, names: &Names) -> String {
    let name = person(&run.started_by).and_then(|id| names.get(&id)).cloned();
    name.unwrap_or_else(|| t(&format!("runs-source-{}", run.source.word())).into_owned())
}

fn state(run: &BillingRun) -> AnyView {
    let (tone, key) = match (&run.error, run.finished_at) {
        (Some(_), _) => ("danger", "runs-state-failed"),
        (None, None) => ("info", "runs-state-running"),
        (None, Some(_)) if run.parked > 0 => ("warning", "runs-state-parked"),
        (None, Some(_)) => ("success", "runs-state-done"),
    };
    view! { <span class="badge" data-tone=tone>{t(key)}</span> }.into_any()
}

fn one(run: &BillingRun, parkings: Vec<Parking>, names: &Names) -> AnyView {
    let crumbs = vec![(paths::ADMIN_BILLING_RUNS.to_owned(), t("runs-title").into_owned())];
    let finished = match run.finished_at {
        Some(at) => view! { <TimeText at/> }.into_any(),
        None => t("runs-not-ended").into_any(),
    };
    let error = run.error.clone().map(|error| {
        let text = t_with("runs-error", &[("error", error.into())]);
        view! { <Notice tone=Tone::Danger text/> }
    });
    let waiting = run.finished_at.is_none().then(|| {
        let again = paths::admin_billing_run(run.run_id);
        view! { <div class="notice" data-tone="info"><div><p>{t("runs-running-note")}" "<a href=again>{t("runs-look-again")}</a></p></div></div> }
    });
    view! {
        <PageHead title=t("runs-one-title") crumbs badge=state(run)/>
        {error}
        {waiting}
        <dl class="facts">
            <div><dt>{t("runs-started")}</dt><dd><TimeText at=run.started_at/></dd></div>
            <div><dt>{t("runs-finished")}</dt><dd>{finished}</dd></div>
            <div><dt>{t("runs-by")}</dt><dd>{by(run, names)}</dd></div>
            <div><dt>{t("runs-invoiced")}</dt><dd>{run.invoiced}</dd></div>
            <div><dt>{t("runs-passed")}</dt><dd>{run.passed}</dd></div>
            <div><dt>{t("runs-parked-column")}</dt><dd>{run.parked}</dd></div>
        </dl>
        {parking_list(parkings)}
    }
    .into_any()
}

fn parking_list(parkings: Vec<Parking>) -> Option<AnyView> {
    (!parkings.is_empty()).then(|| {
        let entries: Vec<_> = parkings
            .into_iter()
            .map(|one| {
                let href = path(one.tenant_id, one.subscription_id);
                let (tone, key) = match one.is_still_parked {
                    true => ("danger", "desk-is-parked"),
                    false => ("success", "runs-given-back"),
                };
                view! {
                    <li>
                        <div class="list-text"><a class="list-title" href=href><bdi>{one.tenant_name}</bdi>": "<bdi>{one.plan_name}</bdi></a><small><bdi>{one.reason}</bdi></small></div>
                        <div class="list-end"><span class="badge" data-tone=tone>{t(key)}</span></div>
                    </li>
                }
            })
            .collect();
        view! {
            <section class="section" aria-labelledby="parked">
                <div class="section-head"><h2 id="parked">{t("runs-what-parked")}</h2></div>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}
