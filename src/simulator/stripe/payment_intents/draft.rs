//! The terms of a PaymentIntent, read and checked before anything is kept.

use super::super::account::Turn;
use super::super::customers;
use super::super::debits;
use super::super::error::ApiError;
use super::super::fields::Fields;
use super::super::store::{Read, or_null};
use super::automatic_types;
use super::confirm::Confirmation;
use serde_json::{Value, json};

const MAX_AMOUNT: i64 = 99_999_999;
/// The least that Stripe takes, in minor units; currencies not listed take any amount from 1.
const LEAST_AMOUNT: &[(&str, i64, &str)] = &[
    ("usd", 50, "$0.50"),
    ("eur", 50, "€0.50"),
    ("gbp", 30, "£0.30"),
    ("chf", 50, "CHF 0.50"),
    ("cad", 50, "CA$0.50"),
    ("aud", 50, "A$0.50"),
    ("jpy", 50, "¥50"),
];

/// The intent that these parameters ask for, and how it is to be confirmed. Neither is kept yet.
pub fn read(turn: &mut Turn, fields: &mut Fields) -> Result<(Value, Confirmation), ApiError> {
    let amount = fields.integer("amount")?.ok_or_else(|| fields.missing("amount"))?;
    let currency = read_currency(fields)?;
    check_amount(amount, &currency)?;
    let mut intent = blank(turn, amount, &currency);
    read_methods(turn, &mut intent, fields)?;
    if let Some(kind) =
        fields.choice("capture_method", &["automatic", "automatic_async", "manual"])?
    {
        intent["capture_method"] = json!(kind);
    }
    if let Some(kind) = fields.choice("confirmation_method", &["automatic", "manual"])? {
        intent["confirmation_method"] = json!(kind);
    }
    apply(turn, &mut intent, fields)?;
    let confirmation = Confirmation::read(turn, fields)?;
    Ok((intent, confirmation))
}

fn read_currency(fields: &mut Fields) -> Result<String, ApiError> {
    let currency = fields.required_text("currency")?.to_lowercase();
    if currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_lowercase()) {
        return Ok(currency);
    }
    let message = format!("Invalid currency: {currency}.");
    Err(fields.wrong("currency", "parameter_invalid_enum", &message))
}

fn check_amount(amount: i64, currency: &str) -> Result<(), ApiError> {
    let wrong = |code: &str, message: String| Err(ApiError::parameter(code, "amount", message));
    let least = LEAST_AMOUNT.iter().find(|(name, ..)| *name == currency);
    match least {
        _ if amount < 1 => wrong(
            "parameter_invalid_integer",
            "This value must be greater than or equal to 1.".to_owned(),
        ),
        _ if amount > MAX_AMOUNT => {
            wrong("amount_too_large", format!("Amount must be no more than {MAX_AMOUNT}"))
        }
        Some((_, least, words)) if amount < *least => {
            wrong("amount_too_small", format!("Amount must be at least {words} {currency}"))
        }
        _ => Ok(()),
    }
}

fn read_methods(turn: &Turn, intent: &mut Value, fields: &mut Fields) -> Result<(), ApiError> {
    let currency = intent.text("currency").to_owned();
    let listed = fields.texts("payment_method_types")?;
    let automatic = fields.branch("automatic_payment_methods")?;
    if let (Some(_), Some(given)) = (&listed, &automatic) {
        return Err(given.wrong(
            "enabled",
            "parameter_invalid",
            "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.",
        ));
    }
    if let Some(kinds) = listed {
        check_types(&kinds, &currency)?;
        intent["payment_method_types"] = json!(kinds);
        return Ok(());
    }
    let (mut is_enabled, mut redirects) = (turn.is_automatic, None);
    if let Some(mut given) = automatic {
        is_enabled = given.boolean("enabled")?.ok_or_else(|| given.missing("enabled"))?;
        redirects = given.choice("allow_redirects", &["always", "never"])?;
        given.finish()?;
    }
    if is_enabled {
        let redirects = redirects.unwrap_or_else(|| "always".to_owned());
        intent["automatic_payment_methods"] =
            json!({ "enabled": true, "allow_redirects": redirects });
        intent["payment_method_types"] = json!(automatic_types(&currency));
    }
    Ok(())
}

