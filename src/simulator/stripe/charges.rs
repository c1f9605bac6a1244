//! Charges: one attempt to take money each, as PaymentIntents make them. Owns the object and its
//! endpoints; when a charge is made is decided in `payment_intents::attempt`, what it costs in
//! `balance`.

use super::account::Turn;
use super::balance;
use super::cards::Aftermath;
use super::error::ApiError;
use super::fields::Fields;
use super::list;
use super::payment_methods::of_method;
use super::store::Read;
use serde_json::{Value, json};

/// How an attempt ended.
pub enum Attempted<'a> {
    Succeeded,
    /// Authorised, not captured.
    Authorized,
    /// A debit under way.
    Pending,
    Declined(&'a ApiError),
}

/// Makes the charge of an attempt, keeps it, and returns it.
pub fn create(turn: &mut Turn, intent: &Value, method: &Value, result: &Attempted) -> Value {
    let amount = intent.number("amount");
    let (status, is_paid, is_captured) = match result {
        Attempted::Succeeded => ("succeeded", true, true),
        Attempted::Authorized => ("succeeded", true, false),
        Attempted::Pending => ("pending", false, false),
        Attempted::Declined(_) => ("failed", false, false),
    };
    let mut charge = blank(turn, intent, method);
    charge["status"] = json!(status);
    charge["paid"] = json!(is_paid);
    charge["captured"] = json!(is_captured);
    charge["amount_captured"] = json!(if is_captured { amount } else { 0 });
    if let Attempted::Declined(error) = result {
        charge["failure_code"] = json!(error.code);
        charge["failure_message"] = json!(error.message);
        charge["outcome"] =
            outcome("issuer_declined", "declined_by_network", error.decline_code.as_deref());
    }
    turn.insert(&charge, json!({}));
    if is_captured {
        book(turn, &mut charge);
        turn.save(&charge);
    }
    charge
}

fn blank(turn: &mut Turn, intent: &Value, method: &Value) -> Value {
    let id = turn.id(if method.text("type") == "card" { "ch" } else { "py" });
    let receipt_url = turn.page(&format!("/receipts/{id}"));
    json!({
        "id": id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": null,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "QUITTANCE SANDBOX",
        "captured": false,
        "created": turn.now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": false,
        "failure_balance_transaction": null,
        "failure_code": null,
        "failure_message": null,
        "fraud_details": {},
        "livemode": false,
        "metadata": intent["metadata"],
        "on_behalf_of": null,
        "outcome": outcome("authorized", "approved_by_network", None),
        "paid": false,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": method_details(turn, intent, method),
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": null,
        "receipt_url": receipt_url,
        "refunded": false,
        "review": null,
        "shipping": intent["shipping"],
        "source": null,
        "source_transfer": null,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        "transfer_data": null,
        "transfer_group": intent["transfer_group"],
    })
}

/// Stripe's verdict on an attempt.
pub fn outcome(kind: &str, network_status: &str, reason: Option<&str>) -> Value {
    let message = match kind {
        "authorized" => "Payment complete.",
        _ => "The bank did not return any further details with this decline.",
    };
    json!({
        "advice_code": null,
        "network_advice_code": null,
        "network_decline_code": null,
        "network_status": network_status,
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 20,
        "seller_message": message,
        "type": kind,
    })
}

fn method_details(turn: &Turn, intent: &Value, method: &Value) -> Value {
    let kind = method.text("type");
    let mut details = method[kind].clone();
    if kind != "card" {
        details["mandate"] = turn.hidden(method.text("id"))["mandate"].clone();
        return json!({ "type": kind, kind: details });
    }
    for unknown_here in ["display_brand", "generated_from", "networks", "three_d_secure_usage"] {
        details.as_object_mut().map(|details| details.remove(unknown_here));
    }
    let is_authenticated = turn.hidden(intent.text("id")).is("is_authenticated");
    let three_d_secure = json!({
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": null,
        "result": "authenticated",
        "result_reason": null,
        "transaction_id": "00000000-0000-4000-8000-000000000000",
        "version": "2.2.0",
    });
    details["amount_authorized"] = intent["amount"].clone();
    details["authorization_code"] = json!("123456");
    details["extended_authorization"] = json!({ "status": "disabled" });
    details["incremental_authorization"] = json!({ "status": "unavailable" });
    details["installments"] = Value::Null;
    details["mandate"] = Value::Null;
    details["multicapture"] = json!({ "status": "unavailable" });
    details["network"] = method["card"]["brand"].clone();
    details["network_token"] = json!({ "used": false });
    details["network_transaction_id"] = json!("123456789012345");
    details["overcapture"] =
        json!({ "maximum_amount_capturable": intent["amount"], "status": "unavailable" });
    details["three_d_secure"] = if is_authenticated { three_d_secure } else { Value::Null };
    json!({ "type": "card", "card": details })
}

/// Credits the captured amount to the balance.
pub fn book(turn: &mut Turn, charge: &mut Value) {
    let (_, aftermath) = of_method(turn, charge.text("payment_method"));
    let rail = charge["payment_method_details"].text("type").to_owned();
    let amount = charge.number("amount_captured");
    let transaction = balance::Entry {
        kind: if rail == "card" { "charge" } else { "payment" },
        reporting_category: "charge",
        source: charge.text("id"),
        currency: charge.text("currency"),
        amount,
        fee: balance::payment_fee(&rail, amount),
        description: charge.text("description"),
        is_available: aftermath == Aftermath::Available,
    };
    let transaction = balance::book(turn, &transaction);
    charge["balance_transaction"] = transaction["id"].clone();
}

/// What can still be given back, in minor units.
pub fn refundable(charge: &Value) -> i64 {
    charge.number("amount") - charge.number("amount_refunded")
}

pub fn retrieve(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("charge", id, "id")
}

pub fn update(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let mut charge = turn.find("charge", id, "id")?;
    fields.copy_texts(&mut charge, &["description", "receipt_email", "transfer_group"])?;
    fields.merge_metadata(&mut charge)?;
    fields.finish()?;
    turn.save_and_emit(&charge, "charge.updated");
    Ok(charge)
}

pub fn list(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let wanted = fields.filters(&["customer", "payment_intent", "transfer_group"])?;
    list::page(turn, fields, "/v1/charges", "charge", |charge| wanted.accept(charge))
}

pub fn list_fraud_warnings(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let wanted = fields.filters(&["charge", "payment_intent"])?;
    let url = "/v1/radar/early_fraud_warnings";
    list::page(turn, fields, url, "radar.early_fraud_warning", |warning| wanted.accept(warning))
}

/// The issuer suspects fraud; a dispute may or may not follow.
pub fn warn_of_fraud(turn: &mut Turn, charge: &Value) {
    let warning = json!({
        "id": turn.id("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": true,
        "charge": charge["id"],
        "created": turn.now,
        "fraud_type": "misc",
        "livemode": false,
        "payment_intent": charge["payment_intent"],
    });
    turn.insert(&warning, json!({}));
    turn.emit("radar.early_fraud_warning.created", &warning);
}
