//! Refunds: giving back a charge, whole or in parts, and what becomes of it later.

use super::account::Turn;
use super::agenda::Errand;
use super::cards::Aftermath;
use super::error::ApiError;
use super::fields::Fields;
use super::store::{Read, or_null};
use super::{balance, charges, list, payment_methods};
use serde_json::{Value, json};

/// How long a refund to a test card with a slow end, or to a bank account, is under way.
const UNDER_WAY_SECONDS: i64 = 3 * 86_400;

pub fn create(turn: &mut Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let charge_id = fields.text("charge")?;
    let intent_id = fields.text("payment_intent")?;
    let amount = fields.integer("amount")?;
    let reason = fields.choice("reason", &["duplicate", "fraudulent", "requested_by_customer"])?;
    let mut refund = json!({ "metadata": {}, "instructions_email": null });
    fields.copy_texts(&mut refund, &["instructions_email"])?;
    fields.merge_metadata(&mut refund)?;
    fields.ignore(&["refund_application_fee", "reverse_transfer"]);
    fields.finish()?;
    let charge = find_charge(turn, charge_id.as_deref(), intent_id.as_deref())?;
    let amount = check(turn, &charge, amount)?;
    Ok(give_back(turn, charge, amount, &reason.unwrap_or_default(), &refund["metadata"]))
}

fn find_charge(turn: &Turn, charge: Option<&str>, intent: Option<&str>) -> Result<Value, ApiError> {
    match (charge, intent) {
        (Some(id), None) => turn.find("charge", id, "charge"),
        (None, Some(id)) => {
            let intent = turn.find("payment_intent", id, "payment_intent")?;
            let charge = turn.known(intent.text("latest_charge"));
            if charge.is_null() {
                let message = format!(
                    "This PaymentIntent ({id}) does not have a successful charge to refund."
                );
                return Err(ApiError::invalid(message).param("payment_intent"));
            }
            Ok(charge)
        }
        (Some(_), Some(_)) => Err(ApiError::parameter(
            "parameter_invalid",
            "charge",
            "You may only specify one of these parameters: charge, payment_intent.",
        )),
        (None, None) => Err(ApiError::parameter(
            "parameter_missing",
            "payment_intent",
            "One of the following params should be provided for this request: payment_intent or charge.",
        )),
    }
}

/// The amount to give back, in minor units; without one, all that is left.
fn check(turn: &Turn, charge: &Value, amount: Option<i64>) -> Result<i64, ApiError> {
    let id = charge.text("id");
    if charge.text("status") != "succeeded" || !charge.is("captured") {
        let message = format!(
            "Charge {id} cannot be refunded because it has not succeeded and been captured (status {}).",
            charge.text("status")
        );
        return Err(ApiError::invalid(message).code("charge_not_refundable").param("charge"));
    }
    let dispute = turn.account.store.newest("dispute").find(|dispute| dispute.text("charge") == id);
    if dispute.is_some_and(|dispute| !dispute.is("is_charge_refundable")) {
        let message = format!("Charge {id} has been charged back; cannot issue a refund.");
        return Err(ApiError::invalid(message).code("charge_disputed").param("charge"));
    }
    let left = charges::refundable(charge);
    if left == 0 {
        let message = format!("Charge {id} has already been refunded.");
        return Err(ApiError::invalid(message).code("charge_already_refunded").param("charge"));
    }
    match amount {
        Some(amount) if amount < 1 => Err(ApiError::parameter(
            "parameter_invalid_integer",
            "amount",
            "This value must be greater than or equal to 1.",
        )),
        Some(amount) if amount > left => {
            let words = |minor: i64| words(minor, charge.text("currency"));
            let message = format!(
                "Refund amount ({}) is greater than unrefunded amount on charge ({})",
                words(amount),
                words(left)
            );
            Err(ApiError::invalid(message).param("amount"))
        }
        amount => Ok(amount.unwrap_or(left)),
    }
}

/// `$12.34`, or `12.34 eur` where the sign would be a guess.
pub fn words(minor: i64, currency: &str) -> String {
    let digits = match currency {
        "jpy" | "krw" | "vnd" | "xof" | "xaf" | "clp" | "ugx" | "rwf" => 0,
        "kwd" | "bhd" | "omr" | "jod" | "tnd" => 3,
        _ => 2,
    };
    let scale = 10_i64.pow(digits);
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, rest) = (minor.abs() / scale, minor.abs() % scale);
    let amount = match digits {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:0width$}", width = digits as usize),
    };
    match currency {
        "usd" => format!("${amount}"),
        "eur" => format!("€{amount}"),
        "gbp" => format!("£{amount}"),
        other => format!("{amount} {other}"),
    }
}

