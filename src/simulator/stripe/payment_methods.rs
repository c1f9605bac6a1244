//! Payment methods: cards and bank accounts, how they are made, saved to a customer and removed.
//!
//! What Stripe knows and does not tell stays hidden: `card` (the number), `account` (IBAN or
//! account number), `is_set_up`, `is_used`, `mandate`.

use super::account::Turn;
use super::cards::{self, Aftermath, Decline, TestCard};
use super::customers;
use super::debits;
use super::error::ApiError;
use super::fields::Fields;
use super::ids::spell;
use super::list;
use super::store::{Read, or_null};
use serde_json::{Value, json};

/// Test tokens make cards that expire in this December.
const TOKEN_EXPIRY_YEARS_AHEAD: i64 = 4;

/// Year and month of an instant in UTC.
pub fn year_and_month(now: i64) -> (i64, i64) {
    let instant = jiff::Timestamp::from_second(now).unwrap_or_default();
    let date = instant.to_zoned(jiff::tz::TimeZone::UTC).date();
    (i64::from(date.year()), i64::from(date.month()))
}

pub fn create(turn: &mut Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let method = read(turn, &mut fields)?;
    fields.finish()?;
    let id = keep(turn, method);
    Ok(turn.known(&id))
}

/// A payment method that was read and checked but not kept yet: the object and what is hidden of
/// it.
#[derive(Clone)]
pub struct Draft {
    object: Value,
    hidden: Value,
}

/// Keeps a draft and returns its id.
pub fn keep(turn: &mut Turn, draft: Draft) -> String {
    let id = turn.id("pm");
    let mut object = draft.object;
    object["id"] = json!(id);
    turn.insert(&object, draft.hidden);
    id
}

/// The method that `type`, `card[…]`, `sepa_debit[…]`, … and `billing_details` describe.
pub fn read(turn: &Turn, fields: &mut Fields) -> Result<Draft, ApiError> {
    let kinds = ["card", "sepa_debit", "us_bank_account", "bacs_debit"];
    let kind = fields.choice("type", &kinds)?.ok_or_else(|| fields.missing("type"))?;
    let mut details = fields.branch(&kind)?.ok_or_else(|| fields.missing(&kind))?;
    let mut draft = match kind.as_str() {
        "card" => card(turn, &mut details)?,
        rail => account(turn, rail, &mut details)?,
    };
    details.finish()?;
    if let Some(given) = fields.branch("billing_details")? {
        draft.object["billing_details"] = billing_details(given)?;
    }
    if let Some(shown) = fields.choice("allow_redisplay", &["always", "limited", "unspecified"])? {
        draft.object["allow_redisplay"] = json!(shown);
    }
    fields.merge_metadata(&mut draft.object)?;
    let is_unnamed = draft.object["billing_details"].lacks("name");
    if kind != "card" && is_unnamed {
        return Err(fields.missing("billing_details[name]"));
    }
    Ok(draft)
}

fn card(turn: &Turn, details: &mut Fields) -> Result<Draft, ApiError> {
    if let Some(token) = details.text("token")? {
        let card = cards::by_token(&token);
        let card = card.ok_or_else(|| ApiError::missing("token", &token, "card[token]"))?;
        return Ok(token_card(turn.now, card));
    }
    let number = details.required_text("number")?;
    let month = details.integer("exp_month")?.ok_or_else(|| details.missing("exp_month"))?;
    let year = details.integer("exp_year")?.ok_or_else(|| details.missing("exp_year"))?;
    let cvc = details.text("cvc")?;
    details.ignore(&["networks"]);
    card_draft(turn.now, &number, (year, month), cvc.as_deref())
}

/// A card from what a person typed.
///
/// # Errors
/// As `cards::read_details`.
pub fn card_draft(
    now: i64,
    number: &str,
    expiry: (i64, i64),
    cvc: Option<&str>,
) -> Result<Draft, ApiError> {
    let card = cards::read_details(number, expiry, cvc, year_and_month(now))?;
    let (year, month) = (if expiry.0 < 100 { expiry.0 + 2000 } else { expiry.0 }, expiry.1);
    Ok(draft(
        now,
        "card",
        card_object(card, (year, month), cvc.is_some()),
        json!({ "card": card.number }),
    ))
}

fn token_card(now: i64, card: &TestCard) -> Draft {
    let expiry = (year_and_month(now).0 + TOKEN_EXPIRY_YEARS_AHEAD, 12);
    draft(now, "card", card_object(card, expiry, true), json!({ "card": card.number }))
}

fn draft(now: i64, kind: &str, details: Value, hidden: Value) -> Draft {
    let nobody = json!({
        "address": {
            "city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null,
        },
        "email": null,
        "name": null,
        "phone": null,
        "tax_id": null,
    });
    let mut object = json!({
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": nobody,
        "created": now,
        "customer": null,
        "customer_account": null,
        "livemode": false,
        "metadata": {},
        "type": kind,
    });
    object[kind] = details;
    Draft { object, hidden }
}

