//! 3D Secure: the page of the customer's bank, and what its answer does to the intent. An abandoned
//! page leaves the intent in `requires_action`.

use super::account::Turn;
use super::checkout;
use super::error::ApiError;
use super::html::{self, escape};
use super::payment_intents::attempt;
use super::payment_intents::confirm::Confirmation;
use super::refunds::words;
use super::setup_intents;
use super::store::Read;
use serde_json::{Value, json};

/// Where the customer must go: by redirect when there is an address to come back to, else by
/// Stripe.js.
pub fn next_action(turn: &Turn, intent: &Value) -> Value {
    let url = turn.page(&format!("/3ds/{}", intent.text("id")));
    let return_url = turn.hidden(intent.text("id"))["return_url"].clone();
    if return_url.is_string() {
        json!({
            "type": "redirect_to_url",
            "redirect_to_url": { "return_url": return_url, "url": url },
        })
    } else {
        json!({
            "type": "use_stripe_sdk",
            "use_stripe_sdk": { "type": "three_d_secure_redirect", "stripe_js": url },
        })
    }
}

/// The bank's page; `None` when no such intent waits for it.
pub fn page(turn: &Turn, id: &str) -> Option<String> {
    let intent = waiting(turn, id)?;
    let what = match intent.text("object") {
        "setup_intent" => "save this card for later payments".to_owned(),
        _ => format!("pay {}", words(intent.number("amount"), intent.text("currency"))),
    };
    let method = turn.known(intent.text("payment_method"));
    let body = format!(
        "<h1>Your bank asks: is this you?</h1>\
         <p>Card ending in {}: {}.</p>\
         <form method=\"post\"><button name=\"outcome\" value=\"accept\">Yes, complete it</button>\
         <button class=\"plain\" name=\"outcome\" value=\"refuse\">No, refuse it</button></form>\
         <p class=\"small\">To abandon the challenge, close this tab.</p>",
        escape(method["card"].text("last4")),
        escape(&what)
    );
    Some(html::page("3D Secure", &body))
}

fn waiting(turn: &Turn, id: &str) -> Option<Value> {
    let intent = turn.known(id);
    (intent.text("status") == "requires_action").then_some(intent)
}

/// Carries out the bank's answer and returns the address to send the customer to. Answered twice,
/// the second answer changes nothing.
pub fn finish(turn: &mut Turn, id: &str, is_accepted: bool) -> Option<String> {
    if let Some(intent) = waiting(turn, id) {
        let is_setup = intent.text("object") == "setup_intent";
        let method = turn.known(intent.text("payment_method"));
        if is_accepted {
            turn.hide(id, "is_authenticated", json!(true));
            // How it ended stands in the intent; there is no request to answer with the error.
            let _ended =
                if is_setup { accept_setup(turn, intent) } else { accept(turn, intent, &method) };
        } else {
            refuse(turn, intent, &method, is_setup);
        }
    }
    let intent = turn.known(id);
    let session = turn.hidden(id).text("session").to_owned();
    if !session.is_empty() {
        return Some(checkout::after_challenge(turn, &session));
    }
    Some(returning(&intent, turn.hidden(id)["return_url"].as_str()?))
}

fn accept(turn: &mut Turn, mut intent: Value, method: &Value) -> Result<Value, ApiError> {
    if intent.text("confirmation_method") == "manual" {
        intent["status"] = json!("requires_confirmation");
        intent["next_action"] = Value::Null;
        turn.save(&intent);
        return Ok(intent);
    }
    intent["next_action"] = Value::Null;
    attempt::attempt(turn, intent, method)
}

fn accept_setup(turn: &mut Turn, intent: Value) -> Result<Value, ApiError> {
    let method = intent.text("payment_method").to_owned();
    let url = turn.hidden(intent.text("id")).text("return_url").to_owned();
    setup_intents::confirm_now(turn, intent, &Confirmation::on_page(&method, url, None))
}

fn refuse(turn: &mut Turn, intent: Value, method: &Value, is_setup: bool) {
    let message = "We are unable to authenticate your payment method. Please choose a different payment method and \
                   try again.";
    let error = ApiError::invalid(message);
    // The refusal is kept in the intent, where everybody looks for it.
    if is_setup {
        let error = error.code("setup_intent_authentication_failure");
        let _told = setup_intents::fail(turn, intent, method, &error);
    } else {
        let error = error.code("payment_intent_authentication_failure");
        let _told = attempt::fail(turn, intent, &error, method, None);
    }
}

/// The return address with what Stripe adds to it.
fn returning(intent: &Value, return_url: &str) -> String {
    let Ok(mut url) = url::Url::parse(return_url) else { return return_url.to_owned() };
    let kind = intent.text("object");
    let is_failed = intent.text("status") == "requires_payment_method";
    url.query_pairs_mut()
        .append_pair(kind, intent.text("id"))
        .append_pair(&format!("{kind}_client_secret"), intent.text("client_secret"))
        .append_pair("redirect_status", if is_failed { "failed" } else { "succeeded" });
    url.into()
}
