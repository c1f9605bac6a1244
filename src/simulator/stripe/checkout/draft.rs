//! A new session, read from its parameters and checked.

use super::super::account::Turn;
use super::super::error::ApiError;
use super::super::fields::Fields;
use super::super::payment_intents::{automatic_types, check_types};
use super::super::store::{Read, or_null};
use super::super::{catalogue, customers};
use serde_json::{Value, json};

const DAY_SECONDS: i64 = 86_400;
const LEAST_OPEN_SECONDS: i64 = 30 * 60;

/// Known to Stripe, of no effect here.
const WITHOUT_EFFECT: [&str; 22] = [
    "adaptive_pricing",
    "allow_promotion_codes",
    "automatic_tax",
    "billing_address_collection",
    "branding_settings",
    "consent_collection",
    "custom_text",
    "customer_update",
    "excluded_payment_method_types",
    "invoice_creation",
    "name_collection",
    "origin_context",
    "payment_method_collection",
    "payment_method_configuration",
    "payment_method_data",
    "payment_method_options",
    "permissions",
    "phone_number_collection",
    "saved_payment_method_options",
    "submit_type",
    "tax_id_collection",
    "wallet_options",
];

/// The session and what is hidden of it: its line items, and the terms of the intent to come.
pub fn read(turn: &mut Turn, fields: &mut Fields) -> Result<(Value, Value), ApiError> {
    let mode = fields.choice("mode", &["payment", "setup", "subscription"])?;
    let mode = mode.ok_or_else(|| fields.missing("mode"))?;
    if mode == "subscription" {
        let message =
            "This simulator of Stripe has no subscriptions: mode must be payment or setup.";
        return Err(fields.wrong("mode", "parameter_invalid_enum", message));
    }
    fields.choice("ui_mode", &["hosted", "hosted_page"])?;
    let mut session = blank(turn, &mode);
    session["success_url"] = json!(fields.required_text("success_url")?);
    fields.copy_texts(&mut session, &["cancel_url", "client_reference_id", "locale"])?;
    fields.merge_metadata(&mut session)?;
    read_customer(turn, &mut session, fields)?;
    read_expiry(turn, &mut session, fields)?;
    let items = read_items(turn, &mut session, fields)?;
    read_methods(&mut session, fields)?;
    let intent = read_intent(&session, fields)?;
    fields.ignore(&WITHOUT_EFFECT);
    Ok((session, json!({ "line_items": items, "intent": intent })))
}

fn read_customer(turn: &Turn, session: &mut Value, fields: &mut Fields) -> Result<(), ApiError> {
    let email = fields.text("customer_email")?;
    let creation = fields.choice("customer_creation", &["always", "if_required"])?;
    session["customer_email"] = or_null(email.as_deref().unwrap_or_default());
    session["customer_creation"] = json!(creation);
    let Some(id) = fields.text("customer")? else { return Ok(()) };
    if email.is_some() || creation.is_some() {
        let message = "You may only specify one of these parameters: customer, customer_email, customer_creation.";
        return Err(ApiError::parameter("parameter_invalid", "customer", message));
    }
    let customer = customers::existing(turn, &id, "customer")?;
    session["customer"] = json!(id);
    session["customer_details"] = json!({
        "address": customer["address"],
        "business_name": null,
        "email": customer["email"],
        "individual_name": null,
        "name": customer["name"],
        "phone": customer["phone"],
        "tax_exempt": customer["tax_exempt"],
        "tax_ids": [],
    });
    Ok(())
}

fn read_expiry(turn: &Turn, session: &mut Value, fields: &mut Fields) -> Result<(), ApiError> {
    let Some(at) = fields.integer("expires_at")? else { return Ok(()) };
    let message = if at < turn.now + LEAST_OPEN_SECONDS {
        "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
    } else if at > turn.now + DAY_SECONDS {
        "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
    } else {
        session["expires_at"] = json!(at);
        return Ok(());
    };
    Err(ApiError::invalid(message).param("expires_at"))
}

