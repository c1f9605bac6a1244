//! The invoices of all customers, by state.

use crate::auth::StaffSession;
use crate::domain::invoice::InvoiceStatus;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::invoice_lists::{self, FoundInvoice, StaffList};
use crate::web::admin::parts::{FoundInvoiceTable, OnwardPager, query};
use crate::web::components::layout::{Empty, PageHead};
use crate::web::list_key;
use crate::web::ui::{Ui, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;
use serde::Deserialize;

/// Invoices on one page.
const PAGE: usize = 50;

/// The lists in the order of the tabs: (word in the address, list, text). The first is the default.
const LISTS: [(&str, StaffList, &str); 5] = [
    ("overdue", StaffList::Overdue, "admin-list-overdue"),
    ("open", StaffList::Is(InvoiceStatus::Open), "admin-list-open"),
    ("paid", StaffList::Is(InvoiceStatus::Paid), "admin-list-paid"),
    ("draft", StaffList::Is(InvoiceStatus::Draft), "admin-list-draft"),
    ("all", StaffList::All, "admin-list-all"),
];

#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

struct Page {
    word: &'static str,
    rows: Vec<FoundInvoice>,
    next: Option<String>,
    is_first: bool,
}

async fn load(app: &App, filter: &Filter, today: Date) -> Result<Page, AppError> {
    let chosen = LISTS.iter().find(|(word, ..)| *word == filter.state).unwrap_or(&LISTS[0]);
    let (word, list, _) = *chosen;
    let after = list_key::read(&filter.after);
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut tx = app.db.staff_read().await?;
    let mut rows = invoice_lists::staff_page(&mut tx, list, after, today, limit).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| has_more).map(|last| {
        let (on, id) = list.key(&last.row);
        address(word, &list_key::write(on, id))
    });
    Ok(Page { word, rows, next, is_first: after.is_none() })
}

fn address(word: &str, after: &str) -> String {
    format!("{}{}", paths::ADMIN_INVOICES, query(&[("state", word), ("after", after)]))
}

/// GET /admin/invoices
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Query(filter): Query<Filter>,
) -> Result<Response, AppError> {
    let page = load(&app, &filter, ui.today()).await?;
    let title = i18n::text(ui.locale, "admin-invoices-title");
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
    let today = ui().today();
    let list = if page.rows.is_empty() {
        view! { <Empty title=t("admin-list-empty") text=t("admin-list-empty-text")/> }.into_any()
    } else {
        let summary = t_with("admin-invoices-shown", &[("count", Arg::from(page.rows.len()))]);
        let first = (!page.is_first).then(|| address(page.word, ""));
        view! {
            <FoundInvoiceTable rows=page.rows today/>
            <OnwardPager summary first next=page.next/>
        }
        .into_any()
    };
    view! {
        <PageHead title=t("admin-invoices-title")/>
        <nav class="tabs" aria-label=t("admin-invoices-by-state")><ul>{tabs}</ul></nav>
        {list}
    }
    .into_any()
}
