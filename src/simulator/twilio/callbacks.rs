//! Callbacks: what is told, how it is signed, when it is told again.
//!
//! The signature is the base64 of HMAC-SHA1 with the account's token over the URL and the sorted fields
//! (twilio.com/docs/usage/webhooks/webhooks-security).

use super::account::{Message, Turn};
use crate::simulator::faults::{WebhookFault, overwrite};
use crate::simulator::outbox::{Message as Told, Outgoing};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Twilio's own number of tries and the wait between them are not published; these are ours.
const TRIES: usize = 5;
const RETRY_SECONDS: i64 = 60;

/// For the header `X-Twilio-Signature`; `payload` is the form.
pub fn signature(auth_token: &str, url: &str, payload: &str) -> String {
    let fields: BTreeMap<String, String> = serde_urlencoded::from_str(payload).unwrap_or_default();
    let mut signed = url.to_owned();
    for (name, value) in &fields {
        signed.push_str(name);
        signed.push_str(value);
    }
    let key =
        ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.as_bytes());
    STANDARD.encode(ring::hmac::sign(&key, signed.as_bytes()))
}

/// Tells the sender how far the message has come.
pub fn tell_status(turn: &mut Turn, message: &Message) {
    let Some(url) = message.status_callback.clone() else { return };
    let code = message.error_code.map(|code| code.to_string());
    let mut fields = vec![
        ("From", message.from.as_str()),
        ("MessageSid", &message.sid),
        ("MessageStatus", &message.status),
        ("SmsSid", &message.sid),
        ("SmsStatus", &message.status),
        ("To", &message.to),
    ];
    fields.extend(code.as_deref().map(|code| ("ErrorCode", code)));
    tell(turn, &url, &format!("message.{}", message.status), &message.sid, &fields);
}

/// Tells the account's owner that a phone has written.
pub fn tell_incoming(turn: &mut Turn, from: &str, to: &str, body: &str, opt_out: Option<&str>) {
    let Some(url) = turn.options.incoming_url.as_ref().map(ToString::to_string) else { return };
    let sid = turn.sid();
    let mut fields = vec![
        ("From", from),
        ("To", to),
        ("Body", body),
        ("MessageSid", &sid),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
    ];
    fields.extend(opt_out.map(|kind| ("OptOutType", kind)));
    tell(turn, &url, "message.incoming", &sid, &fields);
}

fn tell(turn: &mut Turn, url: &str, kind: &str, sid: &str, fields: &[(&str, &str)]) {
    let fault = turn.account.faults.for_event(kind);
    let mut told: Value = Value::Object(
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect(),
    );
    told["AccountSid"] = turn.options.account_sid.as_str().into();
    told["ApiVersion"] = "2010-04-01".into();
    if let Some(WebhookFault::Lie { patch }) = &fault {
        overwrite(&mut told, patch);
    }
    let payload = form(told.as_object().unwrap_or(&Map::new()));
    let message = Told { event: sid, kind, endpoint: url, payload };
    turn.account.outbox.queue(&message, fault.as_ref(), turn.now);
}

fn form(fields: &Map<String, Value>) -> String {
    let fields: Vec<(&str, String)> = fields
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) => (name.as_str(), text.clone()),
            other => (name.as_str(), other.to_string()),
        })
        .collect();
    serde_urlencoded::to_string(fields).unwrap_or_default()
}

/// Marks what is due as being sent and returns it in the order to send it.
pub fn take_due(turn: &mut Turn) -> Vec<Outgoing> {
    let token = turn.options.auth_token.clone();
    turn.account.outbox.take_due(turn.now, |delivery| {
        let is_forged = delivery.fault == Some(WebhookFault::Forge);
        let secret = if is_forged { "forged".to_owned() } else { token.clone() };
        Some((delivery.endpoint.clone(), secret))
    })
}

/// Records how an attempt ended.
pub fn settle(turn: &mut Turn, number: u64, status: Option<u16>) {
    let retry = |attempts| (attempts < TRIES).then_some(RETRY_SECONDS);
    turn.account.outbox.settle(number, status, turn.now, retry);
}
