//! What Paystack's objects, errors and events mean, by hand-written samples in its documented shapes.

mod samples;
mod sent;

use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::{failure, reading, webhook, wire};
use crate::domain::dispute::DisputeStatus;
use crate::domain::money::Money;
use crate::domain::webhook_signature::{HmacAlgorithm, SignatureError};
use crate::gateway::error::{GatewayError, InvalidRequest, UnknownOutcome};
use crate::gateway::event::{EventObject, WebhookError};
use crate::gateway::http::{Reply, Secret};
use crate::gateway::model::{
    ChargeRef, ChargeState, CustomerRef, DisputeRef, ExpiryMonth, Fees, IdempotencyKey, MethodKind,
    RefundState, SessionState,
};

const TENANT: &str = "0192f000-0000-7000-8000-000000000001";
const PAYMENT: &str = "0192f000-0000-7000-8000-000000000002";

fn ngn(amount_minor: i64) -> Money {
    Money::new(amount_minor, "NGN".parse().unwrap())
}

fn changed(mut object: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        object[name] = value.clone();
    }
    object
}

fn transaction(changes: Value) -> wire::Transaction {
    let transaction = json!({
        "id": 4_099_260_516_u64, "domain": "test", "status": "success", "reference": "key-1",
        "amount": 40_333, "requested_amount": 30_050, "fees": 10_283, "currency": "NGN",
        "gateway_response": "Successful", "metadata": { "tenant_id": TENANT },
        "created_at": "2026-01-01T00:00:00.000Z", "createdAt": "2026-01-01T00:00:00.000Z",
        "authorization": { "authorization_code": "AUTH_1", "last4": "4081", "exp_month": "12",
            "exp_year": "2030", "channel": "card", "brand": "visa ", "bank": "TEST BANK",
            "country_code": "NG", "reusable": true, "signature": "SIG_1" },
        "customer": { "id": 1, "customer_code": "CUS_1", "email": "ada@example.com" },
    });
    serde_json::from_value(changed(transaction, changes)).unwrap()
}

#[test]
fn every_status_of_a_transaction_has_a_meaning() {
    let state = |status: &str| {
        let changes = json!({ "status": status, "gateway_response": "Insufficient Funds" });
        reading::charge(&transaction(changes)).unwrap().state
    };
    assert_eq!(state("success"), ChargeState::Succeeded);
    assert_eq!(state("abandoned"), ChargeState::Unstarted);
    assert_eq!(state("ongoing"), ChargeState::RequiresAction { redirect_url: None });
    for status in ["pending", "processing", "queued"] {
        assert_eq!(state(status), ChargeState::Processing, "{status}");
    }
    assert_eq!(state("reversed"), ChargeState::Reversed);
    assert_eq!(state("new"), ChargeState::Unknown { status: "new".to_owned() });
    let ChargeState::Failed { decline } = state("failed") else { panic!("failed") };
    assert_eq!(decline.code, "Insufficient Funds");
    assert_eq!(decline.decline_code.as_deref(), Some("insufficient_funds"));
    let paused = json!({ "paused": true, "authorization_url": "https://pay.example/x" });
    let paused = reading::charge(&transaction(paused)).unwrap().state;
    let redirect_url = Some("https://pay.example/x".to_owned());
    assert_eq!(paused, ChargeState::RequiresAction { redirect_url });
}

#[test]
fn a_charge_tells_what_was_paid_asked_and_kept() {
    // 300.50 were asked for; the customer bore the fee of 102.83 and paid 403.33.
    let charge = reading::charge(&transaction(json!({}))).unwrap();
    assert_eq!((charge.amount, charge.requested), (ngn(403_33), Some(ngn(300_50))));
    let fees = Fees { gross: ngn(403_33), fee: ngn(102_83), net: ngn(300_50) };
    assert_eq!(charge.fees, Some(fees));
    assert_eq!(charge.idempotency_key, Some(IdempotencyKey::from("key-1")));
    assert_eq!(charge.customer, Some(CustomerRef::from("CUS_1")));
    let method = charge.method.unwrap();
    assert_eq!(method.kind, MethodKind::Card);
    assert_eq!(method.brand.as_deref(), Some("visa"));
    assert_eq!(method.expires, Some(ExpiryMonth { year: 2030, month: 12 }));
    assert_eq!(method.fingerprint.as_deref(), Some("SIG_1"));
}

#[test]
fn amounts_are_numbers_or_text_and_never_fractions() {
    for amount in [json!(5000), json!("5000")] {
        let charge = reading::charge(&transaction(json!({ "amount": amount }))).unwrap();
        assert_eq!(charge.amount, ngn(50_00));
    }
    for amount in [json!(50.5), json!("50.5"), json!("fifty"), json!([])] {
        let read: Result<wire::Transaction, _> =
            serde_json::from_value(json!({ "amount": amount }));
        assert!(read.is_err(), "{amount}");
    }
}

