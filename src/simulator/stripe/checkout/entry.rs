//! What a customer types into the hosted page, and what comes of it. Entered twice, a session takes
//! the money once.

use super::super::account::Turn;
use super::super::error::ApiError;
use super::super::payment_intents::confirm::{self, Confirmation};
use super::super::store::Read;
use super::super::{payment_intents, payment_methods, setup_intents};
use super::{complete, intent_id, make_customer, success_url};
use serde::Deserialize;
use serde_json::{Value, json};

/// The form of the page. All of it is text that a person typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Entry {
    pub method: String,
    pub email: String,
    pub name: String,
    pub number: String,
    pub expiry: String,
    pub cvc: String,
    pub iban: String,
    pub routing_number: String,
    pub account_number: String,
    pub sort_code: String,
    pub bacs_account_number: String,
}

/// Where the customer goes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// To the seller, or to the bank.
    Leave(String),
    /// Stay: this is what is wrong.
    Stay(String),
    /// The session has ended without a payment.
    Gone,
}

/// Takes the entry and pays, or saves the method.
pub fn submit(turn: &mut Turn, id: &str, entry: &Entry) -> Next {
    let session = turn.known(id);
    match session.text("status") {
        "complete" => return Next::Leave(success_url(&session)),
        "open" => {}
        _ => return Next::Gone,
    }
    // The first click has sent the customer to the bank, the second one must not charge another
    // card.
    let waiting = turn.known(intent_id(&session));
    if waiting.text("status") == "requires_action" {
        return Next::Leave(turn.page(&format!("/3ds/{}", waiting.text("id"))));
    }
    let typed = entry.name.trim();
    let email = match session["customer_details"].text("email") {
        "" if !session.lacks("customer_email") => session.text("customer_email").to_owned(),
        "" => entry.email.trim().to_owned(),
        known => known.to_owned(),
    };
    if typed.is_empty() || !email.contains('@') {
        return Next::Stay("Please enter your name and your e-mail address.".to_owned());
    }
    let outcome = read_method(turn, entry).and_then(|draft| {
        let method = payment_methods::keep(turn, draft);
        payment_methods::name_payer(turn, &method, typed, &email);
        pay_with(turn, id, &method)
    });
    match outcome {
        Ok(address) => Next::Leave(address),
        Err(error) => Next::Stay(error.message),
    }
}

fn read_method(turn: &Turn, entry: &Entry) -> Result<payment_methods::Draft, ApiError> {
    let now = turn.now;
    match entry.method.as_str() {
        "sepa_debit" => payment_methods::debit_draft(now, "sepa_debit", &entry.iban, ""),
        "us_bank_account" => payment_methods::debit_draft(
            now,
            "us_bank_account",
            &entry.account_number,
            &entry.routing_number,
        ),
        "bacs_debit" => payment_methods::debit_draft(
            now,
            "bacs_debit",
            &entry.bacs_account_number,
            &entry.sort_code,
        ),
        _ => {
            let expiry = read_expiry(&entry.expiry).ok_or_else(|| {
                ApiError::invalid(
                    "Your card's expiration date is incomplete: please enter it as MM / YY.",
                )
            })?;
            payment_methods::card_draft(now, &entry.number, expiry, Some(entry.cvc.trim()))
        }
    }
}

/// Year and month of `12/30`, `12 / 2030` or `1230`.
fn read_expiry(text: &str) -> Option<(i64, i64)> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if !matches!(digits.len(), 4 | 6) {
        return None;
    }
    let (month, year) = digits.split_at(2);
    Some((year.parse().ok()?, month.parse().ok()?))
}

/// Pays the session with a kept method, or saves it, and returns where the customer goes next.
///
/// # Errors
/// What the customer can mend: a refused card, a wrong account.
pub fn pay_with(turn: &mut Turn, id: &str, method: &str) -> Result<String, ApiError> {
    let session = turn.known(id);
    if session.text("status") != "open" {
        return Err(ApiError::invalid("This Checkout Session is no longer open."));
    }
    let method = payment_methods::resolve(turn, method, "payment_method")?;
    note_customer(turn, id, &method)?;
    let return_url = turn.page(&format!("/c/pay/{id}"));
    let is_card = method.text("type") == "card";
    let acceptance = json!({ "customer_acceptance": {
        "type": "online",
        "online": { "ip_address": "127.0.0.1", "user_agent": "Hosted page" },
    }});
    let confirmation =
        Confirmation::on_page(method.text("id"), return_url, (!is_card).then_some(acceptance));
    let intent = if session.text("mode") == "setup" {
        let intent = turn.known(session.text("setup_intent"));
        setup_intents::confirm_now(turn, with_customer(turn, intent, id), &confirmation)?
    } else {
        let intent = payment_intent(turn, id);
        confirm::confirm(turn, intent, confirmation)?
    };
    if intent.text("status") == "requires_action" {
        return Ok(turn.page(&format!("/3ds/{}", intent.text("id"))));
    }
    complete(turn, id, &intent);
    Ok(success_url(&turn.known(id)))
}

/// Who pays, as typed; and a customer of it when the session asks for one.
fn note_customer(turn: &mut Turn, id: &str, method: &Value) -> Result<(), ApiError> {
    let mut session = turn.known(id);
    let payer = &method["billing_details"];
    if session.lacks("customer_details") {
        session["customer_details"] = json!({
            "address": payer["address"],
            "business_name": null,
            "email": payer["email"],
            "individual_name": null,
            "name": payer["name"],
            "phone": payer["phone"],
            "tax_exempt": "none",
            "tax_ids": [],
        });
    }
    let keeps_method = !turn.hidden(id)["intent"].lacks("setup_future_usage");
    let makes_customer = session.text("customer_creation") == "always" || keeps_method;
    if session.lacks("customer") && makes_customer {
        session["customer"] = json!(make_customer(turn, payer.text("name"), payer.text("email"))?);
    }
    turn.save(&session);
    Ok(())
}

fn with_customer(turn: &Turn, mut intent: Value, session: &str) -> Value {
    intent["customer"] = turn.known(session)["customer"].clone();
    intent
}

/// The session's PaymentIntent; the first entry makes it.
fn payment_intent(turn: &mut Turn, id: &str) -> Value {
    let mut session = turn.known(id);
    let known = turn.known(session.text("payment_intent"));
    if !known.is_null() {
        return with_customer(turn, known, id);
    }
    let amount = session.number("amount_total");
    let currency = session.text("currency").to_owned();
    let mut intent = payment_intents::blank(turn, amount, &currency);
    intent["customer"] = session["customer"].clone();
    intent["payment_method_types"] = session["payment_method_types"].clone();
    if let Some(terms) = turn.hidden(id)["intent"].as_object().cloned() {
        for (name, value) in terms {
            intent[name] = value;
        }
    }
    turn.insert(&intent, json!({ "session": id }));
    session["payment_intent"] = intent["id"].clone();
    turn.save(&session);
    turn.emit("payment_intent.created", &intent);
    intent
}

#[cfg(test)]
mod tests {
    use super::read_expiry;

    #[test]
    fn an_expiry_is_read_as_people_write_it() {
        for text in ["12/30", "12 / 30", "1230"] {
            assert_eq!(read_expiry(text), Some((30, 12)));
        }
        assert_eq!(read_expiry("12/2030"), Some((2030, 12)));
        assert_eq!(read_expiry("1/3"), None);
    }
}
