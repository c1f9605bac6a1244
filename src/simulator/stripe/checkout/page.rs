//! The hosted page itself: a plain form that works without scripts.

use super::super::account::Turn;
use super::super::html::{self, escape, input};
use super::super::refunds::words;
use super::super::store::Read;
use super::entry::Entry;
use super::{intent_id, success_url};
use serde_json::Value;

/// What a GET of the page answers.
pub enum Shown {
    Page(String),
    /// The session is complete: on to the seller.
    Leave(String),
    /// The session has expired, or there never was one.
    Gone(String),
}

/// The page of a session. `problem` is what was wrong with `entry`.
pub fn show(turn: &Turn, id: &str, entry: &Entry, problem: Option<&str>) -> Shown {
    let session = turn.known(id);
    match session.text("status") {
        "open" => Shown::Page(form(turn, &session, entry, problem)),
        "complete" => Shown::Leave(success_url(&session)),
        _ => {
            let back = session.text("cancel_url");
            let link = match back {
                "" => String::new(),
                _ => format!("<p><a href=\"{}\">Back to the seller</a></p>", escape(back)),
            };
            let body = format!("<h1>This page has expired</h1><p>Nothing was charged.</p>{link}");
            Shown::Gone(html::page("Expired", &body))
        }
    }
}

fn form(turn: &Turn, session: &Value, entry: &Entry, problem: Option<&str>) -> String {
    let is_setup = session.text("mode") == "setup";
    let intent = turn.known(intent_id(session));
    // Who comes back from a refused challenge finds the reason in the intent.
    let earlier = [&intent["last_payment_error"], &intent["last_setup_error"]];
    let earlier = earlier.iter().map(|error| error.text("message")).find(|text| !text.is_empty());
    let problem = problem.or(earlier).map_or(String::new(), |problem| {
        format!("<p class=\"error\" role=\"alert\">{}</p>", escape(problem))
    });
    let cancel = match session.text("cancel_url") {
        "" => String::new(),
        url => format!("<p><a href=\"{}\">Cancel and go back</a></p>", escape(url)),
    };
    let body = format!(
        "{}{problem}<form method=\"post\" autocomplete=\"off\">{}{}<button>{}</button></form>{cancel}{HINTS}",
        heading(turn, session),
        payer(session, entry),
        methods(session, entry),
        if is_setup { "Save" } else { "Pay" },
    );
    html::page(if is_setup { "Save a payment method" } else { "Pay" }, &body)
}

fn heading(turn: &Turn, session: &Value) -> String {
    if session.text("mode") == "setup" {
        return "<h1>Save a payment method</h1><p>Nothing is charged now.</p>".to_owned();
    }
    let currency = session.text("currency");
    let items =
        turn.hidden(session.text("id"))["line_items"].as_array().cloned().unwrap_or_default();
    let rows: String = items
        .iter()
        .map(|item| {
            format!(
                "<li>{} × {}: {}</li>",
                item.number("quantity"),
                escape(item.text("description")),
                escape(&words(item.number("amount_total"), currency))
            )
        })
        .collect();
    let total = words(session.number("amount_total"), currency);
    format!("<h1>Pay</h1><p class=\"total\">{}</p><ul>{rows}</ul>", escape(&total))
}

fn payer(session: &Value, entry: &Entry) -> String {
    let known = session["customer_details"].text("email");
    let known = if known.is_empty() { session.text("customer_email") } else { known };
    let email = if known.is_empty() {
        input("email", "E-mail", &entry.email, "email", "")
    } else {
        format!("<p class=\"small\">{}</p>", escape(known))
    };
    let name = match entry.name.as_str() {
        "" => session["customer_details"].text("name"),
        typed => typed,
    };
    format!("{email}{}", input("name", "Name on the card or account", name, "text", ""))
}

fn methods(session: &Value, entry: &Entry) -> String {
    let kinds: Vec<&str> = session["payment_method_types"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let chosen = if entry.method.is_empty() {
        kinds.first().copied().unwrap_or("card")
    } else {
        &entry.method
    };
    kinds.iter().map(|kind| method(kind, *kind == chosen, entry)).collect()
}

fn method(kind: &str, is_chosen: bool, entry: &Entry) -> String {
    let (title, inputs) = match kind {
        "sepa_debit" => ("SEPA direct debit", input("iban", "IBAN", &entry.iban, "text", "")),
        "us_bank_account" => (
            "US bank account",
            input("routing_number", "Routing number", &entry.routing_number, "text", "numeric")
                + &input(
                    "account_number",
                    "Account number",
                    &entry.account_number,
                    "text",
                    "numeric",
                ),
        ),
        "bacs_debit" => (
            "Bacs direct debit",
            input("sort_code", "Sort code", &entry.sort_code, "text", "numeric")
                + &input(
                    "bacs_account_number",
                    "Account number",
                    &entry.bacs_account_number,
                    "text",
                    "numeric",
                ),
        ),
        _ => (
            "Card",
            // What was typed of a card is not sent back.
            format!(
                "{}<div class=\"pair\"><div>{}</div><div>{}</div></div>",
                input("number", "Card number", "", "text", "numeric"),
                input("expiry", "Expires (MM / YY)", "", "text", "numeric"),
                input("cvc", "Security code", "", "text", "numeric")
            ),
        ),
    };
    let checked = if is_chosen { " checked" } else { "" };
    format!(
        "<fieldset><legend><label><input type=\"radio\" name=\"method\" value=\"{kind}\"{checked}> {title}</label>\
         </legend>{inputs}</fieldset>"
    )
}

const HINTS: &str = "<details><summary class=\"small\">Numbers to try</summary><ul class=\"small\">\
<li>4242 4242 4242 4242 works</li><li>4000 0025 0000 3155 asks your bank (3D Secure)</li>\
<li>4000 0000 0000 0002 is declined, …9995 for lack of funds</li>\
<li>4000 0000 0000 0341 can be saved and fails later</li><li>4000 0000 0000 0259 is disputed</li>\
<li>any future date, any three digits</li><li>IBAN DE89 3704 0044 0532 0130 00 settles after five days, \
DE62 3704 0044 0532 0130 01 comes back</li>\
<li>routing 110000000 with account 000123456789 settles, 000222222227 comes back</li>\
<li>sort code 108800 with account 00012345 settles, 22222227 comes back</li></ul></details>";