#[test]
fn metadata_is_found_in_every_shape() {
    let tags = json!({ "tenant_id": TENANT, "payment_id": PAYMENT });
    for metadata in [tags.clone(), json!(tags.to_string())] {
        let charge = reading::charge(&transaction(json!({ "metadata": metadata }))).unwrap();
        let tags = charge.tags.unwrap();
        assert_eq!(tags.tenant_id.to_string(), TENANT);
        assert_eq!(tags.payment_id.unwrap().to_string(), PAYMENT);
    }
    for nothing in [json!(0), json!(""), json!(null), json!([]), json!("text"), json!({})] {
        let charge = reading::charge(&transaction(json!({ "metadata": nothing }))).unwrap();
        assert_eq!(charge.tags, None, "{nothing}");
    }
}

#[test]
fn a_page_is_open_until_money_moves() {
    let state = |status: &str| {
        let transaction = transaction(json!({ "status": status }));
        reading::session_result(&transaction).unwrap().state
    };
    assert_eq!(state("abandoned"), SessionState::Open);
    assert_eq!(state("failed"), SessionState::Open);
    assert_eq!(state("ongoing"), SessionState::Open);
    assert_eq!(state("pending"), SessionState::Complete);
    assert_eq!(state("success"), SessionState::Complete);
}

#[test]
fn only_a_reusable_authorization_is_saved() {
    let once = json!({ "authorization": { "authorization_code": "AUTH_1", "reusable": false } });
    assert_eq!(reading::session_result(&transaction(once)).unwrap().method, None);
    let none = json!({ "authorization": {} });
    assert_eq!(reading::session_result(&transaction(none)).unwrap().method, None);
}

#[test]
fn a_refund_is_known_by_the_key_in_its_note() {
    let refund = |changes: Value| {
        let refund = json!({ "id": "18", "transaction": 1641, "amount": "5000", "currency": "NGN",
            "status": "pending", "merchant_note": "quittance:key-3" });
        let refund: wire::Refund = serde_json::from_value(changed(refund, changes)).unwrap();
        reading::refund(&refund).unwrap()
    };
    let ours = refund(json!({}));
    assert_eq!(ours.idempotency_key, Some(IdempotencyKey::from("key-3")));
    assert_eq!((ours.amount, ours.state), (ngn(50_00), RefundState::Pending));
    let theirs = refund(json!({ "merchant_note": "Refund by staff", "transaction": {
        "id": 1641, "reference": "key-1" } }));
    assert_eq!(theirs.idempotency_key, None);
    assert_eq!(theirs.charge, Some(ChargeRef::from("key-1")));
    let state = |status: &str| refund(json!({ "status": status })).state;
    assert_eq!(state("processing"), RefundState::Pending);
    assert_eq!(state("processed"), RefundState::Succeeded);
    assert_eq!(state("needs-attention"), RefundState::RequiresAction);
    assert_eq!(state("failed"), RefundState::Failed { reason: None });
    assert_eq!(state("new"), RefundState::Unknown { status: "new".to_owned() });
}

#[test]
fn a_refund_belongs_to_its_transaction_however_it_is_named() {
    let of = |refund: Value| {
        let refund: wire::Refund = serde_json::from_value(refund).unwrap();
        refund.is_of(&transaction(json!({ "id": 1641 })))
    };
    assert!(of(json!({ "transaction": 1641 })));
    assert!(of(json!({ "transaction": "1641" })));
    assert!(of(json!({ "transaction": { "id": 1641 } })));
    assert!(of(json!({ "transaction_reference": "key-1" })));
    assert!(!of(json!({ "transaction": 1642 })));
}

#[test]
fn a_dispute_keeps_paystacks_words_and_deadline() {
    let dispute = json!({ "id": 358_950, "refund_amount": 5_800, "currency": "NGN",
        "status": "awaiting-merchant-feedback", "resolution": null, "category": "chargeback",
        "transaction": { "id": 1, "reference": "key-1", "amount": 5_900, "currency": "NGN" },
        "dueAt": "2026-03-03T18:00:00.000Z", "evidence": null });
    let facts = |changes: Value| {
        let dispute: wire::Dispute =
            serde_json::from_value(changed(dispute.clone(), changes)).unwrap();
        reading::dispute(&dispute).unwrap()
    };
    let open = facts(json!({}));
    assert_eq!(open.status, Some(DisputeStatus::NeedsResponse));
    assert_eq!((open.amount, open.charge), (Some(ngn(58_00)), Some(ChargeRef::from("key-1"))));
    assert_eq!(open.respond_by.unwrap().to_string(), "2026-03-03T18:00:00Z");
    let status = |status: &str, resolution: &str| {
        facts(json!({ "status": status, "resolution": resolution })).status
    };
    assert_eq!(status("resolved", "auto-accepted"), Some(DisputeStatus::Lost));
    assert_eq!(status("resolved", "declined"), Some(DisputeStatus::Won));
    assert_eq!(status("archived", ""), None);
}

fn failed(status: u16, body: Value) -> GatewayError {
    let body = body.to_string().into_bytes();
    failure::read(&Reply { status, retry_after: None, request_id: None, body })
}