/// Each type must exist and move the currency.
pub fn check_types(kinds: &[String], currency: &str) -> Result<(), ApiError> {
    for kind in kinds {
        let error = |message: String| {
            Err(ApiError::parameter(
                "payment_intent_invalid_parameter",
                "payment_method_types",
                message,
            ))
        };
        if kind != "card" && !debits::RAILS.contains(&kind.as_str()) {
            return error(format!("The payment method type \"{kind}\" is invalid."));
        }
        if debits::currency_of(kind).is_some_and(|only| only != currency) {
            return error(format!(
                "The currency provided ({currency}) is invalid for one or more payment method types you've provided \
                 ({kind})."
            ));
        }
    }
    Ok(())
}

/// An intent that is not kept yet.
pub fn blank(turn: &mut Turn, amount: i64, currency: &str) -> Value {
    let id = turn.id("pi");
    let secret = format!("{id}_secret_{}", turn.account.ids.letters(25));
    json!({
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": { "tip": {} },
        "amount_received": 0,
        "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": null,
        "canceled_at": null,
        "cancellation_reason": null,
        "capture_method": "automatic_async",
        "client_secret": secret,
        "confirmation_method": "automatic",
        "created": turn.now,
        "currency": currency,
        "customer": null,
        "customer_account": null,
        "description": null,
        "excluded_payment_method_types": null,
        "last_payment_error": null,
        "latest_charge": null,
        "livemode": false,
        "metadata": {},
        "next_action": null,
        "on_behalf_of": null,
        "payment_method": null,
        "payment_method_configuration_details": null,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "processing": null,
        "receipt_email": null,
        "review": null,
        "setup_future_usage": null,
        "shipping": null,
        "source": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": null,
        "status": "requires_payment_method",
        "transfer_data": null,
        "transfer_group": null,
    })
}

/// What can be set when the intent is made and changed later.
pub fn apply(turn: &Turn, intent: &mut Value, fields: &mut Fields) -> Result<(), ApiError> {
    if let Some(amount) = fields.integer("amount")? {
        check_amount(amount, intent.text("currency"))?;
        intent["amount"] = json!(amount);
    }
    if fields.has("currency") {
        intent["currency"] = json!(read_currency(fields)?);
    }
    if let Some(kinds) = fields.texts("payment_method_types")? {
        check_types(&kinds, intent.text("currency"))?;
        intent["payment_method_types"] = json!(kinds);
    }
    if let Some(customer) = fields.text("customer")? {
        if !customer.is_empty() {
            customers::existing(turn, &customer, "customer")?;
        }
        intent["customer"] = or_null(&customer);
    }
    const TEXTS: [&str; 4] =
        ["description", "statement_descriptor", "statement_descriptor_suffix", "transfer_group"];
    fields.copy_texts(intent, &TEXTS)?;
    fields.merge_metadata(intent)?;
    apply_confirmable(intent, fields)?;
    // Known to Stripe, of no effect here.
    fields.ignore(&[
        "amount_details",
        "excluded_payment_method_types",
        "payment_details",
        "payment_method_configuration",
        "use_stripe_sdk",
    ]);
    Ok(())
}

/// What can also be set when the intent is confirmed.
pub fn apply_confirmable(intent: &mut Value, fields: &mut Fields) -> Result<(), ApiError> {
    fields.copy_texts(intent, &["receipt_email"])?;
    let usage = fields.choice("setup_future_usage", &["off_session", "on_session", ""])?;
    if let Some(usage) = usage {
        intent["setup_future_usage"] = or_null(&usage);
    }
    if let Some(given) = fields.branch("shipping")? {
        intent["shipping"] = customers::shipping(given)?;
    }
    if let Some(options) = fields.echo("payment_method_options")? {
        intent["payment_method_options"] = options;
    }
    fields.ignore(&["radar_options"]);
    Ok(())
}