fn give_back(
    turn: &mut Turn,
    mut charge: Value,
    amount: i64,
    reason: &str,
    metadata: &Value,
) -> Value {
    let id = turn.id(if charge.text("id").starts_with("py_") { "pyr" } else { "re" });
    let transaction = book(turn, &charge, &id, -amount, "refund");
    let (_, aftermath) = payment_methods::of_method(turn, charge.text("payment_method"));
    let kind = charge["payment_method_details"].text("type").to_owned();
    let is_slow = kind != "card" || aftermath == Aftermath::SlowRefund;
    let destination = match kind.as_str() {
        "card" => json!({
            "reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund",
        }),
        _ => json!({}),
    };
    let refund = json!({
        "id": id,
        "object": "refund",
        "amount": amount,
        "balance_transaction": transaction["id"],
        "charge": charge["id"],
        "created": turn.now,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": null,
        "destination_details": { "type": kind, kind.as_str(): destination },
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": or_null(reason),
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": if is_slow { "pending" } else { "succeeded" },
        "transfer_reversal": null,
    });
    turn.insert(&refund, json!({}));
    add_refunded(&mut charge, amount);
    turn.save_and_emit(&charge, "charge.refunded");
    turn.emit("refund.created", &refund);
    let due_at = turn.now + UNDER_WAY_SECONDS;
    if is_slow {
        turn.plan(due_at, Errand::SettleRefund { refund: id });
    } else if aftermath == Aftermath::FailingRefund {
        turn.plan(due_at, Errand::FailRefund { refund: id });
    }
    refund
}

fn add_refunded(charge: &mut Value, amount: i64) {
    let refunded = charge.number("amount_refunded") + amount;
    charge["amount_refunded"] = json!(refunded);
    charge["refunded"] = json!(refunded == charge.number("amount"));
}

fn book(turn: &mut Turn, charge: &Value, refund: &str, amount: i64, category: &str) -> Value {
    let is_card = charge["payment_method_details"].text("type") == "card";
    let kind = match (category, is_card) {
        ("refund", true) => "refund",
        ("refund", false) => "payment_refund",
        (_, true) => "refund_failure",
        (_, false) => "payment_failure_refund",
    };
    let entry = balance::Entry {
        kind,
        reporting_category: category,
        source: refund,
        currency: charge.text("currency"),
        amount,
        fee: 0,
        description: &format!("REFUND FOR CHARGE ({})", charge.text("id")),
        is_available: true,
    };
    balance::book(turn, &entry)
}

/// The money has reached the customer. Does nothing unless the refund is pending.
pub fn settle(turn: &mut Turn, id: &str) {
    let mut refund = turn.known(id);
    if refund.text("status") != "pending" {
        return;
    }
    refund["status"] = json!("succeeded");
    turn.save_and_emit(&refund, "refund.updated");
    turn.emit("charge.refund.updated", &refund);
}

/// The bank has sent the money back: the charge counts as less refunded. Does nothing when it
/// failed before.
pub fn fail(turn: &mut Turn, id: &str) {
    let mut refund = turn.known(id);
    if !["pending", "succeeded"].contains(&refund.text("status")) {
        return;
    }
    let mut charge = turn.known(refund.text("charge"));
    let amount = refund.number("amount");
    let transaction = book(turn, &charge, id, amount, "refund_failure");
    refund["status"] = json!("failed");
    refund["failure_reason"] = json!("expired_or_canceled_card");
    refund["failure_balance_transaction"] = transaction["id"].clone();
    add_refunded(&mut charge, -amount);
    turn.save(&charge);
    turn.save_and_emit(&refund, "refund.updated");
    turn.emit("refund.failed", &refund);
    turn.emit("charge.refund.updated", &refund);
}

pub fn retrieve(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("refund", id, "id")
}

pub fn update(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let mut refund = turn.find("refund", id, "id")?;
    fields.merge_metadata(&mut refund)?;
    fields.finish()?;
    turn.save_and_emit(&refund, "refund.updated");
    turn.emit("charge.refund.updated", &refund);
    Ok(refund)
}

/// Only refunds that wait for the customer can be canceled, and none of this simulator's do.
pub fn cancel(turn: &Turn, id: &str, fields: &Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    let refund = turn.find("refund", id, "id")?;
    let message = format!(
        "This refund cannot be canceled because it has a status of {}. Only a refund with the status \
         requires_action can be canceled.",
        refund.text("status")
    );
    Err(ApiError::invalid(message))
}

pub fn list(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let wanted = fields.filters(&["charge", "payment_intent"])?;
    list::page(turn, fields, "/v1/refunds", "refund", |refund| wanted.accept(refund))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        assert_eq!(words(50_00, "usd"), "$50.00");
        assert_eq!(words(-5, "eur"), "€-0.05");
        assert_eq!(words(500, "jpy"), "500 jpy");
        assert_eq!(words(1_005, "kwd"), "1.005 kwd");
    }
}
