//! PaymentIntents: the endpoints. How a confirmation is read and checked is in `confirm`, what then
//! happens to the money in `attempt`.
//!
//! requires_payment_method → requires_confirmation → requires_action → processing →
//! requires_capture → succeeded, or canceled.

pub mod attempt;
pub mod confirm;
mod draft;

use super::account::Turn;
use super::charges;
use super::error::ApiError;
use super::fields::Fields;
use super::list;
use super::payment_methods;
use super::store::{Read, or_null};
use confirm::Confirmation;
pub use draft::{blank, check_types};
use serde_json::{Value, json};

const CANCELABLE: [&str; 4] =
    ["requires_payment_method", "requires_capture", "requires_confirmation", "requires_action"];
const CHANGEABLE: [&str; 3] =
    ["requires_payment_method", "requires_confirmation", "requires_action"];

pub fn create(turn: &mut Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let (intent, confirmation) = draft::read(turn, &mut fields)?;
    let is_confirmed = fields.boolean("confirm")?.unwrap_or_default();
    fields.finish()?;
    if confirmation.is_off_session() && !is_confirmed {
        let message = "off_session can only be used with confirm=true.";
        return Err(ApiError::invalid(message).param("off_session"));
    }
    if is_confirmed {
        confirm::require_return_url(&intent, &confirmation)?;
    }
    let mut intent = intent;
    if !is_confirmed && let Some(method) = confirm::choose_method(turn, &intent, &confirmation)? {
        intent["payment_method"] = method["id"].clone();
        intent["status"] = json!("requires_confirmation");
    }
    turn.insert(&intent, json!({}));
    turn.emit("payment_intent.created", &intent);
    if is_confirmed { confirm::confirm(turn, intent, confirmation) } else { Ok(intent) }
}

pub fn retrieve(turn: &Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    fields.ignore(&["client_secret"]);
    fields.finish()?;
    find(turn, id)
}

fn find(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("payment_intent", id, "intent").map_err(|error| error.status(404))
}

pub fn list(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let wanted = fields.filters(&["customer"])?;
    let url = "/v1/payment_intents";
    list::page(turn, fields, url, "payment_intent", |intent| wanted.accept(intent))
}

pub fn update(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let mut intent = find(turn, id)?;
    let is_final = !CHANGEABLE.contains(&intent.text("status"));
    let changes_terms =
        ["amount", "currency", "payment_method", "customer"].iter().any(|n| fields.has(n));
    draft::apply(turn, &mut intent, &mut fields)?;
    let confirmation = Confirmation::read(turn, &mut fields)?;
    fields.finish()?;
    if is_final && changes_terms {
        return Err(unexpected_state(&intent, "update", &CHANGEABLE));
    }
    if let Some(method) = confirm::choose_method(turn, &intent, &confirmation)? {
        intent["payment_method"] = method["id"].clone();
        intent["status"] = json!("requires_confirmation");
        intent["next_action"] = Value::Null;
    }
    turn.save(&intent);
    Ok(intent)
}

pub fn confirm_endpoint(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let mut intent = find(turn, id)?;
    let confirmation = Confirmation::read(turn, &mut fields)?;
    draft::apply_confirmable(&mut intent, &mut fields)?;
    fields.finish()?;
    confirm::require_return_url(&intent, &confirmation)?;
    confirm::confirm(turn, intent, confirmation)
}

pub fn cancel(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let intent = find(turn, id)?;
    let reasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"];
    let reason = fields.choice("cancellation_reason", &reasons)?;
    fields.finish()?;
    if !CANCELABLE.contains(&intent.text("status")) {
        return Err(unexpected_state(&intent, "cancel", &CANCELABLE));
    }
    Ok(cancel_now(turn, intent, &reason.unwrap_or_default()))
}

/// Cancels an intent that can be canceled; what was authorised is released.
pub fn cancel_now(turn: &mut Turn, mut intent: Value, reason: &str) -> Value {
    if intent.text("status") == "requires_capture" {
        let mut charge = turn.known(intent.text("latest_charge"));
        charge["amount_refunded"] = charge["amount"].clone();
        charge["refunded"] = json!(true);
        turn.save_and_emit(&charge, "charge.refunded");
    }
    intent["status"] = json!("canceled");
    intent["amount_capturable"] = json!(0);
    intent["canceled_at"] = json!(turn.now);
    intent["cancellation_reason"] = or_null(reason);
    intent["next_action"] = Value::Null;
    turn.save(&intent);
    turn.emit("payment_intent.canceled", &intent);
    intent
}

/// Takes what was authorised, or a part of it; the rest is released.
pub fn capture(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let intent = find(turn, id)?;
    let amount = fields.integer("amount_to_capture")?;
    let mut intent = intent;
    fields.copy_texts(&mut intent, &["statement_descriptor", "statement_descriptor_suffix"])?;
    fields.merge_metadata(&mut intent)?;
    fields.ignore(&["final_capture", "application_fee_amount", "transfer_data", "amount_details"]);
    fields.finish()?;
    if intent.text("status") != "requires_capture" {
        return Err(unexpected_state(&intent, "capture", &["requires_capture"]));
    }
    let capturable = intent.number("amount_capturable");
    let amount = amount.unwrap_or(capturable);
    if amount > capturable || amount < 1 {
        let message = format!(
            "The provided amount_to_capture ({amount}) is greater than or below what the PaymentIntent can capture \
             ({capturable})."
        );
        return Err(ApiError::invalid(message).code("amount_too_large").param("amount_to_capture"));
    }
    let mut charge = turn.known(intent.text("latest_charge"));
    charge["captured"] = json!(true);
    charge["amount_captured"] = json!(amount);
    charge["amount_refunded"] = json!(charge.number("amount") - amount);
    charges::book(turn, &mut charge);
    turn.save_and_emit(&charge, "charge.captured");
    intent["amount_capturable"] = json!(0);
    attempt::succeed(turn, &mut intent, &charge);
    Ok(intent)
}

/// Stripe's refusal of a verb that the intent's status does not allow.
pub fn unexpected_state(intent: &Value, verb: &str, allowed: &[&str]) -> ApiError {
    let (noun, code) = match intent.text("object") {
        "setup_intent" => ("SetupIntent", "setup_intent_unexpected_state"),
        _ => ("PaymentIntent", "payment_intent_unexpected_state"),
    };
    let message = format!(
        "You cannot {verb} this {noun} because it has a status of {}. Only a {noun} with one of the following \
         statuses may be {verb}{}: {}.",
        intent.text("status"),
        if verb.ends_with('e') { "d" } else { "ed" },
        allowed.join(", ")
    );
    ApiError::invalid(message).code(code).attach(intent.text("object"), intent.clone())
}

/// The methods that fit a currency, when an intent takes every method that is switched on.
pub fn automatic_types(currency: &str) -> Vec<&'static str> {
    let mut kinds = vec!["card"];
    let fits = |rail: &&&str| super::debits::currency_of(rail) == Some(currency);
    kinds.extend(super::debits::RAILS.iter().filter(fits));
    kinds
}

/// A method that belongs to no customer can be used once.
pub fn use_up_unless_saved(turn: &mut Turn, method: &str) {
    if payment_methods::is_saved(turn, method) {
        return;
    }
    turn.hide(method, "is_used", json!(true));
}
