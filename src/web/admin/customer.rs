//! One customer as staff see them: balance, people, documents, payments, and what can be done.

use crate::domain::id::TenantId;
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::bounces::{self, BarredAddress};
use crate::store::invoice_lists::{self, InvoiceFilter, InvoicePage, StateFilter};
use crate::store::paging::PageFrom;
use crate::store::people::{self, Member};
use crate::store::{credit_grants, credit_notes, ledger, payments};
use crate::web::admin::access::CustomerRead;
use crate::web::admin::customer_parts::{
    barred_addresses, credit_note_table, payment_table, people_list, profile,
};
use crate::web::admin::done::{Done, DoneQuery};
use crate::web::admin::dunning;
use crate::web::admin::links;
use crate::web::admin::parts::{Amounts, customer_invoice_table, query};
use crate::web::admin::subscriptions;
use crate::web::components::layout::{Empty, PageHead, Pager};
use crate::web::list_key;
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// Invoices on one page of the list.
const PAGE: usize = 25;

/// Payments and credit notes shown here; all of them are on pages of their own.
const RECENT: usize = 5;

/// The states of the filter: (word in the address, text).
const STATES: [(&str, &str); 7] = [
    ("", "admin-list-all"),
    ("open", "admin-list-open"),
    ("overdue", "admin-list-overdue"),
    ("paid", "admin-list-paid"),
    ("draft", "admin-list-draft"),
    ("void", "admin-list-void"),
    ("uncollectible", "admin-list-uncollectible"),
];

#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    before: String,
}

struct Customer {
    list: ListQuery,
    done: Done,
    /// What the customer owes us, per currency; negative when we owe them.
    balance: Vec<Money>,
    credit: Vec<Money>,
    people: Vec<Member>,
    /// Addresses that nothing is mailed to.
    barred: Vec<BarredAddress>,
    invoices: InvoicePage,
    credit_notes: Vec<credit_notes::CreditNoteListRow>,
    payments: Vec<payments::PaymentListRow>,
}

async fn load(
    app: &App,
    access: &CustomerRead,
    list: ListQuery,
    done: &DoneQuery,
) -> Result<Customer, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let filter = InvoiceFilter {
        state: state_filter(&list.state),
        text: list.q.clone(),
        with_drafts: true,
        ..InvoiceFilter::default()
    };
    let from = list_key::page_from(list_key::read(&list.after), list_key::read(&list.before));
    Ok(Customer {
        done: done.load(&mut tx).await?,
        balance: customer_balance(&ledger::balances(&mut tx).await?)?,
        credit: credit_grants::balances(&mut tx).await?,
        people: people::members(&mut tx).await?,
        barred: bounces::barred(&mut tx).await?,
        invoices: invoice_lists::page(&mut tx, &filter, from, access.today, PAGE).await?,
        credit_notes: credit_notes::list(&mut tx, None, PageFrom::Start, RECENT).await?.rows,
        payments: payments::list(&mut tx, PageFrom::Start, RECENT).await?.rows,
        list,
    })
}

fn state_filter(word: &str) -> Option<StateFilter> {
    match word {
        "overdue" => Some(StateFilter::Overdue),
        word => word.parse::<InvoiceStatus>().ok().map(StateFilter::Is),
    }
}

/// Receivable and credit together, per currency, without the currencies that are even.
fn customer_balance(
    balances: &[(crate::domain::ledger::Account, Money)],
) -> Result<Vec<Money>, AppError> {
    let mut sums: Vec<Money> = Vec::new();
    for (_, amount) in balances.iter().filter(|(account, _)| account.is_customer_balance()) {
        match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
            Some(sum) => *sum = sum.checked_add(*amount).map_err(AppError::internal)?,
            None => sums.push(*amount),
        }
    }
    sums.retain(|sum| sum.amount_minor != 0);
    Ok(sums)
}

/// GET /admin/customers/{tenant}
pub async fn show(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Query(list): Query<ListQuery>,
    Query(done): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let customer = load(&app, &access, list, &done).await?;
    let title = access.profile.legal_name.clone();
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&access, customer)))
}

fn view(access: &CustomerRead, customer: Customer) -> AnyView {
    let Customer { list, done, balance, credit, people, barred, invoices, credit_notes, payments } =
        customer;
    let crumbs = vec![(paths::ADMIN_CUSTOMERS.to_owned(), t("admin-customers-title").into_owned())];
    let actions = access.staff.role.can_handle_money().then(|| {
        view! {
            <a class="btn btn-primary" href=links::new_payment(access.tenant, None)>{t("admin-record-payment")}</a>
            <a class="btn" href=links::new_invoice(access.tenant)>{t("admin-new-invoice")}</a>
            <a class="btn" href=subscriptions::new_path(access.tenant)>{t("desk-new")}</a>
        }
        .into_any()
    });
    let reference = t_with(
        "admin-reference-is",
        &[("reference", Arg::from(access.profile.account_ref.as_str()))],
    );
    view! {
        {done.notice()}
        <PageHead title=access.profile.legal_name.clone() crumbs sub=reference.into_any() actions=actions.into_any()/>
        <dl class="stats">
            <div><dt>{t("admin-balance")}</dt><dd><Amounts amounts=balance/></dd><dd class="stat-note">{t("admin-balance-note")}</dd></div>
            <div><dt>{t("admin-credit")}</dt><dd><a href=links::credits(access.tenant)><Amounts amounts=credit/></a></dd><dd class="stat-note">{t("admin-credit-note")}</dd></div>
        </dl>
        <div class="with-aside">
            <div class="stack stack-l">
                {invoice_section(access, list, invoices)}
                {payment_section(access, payments)}
                {credit_note_section(access, credit_notes)}
            </div>
            <aside class="stack stack-l">
                {profile(&access.profile)}
                {barred_addresses(access, &barred)}
                {people_list(people, &barred)}
                <p><a href=format!("{}?q={}", paths::ADMIN_SUBSCRIPTIONS, access.profile.account_ref)>{t("desk-of-customer")}</a></p>
                <p><a href=format!("{}?customer={}", paths::ADMIN_EMAILS, access.tenant)>{t("admin-customer-emails")}</a></p>
                <p><a href=dunning::customer_path(access.tenant)>{t("dunning-title")}</a></p>
                <p><a href=links::tax_exemptions(access.tenant)>{t("exemption-title")}</a></p>
            </aside>
        </div>
    }
    .into_any()
}

