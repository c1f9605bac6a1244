//! The account's facts as Paystack writes them, with its inconsistencies: see the samples of
//! PaystackOSS/openapi. Instants are text with milliseconds, camelCase beside snake_case.

use super::account::Turn;
use super::api::Answer;
use super::fields::Page;
use super::records::{Authorization, Customer, Dispute, Refund, Status, Transaction};
use serde_json::{Value, json};

/// The number of this account at Paystack.
pub const INTEGRATION: u64 = 100_043;

/// `2026-11-20T10:00:00.000Z`.
pub fn instant(seconds: i64) -> String {
    let at = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

fn instant_or_null(seconds: Option<i64>) -> Value {
    seconds.map_or(Value::Null, |seconds| json!(instant(seconds)))
}

/// A part of a list, the newest first, with what says which part it is.
pub fn listed<'a, T: 'a>(
    message: &'static str,
    items: impl Iterator<Item = &'a T>,
    page: Page,
    shape: impl Fn(&T) -> Value,
) -> Answer {
    let items: Vec<&T> = items.collect();
    let skipped = (page.number - 1) * page.size;
    let shown = items.iter().rev().skip(skipped).take(page.size).map(|item| shape(item)).collect();
    let meta = json!({
        "total": items.len(), "skipped": skipped, "perPage": page.size, "page": page.number,
        "pageCount": items.len().div_ceil(page.size),
    });
    Answer { message, data: Value::Array(shown), meta }
}

pub fn authorization(authorization: &Authorization) -> Value {
    json!({
        "authorization_code": authorization.code,
        "bin": authorization.bin,
        "last4": authorization.last4,
        "exp_month": authorization.exp_month,
        "exp_year": authorization.exp_year,
        "channel": authorization.channel,
        // With the space that Paystack leaves at its end.
        "card_type": format!("{} ", authorization.brand),
        "bank": authorization.bank,
        "country_code": "NG",
        "brand": authorization.brand,
        "reusable": true,
        "signature": authorization.signature,
        "account_name": null,
    })
}

/// A customer inside another object.
pub fn customer_brief(customer: &Customer) -> Value {
    json!({
        "id": customer.id,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "email": customer.email,
        "customer_code": customer.code,
        "phone": customer.phone,
        "metadata": customer.metadata,
        "risk_action": "default",
        "international_format_phone": null,
    })
}

pub fn customer(customer: &Customer) -> Value {
    let mut shape = customer_brief(customer);
    let made = instant(customer.created_at);
    for (name, value) in [
        ("integration", json!(INTEGRATION)),
        ("domain", json!("test")),
        ("identified", json!(false)),
        ("identifications", Value::Null),
        ("createdAt", json!(made)),
        ("updatedAt", json!(made)),
    ] {
        shape[name] = value;
    }
    shape
}

/// What a transaction answers when nothing was sent as metadata differs from place to place.
#[derive(Clone, Copy)]
pub enum NoMetadata {
    EmptyText,
    Null,
    Zero,
}

pub fn transaction(turn: &Turn, transaction: &Transaction, nothing: NoMetadata) -> Value {
    let t = transaction;
    let metadata = match (&t.metadata, nothing) {
        (Value::Null, NoMetadata::EmptyText) => json!(""),
        (Value::Null, NoMetadata::Zero) => json!(0),
        (metadata, _) => metadata.clone(),
    };
    let found = t.authorization.as_deref().and_then(|code| turn.authorization(code));
    let (made, paid) = (instant(t.created_at), instant_or_null(t.paid_at));
    json!({
        "id": t.id,
        "domain": "test",
        "status": t.status.word(),
        "reference": t.reference,
        "receipt_number": null,
        "amount": t.amount,
        "message": null,
        "gateway_response": t.gateway_response,
        "paid_at": paid,
        "created_at": made,
        "channel": t.channel,
        "currency": t.currency,
        "ip_address": "127.0.0.1",
        "metadata": metadata,
        "log": log(t),
        "fees": t.fees,
        "fees_split": null,
        "authorization": found.map_or_else(|| json!({}), authorization),
        "customer": turn.customer(t.customer).map_or(Value::Null, customer_brief),
        "plan": null,
        "split": {},
        "order_id": null,
        "paidAt": paid,
        "createdAt": made,
        "requested_amount": t.amount,
        "pos_transaction_data": null,
        "source": null,
        "fees_breakdown": null,
        "connect": null,
        "transaction_date": made,
        "plan_object": {},
        "subaccount": {},
    })
}

fn log(t: &Transaction) -> Value {
    if t.attempts == 0 {
        return Value::Null;
    }
    let is_paid = matches!(t.status, Status::Success | Status::Reversed);
    let message = format!("Attempted to pay with {}", t.channel);
    json!({
        "start_time": t.created_at, "time_spent": 4, "attempts": t.attempts,
        "errors": t.attempts - u32::from(is_paid), "success": is_paid, "mobile": false, "input": [],
        "history": [{ "type": "action", "message": message, "time": 3 }],
    })
}

/// A refund with its transaction's number.
pub fn refund(refund: &Refund) -> Value {
    let made = instant(refund.created_at);
    let is_done = refund.status == super::records::RefundStatus::Processed;
    let deducted = if is_done { json!(refund.amount) } else { Value::Null };
    json!({
        "id": refund.id,
        "integration": INTEGRATION,
        "domain": "test",
        "transaction": refund.transaction,
        "dispute": refund.dispute,
        "amount": refund.amount,
        "deducted_amount": deducted,
        "currency": refund.currency,
        "channel": "migs",
        "fully_deducted": is_done,
        "refunded_by": "merchant@example.com",
        "refunded_at": instant_or_null(is_done.then_some(refund.updated_at)),
        "expected_at": instant(refund.created_at + 10 * 86_400),
        "settlement": null,
        "customer_note": refund.customer_note,
        "merchant_note": refund.merchant_note,
        "created_at": made,
        "updated_at": instant(refund.updated_at),
        "createdAt": made,
        "updatedAt": instant(refund.updated_at),
        "status": refund.status.word(),
    })
}

pub fn dispute(turn: &Turn, dispute: &Dispute) -> Value {
    let paid = turn.transaction(dispute.transaction);
    let found = paid.and_then(|t| turn.authorization(t.authorization.as_deref()?));
    let said = |(text, at): &(String, i64)| json!({ "sender": "bank@example.com", "body": text, "createdAt": instant(*at) });
    let (made, changed) = (instant(dispute.created_at), instant(dispute.updated_at));
    json!({
        "id": dispute.id,
        "refund_amount": dispute.refund_amount,
        "currency": paid.map(|t| t.currency.as_str()),
        "status": dispute.status.word(),
        "resolution": dispute.resolution.map(super::records::Resolution::word),
        "domain": "test",
        "transaction": paid.map(|t| transaction(turn, t, NoMetadata::EmptyText)),
        "transaction_reference": null,
        "merchant_transaction_reference": null,
        "category": dispute.category,
        "customer": paid.and_then(|t| turn.customer(t.customer)).map(customer_brief),
        "bin": found.map(|a| a.bin.as_str()),
        "last4": found.map(|a| a.last4.as_str()),
        "dueAt": instant(dispute.due_at),
        "resolvedAt": instant_or_null(dispute.resolved_at),
        "evidence": dispute.evidence,
        // A list, written as text.
        "attachments": json!(dispute.attachments).to_string(),
        "note": null,
        "history": [{ "status": "pending", "by": "bank@example.com", "createdAt": made }],
        "messages": dispute.messages.iter().map(said).collect::<Vec<_>>(),
        "created_at": made,
        "updated_at": changed,
        "createdAt": made,
        "updatedAt": changed,
    })
}
