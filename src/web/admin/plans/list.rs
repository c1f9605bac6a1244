//! `/admin/plans`: all plans and add-ons, what they cost and who has them.

use super::words::{headline, offer_text, standing_text};
use super::{new_path, version_path};
use crate::auth::StaffSession;
use crate::domain::id::{PlanId, PlanVersionId};
use crate::domain::plan::{CatalogueVersion, PlanKind, VersionStanding, standing};
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::plans;
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, number, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::HashMap;

type Counts = HashMap<PlanVersionId, i64>;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    q: String,
    kind: String,
    state: String,
}

/// Versions of one plan.
struct PlanRow {
    plan_id: PlanId,
    versions: Vec<CatalogueVersion>,
}

impl PlanRow {
    /// Whoever has no version that is not archived is archived.
    fn is_archived(&self) -> bool {
        self.versions.iter().all(|one| one.archived_at.is_some())
    }

    fn newest(&self) -> Option<&CatalogueVersion> {
        self.versions.iter().max_by_key(|one| (one.created_at, one.version.version_id))
    }

    fn matches(&self, filter: &Filter) -> bool {
        let sought = filter.q.trim().to_lowercase();
        let kind: Option<PlanKind> = filter.kind.parse().ok();
        let is_named = self.versions.iter().any(|one| {
            let version = &one.version;
            version.name.to_lowercase().contains(&sought) || version.code.contains(&sought)
        });
        let is_kind = kind.is_none_or(|kind| self.versions.iter().any(|one| one.kind == kind));
        let is_state = match filter.state.as_str() {
            "archived" => self.is_archived(),
            "all" => true,
            _ => !self.is_archived(),
        };
        is_named && is_kind && is_state
    }
}

fn by_plan(all: Vec<CatalogueVersion>) -> Vec<PlanRow> {
    let mut rows: Vec<PlanRow> = Vec::new();
    for one in all {
        let plan_id = one.version.plan_id;
        match rows.last_mut().filter(|row| row.plan_id == plan_id) {
            Some(row) => row.versions.push(one),
            None => rows.push(PlanRow { plan_id, versions: vec![one] }),
        }
    }
    rows
}

/// GET /admin/plans
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(filter): Query<Filter>,
) -> Result<Response, AppError> {
    let mut tx = app.db.staff_read().await?;
    let all = plans::all(&mut tx).await?;
    let counts = plans::subscriptions_by_version(&mut tx, ui.now).await?;
    let has_any = !all.is_empty();
    let mut rows = by_plan(all);
    rows.retain(|row| row.matches(&filter));
    let can_change = staff.role.can_change_settings();
    let (title, today) = (i18n::text(ui.locale, "plans-title"), ui.today());
    Ok(render::page(ui, StatusCode::OK, &title, move || {
        view(rows, has_any, &counts, &filter, can_change, today)
    }))
}

fn view(
    rows: Vec<PlanRow>,
    has_any: bool,
    counts: &Counts,
    filter: &Filter,
    can_change: bool,
    today: Date,
) -> AnyView {
    let actions = can_change.then(|| {
        view! { <a class="btn btn-primary" href=new_path()>{t("plans-new")}</a> }.into_any()
    });
    let actions = actions.unwrap_or_else(|| ().into_any());
    let list = if !has_any {
        view! { <Empty title=t("plans-none") text=t("plans-none-text")/> }.into_any()
    } else if rows.is_empty() {
        let all = (paths::ADMIN_PLANS.to_owned(), t("action-clear-filters").into_owned());
        view! { <Empty title=t("plans-no-match") text=t("plans-no-match-text") action=all/> }
            .into_any()
    } else {
        table(rows, counts, today)
    };
    let search = has_any.then(|| search_form(filter));
    view! {
        <PageHead title=t("plans-title") sub=t("plans-sub").into_any() actions=actions/>
        {search}
        {list}
    }
    .into_any()
}

