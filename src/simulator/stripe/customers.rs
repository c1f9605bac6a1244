//! Customers: create, read, change, delete, list.

use super::account::Turn;
use super::error::ApiError;
use super::fields::Fields;
use super::store::{Read, or_null};
use super::{list, payment_methods};
use serde_json::{Value, json};

const TEXTS: [&str; 4] = ["name", "email", "phone", "description"];

pub fn create(turn: &mut Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let id = turn.id("cus");
    let prefix = turn.account.ids.letters(8).to_uppercase();
    let mut customer = json!({
        "id": id,
        "object": "customer",
        "address": null,
        "balance": 0,
        "created": turn.now,
        "currency": null,
        "default_source": null,
        "delinquent": false,
        "description": null,
        "discount": null,
        "email": null,
        "invoice_prefix": prefix,
        "invoice_settings": {
            "custom_fields": null,
            "default_payment_method": null,
            "footer": null,
            "rendering_options": null,
        },
        "livemode": false,
        "metadata": {},
        "name": null,
        "next_invoice_sequence": 1,
        "phone": null,
        "preferred_locales": [],
        "shipping": null,
        "tax_exempt": "none",
        "test_clock": null,
    });
    let payment_method = fields.text("payment_method")?;
    apply(turn, &mut customer, &mut fields)?;
    fields.finish()?;
    turn.insert(&customer, json!({}));
    turn.emit("customer.created", &customer);
    if let Some(method) = payment_method {
        let method = payment_methods::resolve(turn, &method, "payment_method")?;
        payment_methods::attach_to(turn, method.text("id"), &id)?;
    }
    Ok(customer)
}

fn apply(turn: &Turn, customer: &mut Value, fields: &mut Fields) -> Result<(), ApiError> {
    fields.copy_texts(customer, &TEXTS)?;
    fields.merge_metadata(customer)?;
    for name in ["address", "shipping"] {
        if fields.is_leaf(name) {
            fields.required_text(name).ok();
            customer[name] = Value::Null;
        } else if let Some(given) = fields.branch(name)? {
            customer[name] = if name == "address" { address(given)? } else { shipping(given)? };
        }
    }
    if let Some(locales) = fields.texts("preferred_locales")? {
        customer["preferred_locales"] = json!(locales);
    }
    if let Some(exempt) = fields.choice("tax_exempt", &["none", "exempt", "reverse"])? {
        customer["tax_exempt"] = json!(exempt);
    }
    for name in ["balance", "next_invoice_sequence"] {
        if let Some(number) = fields.integer(name)? {
            customer[name] = json!(number);
        }
    }
    fields.copy_texts(customer, &["invoice_prefix"])?;
    // Known to Stripe, of no effect here.
    fields.ignore(&["validate", "tax", "tax_id_data", "cash_balance"]);
    if let Some(mut settings) = fields.branch("invoice_settings")? {
        if let Some(method) = settings.text("default_payment_method")? {
            if !method.is_empty() {
                owned_method(turn, &method, customer.text("id"))?;
            }
            customer["invoice_settings"]["default_payment_method"] = or_null(&method);
        }
        settings.copy_texts(&mut customer["invoice_settings"], &["footer"])?;
        settings.ignore(&["custom_fields", "rendering_options"]);
        settings.finish()?;
    }
    Ok(())
}

fn owned_method(turn: &Turn, method: &str, customer: &str) -> Result<(), ApiError> {
    let found = turn.find("payment_method", method, "invoice_settings[default_payment_method]")?;
    if found.text("customer") == customer {
        return Ok(());
    }
    let message = format!(
        "The customer does not have a payment method with the ID {method}. The payment method must be attached to \
         the customer."
    );
    let error = ApiError::invalid(message).code("resource_missing");
    Err(error.param("invoice_settings[default_payment_method]"))
}

/// All six parts of an address, null where not given.
pub fn address(mut given: Fields) -> Result<Value, ApiError> {
    const PARTS: [&str; 6] = ["city", "country", "line1", "line2", "postal_code", "state"];
    let mut address = json!({});
    for part in PARTS {
        address[part] = or_null(&given.text(part)?.unwrap_or_default());
    }
    given.finish()?;
    Ok(address)
}

pub fn shipping(mut given: Fields) -> Result<Value, ApiError> {
    let mut shipping = json!({ "carrier": null, "phone": null, "tracking_number": null });
    shipping["name"] = json!(given.required_text("name")?);
    given.copy_texts(&mut shipping, &["carrier", "phone", "tracking_number"])?;
    let place = given.branch("address")?.ok_or_else(|| given.missing("address"))?;
    shipping["address"] = address(place)?;
    given.finish()?;
    Ok(shipping)
}

/// The customer, if it was not deleted.
pub fn existing(turn: &Turn, id: &str, param: &str) -> Result<Value, ApiError> {
    let customer = turn.find("customer", id, param)?;
    if customer.is("deleted") {
        Err(ApiError::missing("customer", id, param))
    } else {
        Ok(customer)
    }
}

pub fn update(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let mut customer = existing(turn, id, "id")?;
    apply(turn, &mut customer, &mut fields)?;
    fields.finish()?;
    turn.save_and_emit(&customer, "customer.updated");
    Ok(customer)
}

pub fn retrieve(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("customer", id, "id")
}

/// Deletes the customer; its payment methods are detached.
pub fn delete(turn: &mut Turn, id: &str) -> Result<Value, ApiError> {
    let customer = existing(turn, id, "id")?;
    for method in payment_methods::of_customer(turn, id) {
        payment_methods::detach_from(turn, &method);
    }
    let deleted = json!({ "id": id, "object": "customer", "deleted": true });
    turn.save(&deleted);
    turn.emit("customer.deleted", &customer);
    Ok(deleted)
}

pub fn list(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let email = fields.text("email")?;
    list::page(turn, fields, "/v1/customers", "customer", |customer| {
        !customer.is("deleted")
            && email.as_deref().is_none_or(|email| customer.text("email") == email)
    })
}
