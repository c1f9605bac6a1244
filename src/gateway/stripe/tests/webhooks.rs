//! What Stripe's events point to, and that only Stripe's are believed.

use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::super::webhook::{read, verify};
use crate::domain::webhook_signature::{SignatureError, sign_stripe};
use crate::gateway::event::{EventHint, EventObject, WebhookError};
use crate::gateway::http::Secret;
use crate::gateway::model::{ChargeRef, DisputeRef, MethodRef, RefundRef, SessionRef};

fn event(kind: &str, object: &Value) -> Vec<u8> {
    let event = json!({ "id": "evt_1", "object": "event", "type": kind, "created": 1_767_225_600,
        "livemode": false, "data": { "object": object } });
    event.to_string().into_bytes()
}

fn hint(kind: &str, object: &Value) -> EventHint {
    read(&event(kind, object)).unwrap()
}

#[test]
fn each_event_names_the_object_to_read_again() {
    let object = |kind: &str, id: &str| json!({ "object": kind, "id": id, "amount": "nonsense" });
    let intent = EventObject::Charge(ChargeRef::from("pi_1"));
    assert_eq!(hint("payment_intent.succeeded", &object("payment_intent", "pi_1")).object, intent);
    let charge = json!({ "object": "charge", "id": "ch_1", "payment_intent": "pi_1" });
    assert_eq!(hint("charge.succeeded", &charge).object, intent);
    let refunds = EventObject::RefundsOf(ChargeRef::from("pi_1"));
    assert_eq!(hint("charge.refunded", &charge).object, refunds);
    let refund = EventObject::Refund(RefundRef::from("re_1"));
    assert_eq!(hint("refund.updated", &object("refund", "re_1")).object, refund);
    assert_eq!(hint("charge.refund.updated", &object("refund", "re_1")).object, refund);
    let dispute = EventObject::Dispute(DisputeRef::from("dp_1"));
    assert_eq!(hint("charge.dispute.funds_withdrawn", &object("dispute", "dp_1")).object, dispute);
    let session = EventObject::Session(SessionRef::from("cs_1"));
    let completed = hint("checkout.session.completed", &object("checkout.session", "cs_1"));
    assert_eq!(completed.object, session);
    assert_eq!(completed.dedupe_key, "evt_1");
    assert_eq!(completed.is_live, Some(false));
    let set_up = json!({ "object": "setup_intent", "id": "seti_1",
        "payment_method": { "id": "pm_1" } });
    let method = EventObject::Method(MethodRef::from("pm_1"));
    assert_eq!(hint("setup_intent.succeeded", &set_up).object, method);
}

#[test]
fn an_event_that_does_not_concern_us_points_to_nothing() {
    for object in [json!({ "object": "plan", "id": "p" }), json!({}), json!({ "object": "charge" })]
    {
        assert_eq!(hint("some.event", &object).object, EventObject::None);
    }
}

#[test]
fn only_what_is_signed_now_with_our_secret_is_believed() {
    let body =
        event("payment_intent.succeeded", &json!({ "object": "payment_intent", "id": "pi_1" }));
    let now = Timestamp::from_second(1_767_225_600).unwrap();
    let secret = Secret::new("whsec_1");
    let headers = |signature: &str| {
        let value = HeaderValue::from_str(signature).unwrap();
        HeaderMap::from_iter([("stripe-signature".parse().unwrap(), value)])
    };
    let right = headers(&sign_stripe("whsec_1", &body, now));
    assert!(verify(&secret, &right, &body, now).is_ok());

    let other = headers(&sign_stripe("whsec_2", &body, now));
    let refused = |error| Err(WebhookError::Signature(error));
    assert_eq!(verify(&secret, &other, &body, now), refused(SignatureError::Mismatch));
    let later = Timestamp::from_second(1_767_225_600 + 301).unwrap();
    let old = SignatureError::TooOld { age_seconds: 301 };
    assert_eq!(verify(&secret, &right, &body, later), refused(old));
    let missing = SignatureError::MissingHeader("Stripe-Signature");
    assert_eq!(verify(&secret, &HeaderMap::new(), &body, now), refused(missing));

    let no_event = b"[]";
    let signed = headers(&sign_stripe("whsec_1", no_event, now));
    assert_eq!(verify(&secret, &signed, no_event, now), Err(WebhookError::Unreadable));
}
