//! SetupIntents: saving a payment method for later without taking money.

use super::account::Turn;
use super::cards::{self, Authentication};
use super::error::ApiError;
use super::fields::Fields;
use super::payment_intents::confirm::{self, Confirmation};
use super::payment_intents::{automatic_types, unexpected_state};
use super::store::{Read, or_null};
use super::{challenge, customers, list, mandates, payment_methods};
use serde_json::{Value, json};

const OPEN: [&str; 3] = ["requires_payment_method", "requires_confirmation", "requires_action"];

pub fn create(turn: &mut Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let mut intent = blank(turn);
    read_methods(turn, &mut intent, &mut fields)?;
    if let Some(usage) = fields.choice("usage", &["off_session", "on_session"])? {
        intent["usage"] = json!(usage);
    }
    apply(turn, &mut intent, &mut fields)?;
    let confirmation = Confirmation::read(turn, &mut fields)?;
    let is_confirmed = fields.boolean("confirm")?.unwrap_or_default();
    fields.finish()?;
    if is_confirmed {
        confirm::require_return_url(&intent, &confirmation)?;
    } else if let Some(method) = confirm::choose_method(turn, &intent, &confirmation)? {
        intent["payment_method"] = method["id"].clone();
        intent["status"] = json!("requires_confirmation");
    }
    turn.insert(&intent, json!({}));
    turn.emit("setup_intent.created", &intent);
    if is_confirmed { confirm_now(turn, intent, &confirmation) } else { Ok(intent) }
}

fn blank(turn: &mut Turn) -> Value {
    let id = turn.id("seti");
    let secret = format!("{id}_secret_{}", turn.account.ids.letters(30));
    json!({
        "id": id,
        "object": "setup_intent",
        "application": null,
        "automatic_payment_methods": null,
        "cancellation_reason": null,
        "client_secret": secret,
        "created": turn.now,
        "customer": null,
        "customer_account": null,
        "description": null,
        "excluded_payment_method_types": null,
        "flow_directions": null,
        "last_setup_error": null,
        "latest_attempt": null,
        "livemode": false,
        "mandate": null,
        "metadata": {},
        "next_action": null,
        "on_behalf_of": null,
        "payment_method": null,
        "payment_method_configuration_details": null,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "single_use_mandate": null,
        "status": "requires_payment_method",
        "usage": "off_session",
    })
}

fn read_methods(turn: &Turn, intent: &mut Value, fields: &mut Fields) -> Result<(), ApiError> {
    if let Some(kinds) = fields.texts("payment_method_types")? {
        intent["payment_method_types"] = json!(kinds);
        return Ok(());
    }
    let (mut is_enabled, mut redirects) = (turn.is_automatic, "always".to_owned());
    if let Some(mut given) = fields.branch("automatic_payment_methods")? {
        is_enabled = given.boolean("enabled")?.ok_or_else(|| given.missing("enabled"))?;
        redirects = given.choice("allow_redirects", &["always", "never"])?.unwrap_or(redirects);
        given.finish()?;
    }
    if is_enabled {
        intent["automatic_payment_methods"] =
            json!({ "enabled": true, "allow_redirects": redirects });
        let mut kinds = automatic_types("eur");
        kinds.extend(["us_bank_account", "bacs_debit"]);
        intent["payment_method_types"] = json!(kinds);
    }
    Ok(())
}

fn apply(turn: &Turn, intent: &mut Value, fields: &mut Fields) -> Result<(), ApiError> {
    if let Some(customer) = fields.text("customer")? {
        if !customer.is_empty() {
            customers::existing(turn, &customer, "customer")?;
        }
        intent["customer"] = or_null(&customer);
    }
    fields.copy_texts(intent, &["description"])?;
    fields.merge_metadata(intent)?;
    if let Some(options) = fields.echo("payment_method_options")? {
        intent["payment_method_options"] = options;
    }
    // Known to Stripe, of no effect here.
    fields.ignore(&["flow_directions", "payment_method_configuration", "use_stripe_sdk"]);
    Ok(())
}

fn find(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("setup_intent", id, "intent").map_err(|error| error.status(404))
}

pub fn retrieve(turn: &Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    fields.ignore(&["client_secret"]);
    fields.finish()?;
    find(turn, id)
}

pub fn update(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let mut intent = find(turn, id)?;
    apply(turn, &mut intent, &mut fields)?;
    let confirmation = Confirmation::read(turn, &mut fields)?;
    fields.finish()?;
    if let Some(method) = confirm::choose_method(turn, &intent, &confirmation)? {
        if !OPEN.contains(&intent.text("status")) {
            return Err(unexpected_state(&intent, "update", &OPEN));
        }
        intent["payment_method"] = method["id"].clone();
        intent["status"] = json!("requires_confirmation");
    }
    turn.save(&intent);
    Ok(intent)
}

pub fn confirm_endpoint(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let intent = find(turn, id)?;
    let confirmation = Confirmation::read(turn, &mut fields)?;
    fields.finish()?;
    confirm::require_return_url(&intent, &confirmation)?;
    confirm_now(turn, intent, &confirmation)
}

