//! One attempt to take the money of a PaymentIntent, and its three ends: succeeded, failed, under
//! way.

use super::super::account::Turn;
use super::super::cards::{Aftermath, Decline};
use super::super::charges::{self, Attempted};
use super::super::error::ApiError;
use super::super::store::Read;
use super::super::{checkout, debits, disputes, payment_methods};
use super::use_up_unless_saved;
use serde_json::{Value, json};

/// Charges the method. Authentication is no longer a question here.
///
/// # Errors
/// The card error, after the intent has taken note of it.
pub fn attempt(turn: &mut Turn, mut intent: Value, method: &Value) -> Result<Value, ApiError> {
    let method_id = method.text("id").to_owned();
    if method.text("type") != "card" {
        return Ok(begin_debit(turn, intent, method));
    }
    let (refusal, aftermath) = payment_methods::of_method(turn, &method_id);
    if let Some(Decline { code, decline_code, message }) = refusal {
        let error = ApiError::card(code, Some(decline_code), message);
        return Err(decline(turn, intent, method, &error));
    }
    if intent.text("capture_method") == "manual" {
        let charge = charges::create(turn, &intent, method, &Attempted::Authorized);
        turn.emit("charge.succeeded", &charge);
        save_method(turn, &intent);
        intent["latest_charge"] = charge["id"].clone();
        intent["amount_capturable"] = intent["amount"].clone();
        intent["status"] = json!("requires_capture");
        turn.save(&intent);
        turn.emit("payment_intent.amount_capturable_updated", &intent);
        return Ok(intent);
    }
    let charge = charges::create(turn, &intent, method, &Attempted::Succeeded);
    turn.emit("charge.succeeded", &charge);
    succeed(turn, &mut intent, &charge);
    follow_up(turn, &charge, aftermath);
    Ok(intent)
}

fn follow_up(turn: &mut Turn, charge: &Value, aftermath: Aftermath) {
    match aftermath {
        Aftermath::Dispute { reason } => {
            disputes::open(turn, charge.text("id"), reason, false);
        }
        Aftermath::Inquiry => {
            disputes::open(turn, charge.text("id"), "fraudulent", true);
        }
        Aftermath::EarlyFraudWarning => charges::warn_of_fraud(turn, charge),
        _ => {}
    }
}

fn begin_debit(turn: &mut Turn, mut intent: Value, method: &Value) -> Value {
    let charge = charges::create(turn, &intent, method, &Attempted::Pending);
    turn.emit("charge.pending", &charge);
    save_method(turn, &intent);
    intent["latest_charge"] = charge["id"].clone();
    intent["status"] = json!("processing");
    turn.save(&intent);
    turn.emit("payment_intent.processing", &intent);
    let account = turn.hidden(method.text("id")).text("account").to_owned();
    debits::plan_settlement(turn, &charge, method.text("type"), &account);
    intent
}

/// The money is there: `charge` is captured and booked.
pub fn succeed(turn: &mut Turn, intent: &mut Value, charge: &Value) {
    save_method(turn, intent);
    intent["status"] = json!("succeeded");
    intent["amount_received"] = charge["amount_captured"].clone();
    intent["latest_charge"] = charge["id"].clone();
    intent["next_action"] = Value::Null;
    intent["last_payment_error"] = Value::Null;
    turn.save(intent);
    turn.emit("payment_intent.succeeded", intent);
    if charge["payment_method_details"].text("type") != "card" {
        checkout::debit_ended(turn, intent.text("id"), true);
    }
}

/// Notes a refused attempt and returns the error to answer with.
pub fn decline(turn: &mut Turn, intent: Value, method: &Value, error: &ApiError) -> ApiError {
    let charge = charges::create(turn, &intent, method, &Attempted::Declined(error));
    turn.emit("charge.failed", &charge);
    let id = charge.text("id").to_owned();
    fail(turn, intent, error, method, Some(&id))
}

/// The intent needs another method; the error says why. Returns that error with the intent inside.
pub fn fail(
    turn: &mut Turn,
    mut intent: Value,
    error: &ApiError,
    method: &Value,
    charge: Option<&str>,
) -> ApiError {
    let mut told = error.clone().attach("payment_method", method.clone());
    if let Some(charge) = charge {
        told = told.attach("charge", json!(charge));
        intent["latest_charge"] = json!(charge);
    }
    let is_debit = method.text("type") != "card";
    intent["status"] = json!("requires_payment_method");
    intent["payment_method"] = Value::Null;
    intent["next_action"] = Value::Null;
    intent["last_payment_error"] = told.object();
    turn.save(&intent);
    let id = intent.text("id").to_owned();
    turn.hide(&id, "is_authenticated", json!(false));
    turn.emit("payment_intent.payment_failed", &intent);
    if is_debit {
        checkout::debit_ended(turn, &id, false);
    }
    told.attach("payment_intent", intent)
}

/// Keeps the method for the customer when the intent says so; otherwise it was used up.
fn save_method(turn: &mut Turn, intent: &Value) {
    let method = intent.text("payment_method").to_owned();
    let customer = intent.text("customer");
    if !intent.lacks("setup_future_usage") && !customer.is_empty() {
        // Refused only when it belongs to another customer, which the confirmation has ruled out.
        let saved = payment_methods::attach_to(turn, &method, customer);
        if saved.is_ok() {
            turn.hide(&method, "is_set_up", json!(true));
        }
    }
    use_up_unless_saved(turn, &method);
}