fn card_object(card: &TestCard, (year, month): (i64, i64), has_cvc: bool) -> Value {
    json!({
        "brand": card.brand,
        "checks": {
            "address_line1_check": null,
            "address_postal_code_check": null,
            "cvc_check": if has_cvc { json!("unchecked") } else { Value::Null },
        },
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": spell(card.number, 16),
        "funding": card.funding,
        "generated_from": null,
        "last4": &card.number[card.number.len() - 4..],
        "networks": { "available": [card.brand], "preferred": null },
        "regulated_status": "unregulated",
        "three_d_secure_usage": { "supported": card.brand != "amex" },
        "wallet": null,
    })
}

fn account(turn: &Turn, rail: &str, details: &mut Fields) -> Result<Draft, ApiError> {
    let (account, bank) = match rail {
        "sepa_debit" => (details.required_text("iban")?, String::new()),
        "us_bank_account" => {
            details.ignore(&[
                "account_holder_type",
                "account_type",
                "financial_connections_account",
            ]);
            (details.required_text("account_number")?, details.required_text("routing_number")?)
        }
        _ => (details.required_text("account_number")?, details.required_text("sort_code")?),
    };
    debit_draft(turn.now, rail, &account, &bank)
}

/// A bank account from what a person typed; `bank` is the routing number or sort code, empty for an
/// IBAN.
pub fn debit_draft(now: i64, rail: &str, account: &str, bank: &str) -> Result<Draft, ApiError> {
    let account = match rail {
        "sepa_debit" => debits::read_iban(account)?,
        _ => account.chars().filter(char::is_ascii_digit).collect(),
    };
    let bank: String = bank.chars().filter(char::is_ascii_digit).collect();
    let needed = match rail {
        "us_bank_account" => 9,
        "bacs_debit" => 6,
        _ => 0,
    };
    if bank.len() != needed || account.len() < 4 {
        let (code, param) = match rail {
            "us_bank_account" => ("routing_number_invalid", "us_bank_account[routing_number]"),
            _ => ("bank_account_invalid", "bacs_debit[sort_code]"),
        };
        return Err(ApiError::invalid("The bank account details are invalid.")
            .code(code)
            .param(param));
    }
    let last4 = &account[account.len() - 4..];
    let fingerprint = spell(&format!("{bank}{account}"), 16);
    let details = match rail {
        "sepa_debit" => json!({
            "bank_code": account.get(4..12),
            "branch_code": "",
            "country": account.get(..2),
            "fingerprint": fingerprint,
            "generated_from": { "charge": null, "setup_attempt": null },
            "last4": last4,
        }),
        "us_bank_account" => json!({
            "account_holder_type": "individual",
            "account_type": "checking",
            "bank_name": "STRIPE TEST BANK",
            "financial_connections_account": null,
            "fingerprint": fingerprint,
            "last4": last4,
            "networks": { "preferred": "ach", "supported": ["ach"] },
            "routing_number": bank,
            "status_details": null,
        }),
        _ => json!({ "fingerprint": fingerprint, "last4": last4, "sort_code": bank }),
    };
    Ok(draft(now, rail, details, json!({ "account": account })))
}

fn billing_details(mut given: Fields) -> Result<Value, ApiError> {
    let mut details = json!({ "email": null, "name": null, "phone": null, "tax_id": null });
    given.copy_texts(&mut details, &["email", "name", "phone", "tax_id"])?;
    let place = given.branch("address")?.unwrap_or_default();
    details["address"] = customers::address(place)?;
    given.finish()?;
    Ok(details)
}

/// Sets who pays, as the hosted page asks it.
pub fn name_payer(turn: &mut Turn, id: &str, name: &str, email: &str) {
    let mut method = turn.known(id);
    method["billing_details"]["name"] = or_null(name);
    method["billing_details"]["email"] = or_null(email);
    turn.save(&method);
}

/// The method with this id, or a new one for a test token such as `pm_card_visa`.
///
/// # Errors
/// `resource_missing`.
pub fn resolve(turn: &mut Turn, id: &str, param: &str) -> Result<Value, ApiError> {
    let now = turn.now;
    let draft = if let Some(card) = cards::by_token(id) {
        Some(token_card(now, card))
    } else if let Some((_, rail, account, bank)) = debits::TOKENS.iter().find(|t| t.0 == id) {
        let bank = if *rail == "sepa_debit" { "" } else { bank };
        let mut draft = debit_draft(now, rail, account, bank)?;
        draft.object["billing_details"]["name"] = json!("Jenny Rosen");
        draft.object["billing_details"]["email"] = json!("jenny@example.com");
        Some(draft)
    } else {
        None
    };
    match draft {
        Some(draft) => {
            let id = keep(turn, draft);
            Ok(turn.known(&id))
        }
        None => turn.find("payment_method", id, param),
    }
}

pub fn retrieve(turn: &mut Turn, id: &str) -> Result<Value, ApiError> {
    resolve(turn, id, "id")
}

