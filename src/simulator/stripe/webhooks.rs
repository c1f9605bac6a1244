//! Webhooks: endpoints, signatures, what is sent and when again. The bookkeeping is `outbox`; the
//! sending itself is `Simulator::tick`.
//!
//! Stripe retries "for up to three days with an exponential back off" and publishes no timetable;
//! `RETRY_AFTER` is this simulator's. Each attempt is signed anew.

use super::account::Turn;
use super::error::ApiError;
use super::faults::{WebhookFault, matches_kind, overwrite};
use super::fields::Fields;
use super::list;
use super::store::Read;
use crate::simulator::outbox::{Message, Outgoing};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// Seconds after each failed attempt; together 65 hours and 35 minutes.
const RETRY_AFTER: [i64; 9] = [300, 1_800, 7_200, 18_000, 36_000, 43_200, 43_200, 43_200, 43_200];
/// `t=…,v1=…` for the `Stripe-Signature` header: hex HMAC-SHA256 of `{t}.{payload}`.
pub fn signature(secret: &str, at: i64, payload: &str) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{at}.{payload}").as_bytes());
    let digest = mac.finalize().into_bytes();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={hex}")
}

/// Ids of the enabled endpoints that want events of this type.
pub fn endpoints_for(turn: &Turn, kind: &str) -> Vec<String> {
    let wants = |endpoint: &&Value| {
        let kinds = endpoint["enabled_events"].as_array().into_iter().flatten();
        endpoint.text("status") == "enabled"
            && kinds.filter_map(Value::as_str).any(|pattern| matches_kind(pattern, kind))
    };
    let endpoints = turn.account.store.newest("webhook_endpoint").filter(wants);
    endpoints.map(|endpoint| endpoint.text("id").to_owned()).collect()
}

/// Queues an event for each endpoint, with the fault that is ordered for it.
pub fn queue(turn: &mut Turn, event: &Value, endpoints: &[String]) {
    for endpoint in endpoints {
        let fault = turn.account.faults.for_event(event.text("type"));
        let mut told = event.clone();
        if let Some(WebhookFault::Lie { patch }) = &fault {
            overwrite(&mut told["data"]["object"], patch);
        }
        push(turn, &told, endpoint, fault.as_ref());
    }
}

fn push(turn: &mut Turn, event: &Value, endpoint: &str, fault: Option<&WebhookFault>) {
    let (id, kind) = (event.text("id"), event.text("type"));
    // Stripe sends its events indented.
    let message = Message { event: id, kind, endpoint, payload: format!("{event:#}") };
    turn.account.outbox.queue(&message, fault, turn.now);
}

/// Marks what is due as being sent and returns it in the order to send it.
pub fn take_due(turn: &mut Turn) -> Vec<Outgoing> {
    let (store, outbox) = (&turn.account.store, &mut turn.account.outbox);
    outbox.take_due(turn.now, |delivery| {
        let url = store.get(&delivery.endpoint)?.text("url").to_owned();
        let is_forged = delivery.fault == Some(WebhookFault::Forge);
        let secret = store.hidden(&delivery.endpoint).text("secret");
        Some((url, if is_forged { "whsec_forged".to_owned() } else { secret.to_owned() }))
    })
}

/// Records how an attempt ended.
pub fn settle(turn: &mut Turn, number: u64, status: Option<u16>) {
    let retry_after = |attempts: usize| RETRY_AFTER.get(attempts - 1).copied();
    if let Some(event) = turn.account.outbox.settle(number, status, turn.now, retry_after) {
        let mut event = turn.known(&event);
        event["pending_webhooks"] = json!((event.number("pending_webhooks") - 1).max(0));
        turn.save(&event);
    }
}

/// Queues an event once more for all endpoints, with nothing going wrong. False when there is no
/// such event.
pub fn resend(turn: &mut Turn, event_id: &str) -> bool {
    let Ok(event) = turn.find("event", event_id, "id") else { return false };
    for endpoint in endpoints_for(turn, event.text("type")) {
        push(turn, &event, &endpoint, None);
    }
    true
}

pub fn create_endpoint(turn: &mut Turn, mut fields: Fields) -> Result<Value, ApiError> {
    let url = fields.required_text("url")?;
    let events = fields.texts("enabled_events")?.ok_or_else(|| fields.missing("enabled_events"))?;
    let version = fields.text("api_version")?;
    let mut endpoint = json!({ "metadata": {}, "description": null });
    fields.copy_texts(&mut endpoint, &["description"])?;
    fields.merge_metadata(&mut endpoint)?;
    fields.finish()?;
    if url::Url::parse(&url).is_err() {
        return Err(ApiError::parameter("url_invalid", "url", "Invalid URL"));
    }
    let secret = format!("whsec_{}", turn.account.ids.letters(32));
    let mut made = add_endpoint(turn, &url, &events, &secret);
    for name in ["description", "metadata"] {
        made[name] = endpoint[name].clone();
    }
    made["api_version"] = json!(version);
    turn.save(&made);
    // The secret is told once, here.
    made["secret"] = json!(secret);
    Ok(made)
}

pub fn add_endpoint(turn: &mut Turn, url: &str, events: &[String], secret: &str) -> Value {
    let endpoint = json!({
        "id": turn.id("we"),
        "object": "webhook_endpoint",
        "api_version": null,
        "application": null,
        "created": turn.now,
        "description": null,
        "enabled_events": events,
        "livemode": false,
        "metadata": {},
        "status": "enabled",
        "url": url,
    });
    turn.insert(&endpoint, json!({ "secret": secret }));
    endpoint
}

pub fn update_endpoint(turn: &mut Turn, id: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let mut endpoint = turn.find("webhook_endpoint", id, "id")?;
    fields.copy_texts(&mut endpoint, &["url", "description"])?;
    if let Some(events) = fields.texts("enabled_events")? {
        endpoint["enabled_events"] = json!(events);
    }
    if let Some(is_disabled) = fields.boolean("disabled")? {
        endpoint["status"] = json!(if is_disabled { "disabled" } else { "enabled" });
    }
    fields.merge_metadata(&mut endpoint)?;
    fields.finish()?;
    turn.save(&endpoint);
    Ok(endpoint)
}

pub fn delete_endpoint(turn: &mut Turn, id: &str) -> Result<Value, ApiError> {
    turn.find("webhook_endpoint", id, "id")?;
    turn.account.store.remove(id);
    Ok(json!({ "id": id, "object": "webhook_endpoint", "deleted": true }))
}

pub fn list_endpoints(turn: &Turn, fields: Fields) -> Result<Value, ApiError> {
    list::page(turn, fields, "/v1/webhook_endpoints", "webhook_endpoint", |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed outside: printf '%s' '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac
    /// whsec_test
    #[test]
    fn a_signature_is_the_hmac_of_timestamp_dot_payload() {
        let expected = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";
        let signed = signature("whsec_test", 1_700_000_000, r#"{"id":"evt_1"}"#);
        assert_eq!(signed, format!("t=1700000000,v1={expected}"));
    }

    #[test]
    fn retries_end_within_three_days() {
        let total: i64 = RETRY_AFTER.iter().sum();
        assert_eq!(total, 65 * 3_600 + 35 * 60);
        assert!(total < 72 * 3_600);
    }
}
