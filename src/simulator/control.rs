//! The part of the control interface below `/_simulator` that every simulator has: faults, webhooks,
//! ticks. It speaks JSON, asks for no key, and is meant for tests and demonstrations on the loopback.

use super::faults::{ApiRule, Faults, WebhookRule};
use super::service::Service;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

pub fn router<S: Service>() -> Router<S> {
    Router::new()
        .route("/faults", get(list_faults::<S>).post(add_fault::<S>).delete(clear_faults::<S>))
        .route("/webhooks", get(list_deliveries::<S>))
        .route("/webhooks/faults", post(add_webhook_fault::<S>))
        .route("/webhooks/{switch}", post(turn_switch::<S>))
        .route("/tick", post(tick::<S>))
}

async fn list_faults<S: Service>(State(simulator): State<S>) -> Json<Value> {
    simulator.with_switches(|faults, _| Json(json!(faults)))
}

async fn add_fault<S: Service>(
    State(simulator): State<S>,
    Json(rule): Json<ApiRule>,
) -> StatusCode {
    simulator.with_switches(|faults, _| faults.api.push(rule));
    StatusCode::NO_CONTENT
}

async fn add_webhook_fault<S: Service>(
    State(simulator): State<S>,
    Json(rule): Json<WebhookRule>,
) -> StatusCode {
    simulator.with_switches(|faults, _| faults.webhooks.push(rule));
    StatusCode::NO_CONTENT
}

async fn clear_faults<S: Service>(State(simulator): State<S>) -> StatusCode {
    simulator.with_switches(|faults, outbox| {
        *faults = Faults::default();
        outbox.is_stopped = false;
        outbox.is_reversed = false;
    });
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct DeliveryFilter {
    #[serde(rename = "type")]
    kind: Option<String>,
}

async fn list_deliveries<S: Service>(
    State(simulator): State<S>,
    Query(filter): Query<DeliveryFilter>,
) -> Json<Value> {
    simulator.with_switches(|_, outbox| {
        let deliveries = outbox.deliveries.iter();
        let wanted =
            deliveries.filter(|d| filter.kind.as_deref().is_none_or(|kind| d.kind == kind));
        Json(json!({ "deliveries": wanted.collect::<Vec<_>>() }))
    })
}

/// `stop`, `resume`, `reverse` (what is due together goes out backwards), `forward`.
async fn turn_switch<S: Service>(
    State(simulator): State<S>,
    Path(switch): Path<String>,
) -> Response {
    let is_known = simulator.with_switches(|_, outbox| {
        match switch.as_str() {
            "stop" => outbox.is_stopped = true,
            "resume" => outbox.is_stopped = false,
            "reverse" => outbox.is_reversed = true,
            "forward" => outbox.is_reversed = false,
            _ => return false,
        }
        true
    });
    if is_known { StatusCode::NO_CONTENT.into_response() } else { not_found("switch", &switch) }
}

async fn tick<S: Service>(State(simulator): State<S>) -> Json<Value> {
    let ticked = simulator.tick().await;
    Json(json!({ "delivered": ticked.delivered, "failed": ticked.failed }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    pub seconds: u32,
}

/// The object, or that there is none.
pub fn shown(object: Value, noun: &str, id: &str) -> Response {
    if object.is_null() { not_found(noun, id) } else { Json(object).into_response() }
}

pub fn not_found(noun: &str, id: &str) -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "error": format!("no such {noun}: {id}") })))
        .into_response()
}
