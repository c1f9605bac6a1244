//! What is due, when, and what needs doing: the customer's first screen (row B1).

use crate::auth::CustomerSession;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::i18n::Arg;
use crate::state::App;
use crate::store::invoice_lists::{self, DueSum, InvoiceFilter, InvoicePage, PageFrom};
use crate::store::payments;
use crate::web::components::amounts::MoneyText;
use crate::web::components::layout::PageHead;
use crate::web::portal::invoice_table::InvoiceTable;
use crate::web::ui::{Ui, date, money, t, t_with};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;

/// Recent invoices shown.
const RECENT: usize = 5;

struct Overview {
    due: Vec<DueSum>,
    credit: Vec<Money>,
    recent: InvoicePage,
}

async fn load(app: &App, customer: &CustomerSession, today: Date) -> Result<Overview, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    Ok(Overview {
        due: invoice_lists::due_sums(&mut tx, today).await?,
        credit: payments::credit_balances(&mut tx).await?,
        recent: invoice_lists::page(
            &mut tx,
            &InvoiceFilter::default(),
            PageFrom::Start,
            today,
            RECENT,
        )
        .await?,
    })
}

/// GET /
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
) -> Result<Response, AppError> {
    let overview = load(&app, &customer, ui.today()).await?;
    let title = crate::i18n::text(ui.locale, "overview-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&customer, overview)))
}

fn view(customer: &CustomerSession, overview: Overview) -> impl IntoView + use<> {
    let Overview { due, credit, recent } = overview;
    let has_invoices = !recent.rows.is_empty();
    let recent = has_invoices.then(|| {
        view! {
            <section class="section" aria-labelledby="recent">
                <div class="section-head">
                    <h2 id="recent">{t("overview-recent")}</h2>
                    <a href=paths::INVOICES>{t("overview-all-invoices")}</a>
                </div>
                <InvoiceTable rows=recent.rows/>
            </section>
        }
    });
    view! {
        <PageHead title=t("overview-title") sub=view! { <bdi>{customer.tenant_name.clone()}</bdi> }.into_any()/>
        {due_hero(&due)}
        {credit_note(credit)}
        {recent}
    }
}

fn due_hero(due: &[DueSum]) -> impl IntoView + use<> {
    if due.is_empty() {
        return view! {
            <section class="hero" aria-labelledby="due">
                <h2 class="hero-label" id="due">{t("overview-amount-due")}</h2>
                <p class="hero-amount">{t("overview-nothing-due")}</p>
                <p class="hero-note">{t("overview-nothing-due-note")}</p>
            </section>
        }
        .into_any();
    }
    let amounts: Vec<_> = due.iter().map(|sum| view! { <MoneyText amount=sum.due/>" " }).collect();
    let is_long = due.iter().map(|sum| money(sum.due).chars().count()).sum::<usize>() > 13;
    let notes: Vec<_> = due.iter().map(due_note).collect();
    let any_overdue = due.iter().any(|sum| sum.overdue_count > 0);
    let link = if any_overdue { "/invoices?state=overdue" } else { "/invoices?state=open" };
    let link_text = if any_overdue { t("overview-see-overdue") } else { t("overview-see-open") };
    view! {
        <section class="hero" aria-labelledby="due">
            <h2 class="hero-label" id="due">{t("overview-amount-due")}</h2>
            <p class=if is_long { "hero-amount is-long" } else { "hero-amount" }>{amounts}</p>
            {notes}
            <div class="actions actions-wide"><a class="btn btn-primary" href=link>{link_text}</a></div>
        </section>
    }
    .into_any()
}

fn due_note(sum: &DueSum) -> impl IntoView + use<> {
    let open = t_with(
        "overview-open-invoices",
        &[("count", Arg::from(sum.open_count)), ("date", Arg::from(date(sum.next_due_on)))],
    );
    let overdue = (sum.overdue_count > 0).then(|| {
        let text = t_with(
            "overview-overdue",
            &[("count", Arg::from(sum.overdue_count)), ("amount", Arg::from(sum.overdue))],
        );
        view! { " "<strong class="tone" data-tone="danger">{text}</strong> }
    });
    view! { <p class="hero-note">{open}{overdue}</p> }
}

fn credit_note(credit: Vec<Money>) -> Option<impl IntoView> {
    (!credit.is_empty()).then(|| {
        let amounts: Vec<_> = credit.into_iter().map(|amount| view! { <MoneyText amount/>" " }).collect();
        view! {
            <dl class="stats">
                <div><dt>{t("overview-credit")}</dt><dd>{amounts}</dd><dd class="stat-note">{t("overview-credit-note")}</dd></div>
            </dl>
        }
    })
}
