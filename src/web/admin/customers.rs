//! Finding a customer: by name, by reference, or by the number of one of their invoices (row B2).

use crate::auth::StaffSession;
use crate::domain::id::TenantId;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::invoice_lists::{self, FoundInvoice};
use crate::store::tenants::{self, TenantRow};
use crate::web::admin::overview::search_form;
use crate::web::admin::parts::{FoundInvoiceTable, OnwardPager, query};
use crate::web::components::amounts::DateText;
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::Deserialize;

/// Customers on one page.
const PAGE: usize = 50;

/// Invoices shown for a number.
const FOUND_INVOICES: i64 = 10;

#[derive(Debug, Default, Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    /// The last customer of the page before: name and identifier.
    #[serde(default)]
    after_name: String,
    after_id: Option<TenantId>,
}

struct Found {
    search: Search,
    customers: Vec<TenantRow>,
    has_more: bool,
    invoices: Vec<FoundInvoice>,
}

async fn load(app: &App, search: Search) -> Result<Found, AppError> {
    let text = search.q.trim().to_owned();
    let mut tx = app.db.staff_read().await?;
    let after = search.after_id.map(|id| (search.after_name.as_str(), id));
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut customers = tenants::search(&mut tx, &text, after, limit).await?;
    let has_more = customers.len() > PAGE;
    customers.truncate(PAGE);
    let invoices = if text.is_empty() || search.after_id.is_some() {
        Vec::new()
    } else {
        invoice_lists::find_by_number(&mut tx, &text, FOUND_INVOICES).await?
    };
    Ok(Found { search, customers, has_more, invoices })
}

/// GET /admin/customers
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Query(search): Query<Search>,
) -> Result<Response, AppError> {
    let found = load(&app, search).await?;
    let title = i18n::text(ui.locale, "admin-customers-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(found)))
}

fn view(found: Found) -> AnyView {
    let text = found.search.q.trim().to_owned();
    let today = ui().today();
    let nothing = found.customers.is_empty() && found.invoices.is_empty();
    let invoices = (!found.invoices.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="invoices">
                <div class="section-head"><h2 id="invoices">{t("admin-found-invoices")}</h2></div>
                <FoundInvoiceTable rows=found.invoices today/>
            </section>
        }
    });
    let next = found.customers.last().filter(|_| found.has_more).map(|last| {
        let id = last.tenant_id.to_string();
        let pairs = [("q", text.as_str()), ("after_name", &last.legal_name), ("after_id", &id)];
        format!("{}{}", paths::ADMIN_CUSTOMERS, query(&pairs))
    });
    let first = found
        .search
        .after_id
        .map(|_| format!("{}{}", paths::ADMIN_CUSTOMERS, query(&[("q", text.as_str())])));
    let summary = t_with("admin-customers-shown", &[("count", Arg::from(found.customers.len()))]);
    let customers = (!found.customers.is_empty()).then(|| {
        view! {
            {customer_table(found.customers)}
            <OnwardPager summary first next/>
        }
    });
    let empty = nothing.then(|| empty(&text));
    view! {
        <PageHead title=t("admin-customers-title")/>
        {search_form(&text)}
        {invoices}
        {customers}
        {empty}
    }
    .into_any()
}

fn empty(text: &str) -> AnyView {
    if text.is_empty() {
        view! { <Empty title=t("admin-customers-none") text=t("admin-customers-none-text")/> }
            .into_any()
    } else {
        let sentence = t_with("admin-search-no-match", &[("text", Arg::from(text))]);
        let action = (paths::ADMIN_CUSTOMERS.to_owned(), t("admin-search-clear").into_owned());
        view! { <Empty title=t("admin-search-nothing") text=sentence action/> }.into_any()
    }
    .into_any()
}

fn customer_table(customers: Vec<TenantRow>) -> AnyView {
    let rows: Vec<_> = customers
        .into_iter()
        .map(|row| {
            let country = row
                .country
                .parse()
                .map(|country| i18n::country_name(ui().locale, country).into_owned())
                .unwrap_or_default();
            let since = row.created_at.to_zoned(TimeZone::UTC).date();
            view! {
                <tr class="row-link">
                    <th scope="row" class="lead"><a href=paths::admin_customer(row.tenant_id)><bdi>{row.legal_name}</bdi></a></th>
                    <td class="meta" data-label=t("admin-reference")>{row.account_ref}</td>
                    <td class="meta" data-label=t("admin-country")>{country}</td>
                    <td class="meta wide-only" data-label=t("admin-customer-since")><DateText on=since/></td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-customers-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-customer")}</th>
                    <th scope="col">{t("admin-reference")}</th>
                    <th scope="col">{t("admin-country")}</th>
                    <th scope="col">{t("admin-customer-since")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
