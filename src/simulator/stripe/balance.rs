//! The account's balance: one transaction per movement of money, with its fee.
//!
//! Fees are this simulator's constants, in minor units of the payment's currency: cards 2.9 % + 30,
//! debits 0.8 % but at most 500, a dispute 1500. The percentage is rounded half up. Fees are not
//! given back by refunds or won disputes, as at Stripe.

use super::account::Turn;
use super::agenda::Errand;
use super::error::ApiError;
use super::fields::Fields;
use super::list;
use super::store::{Read, or_null};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const DISPUTE_FEE_MINOR: i64 = 15_00;
/// Card money can be paid out two days later.
const AVAILABLE_AFTER_SECONDS: i64 = 2 * 86_400;

/// One movement. `amount` is signed and before the fee.
pub struct Entry<'a> {
    pub kind: &'a str,
    pub reporting_category: &'a str,
    pub source: &'a str,
    pub currency: &'a str,
    pub amount: i64,
    pub fee: i64,
    pub description: &'a str,
    pub is_available: bool,
}

/// What Stripe keeps of a payment, in minor units.
pub fn payment_fee(rail: &str, amount_minor: i64) -> i64 {
    if rail == "card" {
        (amount_minor * 29 + 500) / 1_000 + 30
    } else {
        ((amount_minor * 8 + 500) / 1_000).min(5_00)
    }
}

/// Keeps the movement and returns its balance transaction.
pub fn book(turn: &mut Turn, entry: &Entry) -> Value {
    let id = turn.id("txn");
    let available_on = turn.now + if entry.is_available { 0 } else { AVAILABLE_AFTER_SECONDS };
    let fee_details = json!([{
        "amount": entry.fee,
        "application": null,
        "currency": entry.currency,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }]);
    let transaction = json!({
        "id": id,
        "object": "balance_transaction",
        "amount": entry.amount,
        "available_on": available_on,
        "balance_type": "payments",
        "created": turn.now,
        "currency": entry.currency,
        "description": or_null(entry.description),
        "exchange_rate": null,
        "fee": entry.fee,
        "fee_details": if entry.fee == 0 { json!([]) } else { fee_details },
        "net": entry.amount - entry.fee,
        "reporting_category": entry.reporting_category,
        "source": entry.source,
        "status": if entry.is_available { "available" } else { "pending" },
        "type": entry.kind,
    });
    turn.insert(&transaction, json!({}));
    if !entry.is_available {
        turn.plan(available_on, Errand::ReleaseFunds { transaction: id });
    }
    transaction
}

pub fn release(turn: &mut Turn, id: &str) {
    let mut transaction = turn.known(id);
    transaction["status"] = json!("available");
    turn.save(&transaction);
}

pub fn retrieve_transaction(turn: &Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("balance_transaction", id, "id")
}

pub fn list_transactions(turn: &Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let wanted = fields.filters(&["currency", "source", "type", "payout"])?;
    let kind = "balance_transaction";
    list::page(turn, fields, "/v1/balance_transactions", kind, |entry| wanted.accept(entry))
}

/// Net sums per currency.
pub fn retrieve(turn: &Turn, fields: &Fields) -> Result<Value, ApiError> {
    fields.finish()?;
    let mut sums: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
    for transaction in turn.account.store.newest("balance_transaction") {
        let at = usize::from(transaction.text("status") == "pending");
        sums.entry(transaction.text("currency")).or_default()[at] += transaction.number("net");
    }
    let part = |at: usize| -> Vec<Value> {
        let amounts = sums.iter().map(|(currency, sums)| {
            json!({ "amount": sums[at], "currency": currency, "source_types": { "card": sums[at] } })
        });
        amounts.collect()
    };
    Ok(json!({
        "object": "balance",
        "available": part(0),
        "livemode": false,
        "pending": part(1),
        "refund_and_dispute_prefunding": { "available": [], "pending": [] },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_rounded_half_up_and_capped_for_debits() {
        // 100.00: 2.90 + 0.30; 10.50: 0.3045 + 0.30; 5.00: 0.145 rounds up to 0.15.
        assert_eq!(payment_fee("card", 100_00), 3_20);
        assert_eq!(payment_fee("card", 10_50), 60);
        assert_eq!(payment_fee("card", 5_00), 45);
        // 0.8 % of 100.00; of 1,000.00 it would be 8.00.
        assert_eq!(payment_fee("sepa_debit", 100_00), 80);
        assert_eq!(payment_fee("us_bank_account", 1_000_00), 5_00);
    }
}
