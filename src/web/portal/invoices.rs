//! `/invoices`: every invoice of the customer, filtered by what stands in the address, paged by key
//! (row B2).

use super::invoice_table::InvoiceTable;
use super::invoices_filter::{Asked, InvoicesQuery, STATES, list_path, page_path, state_word};
use crate::auth::CustomerSession;
use crate::domain::currency::Currency;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::invoice_lists::{self, InvoiceFilter, InvoicePage, StateFilter};
use crate::web::components::layout::{Empty, Notice, PageHead, Pager, Tone};
use crate::web::ui::{Ui, date, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;

/// Invoices on one page.
const PAGE: usize = 25;

struct Loaded {
    page: InvoicePage,
    currencies: Vec<Currency>,
    /// Whether this reader can tick invoices and pay them at once.
    pays: bool,
}

async fn load(
    app: &App,
    customer: &CustomerSession,
    asked: &Asked,
    today: Date,
) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    Ok(Loaded {
        page: invoice_lists::page(&mut tx, &asked.filter, asked.page, today, PAGE).await?,
        currencies: invoice_lists::currencies(&mut tx).await?,
        pays: customer.role.can_change_billing() && app.work.till.is_open(),
    })
}

/// GET /invoices
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<InvoicesQuery>,
) -> Result<Response, AppError> {
    let asked = Asked::read(&query);
    let loaded = load(&app, &customer, &asked, ui.today()).await?;
    let title = i18n::text(ui.locale, "invoices-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&asked, loaded)))
}

fn view(asked: &Asked, loaded: Loaded) -> impl IntoView + use<> {
    let Loaded { page, currencies, pays } = loaded;
    let has_none_at_all = page.rows.is_empty() && !asked.is_filtered() && !page.has_older;
    if has_none_at_all && !page.has_newer && !asked.has_ignored {
        return view! { <PageHead title=t("invoices-title")/> {no_invoices_yet()} }.into_any();
    }
    let ignored = asked
        .has_ignored
        .then(|| view! { <Notice tone=Tone::Warning text=t("invoices-filter-ignored")/> });
    let list =
        if page.rows.is_empty() { nothing_found() } else { listing(&asked.filter, page, pays) };
    view! {
        <PageHead title=t("invoices-title")/>
        {ignored}
        <div class="stack">
            {filter_form(&asked.filter, currencies)}
            {chips(&asked.filter)}
        </div>
        {list}
    }
    .into_any()
}

fn no_invoices_yet() -> impl IntoView {
    let way_on = (paths::BILLING_DETAILS.to_owned(), t("invoices-empty-action").into_owned());
    view! { <Empty title=t("invoices-empty-title") text=t("invoices-empty") action=way_on/> }
}

fn nothing_found() -> AnyView {
    let way_on = (paths::INVOICES.to_owned(), t("action-clear-filters").into_owned());
    view! { <Empty title=t("invoices-none-found-title") text=t("invoices-none-found") action=way_on/> }
        .into_any()
}

fn listing(filter: &InvoiceFilter, page: InvoicePage, pays: bool) -> AnyView {
    let end = |row: Option<&invoice_lists::InvoiceListRow>, direction| {
        row.map(|row| page_path(filter, direction, row.issued_on, row.invoice_id))
    };
    let newer = page.has_newer.then(|| end(page.rows.first(), "before")).flatten();
    let older = page.has_older.then(|| end(page.rows.last(), "after")).flatten();
    let count = i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
    let summary = t_with("invoices-shown", &[("count", Arg::from(count))]);
    let due_here = page.rows.iter().filter(|row| row.due.is_positive()).count();
    let table = if pays && due_here > 1 {
        view! {
            <form class="stack" method="get" action=paths::PAY>
                <InvoiceTable rows=page.rows picks=true/>
                <div class="actions"><button class="btn btn-primary">{t("invoices-pay-picked")}</button></div>
            </form>
        }
        .into_any()
    } else {
        view! { <InvoiceTable rows=page.rows/> }.into_any()
    };
    view! {
        <div class="stack">
            {table}
            <Pager summary newer older/>
        </div>
    }
    .into_any()
}

fn filter_form(filter: &InvoiceFilter, currencies: Vec<Currency>) -> AnyView {
    let is_open = filter.state.is_some()
        || filter.currency.is_some()
        || filter.issued_from.is_some()
        || filter.issued_to.is_some();
    let chosen = filter.state;
    let states: Vec<_> = STATES
        .into_iter()
        .map(|state| option(state_word(state), state_name(state), chosen == Some(state)))
        .collect();
    // A choice of one is none, unless somebody already made it.
    let has_choice = currencies.len() > 1 || filter.currency.is_some();
    let currency = has_choice.then(|| currency_field(filter.currency, currencies));
    let on = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    view! {
        <form class="filter" method="get" action=paths::INVOICES role="search">
            <div class="field">
                <label class="visually-hidden" for="q">{t("invoices-search")}</label>
                <input class="input" id="q" name="q" r#type="search" maxlength="100" value=filter.text.clone()
                    placeholder=t("invoices-search-hint")/>
            </div>
            <button class="btn">{t("action-search")}</button>
            <details class="filter-more" open=is_open>
                <summary>{t("invoices-filters")}</summary>
                <div class="filter-fields">
                    <div class="field">
                        <label for="state">{t("invoice-state")}</label>
                        <select class="input" id="state" name="state">
                            <option value="">{t("invoices-any-state")}</option>{states}
                        </select>
                    </div>
                    {currency}
                    <div class="field">
                        <label for="from">{t("invoices-filter-from")}</label>
                        <input class="input" id="from" name="from" r#type="date" value=on(filter.issued_from)/>
                    </div>
                    <div class="field">
                        <label for="to">{t("invoices-filter-to")}</label>
                        <input class="input" id="to" name="to" r#type="date" value=on(filter.issued_to)/>
                    </div>
                    <button class="btn">{t("action-filter")}</button>
                </div>
            </details>
        </form>
    }
    .into_any()
}

fn currency_field(chosen: Option<Currency>, mut known: Vec<Currency>) -> AnyView {
    known.extend(chosen.filter(|currency| !known.contains(currency)));
    let options: Vec<_> = known
        .into_iter()
        .map(|currency| {
            option(currency.code(), currency.code().to_owned(), chosen == Some(currency))
        })
        .collect();
    view! {
        <div class="field">
            <label for="currency">{t("term-currency")}</label>
            <select class="input" id="currency" name="currency">
                <option value="">{t("invoices-any-currency")}</option>{options}
            </select>
        </div>
    }
    .into_any()
}

fn option(value: &'static str, text: String, is_selected: bool) -> impl IntoView {
    view! { <option value=value selected=is_selected>{text}</option> }
}

fn state_name(state: StateFilter) -> String {
    t(&format!("status-{}", state_word(state))).into_owned()
}

/// The filters that are on, each a link to the list without it.
fn chips(filter: &InvoiceFilter) -> Option<AnyView> {
    let mut chips = Vec::new();
    let mut chip = |name: &'static str, value: String, without: InvoiceFilter| {
        let said = t_with("invoices-remove-filter", &[("filter", Arg::from(t(name)))]);
        chips.push(view! {
            <li>
                <a class="chip" href=list_path(&without)>
                    <span><span class="visually-hidden">{said}" "</span>{t(name)}": "<bdi>{value}</bdi></span>
                </a>
            </li>
        });
    };
    if !filter.text.is_empty() {
        let without = InvoiceFilter { text: String::new(), ..filter.clone() };
        chip("invoices-filter-text", filter.text.clone(), without);
    }
    if let Some(state) = filter.state {
        chip("invoice-state", state_name(state), InvoiceFilter { state: None, ..filter.clone() });
    }
    if let Some(currency) = filter.currency {
        let without = InvoiceFilter { currency: None, ..filter.clone() };
        chip("term-currency", currency.code().to_owned(), without);
    }
    if let Some(from) = filter.issued_from {
        let without = InvoiceFilter { issued_from: None, ..filter.clone() };
        chip("invoices-filter-from", date(from), without);
    }
    if let Some(to) = filter.issued_to {
        chip("invoices-filter-to", date(to), InvoiceFilter { issued_to: None, ..filter.clone() });
    }
    (!chips.is_empty()).then(|| {
        view! {
            <ul class="chips" aria-label=t("invoices-active-filters")>
                {chips}
                <li><a class="small" href=paths::INVOICES>{t("action-clear-filters")}</a></li>
            </ul>
        }
        .into_any()
    })
}
