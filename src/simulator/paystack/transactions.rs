//! Transactions: opening a hosted page, charging a saved authorization, asking how one stands.

use super::account::Turn;
use super::api::Answer;
use super::error::ApiError;
use super::fields::Fields;
use super::records::{Stage, Status, Transaction};
use super::shapes::{self, NoMetadata};
use super::{attempt, customers};
use serde_json::{Value, json};

/// What this account was opened for; Paystack takes no other currency there.
const CURRENCIES: [&str; 5] = ["GHS", "KES", "NGN", "USD", "ZAR"];
/// "The maximum limit is 10,000,000 for all currencies" (paystack.com/docs/api/errors).
const AMOUNT_MAX: i64 = 10_000_000_00;
const CHANNELS: [&str; 2] = ["card", "bank_transfer"];

pub fn initialize(turn: &mut Turn, fields: &Fields) -> Result<Answer, ApiError> {
    let mut opened = begin(turn, fields)?;
    opened.callback_url = fields.text("callback_url");
    let wanted = fields.texts("channels");
    if !wanted.is_empty() {
        opened.channels.retain(|channel| wanted.contains(channel));
    }
    if opened.channels.is_empty() {
        return Err(ApiError::invalid("No active channel"));
    }
    let page = turn.page(&format!("/checkout/{}", opened.access_code));
    let data = json!({
        "authorization_url": page,
        "access_code": opened.access_code,
        "reference": opened.reference,
    });
    turn.account.transactions.push(opened);
    Ok(Answer::new("Authorization URL created", data))
}

/// Answers 200 also when the bank says no: what came of it is the transaction's status.
pub fn charge_authorization(turn: &mut Turn, fields: &Fields) -> Result<Answer, ApiError> {
    let code = fields.required("authorization_code")?;
    let begun = begin(turn, fields)?;
    let is_theirs =
        turn.authorization(&code).is_some_and(|a| a.is_active && a.customer == begun.customer);
    if !is_theirs {
        return Err(ApiError::invalid(
            "Email does not match Authorization code. Authorization may be inactive or belong to a different email. \
             Please confirm.",
        ));
    }
    let (id, access_code) = (begun.id, begun.access_code.clone());
    turn.account.transactions.push(Transaction {
        authorization: Some(code),
        is_saved_charge: true,
        attempts: 1,
        ..begun
    });
    attempt::charge_saved(turn, id);
    let charged = turn.transaction(id).ok_or_else(ApiError::no_transaction)?;
    if charged.stage == Stage::Bank {
        let data = json!({
            "authorization_url": turn.page(&format!("/checkout/{access_code}")),
            "reference": charged.reference,
            "access_code": access_code,
            "paused": true,
        });
        let message = "Please, redirect your customer to the authorization url provided";
        return Ok(Answer::new(message, data));
    }
    let data = shapes::transaction(turn, charged, NoMetadata::EmptyText);
    Ok(Answer::new("Charge attempted", data))
}

/// A transaction that nobody has paid yet; it is not kept.
fn begin(turn: &mut Turn, fields: &Fields) -> Result<Transaction, ApiError> {
    let email = customers::email(fields)?;
    let amount = fields.required_amount()?;
    if amount > AMOUNT_MAX {
        return Err(ApiError::invalid("Amount exceeds the maximum limit"));
    }
    let currency = fields.text("currency").unwrap_or_else(|| "NGN".to_owned()).to_uppercase();
    if !CURRENCIES.contains(&currency.as_str()) {
        return Err(ApiError::invalid("Currency not supported by merchant"));
    }
    let reference = match fields.text("reference") {
        Some(reference) => reference,
        None => turn.code(15),
    };
    let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '=');
    if !reference.chars().all(is_safe) {
        return Err(ApiError::invalid("Invalid characters in transaction reference"));
    }
    if turn.account.transactions.iter().any(|t| t.reference == reference) {
        return Err(ApiError::duplicate_reference());
    }
    Ok(Transaction {
        id: turn.id(),
        reference,
        access_code: turn.code(15),
        customer: customers::of_email(turn, &email),
        amount,
        currency,
        status: Status::Abandoned,
        gateway_response: "The transaction was not completed".to_owned(),
        channel: "card".to_owned(),
        metadata: fields.raw("metadata"),
        authorization: None,
        callback_url: None,
        channels: CHANNELS.map(str::to_owned).to_vec(),
        stage: Stage::Entry,
        entered_card: None,
        entered_expiry: None,
        is_saved_charge: false,
        attempts: 0,
        fees: None,
        created_at: turn.now,
        paid_at: None,
    })
}

pub fn verify(turn: &mut Turn, reference: &str) -> Result<Answer, ApiError> {
    let found = turn.account.transactions.iter().find(|t| t.reference == reference);
    let found = found.ok_or_else(ApiError::no_transaction)?;
    let data = shapes::transaction(turn, found, NoMetadata::EmptyText);
    Ok(Answer::new("Verification successful", data))
}

pub fn fetch(turn: &mut Turn, id: &str) -> Result<Answer, ApiError> {
    let found = turn.account.transactions.iter().find(|t| t.id.to_string() == id);
    let found = found.ok_or_else(|| ApiError::not_found("Transaction ID not found"))?;
    let data = shapes::transaction(turn, found, NoMetadata::EmptyText);
    Ok(Answer::new("Transaction retrieved", data))
}

pub fn list(turn: &mut Turn, fields: &Fields) -> Result<Answer, ApiError> {
    let (customer, status) = (fields.text("customer"), fields.text("status"));
    let wanted: Vec<&Transaction> = turn
        .account
        .transactions
        .iter()
        .filter(|t| customer.as_ref().is_none_or(|id| *id == t.customer.to_string()))
        .filter(|t| status.as_ref().is_none_or(|status| status == t.status.word()))
        .collect();
    let volume: i64 = wanted.iter().map(|t| t.amount).sum();
    let shape = |t: &Transaction| shapes::transaction(turn, t, NoMetadata::Null);
    let all = wanted.into_iter();
    let mut answer = shapes::listed("Transactions retrieved", all, fields.page(), shape);
    if let Value::Object(meta) = &mut answer.meta {
        meta.insert("total_volume".to_owned(), json!(volume));
    }
    Ok(answer)
}
