//! Customers. Paystack knows one by the e-mail address: a second one with it is the first one again.

use super::account::Turn;
use super::api::Answer;
use super::error::ApiError;
use super::fields::Fields;
use super::records::Customer;
use super::shapes;
use serde_json::{Value, json};

pub fn create(turn: &mut Turn, fields: &Fields) -> Result<Answer, ApiError> {
    let email = email(fields)?;
    let id = of_email(turn, &email);
    change(turn, id, fields);
    let customer = turn.customer(id).map_or(Value::Null, shapes::customer);
    Ok(Answer::new("Customer created", customer))
}

pub fn update(turn: &mut Turn, code: &str, fields: &Fields) -> Result<Answer, ApiError> {
    let id = find(turn, code)?.id;
    change(turn, id, fields);
    let customer = turn.customer(id).map_or(Value::Null, shapes::customer);
    Ok(Answer::new("Customer updated", customer))
}

pub fn fetch(turn: &mut Turn, name: &str) -> Result<Answer, ApiError> {
    let customer = find(turn, name)?;
    let saved = turn.account.authorizations.iter();
    let saved = saved.filter(|a| a.customer == customer.id && a.is_active);
    let mut shape = shapes::customer(customer);
    shape["authorizations"] = saved.map(shapes::authorization).collect();
    let paid = turn.account.transactions.iter().filter(|t| t.customer == customer.id);
    shape["total_transactions"] = json!(paid.count());
    for (name, value) in [
        ("transactions", json!([])),
        ("subscriptions", json!([])),
        ("total_transaction_value", json!([])),
        ("dedicated_account", Value::Null),
    ] {
        shape[name] = value;
    }
    Ok(Answer::new("Customer retrieved", shape))
}

pub fn list(turn: &mut Turn, fields: &Fields) -> Result<Answer, ApiError> {
    let email = fields.text("email").map(|email| email.to_lowercase());
    let wanted = turn.account.customers.iter();
    let wanted = wanted.filter(|customer| email.as_ref().is_none_or(|e| *e == customer.email));
    Ok(shapes::listed("Customers retrieved", wanted, fields.page(), shapes::customer))
}

/// The address of the field `email`.
pub fn email(fields: &Fields) -> Result<String, ApiError> {
    let email = fields.text("email").unwrap_or_default().to_lowercase();
    match email.split_once('@') {
        Some((name, host)) if !name.is_empty() && !host.is_empty() => Ok(email),
        _ => Err(ApiError::invalid("Invalid Email Address Passed")),
    }
}

/// The customer with this address, made if there is none.
pub fn of_email(turn: &mut Turn, email: &str) -> u64 {
    if let Some(customer) = turn.account.customers.iter().find(|c| c.email == email) {
        return customer.id;
    }
    let (id, code) = (turn.id(), format!("CUS_{}", turn.code(15)));
    turn.account.customers.push(Customer {
        id,
        code,
        email: email.to_owned(),
        first_name: None,
        last_name: None,
        phone: None,
        metadata: Value::Null,
        created_at: turn.now,
    });
    id
}

fn find<'a>(turn: &'a Turn, name: &str) -> Result<&'a Customer, ApiError> {
    let email = name.to_lowercase();
    let is_it = |customer: &&Customer| customer.code == name || customer.email == email;
    let found = turn.account.customers.iter().find(is_it);
    found.ok_or_else(|| ApiError::not_found("Customer not found"))
}

fn change(turn: &mut Turn, id: u64, fields: &Fields) {
    let Some(customer) = turn.account.customers.iter_mut().find(|c| c.id == id) else { return };
    for (name, field) in [
        ("first_name", &mut customer.first_name),
        ("last_name", &mut customer.last_name),
        ("phone", &mut customer.phone),
    ] {
        if let Some(text) = fields.text(name) {
            *field = Some(text);
        }
    }
    let metadata = fields.raw("metadata");
    if !metadata.is_null() {
        // Sent as text it is told as an object.
        let read = metadata.as_str().and_then(|text| serde_json::from_str(text).ok());
        customer.metadata = read.unwrap_or(metadata);
    }
}
