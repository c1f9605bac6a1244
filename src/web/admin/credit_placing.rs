//! Placing a customer's credit on several invoices at once, for staff (row D11).

use crate::domain::id::InvoiceId;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::flows::payments::apply_credit::ApplyCreditError;
use crate::flows::payments::place_credit::place_credit;
use crate::i18n;
use crate::state::App;
use crate::store::credit_grants;
use crate::store::invoice_lists::InvoiceListRow;
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::parts::{Amounts, customer_crumbs};
use crate::web::admin::payment_form::{choice, load_open};
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors};
use crate::web::components::layout::PageHead;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

struct Loaded {
    open: Vec<InvoiceListRow>,
    credit: Vec<Money>,
}

async fn load(app: &App, access: &CustomerRead) -> Result<Loaded, AppError> {
    let mut open = load_open(app, access).await?;
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let credit = credit_grants::balances(&mut tx).await?;
    open.retain(|row| credit.iter().any(|balance| balance.currency == row.due.currency));
    Ok(Loaded { open, credit })
}

/// GET /admin/customers/{tenant}/place-credit
pub async fn show(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
) -> Result<Response, AppError> {
    let loaded = load(&app, &desk.0).await?;
    Ok(answer(ui, StatusCode::OK, desk.0, loaded, Typed::default(), FieldErrors::none()))
}

/// POST /admin/customers/{tenant}/place-credit
pub async fn submit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let chosen: Option<Vec<InvoiceId>> = typed.all("invoice").map(|id| id.parse().ok()).collect();
    let chosen = chosen.ok_or(AppError::BadRequest)?;
    let mut tx = desk.begin(&app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    let placed = match place_credit(&mut tx, now, today, &actor, &chosen).await {
        Ok(placed) => placed,
        Err(ApplyCreditError::NotFound) => return Err(AppError::NotFound),
        Err(ApplyCreditError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(AppError::internal(error)),
    };
    if !placed.is_empty() {
        tx.commit().await?;
        let page = paths::admin_customer(desk.0.tenant);
        return Ok(see_other(&format!("{page}?done=credit-applied")));
    }
    drop(tx);
    let mut errors = FieldErrors::none();
    errors.add("invoices", i18n::text(ui.locale, "admin-place-credit-nothing"));
    let loaded = load(&app, &desk.0).await?;
    Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, loaded, typed, errors))
}

fn answer(
    ui: Ui,
    status: StatusCode,
    access: CustomerRead,
    loaded: Loaded,
    typed: Typed,
    errors: FieldErrors,
) -> Response {
    let title = i18n::text(ui.locale, "admin-place-credit");
    render::page(ui, status, &title, move || view(&access, loaded, &typed, errors))
}

fn view(access: &CustomerRead, loaded: Loaded, typed: &Typed, errors: FieldErrors) -> AnyView {
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    let Loaded { open, credit } = loaded;
    let sub = view! { {t("admin-place-credit-available")}" "<strong><Amounts amounts=credit/></strong>" " };
    let body = if open.is_empty() {
        view! { <p class="muted" id="invoices">{t("admin-payment-nothing-open")}</p> }.into_any()
    } else {
        let choices: Vec<_> = open.into_iter().map(|row| choice(row, typed)).collect();
        view! {
            <form class="form" method="post">
                <fieldset class="fieldset" id="invoices" aria-describedby="invoices-hint">
                    <legend>{t("admin-place-credit-on")}</legend>
                    <p class="hint" id="invoices-hint">{t("admin-place-credit-hint")}</p>
                    <div class="choices">{choices}</div>
                </fieldset>
                <div class="actions actions-wide">
                    <button class="btn btn-primary">{t("admin-place-credit")}</button>
                    <a class="btn btn-quiet" href=paths::admin_customer(access.tenant)>{t("action-cancel")}</a>
                </div>
            </form>
        }
        .into_any()
    };
    view! {
        <PageHead title=t("admin-place-credit") crumbs sub=sub.into_any()/>
        <ErrorSummary errors/>
        {body}
    }
    .into_any()
}
