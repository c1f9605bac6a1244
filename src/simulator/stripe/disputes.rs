//! Disputes: a customer's bank takes the money back, or asks about it first (an inquiry). Owns the
//! life of a dispute from opening to its end, and the money that moves with it.
//!
//! needs_response → under_review → won or lost; an inquiry: warning_needs_response →
//! warning_under_review → warning_closed, or it becomes a dispute. In test mode the evidence
//! decides (docs.stripe.com/testing#disputes): `winning_evidence`, `losing_evidence`,
//! `escalate_inquiry_evidence` as `uncategorized_text`.

use super::account::Turn;
use super::agenda::Errand;
use super::error::ApiError;
use super::fields::Fields;
use super::store::{Read, or_null};
use super::{balance, list};
use serde_json::{Value, json};

const DAY_SECONDS: i64 = 86_400;
/// Stripe grants 7 to 21 days.
const RESPONSE_DAYS: i64 = 14;
/// An inquiry that nobody escalates is closed after 120 days.
const INQUIRY_DAYS: i64 = 120;

const EVIDENCE: [&str; 27] = [
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
];

/// The reasons a bank can give, with Visa's code for them.
pub const REASONS: [(&str, &str); 15] = [
    ("bank_cannot_process", "11.3"),
    ("check_returned", "R01"),
    ("credit_not_processed", "13.6"),
    ("customer_initiated", "10.4"),
    ("debit_not_authorized", "MD06"),
    ("duplicate", "12.6"),
    ("fraudulent", "10.4"),
    ("general", "12.5"),
    ("incorrect_account_details", "AC01"),
    ("insufficient_funds", "AM04"),
    ("noncompliant", "13.9"),
    ("product_not_received", "13.1"),
    ("product_unacceptable", "13.3"),
    ("subscription_canceled", "13.2"),
    ("unrecognized", "10.4"),
];

/// Opens a dispute, or an inquiry, on a charge and returns its id. `Null` when there is no such
/// charge.
pub fn open(turn: &mut Turn, charge_id: &str, reason: &str, is_inquiry: bool) -> Value {
    let mut charge = turn.known(charge_id);
    if charge.is_null() {
        return Value::Null;
    }
    let due_by = turn.now + RESPONSE_DAYS * DAY_SECONDS;
    let dispute = blank(turn, &charge, reason, is_inquiry, due_by);
    turn.insert(&dispute, json!({}));
    let id = dispute.text("id").to_owned();
    charge["disputed"] = json!(true);
    turn.save(&charge);
    turn.emit("charge.dispute.created", &dispute);
    if is_inquiry {
        let closes_at = turn.now + INQUIRY_DAYS * DAY_SECONDS;
        turn.plan(closes_at, Errand::LapseDispute { dispute: id.clone() });
    } else {
        withdraw(turn, dispute);
        turn.plan(due_by, Errand::LapseDispute { dispute: id.clone() });
    }
    json!(id)
}

fn blank(turn: &mut Turn, charge: &Value, reason: &str, is_inquiry: bool, due_by: i64) -> Value {
    let mut evidence = json!({ "enhanced_evidence": {} });
    for name in EVIDENCE {
        evidence[name] = Value::Null;
    }
    evidence["customer_email_address"] = charge["billing_details"]["email"].clone();
    evidence["customer_name"] = charge["billing_details"]["name"].clone();
    let network_code = REASONS.iter().find(|(name, _)| *name == reason).map(|(_, code)| *code);
    let kind = charge["payment_method_details"].text("type");
    let details = match kind {
        "card" => json!({
            "brand": charge["payment_method_details"]["card"]["brand"],
            "case_type": if is_inquiry { "inquiry" } else { "chargeback" },
            "network": charge["payment_method_details"]["card"]["brand"],
            "network_reason_code": network_code,
        }),
        _ => json!({}),
    };
    json!({
        "id": turn.id("du"),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": turn.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": evidence,
        "evidence_details": {
            "due_by": due_by,
            "enhanced_eligibility": {},
            "has_evidence": false,
            "past_due": false,
            "submission_count": 0,
        },
        "is_charge_refundable": is_inquiry,
        "livemode": false,
        "metadata": {},
        "network_reason_code": network_code,
        "payment_intent": charge["payment_intent"],
        "payment_method_details": { "type": kind, kind: details },
        "reason": reason,
        "status": if is_inquiry { "warning_needs_response" } else { "needs_response" },
    })
}

fn withdraw(turn: &mut Turn, dispute: Value) {
    let description = format!("Chargeback withdrawal for {}", dispute.text("charge"));
    let amount = -dispute.number("amount");
    let dispute = book(turn, dispute, "dispute", amount, balance::DISPUTE_FEE_MINOR, &description);
    turn.save(&dispute);
    turn.emit("charge.dispute.funds_withdrawn", &dispute);
}

fn book(
    turn: &mut Turn,
    mut dispute: Value,
    category: &str,
    amount: i64,
    fee: i64,
    description: &str,
) -> Value {
    let entry = balance::Entry {
        kind: "adjustment",
        reporting_category: category,
        source: dispute.text("id"),
        currency: dispute.text("currency"),
        amount,
        fee,
        description,
        is_available: true,
    };
    let transaction = balance::book(turn, &entry);
    if let Some(transactions) = dispute["balance_transactions"].as_array_mut() {
        transactions.push(transaction);
    }
    dispute
}

pub fn retrieve(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("dispute", id, "id")
}

pub fn list(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let wanted = fields.filters(&["charge", "payment_intent"])?;
    list::page(turn, fields, "/v1/disputes", "dispute", |dispute| wanted.accept(dispute))
}

