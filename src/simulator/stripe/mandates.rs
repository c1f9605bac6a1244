//! Mandates: a customer's permission to debit an account. Owns the object and the rule that there
//! is no debit without one.

use super::account::Turn;
use super::error::ApiError;
use super::store::Read;
use serde_json::{Value, json};

/// Makes sure that a debit of this method is permitted: by a mandate it has, by the one named, or
/// by a new one from `acceptance` (`mandate_data`). Cards need none.
///
/// # Errors
/// `payment_intent_mandate_invalid`.
pub fn require(
    turn: &mut Turn,
    method: &Value,
    acceptance: Option<&Value>,
    named: Option<&str>,
) -> Result<Option<String>, ApiError> {
    let kind = method.text("type");
    if kind == "card" {
        return Ok(None);
    }
    let method_id = method.text("id").to_owned();
    let kept = turn.hidden(&method_id).text("mandate").to_owned();
    let named = named.unwrap_or(&kept).to_owned();
    if !named.is_empty() && acceptance.is_none() {
        let mandate = turn.find("mandate", &named, "mandate")?;
        if mandate.text("payment_method") == method_id {
            return Ok(Some(named));
        }
        let message = "The mandate does not belong to the PaymentMethod.";
        return Err(ApiError::invalid(message)
            .code("payment_intent_mandate_invalid")
            .param("mandate"));
    }
    let Some(acceptance) = acceptance else {
        return Err(ApiError::invalid(
            "This PaymentIntent requires a mandate, but no existing mandate was found. Collect mandate acceptance \
             from the customer and try again, providing acceptance data in the mandate_data parameter.",
        )
        .code("payment_intent_mandate_invalid"));
    };
    Ok(Some(create(turn, &method_id, kind, acceptance)))
}

fn create(turn: &mut Turn, method: &str, kind: &str, acceptance: &Value) -> String {
    let id = turn.id("mandate");
    let reference = turn.account.ids.letters(16).to_uppercase();
    let url = turn.page(&format!("/mandates/{id}"));
    let details = match kind {
        "sepa_debit" => json!({ "reference": reference, "url": url }),
        "bacs_debit" => json!({
            "network_status": "accepted", "reference": reference, "revocation_reason": null, "url": url,
        }),
        _ => json!({ "collection_method": null }),
    };
    let mut accepted = acceptance["customer_acceptance"].clone();
    let at = accepted["accepted_at"].as_str().and_then(|text| text.parse::<i64>().ok());
    accepted["accepted_at"] = json!(at.unwrap_or(turn.now));
    let mandate = json!({
        "id": id,
        "object": "mandate",
        "customer_acceptance": accepted,
        "livemode": false,
        "multi_use": {},
        "payment_method": method,
        "payment_method_details": { "type": kind, kind: details },
        "status": "active",
        "type": "multi_use",
    });
    turn.insert(&mandate, json!({}));
    turn.hide(method, "mandate", json!(id));
    id
}

pub fn retrieve(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("mandate", id, "id")
}
