//! `/installment-plans/{id}`: one plan. While it is offered, its exact schedule and the yes or no; then each
//! part with its day and how it stands, what can be paid now, with what it is collected, its history (B7).

use super::installment_choice::read_sha256;
use super::installment_method::saved_methods;
use super::installment_plan_view::{Done, Loaded, view};
use crate::auth::{Client, CustomerSession};
use crate::domain::id::{InstallmentPlanId, PaymentMethodId};
use crate::domain::installment::PlanStatus;
use crate::error::AppError;
use crate::flows::installments::change_method::change_method;
use crate::flows::installments::{
    Acceptance, InstallmentError, accept_offer, agreement_file, decline_offer, open_terms,
    show_offer, withdraw,
};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::installments::{self, agreements, attempts};
use crate::store::{charges, invoices, payment_methods, people};
use crate::web::admin::typed::Typed;
use crate::web::path::Path;
use crate::web::ui::Ui;
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

async fn load(
    app: &App,
    customer: &CustomerSession,
    ui: &Ui,
    id: InstallmentPlanId,
    chosen: Option<PaymentMethodId>,
) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let plan = installments::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let invoice = invoices::find(&mut tx, plan.invoice_id).await?.ok_or(AppError::NotFound)?;
    let till = &app.work.till;
    let due = invoice.due().map_err(AppError::internal)?;
    let methods = saved_methods(app, &mut tx, due).await?;
    let offer = match plan.status {
        PlanStatus::Offered => {
            match show_offer(&mut tx, ui.now, till, &plan, chosen, ui.locale).await {
                Ok(shown) => Some(shown),
                Err(InstallmentError::Store(error)) => return Err(error.into()),
                // Paid, disputed or being paid meanwhile, or its days have passed.
                Err(_) => None,
            }
        }
        _ => None,
    };
    let terms = open_terms(&mut tx, &till.keys, id).await.map_err(AppError::internal)?;
    let method = match agreements::mandated_method(&mut tx, id).await? {
        Some(method) => payment_methods::find(&mut tx, method).await?,
        None => None,
    };
    let is_held = !charges::reservations(&mut tx, &[plan.invoice_id]).await?.is_empty();
    let can_change = customer.role.can_change_billing();
    Ok(Loaded {
        can_pay: can_change && due.is_positive() && !is_held && till.takes(due),
        can_change,
        is_held,
        offer,
        terms,
        methods,
        method,
        chosen,
        attempts: attempts::of_plan(&mut tx, id).await?,
        events: installments::events(&mut tx, id).await?,
        members: people::members(&mut tx).await?,
        plan,
        invoice,
    })
}

/// GET /installment-plans/{id}
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<InstallmentPlanId>,
    Query(query): Query<Typed>,
) -> Result<Response, AppError> {
    let chosen = query.get("method").parse().ok();
    let loaded = load(&app, &customer, &ui, id, chosen).await?;
    let done = Done::of(query.get("done"));
    Ok(answer(ui, StatusCode::OK, loaded, done))
}

fn answer(ui: Ui, status: StatusCode, loaded: Loaded, done: Done) -> Response {
    let number = loaded.invoice.number.clone().unwrap_or_default();
    let args = [("number", Arg::from(number))];
    let title = i18n::text_with(ui.locale, "installment-plan-title", &args);
    render::page(ui, status, &title.clone(), move || view(title, &loaded, done))
}

/// POST /installment-plans/{id}
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    client: Client,
    ui: Ui,
    Path(id): Path<InstallmentPlanId>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut read = app.db.tenant_read(customer.tenant).await?;
    installments::find(&mut read, id).await?.ok_or(AppError::NotFound)?;
    drop(read);
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let (actor, client_ip) = (customer.actor(), client.ip.to_string());
    let method = typed.get("method").parse().ok();
    let mut acceptance = Acceptance {
        actor: &actor,
        email: &customer.email,
        client_ip: &client_ip,
        locale: ui.locale,
        shown_sha256: [0; 32],
        method,
    };
    let till = &app.work.till;
    let mut tx = app.db.tenant(customer.tenant, &actor, ui.now).await?;
    let (made, done) = match typed.get("intent") {
        "accept" if typed.get("agree").is_empty() => {
            drop(tx);
            let loaded = load(&app, &customer, &ui, id, method).await?;
            return Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, loaded, Done::AgreeFirst));
        }
        "accept" => {
            let shown = read_sha256(typed.get("shown")).ok_or(AppError::BadRequest)?;
            acceptance.shown_sha256 = shown;
            let made = accept_offer(&mut tx, ui.now, till, id, &acceptance).await;
            let pays = made.as_ref().is_ok_and(|plan| plan.status == PlanStatus::Pending);
            if let (true, Ok(plan)) = (pays && till.is_open(), &made) {
                let page = paths::invoice_pay(plan.invoice_id);
                tx.commit().await?;
                return Ok(render::see_other(&page));
            }
            (made.map(drop), "accepted")
        }
        "decline" => (decline_offer(&mut tx, ui.now, id, &actor).await, "declined"),
        "withdraw" => (withdraw(&mut tx, ui.now, id, &actor).await, "withdrawn"),
        "method" => (change_method(&mut tx, ui.now, till, id, &acceptance).await, "method"),
        _ => return Err(AppError::BadRequest),
    };
    let refused = match made {
        Ok(()) => {
            tx.commit().await?;
            let page = format!("{}?done={done}", paths::installment_plan(id));
            return Ok(render::see_other(&page));
        }
        Err(error) => error,
    };
    drop(tx);
    let said = refusal(refused)?;
    let loaded = load(&app, &customer, &ui, id, method).await?;
    Ok(answer(ui, StatusCode::CONFLICT, loaded, said))
}

fn refusal(error: InstallmentError) -> Result<Done, AppError> {
    match error {
        InstallmentError::ShownOther => Ok(Done::ShownOther),
        InstallmentError::NotFound => Err(AppError::NotFound),
        InstallmentError::Store(error) => Err(error.into()),
        InstallmentError::Seal(_)
        | InstallmentError::Unreadable
        | InstallmentError::Render(_)
        | InstallmentError::Money(_) => Err(AppError::internal(error)),
        // What it was has changed meanwhile; the page shows how it stands.
        _ => Ok(Done::NotAnyMore),
    }
}

/// GET /installment-plans/{id}/agreement
pub async fn agreement(
    State(app): State<App>,
    customer: CustomerSession,
    Path(id): Path<InstallmentPlanId>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let file = match agreement_file(&mut tx, &app.work.till.keys, id).await {
        Ok(file) => file,
        Err(InstallmentError::NotFound) => return Err(AppError::NotFound),
        Err(InstallmentError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(AppError::internal(error)),
    };
    pdf(file.file_name, file.bytes)
}

/// A file of ours, as an attachment that nobody else may keep.
pub(in crate::web) fn pdf(file_name: String, bytes: Vec<u8>) -> Result<Response, AppError> {
    // The name is letters, digits and dashes.
    let disposition = format!("attachment; filename=\"{file_name}\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, disposition.try_into().map_err(AppError::internal)?),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    Ok((headers, bytes).into_response())
}
