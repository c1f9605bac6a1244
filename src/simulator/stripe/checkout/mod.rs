//! Checkout sessions in `payment` and `setup` mode: the endpoints and the life of a session. What a
//! customer enters is taken in `entry`, the hosted page is `page`, the parameters of a new session
//! are `draft`.
//!
//! open → complete or expired; a complete session is paid at once, or (a debit) later, or never.

mod draft;
pub mod entry;
pub mod page;

use super::account::Turn;
use super::agenda::Errand;
use super::error::ApiError;
use super::fields::Fields;
use super::store::Read;
use super::{customers, list, payment_intents, setup_intents};
use serde_json::{Value, json};

pub fn create(turn: &mut Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let (session, hidden) = draft::read(turn, &mut fields)?;
    fields.finish()?;
    turn.insert(&session, hidden);
    let (id, expires_at) = (session.text("id").to_owned(), session.number("expires_at"));
    turn.plan(expires_at, Errand::ExpireSession { session: id.clone() });
    if session.text("mode") == "setup" {
        return begin_setup(turn, &id);
    }
    Ok(session)
}

/// A session in setup mode has its SetupIntent from the start; a PaymentIntent comes with the first
/// entry.
fn begin_setup(turn: &mut Turn, id: &str) -> Result<Value, ApiError> {
    let mut session = turn.known(id);
    let mut terms = Fields::default();
    for (name, value) in
        [("usage", json!("off_session")), ("customer", session["customer"].clone())]
    {
        terms.set(name, value.as_str());
    }
    for (at, kind) in session["payment_method_types"].as_array().into_iter().flatten().enumerate() {
        terms.set_in("payment_method_types", &at.to_string(), kind.as_str().unwrap_or_default());
    }
    let mut intent = setup_intents::create(turn, terms)?;
    let details = turn.hidden(id)["intent"].clone();
    for name in ["description", "metadata"] {
        if !details.lacks(name) {
            intent[name] = details[name].clone();
        }
    }
    turn.save(&intent);
    turn.hide(intent.text("id"), "session", json!(id));
    session["setup_intent"] = intent["id"].clone();
    turn.save(&session);
    Ok(session)
}

pub fn retrieve(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("checkout.session", id, "id").map_err(|error| error.param("session"))
}

pub fn list(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let names = ["customer", "payment_intent", "status"];
    let wanted = fields.filters(&names)?;
    let url = "/v1/checkout/sessions";
    list::page(turn, fields, url, "checkout.session", |session| wanted.accept(session))
}

pub fn list_line_items(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    retrieve(turn, id)?;
    let items = turn.hidden(id)["line_items"].as_array().cloned().unwrap_or_default();
    Ok(list::whole(&format!("/v1/checkout/sessions/{id}/line_items"), &items))
}

pub fn update(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let mut session = retrieve(turn, id)?;
    fields.merge_metadata(&mut session)?;
    fields.finish()?;
    turn.save(&session);
    Ok(session)
}

pub fn expire(turn: &mut Turn, id: &str, fields: &Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    let session = retrieve(turn, id)?;
    if session.text("status") != "open" {
        let message = format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of \
             {}.",
            session.text("status")
        );
        return Err(ApiError::invalid(message));
    }
    expire_if_open(turn, id);
    Ok(turn.known(id))
}

/// Closes the page for good; an intent that waits for the customer is canceled. Does nothing to a
/// session that ended.
pub fn expire_if_open(turn: &mut Turn, id: &str) {
    let mut session = turn.known(id);
    if session.text("status") != "open" {
        return;
    }
    let intent = turn.known(session.text("payment_intent"));
    let is_waiting = ["requires_payment_method", "requires_confirmation", "requires_action"];
    if is_waiting.contains(&intent.text("status")) {
        payment_intents::cancel_now(turn, intent, "automatic");
    }
    let setup = turn.known(session.text("setup_intent"));
    if is_waiting.contains(&setup.text("status")) {
        setup_intents::cancel_now(turn, setup, "");
    }
    session["status"] = json!("expired");
    session["url"] = Value::Null;
    turn.save(&session);
    turn.emit("checkout.session.expired", &session);
}

/// The customer is through: the intent has succeeded, or its debit is under way.
fn complete(turn: &mut Turn, id: &str, intent: &Value) {
    let mut session = turn.known(id);
    session["status"] = json!("complete");
    session["url"] = Value::Null;
    session["payment_status"] = json!(match intent.text("status") {
        _ if intent.text("object") == "setup_intent" => "no_payment_required",
        "succeeded" => "paid",
        _ => "unpaid",
    });
    turn.save(&session);
    turn.emit("checkout.session.completed", &session);
}

/// A debit of a complete session has settled or come back.
pub fn debit_ended(turn: &mut Turn, intent_id: &str, is_settled: bool) {
    let id = turn.hidden(intent_id).text("session").to_owned();
    let mut session = turn.known(&id);
    if session.text("status") != "complete" {
        return;
    }
    if is_settled {
        session["payment_status"] = json!("paid");
        turn.save(&session);
    }
    let name = if is_settled { "succeeded" } else { "failed" };
    turn.emit(&format!("checkout.session.async_payment_{name}"), &session);
}

/// The customer comes back from the bank: on to the seller when all is well, else to the page
/// again.
pub fn after_challenge(turn: &mut Turn, id: &str) -> String {
    let session = turn.known(id);
    let intent = turn.known(intent_id(&session));
    let is_through =
        ["succeeded", "requires_capture", "processing"].contains(&intent.text("status"));
    if is_through && session.text("status") == "open" {
        complete(turn, id, &intent);
    }
    if is_through { success_url(&session) } else { turn.page(&format!("/c/pay/{id}")) }
}

fn intent_id(session: &Value) -> &str {
    match session.text("mode") {
        "setup" => session.text("setup_intent"),
        _ => session.text("payment_intent"),
    }
}

/// Where the customer goes afterwards, with the session's id where the seller asked for it.
fn success_url(session: &Value) -> String {
    let id = session.text("id");
    // Some clients encode the braces of the placeholder.
    session
        .text("success_url")
        .replace("{CHECKOUT_SESSION_ID}", id)
        .replace("%7BCHECKOUT_SESSION_ID%7D", id)
}

/// The page's own interface, which the Stripe CLI drives instead of a browser.
pub fn confirm_page(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let session = retrieve(turn, id)?;
    let method = fields.required_text("payment_method")?;
    let expected = fields.integer("expected_amount")?;
    fields.finish()?;
    if expected.is_some_and(|amount| amount != session.number("amount_total")) {
        return Err(ApiError::invalid("The amount has changed.").param("expected_amount"));
    }
    entry::pay_with(turn, id, &method)?;
    Ok(turn.known(id))
}

/// A customer for a session that makes one, from what was typed.
fn make_customer(turn: &mut Turn, name: &str, email: &str) -> Result<String, ApiError> {
    let mut terms = Fields::default();
    terms.set("name", Some(name));
    terms.set("email", Some(email));
    Ok(customers::create(turn, terms)?.text("id").to_owned())
}
