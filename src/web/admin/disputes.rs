//! `/admin/disputes`: the disputes of all customers as gateways report them. They are answered at the
//! gateway, not here.

use crate::auth::StaffSession;
use crate::domain::dispute::{Dispute, DisputeStatus};
use crate::domain::id::DisputeId;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::dispute_lists::{self, DisputeListRow};
use crate::web::admin::parts::{OnwardPager, query};
use crate::web::components::amounts::{MoneyText, TimeText};
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// Disputes on one page.
const PAGE: usize = 50;

/// The lists in the order of the tabs: (word in the address, whether it shows open ones, text). The first
/// is the default.
const LISTS: [(&str, bool, &str); 2] =
    [("open", true, "disputes-list-open"), ("closed", false, "disputes-list-closed")];

#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

struct Page {
    word: &'static str,
    rows: Vec<DisputeListRow>,
    next: Option<String>,
    is_first: bool,
}

async fn load(app: &App, filter: &Filter) -> Result<Page, AppError> {
    let chosen = LISTS.iter().find(|(word, ..)| *word == filter.state).unwrap_or(&LISTS[0]);
    let (word, is_open, _) = *chosen;
    let after: Option<DisputeId> = filter.after.parse().ok();
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut tx = app.db.staff_read().await?;
    let mut rows = dispute_lists::staff_page(&mut tx, is_open, after, limit).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| has_more);
    let next = last.map(|last| address(word, &last.dispute_id.to_string()));
    Ok(Page { word, rows, next, is_first: after.is_none() })
}

fn address(word: &str, after: &str) -> String {
    format!("{}{}", paths::ADMIN_DISPUTES, query(&[("state", word), ("after", after)]))
}

/// GET /admin/disputes
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Query(filter): Query<Filter>,
) -> Result<Response, AppError> {
    let page = load(&app, &filter).await?;
    let title = i18n::text(ui.locale, "disputes-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(page)))
}

fn view(page: Page) -> AnyView {
    let tabs: Vec<_> = LISTS
        .iter()
        .map(|(word, _, key)| {
            let current = (*word == page.word).then_some("page");
            view! { <li><a href=address(word, "") aria-current=current>{t(key)}</a></li> }
        })
        .collect();
    let list = if page.rows.is_empty() {
        view! { <Empty title=t("disputes-empty-title") text=t("disputes-empty")/> }.into_any()
    } else {
        let summary = t_with("disputes-shown", &[("count", Arg::from(page.rows.len()))]);
        let first = (!page.is_first).then(|| address(page.word, ""));
        view! {
            {table(page.rows)}
            <OnwardPager summary first next=page.next/>
        }
        .into_any()
    };
    view! {
        <PageHead title=t("disputes-title")/>
        <nav class="tabs" aria-label=t("disputes-by-state")><ul>{tabs}</ul></nav>
        {list}
    }
    .into_any()
}

fn table(rows: Vec<DisputeListRow>) -> AnyView {
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("disputes-caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("disputes-customer")}</th>
                    <th scope="col">{t("disputes-reason")}</th>
                    <th scope="col">{t("disputes-invoice")}</th>
                    <th scope="col">{t("disputes-evidence-due")}</th>
                    <th scope="col">{t("disputes-state")}</th>
                    <th scope="col" class="num amount">{t("disputes-amount")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(row: DisputeListRow) -> AnyView {
    let payment = paths::admin_payment(row.tenant_id, row.payment);
    let invoice = row.invoice.map(|(id, number)| {
        let path = paths::admin_invoice(row.tenant_id, id);
        view! { <a class="nowrap" href=path>{number}</a> }
    });
    let due = due_at(row.evidence_due_at.filter(|_| !row.status.is_final()));
    let raw = (row.raw_reason != row.reason.word() && !row.raw_reason.is_empty())
        .then(|| view! { <small>{row.raw_reason.clone()}</small> });
    let provider = format!("{} · {}", row.gateway, row.provider_ref);
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=payment><bdi>{row.tenant_name}</bdi></a><small>{provider}</small></th>
            <td class="meta" data-label=t("disputes-reason")>{t(&reason_key(row.reason.word()))}{raw}</td>
            <td class="meta" data-label=t("disputes-invoice")>{invoice}</td>
            <td class="meta" data-label=t("disputes-evidence-due")>{due}</td>
            <td class="state">{status_badge(row.status)}</td>
            <td class="num amount"><MoneyText amount=row.amount/></td>
        </tr>
    }
    .into_any()
}

fn due_at(at: Option<jiff::Timestamp>) -> AnyView {
    match at {
        Some(at) => view! { <TimeText at/> }.into_any(),
        None => "–".into_any(),
    }
}

fn reason_key(word: &str) -> String {
    format!("dispute-reason-{}", word.replace('_', "-"))
}

/// How a dispute stands, in a word.
#[must_use]
pub fn status_badge(status: DisputeStatus) -> AnyView {
    let tone = match status {
        DisputeStatus::NeedsResponse | DisputeStatus::WarningNeedsResponse => "warning",
        DisputeStatus::EarlyWarning
        | DisputeStatus::UnderReview
        | DisputeStatus::WarningUnderReview => "info",
        DisputeStatus::Won => "success",
        DisputeStatus::Lost => "danger",
        DisputeStatus::WarningClosed | DisputeStatus::Prevented => "neutral",
    };
    let text = t(&format!("dispute-status-{}", status.word().replace('_', "-")));
    view! { <span class="badge" data-tone=tone>{text}</span> }.into_any()
}

/// The disputes of one payment; nothing when there is none.
pub fn payment_disputes(disputes: Vec<Dispute>) -> Option<AnyView> {
    let entries: Vec<_> = disputes
        .into_iter()
        .map(|dispute| {
            let reason = t(&reason_key(dispute.reason.reason.word()));
            let due = dispute.evidence_due_at.filter(|_| !dispute.status.is_final());
            let due = due
                .map(|at| view! { <small>{t("disputes-evidence-due")}" "<TimeText at/></small> });
            let provider = format!("{} · {}", dispute.gateway, dispute.provider_ref);
            view! {
                <li>
                    <div class="list-text">
                        <span class="list-title">{reason}" "{status_badge(dispute.status)}</span>
                        <small>{provider}</small>
                        {due}
                    </div>
                    <div class="list-end"><MoneyText amount=dispute.amount/></div>
                </li>
            }
        })
        .collect();
    (!entries.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="disputes">
                <h2 id="disputes">{t("disputes-title")}</h2>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}
