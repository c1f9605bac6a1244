//! Owns what Stripe's answers other than 200 mean: was it done, refused, or is it unknown?
//!
//! Source: docs.stripe.com/api/errors, docs.stripe.com/error-low-level and
//! docs.stripe.com/api/idempotent_requests.

use super::wire::{ErrorBody, ErrorReply};
use crate::gateway::error::{GatewayError, InvalidRequest, Refusal, UnknownOutcome};
use crate::gateway::http::Reply;

/// The error behind an answer that is not a success, with what Stripe says of it.
pub(super) fn read(reply: &Reply) -> (GatewayError, Option<ErrorBody>) {
    let body = reply.json::<ErrorReply>().ok().map(|reply| reply.error);
    (classify(reply, body.as_ref()), body)
}

fn classify(reply: &Reply, body: Option<&ErrorBody>) -> GatewayError {
    match reply.status {
        // Stripe answers 429 before it does anything, also when an object is locked.
        429 => GatewayError::RateLimited { retry_after: reply.retry_after },
        409 => GatewayError::Unknown(UnknownOutcome::KeyTaken),
        // 424: a system behind Stripe failed while it was at work.
        424 | 500..=599 => {
            GatewayError::Unknown(UnknownOutcome::ServerError { status: reply.status })
        }
        // Without Stripe's error body somebody else has answered: a proxy, a wrong address.
        400..=499 => body.map_or_else(|| reply.unreadable(), |body| refused(reply, body)),
        _ => reply.unreadable(),
    }
}

fn refused(reply: &Reply, body: &ErrorBody) -> GatewayError {
    let kind = body.kind.as_deref().unwrap_or_default();
    if kind == "idempotency_error" {
        // The key was used with other parameters. What that request did, only a look-up tells.
        return GatewayError::Unknown(UnknownOutcome::KeyTaken);
    }
    let refusal = Refusal {
        status: reply.status,
        code: body.code.clone().unwrap_or_else(|| kind.to_owned()),
        param: body.param.clone(),
        request_id: reply.request_id.clone(),
    };
    match reply.status {
        401 | 403 => GatewayError::Invalid(InvalidRequest::Credentials),
        404 => GatewayError::NotFound,
        400 if is_our_mistake(body) => GatewayError::Invalid(InvalidRequest::Rejected(refusal)),
        _ => GatewayError::Refused(refusal),
    }
}

/// A request that no other state of the object would make right. Two refusals have no code, only a
/// param: a refund of more than is left (`amount`) and a method that was detached (`payment_method`).
fn is_our_mistake(body: &ErrorBody) -> bool {
    match (body.code.as_deref(), body.param.as_deref()) {
        (Some(code), _) => code.starts_with("parameter_") || code == "url_invalid",
        (None, Some("amount" | "payment_method")) => false,
        (None, _) => body.kind.as_deref() != Some("card_error"),
    }
}
