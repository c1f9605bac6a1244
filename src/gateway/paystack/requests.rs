//! Owns what we send to Paystack, as JSON: one function per request. No network.
//!
//! Metadata is an object for `initialize` and text for `charge_authorization`, as its specification has
//! it (PaystackOSS/openapi).

use serde_json::{Map, Value, json};

use super::amount;
use crate::domain::money::Money;
use crate::gateway::dispute::Evidence;
use crate::gateway::error::{GatewayError, InvalidRequest};
use crate::gateway::model::{
    ChargeRequest, CustomerRequest, IdempotencyKey, MethodKind, RefundRequest, SessionPurpose,
    SessionRequest, Tags,
};

pub(super) const TENANT_ID: &str = "tenant_id";
pub(super) const PAYMENT_ID: &str = "payment_id";
pub(super) const INVOICE_ID: &str = "invoice_id";

/// A refund has no metadata; our key stands in the note that only the merchant sees.
const NOTE_PREFIX: &str = "quittance:";

pub(super) fn customer(request: &CustomerRequest) -> Value {
    json!({
        "email": request.email,
        "first_name": request.name,
        "metadata": json!({ TENANT_ID: request.tenant_id }).to_string(),
    })
}

/// The reference is our key, so that the same one is refused as a duplicate.
pub(super) fn charge(request: &ChargeRequest) -> Result<Value, GatewayError> {
    amount::accepted(request.amount)?;
    Ok(json!({
        "email": request.customer.email,
        "amount": request.amount.amount_minor,
        "currency": request.amount.currency,
        "authorization_code": request.method.reference.0,
        "reference": reference(&request.idempotency_key)?,
        "metadata": Value::Object(metadata(&request.tags)).to_string(),
    }))
}

pub(super) fn session(request: &SessionRequest) -> Result<Value, GatewayError> {
    let SessionPurpose::Payment { amount, .. } = &request.purpose else {
        return Err(unsupported("save a method without a payment"));
    };
    amount::accepted(*amount)?;
    let mut metadata = metadata(&request.tags);
    metadata.insert("cancel_action".to_owned(), json!(request.cancel_url));
    Ok(json!({
        "email": request.customer.email,
        "amount": amount.amount_minor,
        "currency": amount.currency,
        "reference": reference(&request.idempotency_key)?,
        "callback_url": request.success_url,
        "channels": channels(&request.kinds)?,
        "metadata": metadata,
    }))
}

pub(super) fn refund(request: &RefundRequest) -> Result<Value, GatewayError> {
    amount::accepted(request.amount)?;
    Ok(json!({
        "transaction": request.charge.0,
        "amount": request.amount.amount_minor,
        "currency": request.amount.currency,
        "merchant_note": format!("{NOTE_PREFIX}{}", reference(&request.idempotency_key)?),
    }))
}

/// The key that [`refund`] wrote into the note.
pub(super) fn key_in_note(note: &str) -> Option<IdempotencyKey> {
    note.strip_prefix(NOTE_PREFIX).map(IdempotencyKey::from)
}

pub(super) fn evidence(evidence: &Evidence) -> Value {
    let mut body = json!({
        "customer_email": evidence.customer_email,
        "customer_name": evidence.customer_name,
        "customer_phone": evidence.customer_phone.as_deref().unwrap_or_default(),
        "service_details": evidence.service_description,
    });
    if let Some(address) = &evidence.billing_address {
        body["delivery_address"] = json!(address);
    }
    if let Some(on) = evidence.service_on {
        body["delivery_date"] = json!(on.to_string());
    }
    body
}

/// Contests a dispute. Paystack takes no answer without a document.
pub(super) fn contest(evidence: &Evidence, evidence_id: i64) -> Result<Value, GatewayError> {
    let malformed = || GatewayError::Invalid(InvalidRequest::Malformed("the list of files"));
    let (_, file) = evidence.files.first().ok_or_else(malformed)?;
    Ok(json!({
        "resolution": "declined",
        "message": evidence.statement,
        "refund_amount": 0,
        "uploaded_filename": file.0,
        "evidence": evidence_id,
    }))
}

/// Gives in to the whole of `amount`.
pub(super) fn accept(amount: Money, uploaded_filename: &str) -> Value {
    json!({
        "resolution": "merchant-accepted",
        "message": "Accepted",
        "refund_amount": amount.amount_minor,
        "uploaded_filename": uploaded_filename,
    })
}

pub(super) fn reference(key: &IdempotencyKey) -> Result<&str, GatewayError> {
    let malformed = GatewayError::Invalid(InvalidRequest::Malformed("the idempotency key"));
    if key.is_portable() { Ok(key.as_str()) } else { Err(malformed) }
}

fn metadata(tags: &Tags) -> Map<String, Value> {
    let mut metadata = Map::new();
    metadata.insert(TENANT_ID.to_owned(), json!(tags.tenant_id));
    if let Some(payment_id) = tags.payment_id {
        metadata.insert(PAYMENT_ID.to_owned(), json!(payment_id));
    }
    if let Some(invoice_id) = tags.invoice_id {
        metadata.insert(INVOICE_ID.to_owned(), json!(invoice_id));
    }
    metadata
}

fn channels(kinds: &[MethodKind]) -> Result<Vec<&'static str>, GatewayError> {
    if kinds.is_empty() {
        return Ok(vec!["card"]);
    }
    let channel = |kind: &MethodKind| match kind {
        MethodKind::Card => Ok("card"),
        MethodKind::BankTransfer => Ok("bank_transfer"),
        _ => Err(unsupported("take this kind of method")),
    };
    kinds.iter().map(channel).collect()
}

fn unsupported(what: &'static str) -> GatewayError {
    GatewayError::Invalid(InvalidRequest::Unsupported(what))
}
