//! Saved ways to pay: cards that were used once, and direct debit mandates.

use super::account::Turn;
use super::api::Answer;
use super::error::ApiError;
use super::fields::Fields;
use super::records::{Authorization, Behaviour};
use super::webhooks;
use crate::simulator::ids::spell;
use serde_json::{Value, json};

/// Charging a mandate takes about so long.
pub const DEBIT_SETTLES_AFTER_SECONDS: i64 = 2 * 86_400;

pub fn deactivate(turn: &mut Turn, fields: &Fields) -> Result<Answer, ApiError> {
    let code = fields.required("authorization_code")?;
    let found = turn.account.authorizations.iter_mut().find(|a| a.code == code && a.is_active);
    let found = found.ok_or_else(|| ApiError::not_found("Authorization code not found."))?;
    found.is_active = false;
    Ok(Answer::new("Authorization has been deactivated", Value::Null))
}

/// The authorization of this card for this customer: one for each, however often it is used.
pub fn of_card(
    turn: &mut Turn,
    customer: u64,
    number: &str,
    brand: &str,
    (month, year): (String, String),
) -> String {
    let signature = format!("SIG_{}", spell(number, 20));
    let is_it =
        |a: &&Authorization| a.customer == customer && a.signature == signature && a.is_active;
    if let Some(known) = turn.account.authorizations.iter().find(is_it) {
        return known.code.clone();
    }
    let code = format!("AUTH_{}", turn.code(10));
    turn.account.authorizations.push(Authorization {
        code: code.clone(),
        customer,
        channel: "card".to_owned(),
        bin: number[..6].to_owned(),
        last4: number[number.len() - 4..].to_owned(),
        exp_month: month,
        exp_year: year,
        brand: brand.to_owned(),
        bank: "TEST BANK".to_owned(),
        signature,
        is_active: true,
        behaviour: Behaviour::Pays,
    });
    code
}

/// A mandate as if the customer's bank had approved it. Its debits take days.
pub fn add_mandate(turn: &mut Turn, customer: u64) -> String {
    let code = format!("AUTH_{}", turn.code(10));
    let signature = format!("SIG_{}", spell(&code, 20));
    turn.account.authorizations.push(Authorization {
        code: code.clone(),
        customer,
        channel: "direct_debit".to_owned(),
        bin: "000XXX".to_owned(),
        last4: "X000".to_owned(),
        exp_month: "11".to_owned(),
        exp_year: "2036".to_owned(),
        brand: "Zenith Emandate".to_owned(),
        bank: "ZENITH BANK".to_owned(),
        signature,
        is_active: true,
        behaviour: Behaviour::Pays,
    });
    let email = turn.customer(customer).map(|customer| customer.email.clone());
    let told = json!({
        "authorization_code": code, "active": true, "last4": "X000", "channel": "direct_debit",
        "card_type": "", "bank": "ZENITH BANK", "exp_month": 11, "exp_year": 2036,
        "country": "NG", "brand": "Zenith Emandate", "reusable": true,
        "signature": null, "account_name": null, "customer": { "email": email },
    });
    webhooks::emit(turn, "direct_debit.authorization.active", &told);
    code
}