fn search_form(filter: &Filter) -> AnyView {
    let select = |name: &'static str,
                  label: &'static str,
                  chosen: &str,
                  words: [(&'static str, &'static str); 3]| {
        let options: Vec<_> = words
            .into_iter()
            .map(|(word, key)| view! { <option value=word selected=word == chosen>{t(key)}</option> })
            .collect();
        view! {
            <div class="field">
                <label r#for=name>{t(label)}</label>
                <select class="input" id=name name=name>{options}</select>
            </div>
        }
    };
    let kinds = [
        ("", "plans-kind-any"),
        (PlanKind::Plan.word(), "plans-kind-plan"),
        (PlanKind::AddOn.word(), "plans-kind-add-on"),
    ];
    let states = [
        ("", "plans-state-in-use"),
        ("archived", "plans-state-archived"),
        ("all", "plans-state-all"),
    ];
    let is_open = !filter.kind.is_empty() || !filter.state.is_empty();
    view! {
        <form class="filter" method="get" role="search">
            <div class="field"><label class="visually-hidden" r#for="q">{t("plans-search")}</label><input class="input" id="q" name="q" r#type="search" maxlength="100" placeholder=t("plans-search") value=filter.q.clone()/></div>
            <button class="btn">{t("action-search")}</button>
            <details class="filter-more" open=is_open>
                <summary>{t("plans-filters")}</summary>
                <div class="filter-fields">
                    {select("kind", "plans-kind", &filter.kind, kinds)}
                    {select("state", "admin-state", &filter.state, states)}
                    <button class="btn">{t("action-filter")}</button>
                </div>
            </details>
        </form>
    }
    .into_any()
}

fn table(rows: Vec<PlanRow>, counts: &Counts, today: Date) -> AnyView {
    let rows: Vec<_> = rows.iter().map(|row| table_row(row, counts, today)).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("plans-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("plans-plan")}</th>
                    <th scope="col">{t("plans-prices")}</th>
                    <th scope="col" class="num">{t("plans-versions")}</th>
                    <th scope="col" class="num">{t("plans-subscriptions")}</th>
                    <th scope="col">{t("admin-state")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn table_row(row: &PlanRow, counts: &Counts, today: Date) -> Option<AnyView> {
    let newest = row.newest()?;
    let count = |one: &CatalogueVersion| counts.get(&one.version.version_id).copied().unwrap_or(0);
    let subscriptions: i64 = row.versions.iter().map(count).sum();
    let is_now = |one: &&CatalogueVersion| {
        matches!(standing(one, &row.versions, today), VersionStanding::Current)
    };
    let prices: Vec<_> = row
        .versions
        .iter()
        .filter(is_now)
        .map(|one| {
            let href = version_path(row.plan_id, one.version.version_id);
            let price = headline(&one.version);
            view! { <div><a href=href>{offer_text(&one.version)}</a>": "{price}</div> }
        })
        .collect();
    let older: i64 = row
        .versions
        .iter()
        .filter(|one| standing(one, &row.versions, today) == VersionStanding::Superseded)
        .map(count)
        .sum();
    let older = (older > 0).then(|| {
        view! { <small>{t_with("plans-on-older-versions", &[("count", Arg::from(older))])}</small> }
    });
    let kind = t(&format!("plans-kind-{}", newest.kind.word().replace('_', "-")));
    let state = state(row, today);
    Some(
        view! {
            <tr>
                <th scope="row" class="lead"><a href=paths::admin_plan(row.plan_id)><bdi>{newest.version.name.clone()}</bdi></a><small><code>{newest.version.code.clone()}</code>" · "{kind}</small></th>
                <td data-label=t("plans-prices")><div>{prices}</div></td>
                <td class="meta num" data-label=t("plans-versions")>{number(Decimal::from(row.versions.len()))}</td>
                <td class="meta num" data-label=t("plans-subscriptions")>{number(Decimal::from(subscriptions))}{older}</td>
                <td class="state">{state}</td>
            </tr>
        }
        .into_any(),
    )
}

/// Offered to customers, sold by staff only, waiting for its day, or archived.
fn state(row: &PlanRow, today: Date) -> AnyView {
    let current: Vec<_> = row
        .versions
        .iter()
        .filter(|one| standing(one, &row.versions, today) == VersionStanding::Current)
        .collect();
    let (tone, text) = if row.is_archived() {
        standing_text(VersionStanding::Archived)
    } else if current.is_empty() {
        standing_text(VersionStanding::Scheduled)
    } else if current.iter().any(|one| one.is_offered) {
        ("success", t("plans-offered").into_owned())
    } else {
        ("neutral", t("plans-not-offered").into_owned())
    };
    let scheduled = row.versions.iter().any(|one| {
        !current.is_empty() && standing(one, &row.versions, today) == VersionStanding::Scheduled
    });
    let scheduled = scheduled.then(|| {
        view! { " "<span class="badge" data-tone="info">{t("plans-change-scheduled")}</span> }
    });
    view! { <span class="badge" data-tone=tone>{text}</span>{scheduled} }.into_any()
}