/// Stages or submits evidence; it can be submitted once.
pub fn update(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let mut dispute = turn.find("dispute", id, "id")?;
    let evidence = fields.branch("evidence")?;
    let has_evidence = evidence.is_some();
    if let Some(mut given) = evidence {
        given.copy_texts(&mut dispute["evidence"], &EVIDENCE)?;
        given.ignore(&["enhanced_evidence"]);
        given.finish()?;
    }
    // Evidence is submitted unless the request says not to.
    let is_submitted = fields.boolean("submit")?.unwrap_or(has_evidence);
    fields.merge_metadata(&mut dispute)?;
    fields.finish()?;
    if (has_evidence || is_submitted) && !awaits_response(&dispute) {
        let message = format!(
            "This dispute is {}; evidence can no longer be updated or submitted.",
            dispute.text("status")
        );
        return Err(ApiError::invalid(message).param("evidence"));
    }
    if has_evidence {
        let has_any = EVIDENCE.iter().any(|name| !dispute["evidence"].lacks(name));
        dispute["evidence_details"]["has_evidence"] = json!(has_any);
    }
    if !is_submitted {
        turn.save_and_emit(&dispute, "charge.dispute.updated");
        return Ok(dispute);
    }
    let count = dispute["evidence_details"].number("submission_count") + 1;
    dispute["evidence_details"]["submission_count"] = json!(count);
    let is_inquiry = dispute.text("status").starts_with("warning_");
    dispute["status"] = json!(if is_inquiry { "warning_under_review" } else { "under_review" });
    turn.save_and_emit(&dispute, "charge.dispute.updated");
    let text = dispute["evidence"].text("uncategorized_text").to_owned();
    match text.as_str() {
        "winning_evidence" => win(turn, id),
        "losing_evidence" => lose(turn, id),
        "escalate_inquiry_evidence" => escalate(turn, id),
        _ => {}
    }
    // Stripe answers with the dispute as submitted; what the evidence decided arrives as events.
    Ok(dispute)
}

fn awaits_response(dispute: &Value) -> bool {
    ["needs_response", "warning_needs_response"].contains(&dispute.text("status"))
}

fn is_open(dispute: &Value) -> bool {
    !["won", "lost", "warning_closed", "prevented", ""].contains(&dispute.text("status"))
}

/// The merchant gives in.
pub fn close(turn: &mut Turn, id: &str, fields: &Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    let dispute = turn.find("dispute", id, "id")?;
    if !is_open(&dispute) {
        let message = format!("This dispute is already {}.", dispute.text("status"));
        return Err(ApiError::invalid(message));
    }
    lose(turn, id);
    Ok(turn.known(id))
}

/// The bank decides for the merchant: the money comes back, the fee does not. Does nothing to a
/// closed dispute.
pub fn win(turn: &mut Turn, id: &str) {
    let dispute = turn.known(id);
    if !is_open(&dispute) {
        return;
    }
    if dispute.text("status").starts_with("warning_") {
        end(turn, dispute, "warning_closed");
        return;
    }
    let dispute = end(turn, dispute, "won");
    let description = format!("Chargeback reversal for {}", dispute.text("charge"));
    let amount = dispute.number("amount");
    let dispute = book(turn, dispute, "dispute_reversal", amount, 0, &description);
    turn.save(&dispute);
    turn.emit("charge.dispute.funds_reinstated", &dispute);
}

/// The bank decides for the customer. An inquiry only ends. Does nothing to a closed dispute.
pub fn lose(turn: &mut Turn, id: &str) {
    let dispute = turn.known(id);
    if is_open(&dispute) {
        let is_inquiry = dispute.text("status").starts_with("warning_");
        end(turn, dispute, if is_inquiry { "warning_closed" } else { "lost" });
    }
}

fn end(turn: &mut Turn, mut dispute: Value, status: &str) -> Value {
    dispute["status"] = json!(status);
    turn.save(&dispute);
    turn.emit("charge.dispute.closed", &dispute);
    dispute
}

/// An inquiry becomes a dispute: the money goes, and there is a new time to respond.
pub fn escalate(turn: &mut Turn, id: &str) {
    let mut dispute = turn.known(id);
    if !dispute.text("status").starts_with("warning_") || !is_open(&dispute) {
        return;
    }
    let due_by = turn.now + RESPONSE_DAYS * DAY_SECONDS;
    dispute["status"] = json!("needs_response");
    dispute["is_charge_refundable"] = json!(false);
    dispute["evidence_details"]["due_by"] = json!(due_by);
    if dispute["payment_method_details"].text("type") == "card" {
        dispute["payment_method_details"]["card"]["case_type"] = json!("chargeback");
    }
    dispute["evidence"]["uncategorized_text"] = or_null("");
    turn.save_and_emit(&dispute, "charge.dispute.updated");
    withdraw(turn, dispute);
    turn.plan(due_by, Errand::LapseDispute { dispute: id.to_owned() });
}

/// The time to respond is over. Does nothing when there was a response, or there is more time.
pub fn lapse(turn: &mut Turn, id: &str) {
    let mut dispute = turn.known(id);
    let due_by = dispute["evidence_details"].number("due_by");
    match dispute.text("status") {
        "warning_needs_response" | "warning_under_review" => lose(turn, id),
        "needs_response" if turn.now >= due_by => {
            dispute["evidence_details"]["past_due"] = json!(true);
            turn.save(&dispute);
            lose(turn, id);
        }
        _ => {}
    }
}
