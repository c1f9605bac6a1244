//! Owns what Paystack's answers other than a success mean: was it done, refused, or is it unknown?
//!
//! Source: paystack.com/docs/api/errors (`type` and `code`), and its documentation samples for older
//! answers, which have a `message` only.

use serde_json::Value;

use super::wire::Envelope;
use crate::gateway::error::{GatewayError, InvalidRequest, Refusal, UnknownOutcome};
use crate::gateway::http::Reply;

pub(super) const DUPLICATE_REFERENCE: &str = "duplicate_reference";

pub(super) fn read(reply: &Reply) -> GatewayError {
    match reply.status {
        429 => GatewayError::RateLimited { retry_after: reply.retry_after },
        409 => GatewayError::Unknown(UnknownOutcome::KeyTaken),
        401 | 403 => GatewayError::Invalid(InvalidRequest::Credentials),
        500..=599 => GatewayError::Unknown(UnknownOutcome::ServerError { status: reply.status }),
        // Also a 200 whose envelope says `"status": false`.
        200..=299 | 400..=499 => match reply.json::<Envelope<Value>>() {
            Ok(envelope) => refused(reply, &envelope),
            Err(unreadable) => unreadable,
        },
        _ => reply.unreadable(),
    }
}

fn refused(reply: &Reply, envelope: &Envelope<Value>) -> GatewayError {
    let kind = envelope.kind.as_deref().unwrap_or_default();
    let code = code(envelope);
    if kind == "processor_error" {
        // The bank was reached and failed at its work: the money may have moved.
        return GatewayError::Unknown(UnknownOutcome::ServerError { status: reply.status });
    }
    if reply.status == 404 || code.ends_with("not_found") {
        return GatewayError::NotFound;
    }
    let request_id = reply.request_id.clone();
    let refusal = Refusal { status: reply.status, code, param: None, request_id };
    if is_our_mistake(&refusal.code) {
        GatewayError::Invalid(InvalidRequest::Rejected(refusal))
    } else {
        GatewayError::Refused(refusal)
    }
}

/// Paystack's code, or ours for the sentences of answers that have none.
fn code(envelope: &Envelope<Value>) -> String {
    let sentence = envelope.message.as_deref().unwrap_or_default().to_ascii_lowercase();
    let known = |list: &[(&str, &'static str)]| {
        list.iter().find(|(words, _)| sentence.contains(words)).map(|(_, code)| *code)
    };
    // What is refused for good reasons, under a code that would make it a mistake of ours.
    let refusals = [
        ("fully reversed", "already_refunded"),
        ("refund amount cannot", "refund_too_large"),
        ("authorization may be inactive", "authorization_inactive"),
        ("does not exist or has been deactivated", "authorization_inactive"),
    ];
    if let Some(code) = known(&refusals) {
        return code.to_owned();
    }
    if let Some(code) = &envelope.code {
        return code.to_ascii_lowercase();
    }
    let without_code = [
        ("duplicate transaction reference", DUPLICATE_REFERENCE),
        ("not found", "not_found"),
        ("invalid key", "invalid_key"),
    ];
    let code = known(&without_code).or(envelope.kind.as_deref());
    code.unwrap_or("unspecified").to_owned()
}

fn is_our_mistake(code: &str) -> bool {
    matches!(code, "invalid_key" | "invalid_params" | "validation_error" | "missing_params")
}