#[test]
fn errors_say_whether_anything_was_done() {
    let refusal = |status, body: Value| match failed(status, body) {
        GatewayError::Refused(refusal) => refusal.code,
        error => panic!("{error:?}"),
    };
    let by_code = json!({ "status": false, "message": "x", "type": "validation_error",
        "code": "duplicate_reference" });
    let by_sentence = json!({ "status": false, "message": "Duplicate Transaction Reference" });
    for body in [by_code, by_sentence] {
        assert_eq!(refusal(400, body), "duplicate_reference");
    }
    let reversed = json!({ "status": false, "message": "Transaction has been fully reversed" });
    assert_eq!(refusal(400, reversed), "already_refunded");

    // Refused for good reasons, whatever code stands beside it.
    for (sentence, code) in [
        ("Refund amount cannot be greater than initial amount", "refund_too_large"),
        (
            "Email does not match Authorization code. Authorization may be inactive or belong to \
          a different email. Please confirm.",
            "authorization_inactive",
        ),
    ] {
        let body = json!({ "status": false, "message": sentence, "type": "validation_error",
            "code": "invalid_params" });
        assert_eq!(refusal(400, body), code);
    }

    let missing = json!({ "status": false, "message": "Transaction reference not found." });
    assert_eq!(failed(400, missing.clone()), GatewayError::NotFound);
    assert_eq!(failed(404, missing), GatewayError::NotFound);
    let credentials = GatewayError::Invalid(InvalidRequest::Credentials);
    assert_eq!(failed(401, json!({ "status": false, "message": "Invalid key" })), credentials);
    let invalid = json!({ "status": false, "type": "validation_error", "code": "invalid_params" });
    assert!(matches!(failed(400, invalid), GatewayError::Invalid(InvalidRequest::Rejected(_))));

    let unknown = |status| GatewayError::Unknown(UnknownOutcome::ServerError { status });
    let processor = json!({ "status": false, "type": "processor_error", "code": "x" });
    assert_eq!(failed(400, processor), unknown(400));
    assert_eq!(failed(503, json!({})), unknown(503));
    let limited = GatewayError::RateLimited { retry_after: None };
    assert_eq!(failed(429, json!({})), limited);
}

#[test]
fn each_event_names_the_object_to_read_again() {
    let hint = |event: &str, data: Value| {
        let body = json!({ "event": event, "data": data }).to_string();
        webhook::read(body.as_bytes()).unwrap()
    };
    let paid = hint(
        "charge.success",
        json!({ "id": 302_961, "reference": "key-1",
        "status": "success", "domain": "live", "paid_at": "2026-01-01T00:00:00.000Z" }),
    );
    assert_eq!(paid.object, EventObject::Charge(ChargeRef::from("key-1")));
    assert_eq!(paid.dedupe_key, "charge.success:302961:success");
    assert_eq!(paid.is_live, Some(true));
    assert_eq!(paid.created_at.unwrap().to_string(), "2026-01-01T00:00:00Z");

    let refund = hint(
        "refund.processed",
        json!({ "transaction_reference": "key-1",
        "refund_reference": "132", "status": "processed", "amount": "5000" }),
    );
    assert_eq!(refund.object, EventObject::RefundsOf(ChargeRef::from("key-1")));
    assert_eq!(refund.dedupe_key, "refund.processed:132:processed");

    let dispute = hint("charge.dispute.create", json!({ "id": 7, "status": "pending" }));
    assert_eq!(dispute.object, EventObject::Dispute(DisputeRef::from("7")));
    assert_eq!(hint("transfer.success", json!({ "reference": "t" })).object, EventObject::None);
    assert_eq!(hint("new.event", json!(null)).object, EventObject::None);
}

#[test]
fn an_event_without_an_id_is_recognised_by_its_bytes() {
    let key = |amount: &str| {
        let data = json!({ "transaction_reference": "key-1", "refund_reference": null,
            "status": "pending", "amount": amount });
        let body = json!({ "event": "refund.pending", "data": data }).to_string();
        webhook::read(body.as_bytes()).unwrap().dedupe_key
    };
    assert_eq!(key("5000"), key("5000"));
    assert_ne!(key("5000"), key("6000"));
}

#[test]
fn only_what_is_signed_with_our_key_is_believed() {
    let body = br#"{"event":"charge.success","data":{"id":1,"reference":"key-1"}}"#;
    let headers = |signature: String| {
        let value = HeaderValue::from_str(&signature).unwrap();
        HeaderMap::from_iter([("x-paystack-signature".parse().unwrap(), value)])
    };
    let key = Secret::new("sk_test_1");
    let right = headers(HmacAlgorithm::Sha512.hex(b"sk_test_1", &[body]));
    assert!(webhook::verify(&key, &right, body).is_ok());
    let wrong = headers(HmacAlgorithm::Sha512.hex(b"sk_test_2", &[body]));
    let refused = Err(WebhookError::Signature(SignatureError::Mismatch));
    assert_eq!(webhook::verify(&key, &wrong, body), refused);
}
