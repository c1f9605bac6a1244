//! Why the lines of an invoice are what they are, for staff: on the invoice's page and as JSON (row C8).

use crate::domain::id::{InvoiceId, TenantId};
use crate::domain::invoice::InvoiceWithLines;
use crate::error::AppError;
use crate::state::App;
use crate::store::{TenantTx, invoices};
use crate::web::admin::access::CustomerRead;
use crate::web::admin::invoice::InvoicePath;
use crate::web::admin::links;
use crate::web::components::amounts::MoneyText;
use crate::web::path::Path;
use crate::web::portal::explain;
use crate::web::portal::explain_view::{Explained, inputs, steps};
use crate::web::ui::t;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use serde_json::{Value, json};

/// The lines that the engine explained, in printing order.
pub(super) async fn load(
    tx: &mut TenantTx,
    document: &InvoiceWithLines,
) -> Result<Vec<Explained>, AppError> {
    explain::explained(tx, document).await
}

/// Each line opens its explanation; nothing where nobody but a person wrote the lines.
pub(super) fn section(tenant: TenantId, id: InvoiceId, explained: &[Explained]) -> Option<AnyView> {
    (!explained.is_empty()).then(|| {
        let lines: Vec<_> = explained
            .iter()
            .map(|one| {
                let amount = one.line.amount;
                view! {
                    <details class="more">
                        <summary><bdi>{one.line.description.clone()}</bdi>": "<MoneyText amount/></summary>
                        <div class="stack">{steps(one)}{inputs(one)}</div>
                    </details>
                }
            })
            .collect();
        let json = links::invoice_act(tenant, id, "explain.json");
        view! {
            <section class="section" aria-labelledby="explained">
                <div class="section-head"><h2 id="explained">{t("desk-explained")}</h2><a href=json>{t("explain-json")}</a></div>
                {lines}
            </section>
        }
        .into_any()
    })
}

/// GET /admin/customers/{tenant}/invoices/{invoice}/explain.json
pub async fn json(
    State(app): State<App>,
    access: CustomerRead,
    Path(InvoicePath { invoice }): Path<InvoicePath>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let document = invoices::find_with_lines(&mut tx, invoice).await?.ok_or(AppError::NotFound)?;
    let explained = load(&mut tx, &document).await?;
    let lines: Vec<Value> = explained.iter().map(as_json).collect();
    let invoice = document.invoice;
    let body =
        json!({ "invoice_id": invoice.invoice_id, "number": invoice.number, "lines": lines });
    Ok(Json(body).into_response())
}

fn as_json(one: &Explained) -> Value {
    let line = &one.line;
    json!({
        "line": line.line_no,
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "amount_minor": line.amount.amount_minor,
        "tax_minor": line.tax.amount_minor,
        "tax_rate_percent": line.tax_rate_percent,
        "currency": line.amount.currency.code(),
        "explanation": one.why,
    })
}
