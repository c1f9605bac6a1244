//! `/admin/customers/{tenant}/invoices/{invoice}/installments`: staff offer a plan for an invoice, or, where
//! one is active, other terms for it. The customer has the last word.

use super::{InvoicePath, refusal};
use crate::domain::id::{InstallmentPlanId, InvoiceId};
use crate::domain::installment::{Frequency, INSTALLMENTS_MAX, PlanTerms, Schedule};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::error::AppError;
use crate::flows::installments::{offer, offer_other_terms};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::installments::{self, rules};
use crate::store::invoices;
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::parts::{OnceKey, customer_crumbs};
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextAreaField, TextField};
use crate::web::components::layout::PageHead;
use crate::web::installment_parts::schedule;
use crate::web::path::Path;
use crate::web::ui::{Ui, t, t_with};
use crate::web::{installment_typed, paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::ToSpan;
use leptos::prelude::*;
use uuid::Uuid;

struct Loaded {
    invoice: Invoice,
    /// The plan whose terms would change.
    running: Option<InstallmentPlanId>,
    proposed: Typed,
}

async fn load(app: &App, desk: &CustomerRead, id: InvoiceId) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(desk.tenant).await?;
    let invoice = invoices::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    if invoice.status == InvoiceStatus::Draft {
        return Err(AppError::NotFound);
    }
    let running = installments::running_plan_of(&mut tx, id).await?;
    let rules = rules::in_force(&mut tx, invoice.seller_id).await?;
    let mut proposed = installment_typed::proposed(&rules);
    if running.is_none() {
        let percent = rules.down_payment_percent.normalize().to_string();
        proposed.push("down_payment", percent);
    }
    Ok(Loaded { invoice, running, proposed })
}

/// GET /admin/customers/{tenant}/invoices/{invoice}/installments
pub async fn show(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(InvoicePath { invoice }): Path<InvoicePath>,
    Query(query): Query<Typed>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &desk.0, invoice).await?;
    let typed = query.or(&loaded.proposed);
    let (shown, errors) = match preview(&ui, &desk.0, &loaded, &typed) {
        Ok(shown) => (Some(shown), FieldErrors::none()),
        Err(errors) => (None, errors),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(answer(ui, status, desk.0, loaded, &typed, shown, errors))
}

fn preview(
    ui: &Ui,
    desk: &CustomerRead,
    loaded: &Loaded,
    typed: &Typed,
) -> Result<Schedule, FieldErrors> {
    let terms: PlanTerms = installment_typed::read(ui, typed)?;
    let nothing = |_| FieldErrors::one("installments", i18n::text(ui.locale, "pay-nothing-due"));
    let due = loaded.invoice.due().map_err(nothing)?;
    terms.schedule(due, desk.today).map_err(|refused| installment_typed::refusal(ui, &refused))
}

/// POST /admin/customers/{tenant}/invoices/{invoice}/installments
pub async fn submit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(InvoicePath { invoice }): Path<InvoicePath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &desk.0, invoice).await?;
    let Some(id) = typed.id::<InstallmentPlanId>("id") else {
        return Err(desk.broken_form(&app, invoice).await);
    };
    let terms = match installment_typed::read(&ui, &typed) {
        Ok(terms) => terms,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(answer(ui, status, desk.0, loaded, &typed, None, errors));
        }
    };
    let (now, actor, keys) = (desk.0.now, desk.0.staff.actor(), &app.work.till.keys);
    let mut tx = desk.begin(&app).await?;
    let made = match loaded.running {
        Some(running) => offer_other_terms(&mut tx, now, keys, (id, running), &terms, &actor).await,
        None => offer(&mut tx, now, keys, (id, invoice), &terms, &actor).await,
    };
    match made {
        Ok(plan) => {
            tx.commit().await?;
            let page = paths::admin_installment_plan(desk.0.tenant, plan.plan_id);
            Ok(render::see_other(&format!("{page}?done=offered")))
        }
        Err(error) => {
            drop(tx);
            let errors = refusal(&ui, error)?;
            let shown = preview(&ui, &desk.0, &loaded, &typed).ok();
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer(ui, status, desk.0, loaded, &typed, shown, errors))
        }
    }
}

fn answer(
    ui: Ui,
    status: StatusCode,
    desk: CustomerRead,
    loaded: Loaded,
    typed: &Typed,
    shown: Option<Schedule>,
    errors: FieldErrors,
) -> Response {
    let is_other = loaded.running.is_some();
    let key = if is_other { "installment-other-terms" } else { "installment-offer-title" };
    let title = i18n::text(ui.locale, key).into_owned();
    render::page(ui, status, &title.clone(), || view(title, &desk, &loaded, typed, shown, errors))
}

fn view(
    title: String,
    desk: &CustomerRead,
    loaded: &Loaded,
    typed: &Typed,
    shown: Option<Schedule>,
    errors: FieldErrors,
) -> AnyView {
    let invoice = &loaded.invoice;
    let number = invoice.number.clone().unwrap_or_default();
    let mut crumbs = customer_crumbs(desk.tenant, &desk.profile.legal_name);
    crumbs.push((paths::admin_invoice(desk.tenant, invoice.invoice_id), number.clone()));
    let zero = crate::domain::money::Money::zero(invoice.currency);
    let due = invoice.due().unwrap_or(zero);
    let args = [("number", Arg::from(&number)), ("amount", Arg::from(due))];
    let fewest = if loaded.running.is_some() { 1 } else { 2 };
    let down_payment = loaded.running.is_none().then(|| {
        view! {
            <TextField name="down_payment" label=t("installment-down-payment-percent") value=typed.get("down_payment") errors=errors.clone() inputmode="decimal" numeric=true short=true/>
        }
    });
    let until = desk.today.saturating_add(3.days());
    let action = paths::admin_invoice_installments(desk.tenant, invoice.invoice_id);
    let offer = shown.map(|shown| {
        view! {
            {schedule(&shown, until)}
            <form class="form" method="post" action=action>
                <OnceKey id=Uuid::now_v7()/>
                {installment_typed::hidden(typed)}
                <input r#type="hidden" name="down_payment" value=typed.get("down_payment").to_owned()/>
                <TextAreaField name="note" label=t("installment-offer-note") value=typed.get("note") errors=errors.clone() optional=true max_length=1000_u32 rows=3_u32/>
                <div class="actions actions-wide"><button class="btn btn-primary">{t("installment-offer")}</button></div>
            </form>
        }
    });
    view! {
        <PageHead title sub=t_with("installment-choice-sub", &args).into_any() crumbs/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="get">
            {installment_typed::fields((fewest, INSTALLMENTS_MAX), Frequency::ALL, typed, &errors)}
            {down_payment}
            <div class="actions actions-wide"><button class="btn">{t("installment-show-schedule")}</button></div>
        </form>
        {offer}
    }
    .into_any()
}