fn read_items(
    turn: &mut Turn,
    session: &mut Value,
    fields: &mut Fields,
) -> Result<Vec<Value>, ApiError> {
    let is_setup = session.text("mode") == "setup";
    let currency = fields.text("currency")?;
    let given = fields.branches("line_items")?;
    if is_setup {
        if !given.is_empty() {
            let message = "You can not pass `line_items` in `setup` mode.";
            return Err(ApiError::parameter("parameter_invalid", "line_items", message));
        }
        session["currency"] = json!(currency.map(|currency| currency.to_lowercase()));
        return Ok(Vec::new());
    }
    if given.is_empty() {
        return Err(fields.missing("line_items"));
    }
    let items: Result<Vec<Value>, ApiError> =
        given.into_iter().map(|item| catalogue::line_item(turn, item)).collect();
    let items = items?;
    let currency = items[0].text("currency").to_owned();
    if items.iter().any(|item| item.text("currency") != currency) {
        let message =
            "The price specified supports currencies of which none is common to all line items.";
        return Err(ApiError::invalid(message).param("line_items"));
    }
    let total: i64 = items.iter().map(|item| item.number("amount_total")).sum();
    session["currency"] = json!(currency);
    session["amount_subtotal"] = json!(total);
    session["amount_total"] = json!(total);
    session["total_details"] =
        json!({ "amount_discount": 0, "amount_shipping": 0, "amount_tax": 0 });
    Ok(items)
}

fn read_methods(session: &mut Value, fields: &mut Fields) -> Result<(), ApiError> {
    let currency = session.text("currency").to_owned();
    let kinds = fields.texts("payment_method_types")?;
    let is_setup = session.text("mode") == "setup";
    match kinds {
        Some(kinds) => {
            if !is_setup {
                check_types(&kinds, &currency)?;
            }
            session["payment_method_types"] = json!(kinds);
        }
        None if is_setup && currency.is_empty() => return Err(fields.missing("currency")),
        None => session["payment_method_types"] = json!(automatic_types(&currency)),
    }
    Ok(())
}

/// What the intent of the session will carry.
fn read_intent(session: &Value, fields: &mut Fields) -> Result<Value, ApiError> {
    let is_setup = session.text("mode") == "setup";
    let name = if is_setup { "setup_intent_data" } else { "payment_intent_data" };
    let Some(mut given) = fields.branch(name)? else { return Ok(json!({})) };
    let mut intent = json!({});
    given.copy_texts(&mut intent, &["description"])?;
    if given.has("metadata") {
        given.merge_metadata(&mut intent)?;
    }
    if !is_setup {
        const TEXTS: [&str; 4] = [
            "receipt_email",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_group",
        ];
        given.copy_texts(&mut intent, &TEXTS)?;
        let usage = given.choice("setup_future_usage", &["off_session", "on_session"])?;
        intent["setup_future_usage"] = json!(usage);
        if let Some(kind) =
            given.choice("capture_method", &["automatic", "automatic_async", "manual"])?
        {
            intent["capture_method"] = json!(kind);
        }
        if let Some(shipping) = given.branch("shipping")? {
            intent["shipping"] = customers::shipping(shipping)?;
        }
    }
    given.finish()?;
    Ok(intent)
}

fn blank(turn: &mut Turn, mode: &str) -> Value {
    let id = format!("cs_test_{}", turn.account.ids.letters(58));
    let url = turn.page(&format!("/c/pay/{id}"));
    json!({
        "id": id,
        "object": "checkout.session",
        "adaptive_pricing": { "enabled": false },
        "after_expiration": null,
        "allow_promotion_codes": null,
        "amount_subtotal": null,
        "amount_total": null,
        "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
        "billing_address_collection": null,
        "cancel_url": null,
        "client_reference_id": null,
        "client_secret": null,
        "collected_information": null,
        "consent": null,
        "consent_collection": null,
        "created": turn.now,
        "currency": null,
        "currency_conversion": null,
        "custom_fields": [],
        "custom_text": {
            "after_submit": null,
            "shipping_address": null,
            "submit": null,
            "terms_of_service_acceptance": null,
        },
        "customer": null,
        "customer_account": null,
        "customer_creation": null,
        "customer_details": null,
        "customer_email": null,
        "discounts": [],
        "expires_at": turn.now + DAY_SECONDS,
        "invoice": null,
        "invoice_creation": null,
        "livemode": false,
        "locale": null,
        "metadata": {},
        "mode": mode,
        "origin_context": null,
        "payment_intent": null,
        "payment_link": null,
        "payment_method_collection": null,
        "payment_method_configuration_details": null,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": if mode == "setup" { "no_payment_required" } else { "unpaid" },
        "permissions": null,
        "phone_number_collection": { "enabled": false },
        "recovered_from": null,
        "saved_payment_method_options": null,
        "setup_intent": null,
        "shipping_address_collection": null,
        "shipping_cost": null,
        "shipping_options": [],
        "status": "open",
        "submit_type": null,
        "subscription": null,
        "success_url": null,
        "total_details": null,
        "ui_mode": "hosted",
        "url": url,
        "wallet_options": null,
    })
}
