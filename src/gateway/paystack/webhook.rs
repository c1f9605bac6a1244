//! Owns what Paystack's events point to. They have neither an id nor a signed timestamp: the key that
//! recognises a repetition is made of event, object and status.

use reqwest::header::HeaderMap;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::reading::instant;
use super::wire::{self, text_of};
use crate::domain::webhook_signature::verify_paystack;
use crate::gateway::event::{EventHint, EventObject, WebhookError};
use crate::gateway::http::Secret;
use crate::gateway::model::{ChargeRef, DisputeRef, MethodRef};

pub(super) fn verify(
    secret_key: &Secret,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<EventHint, WebhookError> {
    let header = headers.get("x-paystack-signature").and_then(|value| value.to_str().ok());
    verify_paystack(header.unwrap_or_default(), secret_key.expose(), body)?;
    read(body)
}

pub(super) fn read(body: &[u8]) -> Result<EventHint, WebhookError> {
    let event: wire::Event = serde_json::from_slice(body).map_err(|_| WebhookError::Unreadable)?;
    let data = &event.data;
    let times = ["created_at", "createdAt", "paid_at"];
    Ok(EventHint {
        dedupe_key: dedupe_key(&event, body),
        provider_event_id: None,
        object: object(&event.event, data),
        created_at: times.iter().find_map(|name| instant(data.get(name)?.as_str())),
        is_live: data.get("domain").and_then(Value::as_str).map(|domain| domain == "live"),
        kind: event.event,
    })
}

/// A dispute's reminder is the same event each time; that is right, because it points to the same
/// object. What has no id of its own is told apart by its bytes.
fn dedupe_key(event: &wire::Event, body: &[u8]) -> String {
    let names = ["refund_reference", "id", "reference"];
    let id = names.iter().find_map(|name| text_of(event.data.get(name)?));
    let status = event.data.get("status").and_then(text_of).unwrap_or_default();
    let id = id.unwrap_or_else(|| {
        let hash = Sha256::digest(body);
        hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    });
    format!("{}:{id}:{status}", event.event)
}

fn object(kind: &str, data: &Value) -> EventObject {
    let text = |name: &str| data.get(name).and_then(text_of);
    let found = if kind.starts_with("charge.dispute.") {
        text("id").map(|id| EventObject::Dispute(DisputeRef(id)))
    } else if kind.starts_with("charge.") {
        text("reference").map(|reference| EventObject::Charge(ChargeRef(reference)))
    } else if kind.starts_with("refund.") {
        // A refund's event has the transaction's reference always, the refund's id sometimes.
        text("transaction_reference").map(|reference| EventObject::RefundsOf(ChargeRef(reference)))
    } else if kind.starts_with("direct_debit.authorization.") {
        text("authorization_code").map(|code| EventObject::Method(MethodRef(code)))
    } else {
        None
    };
    found.unwrap_or(EventObject::None)
}
