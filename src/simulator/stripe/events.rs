//! Events: what happened, as Stripe tells it. Owns the event object and its endpoints; sending it
//! is `webhooks`.

use super::account::Turn;
use super::error::ApiError;
use super::faults::matches_kind;
use super::fields::Fields;
use super::store::Read;
use super::{list, webhooks};
use serde_json::{Value, json};

/// The version whose shapes all objects have, whatever version a request names.
pub const API_VERSION: &str = "2026-08-26.dahlia";

/// Keeps an event with the object as it is now, and queues it for each endpoint that wants it.
pub fn emit(turn: &mut Turn, kind: &str, object: &Value, previous: Option<Value>) {
    let mut told = json!({ "object": object });
    if let Some(previous) = previous.filter(|p| p.as_object().is_some_and(|p| !p.is_empty())) {
        told["previous_attributes"] = previous;
    }
    let endpoints = webhooks::endpoints_for(turn, kind);
    let event = json!({
        "id": turn.id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": turn.now,
        "data": told,
        "livemode": false,
        "pending_webhooks": endpoints.len(),
        "request": {
            "id": turn.cause.request_id,
            "idempotency_key": turn.cause.idempotency_key,
        },
        "type": kind,
    });
    turn.insert(&event, json!({}));
    webhooks::queue(turn, &event, &endpoints);
}

pub fn retrieve(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("event", id, "id")
}

pub fn list(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let kind = fields.text("type")?;
    let kinds = fields.texts("types")?;
    let delivered = fields.boolean("delivery_success")?;
    list::page(turn, fields, "/v1/events", "event", |event| {
        let name = event.text("type");
        kind.as_deref().is_none_or(|kind| matches_kind(kind, name))
            && kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|kind| kind == name))
            && delivered.is_none_or(|wanted| (event.number("pending_webhooks") == 0) == wanted)
    })
}
