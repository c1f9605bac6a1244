//! `/admin/installment-plans`: the plans of all customers, by state.

use crate::auth::StaffSession;
use crate::domain::id::InstallmentPlanId;
use crate::domain::installment::PlanStatus;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::installments::lists::{self, PlanListRow};
use crate::web::admin::parts::{OnwardPager, query};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::layout::{Empty, PageHead};
use crate::web::installment_parts::status_badge;
use crate::web::ui::{Ui, money, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// Plans on one page.
const PAGE: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    state: String,
    #[serde(default)]
    before: String,
}

struct Page {
    status: Option<PlanStatus>,
    rows: Vec<PlanListRow>,
    counts: Vec<(PlanStatus, i64)>,
    next: Option<String>,
    is_first: bool,
    can_set_rules: bool,
}

/// GET /admin/installment-plans
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(filter): Query<Filter>,
) -> Result<Response, AppError> {
    let status: Option<PlanStatus> = filter.state.parse().ok();
    let before: Option<InstallmentPlanId> = filter.before.parse().ok();
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut tx = app.db.staff_read().await?;
    let mut rows = lists::of_all(&mut tx, status, before, limit).await?;
    let counts = lists::counts(&mut tx).await?;
    drop(tx);
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| has_more);
    let next = last.map(|last| address(status, &last.plan_id.to_string()));
    let can_set_rules = staff.role.can_change_settings();
    let page = Page { status, rows, counts, next, is_first: before.is_none(), can_set_rules };
    let title = i18n::text(ui.locale, "installments-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(page)))
}

fn address(status: Option<PlanStatus>, before: &str) -> String {
    let state = status.map_or("", PlanStatus::word);
    let query = query(&[("state", state), ("before", before)]);
    format!("{}{query}", paths::ADMIN_INSTALLMENT_PLANS)
}

fn tab(page: &Page, status: Option<PlanStatus>) -> AnyView {
    let count = match status {
        Some(status) => page.counts.iter().find(|(known, _)| *known == status).map(|one| one.1),
        None => None,
    };
    let count = count.map(|count| view! { " "<span class="count">{count}</span> });
    let text = match status {
        Some(status) => t(&format!("installment-status-{}", status.word())),
        None => t("installments-all"),
    };
    let current = (status == page.status).then_some("page");
    view! { <li><a href=address(status, "") aria-current=current>{text}{count}</a></li> }.into_any()
}

fn view(page: Page) -> AnyView {
    let tabs: Vec<_> = std::iter::once(None)
        .chain(PlanStatus::ALL.iter().copied().map(Some))
        .map(|status| tab(&page, status))
        .collect();
    let rules = page.can_set_rules.then(|| {
        view! { <a class="btn" href=paths::ADMIN_INSTALLMENT_RULES>{t("installment-rules")}</a> }
    });
    let list = if page.rows.is_empty() {
        view! { <Empty title=t("installments-empty-title") text=t("installments-none-here")/> }
            .into_any()
    } else {
        let summary = t_with("installments-shown", &[("count", Arg::from(page.rows.len()))]);
        let first = (!page.is_first).then(|| address(page.status, ""));
        view! {
            {table(page.rows)}
            <OnwardPager summary first next=page.next/>
        }
        .into_any()
    };
    view! {
        <PageHead title=t("installments-title") actions=rules.into_any()/>
        <nav class="tabs" aria-label=t("installments-by-state")><ul>{tabs}</ul></nav>
        {list}
    }
    .into_any()
}

fn table(rows: Vec<PlanListRow>) -> AnyView {
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("installments-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("agreement-customer")}</th>
                    <th scope="col">{t("agreement-invoice")}</th>
                    <th scope="col">{t("installment-paid-so-far")}</th>
                    <th scope="col">{t("installment-next-on")}</th>
                    <th scope="col">{t("installment-state")}</th>
                    <th scope="col" class="num amount">{t("agreement-total")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(plan: PlanListRow) -> AnyView {
    let page = paths::admin_installment_plan(plan.tenant_id, plan.plan_id);
    let invoice = paths::admin_invoice(plan.tenant_id, plan.invoice_id);
    let next = plan.next_due_on.map(|on| view! { <DateText on/> });
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=page><bdi>{plan.customer}</bdi></a></th>
            <td class="meta" data-label=t("agreement-invoice")><a class="nowrap" href=invoice>{plan.invoice_number}</a></td>
            <td class="meta" data-label=t("installment-paid-so-far")>{money(plan.paid)}</td>
            <td class="meta" data-label=t("installment-next-on")>{next.is_none().then_some("–")}{next}</td>
            <td class="state">{status_badge(plan.status)}</td>
            <td class="num amount"><MoneyText amount=plan.total/></td>
        </tr>
    }
    .into_any()
}