fn invoice_section(access: &CustomerRead, list: ListQuery, page: InvoicePage) -> AnyView {
    let tenant = access.tenant;
    let here = paths::admin_customer(tenant);
    let is_filtered = !list.q.is_empty() || !list.state.is_empty();
    let address = |key: &str, value: String| {
        let pairs = [("q", list.q.as_str()), ("state", &list.state), (key, &value)];
        format!("{here}{}", query(&pairs))
    };
    let ends = page.rows.first().zip(page.rows.last());
    let newer = ends
        .filter(|_| page.has_newer)
        .map(|(first, _)| address("before", list_key::write(first.issued_on, first.invoice_id)));
    let older = ends
        .filter(|_| page.has_older)
        .map(|(_, last)| address("after", list_key::write(last.issued_on, last.invoice_id)));
    let summary = t_with("admin-invoices-shown", &[("count", Arg::from(page.rows.len()))]);
    let table = match (page.rows.is_empty(), is_filtered) {
        (true, true) => {
            let action = (here.clone(), t("admin-search-clear").into_owned());
            view! { <Empty title=t("admin-search-nothing") text=t("admin-filter-no-match") action/> }
                .into_any()
        }
        (true, false) => {
            view! { <Empty title=t("admin-list-empty") text=t("admin-customer-no-invoices")/> }
                .into_any()
        }
        _ => {
            let today = access.today;
            let path = move |row: &invoice_lists::InvoiceListRow| {
                paths::admin_invoice(tenant, row.invoice_id)
            };
            view! {
                {customer_invoice_table(page.rows, path, today)}
                <Pager summary newer older/>
            }
            .into_any()
        }
    };
    view! {
        <section class="section" aria-labelledby="invoices">
            <div class="section-head"><h2 id="invoices">{t("admin-invoices-title")}</h2></div>
            {filter_form(tenant, &list)}
            {table}
        </section>
    }
    .into_any()
}

/// The search, which keeps the state, and the states, which keep the search.
fn filter_form(tenant: TenantId, list: &ListQuery) -> AnyView {
    let here = paths::admin_customer(tenant);
    let tabs: Vec<_> = STATES
        .iter()
        .map(|(word, key)| {
            let href = format!("{here}{}", query(&[("q", &list.q), ("state", word)]));
            let current = (*word == list.state).then_some("page");
            view! { <li><a href=href aria-current=current>{t(key)}</a></li> }
        })
        .collect();
    view! {
        <form class="filter" method="get" role="search">
            <input r#type="hidden" name="state" value=list.state.clone()/>
            <div class="field">
                <label class="visually-hidden" for="q">{t("admin-filter-text")}</label>
                <input class="input" id="q" name="q" r#type="search" value=list.q.clone() maxlength="200" placeholder=t("admin-filter-text")/>
            </div>
            <button class="btn">{t("admin-search")}</button>
        </form>
        <nav class="tabs" aria-label=t("admin-invoices-by-state")><ul>{tabs}</ul></nav>
    }
    .into_any()
}

fn payment_section(access: &CustomerRead, rows: Vec<payments::PaymentListRow>) -> AnyView {
    let list = if rows.is_empty() {
        view! { <p class="muted">{t("admin-no-payments")}</p> }.into_any()
    } else {
        payment_table(access.tenant, rows).into_any()
    };
    view! {
        <section class="section" aria-labelledby="payments">
            <div class="section-head">
                <h2 id="payments">{t("admin-payments")}</h2>
                <a href=links::payments(access.tenant)>{t("admin-all-payments")}</a>
            </div>
            {list}
        </section>
    }
    .into_any()
}

fn credit_note_section(
    access: &CustomerRead,
    rows: Vec<credit_notes::CreditNoteListRow>,
) -> AnyView {
    let list = if rows.is_empty() {
        view! { <p class="muted">{t("admin-no-credit-notes")}</p> }.into_any()
    } else {
        credit_note_table(access.tenant, rows).into_any()
    };
    view! {
        <section class="section" aria-labelledby="credit-notes">
            <div class="section-head">
                <h2 id="credit-notes">{t("admin-credit-notes")}</h2>
                <a href=links::credit_notes(access.tenant)>{t("admin-all-credit-notes")}</a>
            </div>
            {list}
        </section>
    }
    .into_any()
}

/// The name of a language of documents, as its own speakers write it.
#[must_use]
pub fn language_name(code: &str) -> String {
    i18n::Locale::from_bcp47(code).map_or_else(
        || code.to_owned(),
        |locale| t(&format!("language-{}", locale.as_bcp47())).into_owned(),
    )
}
