//! Webhooks: what is told, how it is signed, when it is told again. The bookkeeping is `outbox`; the
//! sending itself is `Simulator::tick`.
//!
//! An event has no id and its signature no time: hex HMAC-SHA512 of the body with the secret key.

use super::account::Turn;
use crate::simulator::faults::{WebhookFault, overwrite};
use crate::simulator::outbox::{Message, Outgoing};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha512;

/// "Every 3 minutes for the first 4 tries, then hourly for the next 72 hours"
/// (paystack.com/docs/payments/webhooks).
const QUICK_TRIES: usize = 4;
const QUICK_RETRY_SECONDS: i64 = 180;
const RETRY_SECONDS: i64 = 3_600;
const HOURLY_TRIES: usize = 72;

/// For the header `x-paystack-signature`.
pub fn signature(secret_key: &str, payload: &str) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(secret_key.as_bytes()) else {
        return String::new();
    };
    mac.update(payload.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Queues an event with the object as it is now, and with the fault that is ordered for it. An account
/// without an address for webhooks tells nobody.
pub fn emit(turn: &mut Turn, kind: &str, object: &Value) {
    let Some(url) = turn.webhook_url.map(url::Url::as_str) else { return };
    let fault = turn.account.faults.for_event(kind);
    let mut told = object.clone();
    if let Some(WebhookFault::Lie { patch }) = &fault {
        overwrite(&mut told, patch);
    }
    let name = ["reference", "transaction_reference", "id", "authorization_code"];
    let name = name.iter().find_map(|name| match &object[*name] {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    let payload = json!({ "event": kind, "data": told }).to_string();
    let event = name.unwrap_or_default();
    let message = Message { event: &event, kind, endpoint: url, payload };
    turn.account.outbox.queue(&message, fault.as_ref(), turn.now);
}

/// Marks what is due as being sent and returns it in the order to send it.
pub fn take_due(turn: &mut Turn, secret_key: &str) -> Vec<Outgoing> {
    turn.account.outbox.take_due(turn.now, |delivery| {
        let is_forged = delivery.fault == Some(WebhookFault::Forge);
        let secret = if is_forged { "sk_test_forged" } else { secret_key };
        Some((delivery.endpoint.clone(), secret.to_owned()))
    })
}

/// Records how an attempt ended.
pub fn settle(turn: &mut Turn, number: u64, status: Option<u16>) {
    turn.account.outbox.settle(number, status, turn.now, |attempts| match attempts {
        ..QUICK_TRIES => Some(QUICK_RETRY_SECONDS),
        tries if tries < QUICK_TRIES + HOURLY_TRIES => Some(RETRY_SECONDS),
        _ => None,
    });
}

#[cfg(test)]
mod tests {
    use super::signature;

    /// Computed outside: printf '%s' '{"event":"charge.success"}' | openssl dgst -sha512 -hmac sk_test_1
    #[test]
    fn a_signature_is_the_hmac_of_the_body() {
        let expected = "e8daff118c1468ccfcddf6bb2a489971215ce9de45f89f93379544ecb3b1dc18\
             4574e8fca644dccedd2c715089b78b9369083cbc8c626aaeb11e545758f2e419";
        assert_eq!(signature("sk_test_1", r#"{"event":"charge.success"}"#), expected);
    }
}
