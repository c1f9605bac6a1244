//! `/admin/dunning`: the campaigns of all customers by state, what is at stake, and what comes next.

use super::{campaign_path, key, state};
use crate::auth::StaffSession;
use crate::domain::dunning::CampaignStatus;
use crate::domain::id::DunningCampaignId;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::flows::dunning::DunningError;
use crate::flows::dunning::standing::standing;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::dunning_lists::{self, CampaignListRow};
use crate::store::{StoreError, dunning};
use crate::web::admin::parts::{Amounts, OnwardPager, query};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;
use serde::Deserialize;

/// Campaigns on one page.
const PAGE: usize = 25;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    state: String,
    after: String,
}

struct Page {
    status: CampaignStatus,
    counts: Vec<(CampaignStatus, i64)>,
    at_stake: Vec<Money>,
    rows: Vec<(CampaignListRow, Option<Date>)>,
    next: Option<String>,
    is_first: bool,
}

/// GET /admin/dunning
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Query(filter): Query<Filter>,
) -> Result<Response, AppError> {
    let page = load(&app, &filter, ui.now).await?;
    let title = i18n::text(ui.locale, "dunning-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(page)))
}

async fn load(app: &App, filter: &Filter, now: Timestamp) -> Result<Page, AppError> {
    let status = filter.state.parse().unwrap_or(CampaignStatus::Running);
    let after: Option<DunningCampaignId> = filter.after.parse().ok();
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut tx = app.db.staff_read().await?;
    let mut rows = dunning_lists::staff_page(&mut tx, Some(status), after, limit).await?;
    let counts = dunning_lists::counts(&mut tx).await?;
    let at_stake = dunning_lists::at_stake(&mut tx).await?;
    drop(tx);
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| has_more);
    let next = last.map(|last| address(status, &last.campaign_id.to_string()));
    let mut with_next = Vec::with_capacity(rows.len());
    for row in rows {
        let next = next_on(app, &row, now).await?;
        with_next.push((row, next));
    }
    Ok(Page { status, counts, at_stake, rows: with_next, next, is_first: after.is_none() })
}

/// The day of the next message or attempt.
async fn next_on(
    app: &App,
    row: &CampaignListRow,
    now: Timestamp,
) -> Result<Option<Date>, AppError> {
    if row.status != CampaignStatus::Running {
        return Ok(None);
    }
    let mut tx = app.db.tenant_read(row.tenant_id).await?;
    let Some(campaign) = dunning::find(&mut tx, row.campaign_id).await? else { return Ok(None) };
    let standing = standing(&app.work.till, &mut tx, now, campaign).await.map_err(app_error)?;
    let retry = standing.next_retry().map(|(at, _)| at.to_zoned(standing.zone.clone()).date());
    let step = standing.next_step().map(|(_, on)| on);
    Ok(step.into_iter().chain(retry).min())
}

/// What our own pages cannot have caused.
pub(super) fn app_error(error: DunningError) -> AppError {
    match error {
        DunningError::NotFound(_) => AppError::NotFound,
        DunningError::Store(StoreError::NotFound) => AppError::NotFound,
        DunningError::Store(error) => error.into(),
        error => AppError::internal(error),
    }
}

fn address(status: CampaignStatus, after: &str) -> String {
    let pairs = [("state", status.word()), ("after", after)];
    format!("{}{}", paths::ADMIN_DUNNING, query(&pairs))
}

fn view(page: Page) -> AnyView {
    let count = |status| {
        let of_status = page.counts.iter().find(|(known, _)| *known == status);
        of_status.map_or(0, |(_, count)| *count)
    };
    let tabs: Vec<_> = CampaignStatus::ALL
        .iter()
        .map(|status| {
            let current = (*status == page.status).then_some("page");
            let text = t(&key("dunning-status-{}", status.word()));
            let count = count(*status);
            view! {
                <li><a href=address(*status, "") aria-current=current>{text}" "<span class="count">{count}</span></a></li>
            }
        })
        .collect();
    let list = if page.rows.is_empty() {
        view! { <Empty title=t("dunning-none") text=t("dunning-none-text")/> }.into_any()
    } else {
        let summary = t_with("dunning-shown", &[("count", Arg::from(page.rows.len()))]);
        let first = (!page.is_first).then(|| address(page.status, ""));
        let rows: Vec<_> = page.rows.into_iter().map(row).collect();
        view! {
            {table(rows)}
            <OnwardPager summary first next=page.next/>
        }
        .into_any()
    };
    let schedules = view! {
        <a class="btn" href=paths::ADMIN_DUNNING_REPORT>{t("recovery-title")}</a>
        <a class="btn" href=paths::ADMIN_DUNNING_SCHEDULES>{t("dunning-schedules-title")}</a>
    };
    let sub = view! { {t("dunning-at-stake")}" "<Amounts amounts=page.at_stake/> };
    view! {
        <PageHead title=t("dunning-title") sub=sub.into_any() actions=schedules.into_any()/>
        <nav class="tabs" aria-label=t("dunning-by-state")><ul>{tabs}</ul></nav>
        {list}
    }
    .into_any()
}

fn table(rows: Vec<AnyView>) -> AnyView {
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("dunning-caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-customer")}</th>
                    <th scope="col">{t("dunning-begun")}</th>
                    <th scope="col">{t("dunning-next")}</th>
                    <th scope="col">{t("admin-state")}</th>
                    <th scope="col" class="num amount">{t("dunning-stake")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row((row, next): (CampaignListRow, Option<Date>)) -> AnyView {
    let path = campaign_path(row.tenant_id, row.campaign_id);
    let next = match next {
        Some(on) => view! { <DateText on/> }.into_any(),
        None => "–".into_any(),
    };
    let invoices = t_with("dunning-invoices", &[("count", Arg::from(row.invoices))]);
    let amount = if row.status.is_final() { row.asked } else { row.at_stake };
    let begun = crate::web::ui::ui().time_zone.clone();
    let begun = row.opened_at.to_zoned(begun).date();
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=path><bdi>{row.tenant_name}</bdi></a><small>{row.schedule}" · "{invoices}</small></th>
            <td class="meta" data-label=t("dunning-begun")><DateText on=begun/></td>
            <td class="meta" data-label=t("dunning-next")>{next}</td>
            <td class="state">{state(row.status, row.pause, row.entitlement)}</td>
            <td class="num amount"><MoneyText amount/></td>
        </tr>
    }
    .into_any()
}