/// Confirms the intent and returns what became of it.
///
/// # Errors
/// Refusals that change nothing; card errors, after which the intent `requires_payment_method` again.
pub fn confirm_now(
    turn: &mut Turn,
    mut intent: Value,
    confirmation: &Confirmation,
) -> Result<Value, ApiError> {
    if !OPEN.contains(&intent.text("status")) {
        return Err(unexpected_state(&intent, "confirm", &OPEN));
    }
    if let Some(method) = confirm::choose_method(turn, &intent, confirmation)? {
        intent["payment_method"] = method["id"].clone();
    }
    if intent.lacks("payment_method") {
        let message = "You cannot confirm this SetupIntent because it's missing a payment method. Update the \
                       SetupIntent with a payment method and then confirm it again.";
        let error = ApiError::invalid(message).code("setup_intent_unexpected_state");
        return Err(error.attach("setup_intent", intent));
    }
    let id = intent.text("id").to_owned();
    let method = turn.known(intent.text("payment_method"));
    let mandate = mandates::require(turn, &method, confirmation.mandate_data(), None)?;
    intent["mandate"] = json!(mandate);
    intent["last_setup_error"] = Value::Null;
    if let Some(url) = confirmation.return_url() {
        turn.hide(&id, "return_url", json!(url));
    }
    let card = cards::by_number(turn.hidden(method.text("id")).text("card"));
    let asks = |card: &cards::TestCard| {
        matches!(card.authentication, Authentication::Always | Authentication::UntilSetUp)
    };
    if card.is_some_and(asks) && !turn.hidden(&id).is("is_authenticated") {
        intent["status"] = json!("requires_action");
        intent["next_action"] = challenge::next_action(turn, &intent);
        turn.save(&intent);
        turn.emit("setup_intent.requires_action", &intent);
        return Ok(intent);
    }
    if let Some(decline) = card.filter(|card| card.declines_setup).and_then(|card| card.decline) {
        let error = ApiError::card(decline.code, Some(decline.decline_code), decline.message);
        return Err(fail(turn, intent, &method, &error));
    }
    succeed(turn, intent, &method)
}

fn succeed(turn: &mut Turn, mut intent: Value, method: &Value) -> Result<Value, ApiError> {
    let method_id = method.text("id").to_owned();
    if !intent.lacks("customer") {
        payment_methods::attach_to(turn, &method_id, intent.text("customer"))?;
    }
    turn.hide(&method_id, "is_set_up", json!(true));
    intent["latest_attempt"] = note_attempt(turn, &intent, method, None);
    intent["status"] = json!("succeeded");
    intent["next_action"] = Value::Null;
    turn.save(&intent);
    turn.emit("setup_intent.succeeded", &intent);
    Ok(intent)
}

/// The intent needs another method; returns the error with the intent inside.
pub fn fail(turn: &mut Turn, mut intent: Value, method: &Value, error: &ApiError) -> ApiError {
    let told = error.clone().attach("payment_method", method.clone());
    intent["latest_attempt"] = note_attempt(turn, &intent, method, Some(&told));
    intent["status"] = json!("requires_payment_method");
    intent["payment_method"] = Value::Null;
    intent["next_action"] = Value::Null;
    intent["last_setup_error"] = told.object();
    turn.save(&intent);
    turn.emit("setup_intent.setup_failed", &intent);
    told.attach("setup_intent", intent)
}

fn note_attempt(
    turn: &mut Turn,
    intent: &Value,
    method: &Value,
    error: Option<&ApiError>,
) -> Value {
    let attempt = json!({
        "id": turn.id("setatt"),
        "object": "setup_attempt",
        "application": null,
        "created": turn.now,
        "customer": intent["customer"],
        "customer_account": null,
        "flow_directions": null,
        "livemode": false,
        "on_behalf_of": null,
        "payment_method": method["id"],
        "payment_method_details": { "type": method["type"], method.text("type"): {} },
        "setup_error": error.map(ApiError::object),
        "setup_intent": intent["id"],
        "status": if error.is_some() { "failed" } else { "succeeded" },
        "usage": intent["usage"],
    });
    turn.insert(&attempt, json!({}));
    attempt["id"].clone()
}

pub fn cancel(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let intent = find(turn, id)?;
    let reasons = ["abandoned", "requested_by_customer", "duplicate"];
    let reason = fields.choice("cancellation_reason", &reasons)?;
    fields.finish()?;
    if !OPEN.contains(&intent.text("status")) {
        return Err(unexpected_state(&intent, "cancel", &OPEN));
    }
    Ok(cancel_now(turn, intent, &reason.unwrap_or_default()))
}

pub fn cancel_now(turn: &mut Turn, mut intent: Value, reason: &str) -> Value {
    intent["status"] = json!("canceled");
    intent["cancellation_reason"] = or_null(reason);
    intent["next_action"] = Value::Null;
    turn.save(&intent);
    turn.emit("setup_intent.canceled", &intent);
    intent
}

pub fn list(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let wanted = fields.filters(&["customer", "payment_method"])?;
    list::page(turn, fields, "/v1/setup_intents", "setup_intent", |intent| wanted.accept(intent))
}

pub fn list_attempts(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let wanted = fields.filters(&["setup_intent"])?;
    list::page(turn, fields, "/v1/setup_attempts", "setup_attempt", |tried| wanted.accept(tried))
}
