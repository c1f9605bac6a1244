//! `/invoices/{id}/lines/{no}/explain`: why one line is what it is, down to the events; as a page and
//! as JSON (row C8).

use super::explain_view::{Explained, events_path, inputs, steps};
use crate::auth::CustomerSession;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{InvoiceStatus, InvoiceWithLines};
use crate::error::AppError;
use crate::i18n;
use crate::state::App;
use crate::store::{TenantTx, invoices, subscriptions};
use crate::web::components::amounts::MoneyText;
use crate::web::components::layout::PageHead;
use crate::web::path::Path;
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use serde_json::json;

/// The lines of the invoice that the engine explained, in printing order.
pub(in crate::web) async fn explained(
    tx: &mut TenantTx,
    document: &InvoiceWithLines,
) -> Result<Vec<Explained>, AppError> {
    let why = subscriptions::explanations(tx, document.invoice.invoice_id).await?;
    let of_line = |(line_no, why): (i32, serde_json::Value)| {
        let line = document.lines.iter().find(|line| line.line_no == line_no)?;
        Some(Explained { line: line.clone(), why })
    };
    Ok(why.into_iter().filter_map(of_line).collect())
}

/// GET /invoices/{id}/lines/{no}/explain
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path((id, line)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let id: InvoiceId = id.parse().map_err(|_| AppError::NotFound)?;
    let line_no: i32 = line.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let document = invoices::find_with_lines(&mut tx, id)
        .await?
        .filter(|document| document.invoice.status != InvoiceStatus::Draft)
        .ok_or(AppError::NotFound)?;
    let mut lines = explained(&mut tx, &document).await?;
    drop(tx);
    let at = lines.iter().position(|it| it.line.line_no == line_no).ok_or(AppError::NotFound)?;
    let number = document.invoice.number.clone().unwrap_or_default();
    let explained = lines.swap_remove(at);
    if wants_json(&headers) {
        return Ok(as_json(&number, &explained));
    }
    let title = i18n::text(ui.locale, "explain-line-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(id, number, &explained)))
}

/// GET /invoices/{id}/lines/{no}/explain.json
pub async fn show_json(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    path: Path<(String, String)>,
) -> Result<Response, AppError> {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, header::HeaderValue::from_static("application/json"));
    show(State(app), customer, ui, path, headers).await
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.starts_with("application/json"))
}

fn as_json(number: &str, explained: &Explained) -> Response {
    let line = &explained.line;
    Json(json!({
        "invoice": number,
        "line": line.line_no,
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "amount_minor": line.amount.amount_minor,
        "tax_minor": line.tax.amount_minor,
        "tax_rate_percent": line.tax_rate_percent,
        "currency": line.amount.currency.code(),
        "explanation": explained.why,
    }))
    .into_response()
}

fn view(id: InvoiceId, number: String, explained: &Explained) -> AnyView {
    let line = &explained.line;
    let crumbs = vec![
        (paths::INVOICES.to_owned(), t("invoices-title").into_owned()),
        (paths::invoice(id), number),
    ];
    let sub = view! { <bdi>{line.description.clone()}</bdi>": "<MoneyText amount=line.amount/> };
    let events = events_path(explained).map(|href| {
        view! { <a class="btn" href=href>{t("explain-events")}</a> }
    });
    let json = format!("{}.json", paths::line_explanation(id, line.line_no));
    let base = explained.why.get("of_line").and_then(serde_json::Value::as_i64);
    let base = base.and_then(|no| i32::try_from(no).ok()).map(|no| {
        let text = t_with("explain-of-line", &[("line", i64::from(no).into())]);
        view! { <p><a href=paths::line_explanation(id, no)>{text}</a></p> }
    });
    view! {
        <PageHead title=t("explain-line-title") crumbs=crumbs sub=sub.into_any()/>
        <div class="stack stack-l">
            <section class="section" aria-labelledby="steps">
                <h2 id="steps">{t("explain-steps")}</h2>
                {steps(explained)}
                {base}
            </section>
            <section class="section" aria-labelledby="inputs">
                <h2 id="inputs">{t("explain-inputs")}</h2>
                {inputs(explained)}
            </section>
            <div class="actions">{events}<a class="btn btn-quiet" href=json>{t("explain-json")}</a></div>
        </div>
    }
    .into_any()
}
