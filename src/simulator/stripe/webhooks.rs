//! Webhooks: endpoints, signatures, deliveries and their retries. `queue` and `settle` are pure
//! bookkeeping on the account; the sending itself is `Simulator::tick`.
//!
//! Stripe retries "for up to three days with an exponential back off" and publishes no timetable;
//! `RETRY_AFTER` is this simulator's. Each attempt is signed anew.

use super::account::Turn;
use super::error::ApiError;
use super::events::matches_kind;
use super::faults::WebhookFault;
use super::fields::Fields;
use super::list;
use super::store::Read;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::VecDeque;

/// Seconds after each failed attempt; together 65 hours and 35 minutes.
const RETRY_AFTER: [i64; 9] = [300, 1_800, 7_200, 18_000, 36_000, 43_200, 43_200, 43_200, 43_200];
/// Finished deliveries beyond this number are forgotten, the oldest first.
const REMEMBERED: usize = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    Pending,
    /// On the wire at this moment.
    Sending,
    Delivered,
    /// Every attempt failed.
    Failed,
    /// A fault on demand swallowed it.
    Dropped,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub at: i64,
    /// `None` when there was no answer.
    pub status: Option<u16>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Delivery {
    pub number: u64,
    pub event: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub endpoint: String,
    pub state: DeliveryState,
    pub due_at: i64,
    pub attempts: Vec<Attempt>,
    /// What goes wrong with it, when something does.
    pub fault: Option<WebhookFault>,
    pub payload: String,
}

/// One request to send.
pub struct Outgoing {
    pub number: u64,
    pub url: String,
    pub payload: String,
    pub signing_secret: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Outbox {
    pub deliveries: VecDeque<Delivery>,
    next_number: u64,
    /// Nothing is sent while this is set; what happens meanwhile waits.
    pub is_stopped: bool,
    /// What is due together goes out in the reverse of the order it happened in.
    pub is_reversed: bool,
}

impl Outbox {
    /// After a restart nothing is on the wire any more: it is sent again, as Stripe would.
    pub fn forget_unfinished(&mut self) {
        for delivery in &mut self.deliveries {
            if delivery.state == DeliveryState::Sending {
                delivery.state = DeliveryState::Pending;
            }
        }
    }
}

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
    let kind = event.text("type");
    for endpoint in endpoints {
        let fault = turn.account.faults.for_event(kind);
        let mut told = event.clone();
        if let Some(WebhookFault::Lie { patch }) = &fault {
            overwrite(&mut told["data"]["object"], patch);
        }
        let copies = match fault {
            Some(WebhookFault::Duplicate { copies }) => copies + 1,
            _ => 1,
        };
        for _ in 0..copies {
            push(turn, &told, endpoint, fault.clone());
        }
    }
}

fn push(turn: &mut Turn, event: &Value, endpoint: &str, fault: Option<WebhookFault>) {
    let delay = if let Some(WebhookFault::Delay { seconds }) = fault { seconds } else { 0 };
    let is_dropped = fault == Some(WebhookFault::Drop);
    let outbox = &mut turn.account.outbox;
    outbox.next_number += 1;
    outbox.deliveries.push_back(Delivery {
        number: outbox.next_number,
        event: event.text("id").to_owned(),
        kind: event.text("type").to_owned(),
        endpoint: endpoint.to_owned(),
        state: if is_dropped { DeliveryState::Dropped } else { DeliveryState::Pending },
        due_at: turn.now + delay,
        attempts: Vec::new(),
        fault,
        // Stripe sends its events indented.
        payload: format!("{event:#}"),
    });
    let is_open = |d: &Delivery| matches!(d.state, DeliveryState::Pending | DeliveryState::Sending);
    while outbox.deliveries.len() > REMEMBERED
        && outbox.deliveries.front().is_some_and(|oldest| !is_open(oldest))
    {
        outbox.deliveries.pop_front();
    }
}

/// Fields of `patch` in place of those of `object`, nested.
fn overwrite(object: &mut Value, patch: &Value) {
    match (object, patch) {
        (Value::Object(object), Value::Object(patch)) => {
            for (name, value) in patch {
                overwrite(object.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (object, patch) => *object = patch.clone(),
    }
}

/// Marks what is due as being sent and returns it in the order to send it.
pub fn take_due(turn: &mut Turn) -> Vec<Outgoing> {
    if turn.account.outbox.is_stopped {
        return Vec::new();
    }
    let mut due = Vec::new();
    let (store, outbox) = (&turn.account.store, &mut turn.account.outbox);
    for delivery in &mut outbox.deliveries {
        if delivery.state != DeliveryState::Pending || delivery.due_at > turn.now {
            continue;
        }
        let Some(endpoint) = store.get(&delivery.endpoint) else {
            delivery.state = DeliveryState::Failed;
            continue;
        };
        delivery.state = DeliveryState::Sending;
        let is_forged = delivery.fault == Some(WebhookFault::Forge);
        let secret = store.hidden(&delivery.endpoint).text("secret");
        due.push(Outgoing {
            number: delivery.number,
            url: endpoint.text("url").to_owned(),
            payload: delivery.payload.clone(),
            signing_secret: if is_forged { "whsec_forged".to_owned() } else { secret.to_owned() },
        });
    }
    if outbox.is_reversed {
        due.reverse();
    }
    due
}

/// Records how an attempt ended; 2xx is a success, all else is tried again until the retries are
/// used up.
pub fn settle(turn: &mut Turn, number: u64, status: Option<u16>) {
    let now = turn.now;
    let found = turn.account.outbox.deliveries.iter_mut().find(|d| d.number == number);
    let Some(delivery) = found else { return };
    delivery.attempts.push(Attempt { at: now, status });
    if status.is_some_and(|status| (200..300).contains(&status)) {
        delivery.state = DeliveryState::Delivered;
        let event = delivery.event.clone();
        let mut event = turn.known(&event);
        event["pending_webhooks"] = json!((event.number("pending_webhooks") - 1).max(0));
        turn.save(&event);
        return;
    }
    match RETRY_AFTER.get(delivery.attempts.len() - 1) {
        Some(seconds) => {
            delivery.state = DeliveryState::Pending;
            delivery.due_at = now + seconds;
        }
        None => delivery.state = DeliveryState::Failed,
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

    #[test]
    fn a_lie_overwrites_only_what_it_names() {
        let mut object = json!({"status": "failed", "card": {"brand": "visa", "last4": "4242"}});
        overwrite(&mut object, &json!({"status": "succeeded", "card": {"last4": "0001"}}));
        assert_eq!(
            object,
            json!({"status": "succeeded", "card": {"brand": "visa", "last4": "0001"}})
        );
    }
}
