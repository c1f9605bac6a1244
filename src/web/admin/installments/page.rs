//! `/admin/customers/{tenant}/installment-plans/{installments}`: one plan for staff: answer a request, withdraw an
//! offer, offer other terms, end it.

use super::page_view::{Loaded, view};
use super::{PlanPath, refusal};
use crate::domain::id::InstallmentPlanId;
use crate::error::AppError;
use crate::flows::installments::{
    InstallmentError, agreement_file, approve, end_early, open_terms, opened, refuse, withdraw,
};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::installments::{self, agreements, attempts};
use crate::store::{invoices, payment_methods, people};
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::path::Path;
use crate::web::portal::installment_plan::pdf;
use crate::web::ui::Ui;
use crate::web::{installment_typed, paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;

async fn load(
    app: &App,
    desk: &CustomerRead,
    ui: &Ui,
    id: InstallmentPlanId,
) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(desk.tenant).await?;
    let plan = installments::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let invoice = invoices::find(&mut tx, plan.invoice_id).await?.ok_or(AppError::NotFound)?;
    let keys = &app.work.till.keys;
    let terms = open_terms(&mut tx, keys, id).await.map_err(AppError::internal)?;
    let agreement = opened(&mut tx, keys, id).await.map_err(AppError::internal)?;
    let method = match agreements::mandated_method(&mut tx, id).await? {
        Some(method) => payment_methods::find(&mut tx, method).await?,
        None => None,
    };
    let due = invoice.due().map_err(AppError::internal)?;
    Ok(Loaded {
        asked: terms.schedule(due, desk.today).ok().filter(|_| plan.agreed.is_none()),
        typed: installment_typed::fields_of(ui, &terms),
        terms,
        agreement,
        method,
        attempts: attempts::of_plan(&mut tx, id).await?,
        events: installments::events(&mut tx, id).await?,
        members: people::members(&mut tx).await?,
        can_write: desk.staff.role.can_handle_money(),
        tenant: desk.tenant,
        customer: desk.profile.legal_name.clone(),
        today: desk.today,
        plan,
        invoice,
    })
}

/// GET /admin/customers/{tenant}/installment-plans/{installments}
pub async fn show(
    State(app): State<App>,
    desk: CustomerRead,
    ui: Ui,
    Path(PlanPath { installments: plan }): Path<PlanPath>,
    Query(query): Query<Typed>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &desk, &ui, plan).await?;
    let done = match query.get("done") {
        "offered" => Some("installment-done-offered"),
        "approved" => Some("installment-done-approved"),
        "refused" => Some("installment-done-refused"),
        "withdrawn" => Some("installment-done-withdrawn"),
        "ended" => Some("installment-done-ended"),
        _ => None,
    };
    Ok(answer(ui, StatusCode::OK, loaded, done, FieldErrors::none()))
}

fn answer(
    ui: Ui,
    status: StatusCode,
    loaded: Loaded,
    done: Option<&'static str>,
    errors: FieldErrors,
) -> Response {
    let number = loaded.invoice.number.clone().unwrap_or_default();
    let args = [("number", Arg::from(number))];
    let title = i18n::text_with(ui.locale, "installment-plan-title", &args);
    render::page(ui, status, &title.clone(), move || view(title, &loaded, done, errors))
}

/// POST /admin/customers/{tenant}/installment-plans/{installments}
pub async fn submit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(PlanPath { installments: plan }): Path<PlanPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    // What is not there is not there, whatever the form says.
    let mut loaded = load(&app, &desk.0, &ui, plan).await?;
    let (now, actor, keys) = (desk.0.now, desk.0.staff.actor(), &app.work.till.keys);
    let reason = typed.get("reason");
    let mut tx = desk.begin(&app).await?;
    let (made, done) = match typed.get("intent") {
        "approve" => match installment_typed::read(&ui, &typed) {
            Ok(mut terms) => {
                terms.note.clone_from(&loaded.terms.note);
                (approve(&mut tx, now, keys, plan, &terms, &actor).await, "approved")
            }
            Err(errors) => {
                loaded.typed = typed;
                return Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, loaded, None, errors));
            }
        },
        "refuse" => (refuse(&mut tx, now, plan, reason, &actor).await, "refused"),
        "withdraw" => (withdraw(&mut tx, now, plan, &actor).await, "withdrawn"),
        "end" => (end_early(&mut tx, now, plan, reason, &actor).await, "ended"),
        _ => return Err(AppError::BadRequest),
    };
    match made {
        Ok(()) => {
            tx.commit().await?;
            let page = paths::admin_installment_plan(desk.0.tenant, plan);
            Ok(render::see_other(&format!("{page}?done={done}")))
        }
        Err(error) => {
            drop(tx);
            let errors = refusal(&ui, error)?;
            let mut loaded = load(&app, &desk.0, &ui, plan).await?;
            loaded.typed = typed.or(&loaded.typed);
            Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, loaded, None, errors))
        }
    }
}

/// GET /admin/customers/{tenant}/installment-plans/{installments}/agreement
pub async fn agreement(
    State(app): State<App>,
    desk: CustomerRead,
    Path(PlanPath { installments: plan }): Path<PlanPath>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(desk.tenant).await?;
    match agreement_file(&mut tx, &app.work.till.keys, plan).await {
        Ok(file) => pdf(file.file_name, file.bytes),
        Err(InstallmentError::NotFound) => Err(AppError::NotFound),
        Err(InstallmentError::Store(error)) => Err(error.into()),
        Err(error) => Err(AppError::internal(error)),
    }
}
