//! Taking money off an invoice again (row D11): the form stands at each allocation on the invoice's page
//! for staff.

use crate::domain::id::{AllocationId, InvoiceId};
use crate::domain::invoice::InvoiceError;
use crate::error::AppError;
use crate::flows::payments::reverse_allocation::{ReverseAllocationError, reverse_allocation};
use crate::i18n;
use crate::state::App;
use crate::store::allocations;
use crate::web::admin::access::CustomerWrite;
use crate::web::admin::done::DoneQuery;
use crate::web::admin::invoice;
use crate::web::admin::typed::Typed;
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::see_other;
use crate::web::ui::Ui;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

/// The allocation in the address.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct AllocationPath {
    allocation: AllocationId,
}

/// POST /admin/customers/{tenant}/allocations/{allocation}/reverse
pub async fn reverse(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(AllocationPath { allocation }): Path<AllocationPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let invoice = invoice_of(&app, &desk, allocation).await?;
    let mut tx = desk.begin(&app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    let reason = typed.get("reason");
    let refused = match reverse_allocation(&mut tx, now, today, &actor, allocation, reason).await {
        Ok(_) => {
            tx.commit().await?;
            let page = paths::admin_invoice(desk.0.tenant, invoice);
            return Ok(see_other(&format!("{page}?done=taken-off")));
        }
        Err(error) => refusal(error)?,
    };
    drop(tx);
    let page = invoice::load(&app, &desk.0, invoice, &DoneQuery::default()).await?;
    let sentence = i18n::text(ui.locale, refused).into_owned();
    Ok(invoice::answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, page, Some(sentence)))
}

async fn invoice_of(
    app: &App,
    desk: &CustomerWrite,
    allocation: AllocationId,
) -> Result<InvoiceId, AppError> {
    let mut tx = app.db.tenant_read(desk.0.tenant).await?;
    let found = allocations::find(&mut tx, allocation).await?;
    found.map(|allocation| allocation.invoice_id).ok_or(AppError::NotFound)
}

/// The rule's no as a key of the catalogue.
fn refusal(error: ReverseAllocationError) -> Result<&'static str, AppError> {
    match error {
        ReverseAllocationError::NotFound => Err(AppError::NotFound),
        ReverseAllocationError::NoReason => Ok("admin-refused-no-reason"),
        ReverseAllocationError::OfCreditNote | ReverseAllocationError::IsReversal => {
            Ok("admin-refused-not-taken-off")
        }
        ReverseAllocationError::Invoice(InvoiceError::NotOpen { .. }) => {
            Ok("admin-refused-not-open")
        }
        ReverseAllocationError::Disputed { .. } => Ok("admin-refused-disputed"),
        ReverseAllocationError::Store(error) => Err(error.into()),
        error => Err(AppError::internal(error)),
    }
}
