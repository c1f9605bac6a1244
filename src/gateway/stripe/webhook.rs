//! Owns what Stripe's events point to.

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::reading::instant;
use super::wire::{Event, EventSubject};
use crate::domain::webhook_signature::{DEFAULT_TOLERANCE_SECONDS, verify_stripe};
use crate::gateway::event::{EventHint, EventObject, WebhookError};
use crate::gateway::http::Secret;
use crate::gateway::model::{ChargeRef, DisputeRef, MethodRef, RefundRef, SessionRef};

pub(super) fn verify(
    secret: &Secret,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<EventHint, WebhookError> {
    let header = headers.get("stripe-signature").and_then(|value| value.to_str().ok());
    let tolerance = Some(DEFAULT_TOLERANCE_SECONDS);
    verify_stripe(header.unwrap_or_default(), secret.expose(), body, now, tolerance)?;
    read(body)
}

pub(super) fn read(body: &[u8]) -> Result<EventHint, WebhookError> {
    let event: Event = serde_json::from_slice(body).map_err(|_| WebhookError::Unreadable)?;
    let subject = event.data.map(|data| data.object).unwrap_or_default();
    Ok(EventHint {
        dedupe_key: event.id.clone(),
        provider_event_id: Some(event.id),
        object: object(&event.kind, &subject),
        kind: event.kind,
        created_at: instant(event.created),
        is_live: event.livemode,
    })
}

/// A charge is read through its PaymentIntent; a charge without one is none of ours.
fn object(kind: &str, subject: &EventSubject) -> EventObject {
    let id = || subject.id.clone();
    let found = match subject.object.as_deref() {
        Some("payment_intent") => id().map(|id| EventObject::Charge(ChargeRef(id))),
        Some("charge") => {
            let intent = subject.payment_intent.as_ref().and_then(id_of).map(ChargeRef);
            let is_refund = kind == "charge.refunded";
            intent.map(if is_refund { EventObject::RefundsOf } else { EventObject::Charge })
        }
        Some("refund") => id().map(|id| EventObject::Refund(RefundRef(id))),
        Some("dispute") => id().map(|id| EventObject::Dispute(DisputeRef(id))),
        Some("checkout.session") => id().map(|id| EventObject::Session(SessionRef(id))),
        Some("payment_method") => id().map(|id| EventObject::Method(MethodRef(id))),
        Some("setup_intent") => {
            let method = subject.payment_method.as_ref().and_then(id_of);
            method.map(|id| EventObject::Method(MethodRef(id)))
        }
        _ => None,
    };
    found.unwrap_or(EventObject::None)
}

/// The id of an object that may have been sent whole.
fn id_of(value: &Value) -> Option<String> {
    let id = value.as_str().or_else(|| value.get("id")?.as_str());
    id.map(str::to_owned)
}