pub fn update(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let mut method = turn.find("payment_method", id, "id")?;
    if let Some(given) = fields.branch("billing_details")? {
        method["billing_details"] = billing_details(given)?;
    }
    if let Some(mut card) = fields.branch("card")? {
        for name in ["exp_month", "exp_year"] {
            if let Some(number) = card.integer(name)? {
                method["card"][name] = json!(number);
            }
        }
        card.finish()?;
    }
    if let Some(shown) = fields.choice("allow_redisplay", &["always", "limited", "unspecified"])? {
        method["allow_redisplay"] = json!(shown);
    }
    fields.merge_metadata(&mut method)?;
    fields.finish()?;
    turn.save_and_emit(&method, "payment_method.updated");
    Ok(method)
}

pub fn attach(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let customer = fields.required_text("customer")?;
    fields.finish()?;
    customers::existing(turn, &customer, "customer")?;
    let method = resolve(turn, id, "payment_method")?;
    if let Some(card) = cards::by_number(turn.hidden(method.text("id")).text("card"))
        && let Some(decline) = card.decline.filter(|_| card.declines_setup)
    {
        return Err(ApiError::card(decline.code, Some(decline.decline_code), decline.message));
    }
    attach_to(turn, method.text("id"), &customer)
}

/// Saves the method to the customer; saving it twice changes nothing.
///
/// # Errors
/// When it belongs to another customer, or was used up.
pub fn attach_to(turn: &mut Turn, id: &str, customer: &str) -> Result<Value, ApiError> {
    let mut method = turn.find("payment_method", id, "payment_method")?;
    if method.text("customer") == customer {
        return Ok(method);
    }
    if !method.lacks("customer") {
        let message = "The payment method you provided has already been attached to a customer.";
        return Err(ApiError::invalid(message).code("payment_method_unexpected_state"));
    }
    refuse_used(turn, &method)?;
    method["customer"] = json!(customer);
    turn.save(&method);
    turn.emit("payment_method.attached", &method);
    Ok(method)
}

pub fn is_saved(turn: &Turn, id: &str) -> bool {
    !turn.known(id).lacks("customer")
}

/// The refusal that meets a charge of this method, and what follows a successful one.
pub fn of_method(turn: &Turn, id: &str) -> (Option<Decline>, Aftermath) {
    match cards::by_number(turn.hidden(id).text("card")) {
        Some(card) => (card.decline, card.aftermath),
        None => (None, Aftermath::Nothing),
    }
}

/// A method that was used without a customer, or detached from one, is used up.
pub fn refuse_used(turn: &Turn, method: &Value) -> Result<(), ApiError> {
    if !method.lacks("customer") || !turn.hidden(method.text("id")).is("is_used") {
        return Ok(());
    }
    Err(ApiError::invalid(
        "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with \
         a connected account without Customer attachment, or was detached from a Customer. It may not be used again. \
         To use a PaymentMethod multiple times, you must attach it to a Customer first.",
    )
    .param("payment_method"))
}

pub fn detach(turn: &mut Turn, id: &str, fields: &Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    let method = turn.find("payment_method", id, "payment_method")?;
    if method.lacks("customer") {
        let message = "The payment method you provided is not attached to a customer so detachment is impossible.";
        return Err(ApiError::invalid(message).param("payment_method"));
    }
    Ok(detach_from(turn, &method))
}

/// Takes the method from its customer for good.
pub fn detach_from(turn: &mut Turn, method: &Value) -> Value {
    let mut method = method.clone();
    let mut customer = turn.known(method.text("customer"));
    if customer["invoice_settings"]["default_payment_method"] == method["id"] {
        customer["invoice_settings"]["default_payment_method"] = Value::Null;
        turn.save_and_emit(&customer, "customer.updated");
    }
    method["customer"] = Value::Null;
    turn.hide(method.text("id"), "is_used", json!(true));
    turn.save_and_emit(&method, "payment_method.detached");
    method
}

/// The customer's methods, the newest first.
pub fn of_customer(turn: &Turn, customer: &str) -> Vec<Value> {
    let methods = turn.account.store.newest("payment_method");
    methods.filter(|method| method.text("customer") == customer).cloned().collect()
}

/// Methods of one customer. `customer` comes from the path or from the parameters.
pub fn list(turn: &Turn, mut fields: Fields, customer: Option<&str>) -> Result<Value, ApiError> {
    let kind = fields.text("type")?;
    let shown = fields.text("allow_redisplay")?;
    let (url, owner) = match customer {
        Some(id) => (format!("/v1/customers/{id}/payment_methods"), id.to_owned()),
        None => ("/v1/payment_methods".to_owned(), fields.required_text("customer")?),
    };
    customers::existing(turn, &owner, if customer.is_some() { "id" } else { "customer" })?;
    list::page(turn, fields, &url, "payment_method", |method| {
        method.text("customer") == owner
            && kind.as_deref().is_none_or(|kind| method.text("type") == kind)
            && shown.as_deref().is_none_or(|shown| method.text("allow_redisplay") == shown)
    })
}
