//! What Stripe's objects and errors mean, by hand-written samples in its documented shapes.

mod fixtures;
mod sent;
mod webhooks;

use serde_json::{Value, json};

use super::{declined, failure, reading, wire};
use crate::domain::currency::Currency;
use crate::domain::dispute::DisputeStatus;
use crate::domain::money::Money;
use crate::gateway::error::{GatewayError, InvalidRequest, UnknownOutcome};
use crate::gateway::http::Reply;
use crate::gateway::model::{
    ChargeRef, ChargeState, CustomerRef, Decline, ExpiryMonth, Fees, MethodKind, RefundState,
    SessionState,
};

const TENANT: &str = "0192f000-0000-7000-8000-000000000001";
const PAYMENT: &str = "0192f000-0000-7000-8000-000000000002";

fn usd(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::USD)
}

fn intent(changes: Value) -> Value {
    let mut intent = json!({
        "id": "pi_1", "object": "payment_intent", "amount": 35_988, "currency": "usd",
        "status": "succeeded", "created": 1_767_225_600, "customer": "cus_1",
        "payment_method": "pm_1", "latest_charge": "ch_1", "last_payment_error": null,
        "next_action": null, "metadata": {
            "tenant_id": TENANT, "payment_id": PAYMENT, "idempotency_key": "key-1",
        },
    });
    for (name, value) in changes.as_object().unwrap() {
        intent[name] = value.clone();
    }
    intent
}

fn charge(changes: Value) -> crate::gateway::model::Charge {
    let intent: wire::PaymentIntent = serde_json::from_value(intent(changes)).unwrap();
    reading::charge(&intent).unwrap()
}

fn reply(status: u16, body: &Value) -> Reply {
    Reply { status, retry_after: None, request_id: None, body: body.to_string().into_bytes() }
}

#[test]
fn every_status_of_a_payment_intent_has_a_meaning() {
    let redirect = json!({
        "type": "redirect_to_url", "redirect_to_url": { "url": "https://bank.example/3ds" },
    });
    let declined = json!({ "type": "card_error", "code": "card_declined",
        "decline_code": "insufficient_funds", "network_decline_code": "51" });
    let decline = Decline {
        code: "card_declined".to_owned(),
        decline_code: Some("insufficient_funds".to_owned()),
        network_code: Some("51".to_owned()),
        network_advice_code: None,
    };
    let url = Some("https://bank.example/3ds".to_owned());
    let cases = [
        (json!({ "status": "succeeded" }), ChargeState::Succeeded),
        (json!({ "status": "processing" }), ChargeState::Processing),
        (
            json!({ "status": "requires_action", "next_action": redirect }),
            ChargeState::RequiresAction { redirect_url: url },
        ),
        (
            json!({ "status": "requires_action" }),
            ChargeState::RequiresAction { redirect_url: None },
        ),
        (json!({ "status": "requires_capture" }), ChargeState::RequiresCapture),
        (json!({ "status": "requires_confirmation" }), ChargeState::Unstarted),
        (json!({ "status": "requires_payment_method" }), ChargeState::Unstarted),
        (
            json!({ "status": "requires_payment_method", "last_payment_error": declined }),
            ChargeState::Failed { decline },
        ),
        (json!({ "status": "canceled" }), ChargeState::Canceled),
        (
            json!({ "status": "requires_patience" }),
            ChargeState::Unknown { status: "requires_patience".to_owned() },
        ),
    ];
    for (changes, state) in cases {
        assert_eq!(charge(changes).state, state);
    }
}

#[test]
fn a_charge_leads_back_to_our_rows_by_its_metadata() {
    let ours = charge(json!({}));
    let tags = ours.tags.unwrap();
    assert_eq!(ours.reference, ChargeRef::from("pi_1"));
    assert_eq!(ours.amount, usd(359_88));
    assert_eq!(ours.customer, Some(CustomerRef::from("cus_1")));
    assert_eq!(ours.idempotency_key.unwrap().as_str(), "key-1");
    assert_eq!(tags.tenant_id.to_string(), TENANT);
    assert_eq!(tags.payment_id.unwrap().to_string(), PAYMENT);
    assert_eq!(tags.invoice_id, None);
    assert_eq!(charge(json!({ "metadata": { "order": "7" } })).tags, None);
}

#[test]
fn fees_come_from_the_balance_transaction_in_the_currency_of_settlement() {
    // 100.00 USD arrive as 92.00 EUR, of which 3.05 stay with Stripe.
    let booked = json!({ "id": "txn_1", "amount": 9_200, "fee": 305, "net": 8_895,
        "currency": "eur", "exchange_rate": 0.92 });
    let latest = json!({ "id": "ch_1", "amount_refunded": 1_000, "disputed": true,
        "balance_transaction": booked });
    let charge = charge(json!({ "amount": 10_000, "latest_charge": latest }));
    let eur = |amount_minor| Money::new(amount_minor, Currency::EUR);
    let fees = Fees { gross: eur(92_00), fee: eur(3_05), net: eur(88_95) };
    assert_eq!(charge.fees, Some(fees));
    assert_eq!(charge.amount_refunded, Some(usd(10_00)));
    assert!(charge.is_disputed);
}

#[test]
fn amounts_that_stripe_counts_otherwise_are_not_read_wrongly() {
    let intent: wire::PaymentIntent =
        serde_json::from_value(intent(json!({ "currency": "isk", "amount": 500 }))).unwrap();
    assert!(matches!(
        reading::charge(&intent),
        Err(GatewayError::Invalid(InvalidRequest::Amount(_)))
    ));
}

#[test]
fn a_declined_charge_is_a_charge_not_an_error() {
    let declined_intent = intent(json!({ "status": "requires_payment_method",
        "last_payment_error": { "type": "card_error", "code": "authentication_required",
            "decline_code": "authentication_required" } }));
    let body = json!({ "error": { "type": "card_error", "code": "authentication_required",
        "message": "Your card was declined.", "payment_intent": declined_intent } });
    let charge = declined(&reply(402, &body)).unwrap();
    let ChargeState::Failed { decline } = charge.state else { panic!("{:?}", charge.state) };
    assert_eq!(decline.code, "authentication_required");
    assert_eq!(charge.reference, ChargeRef::from("pi_1"));
}

#[test]
fn a_server_error_with_a_payment_intent_still_has_an_unknown_outcome() {
    let body = json!({ "error": { "type": "api_error", "payment_intent": intent(json!({})) } });
    let unknown = UnknownOutcome::ServerError { status: 500 };
    assert_eq!(declined(&reply(500, &body)), Err(GatewayError::Unknown(unknown)));
}

fn failed(status: u16, error: Value) -> GatewayError {
    failure::read(&reply(status, &json!({ "error": error }))).0
}

#[test]
fn errors_say_whether_anything_was_done() {
    let unknown = |outcome| GatewayError::Unknown(outcome);
    let type_only = |kind: &str| json!({ "type": kind });
    assert_eq!(failed(409, type_only("invalid_request_error")), unknown(UnknownOutcome::KeyTaken));
    assert_eq!(failed(400, type_only("idempotency_error")), unknown(UnknownOutcome::KeyTaken));
    for status in [424, 500, 502, 503, 504] {
        let outcome = UnknownOutcome::ServerError { status };
        assert_eq!(failed(status, type_only("api_error")), unknown(outcome));
    }
    let limited = GatewayError::RateLimited { retry_after: None };
    assert_eq!(failed(429, type_only("rate_limit_error")), limited);
    assert_eq!(failed(404, type_only("invalid_request_error")), GatewayError::NotFound);
    let credentials = GatewayError::Invalid(InvalidRequest::Credentials);
    assert_eq!(failed(401, type_only("invalid_request_error")), credentials);
}

#[test]
fn a_refusal_is_told_from_our_mistake() {
    let over_refund = json!({ "type": "invalid_request_error", "param": "amount" });
    let refunded = json!({ "type": "invalid_request_error", "code": "charge_already_refunded" });
    for error in [over_refund, refunded] {
        let error = failed(400, error);
        assert!(matches!(error, GatewayError::Refused(_)), "{error:?}");
        assert!(error.allows_failover());
    }
    let unknown = json!({ "type": "invalid_request_error", "code": "parameter_unknown" });
    let untyped = json!({ "type": "invalid_request_error", "param": "currency" });
    for error in [unknown, untyped] {
        let error = failed(400, error);
        assert!(matches!(error, GatewayError::Invalid(InvalidRequest::Rejected(_))), "{error:?}");
        assert!(!error.allows_failover());
    }
}

#[test]
fn an_answer_that_is_not_stripes_is_unreadable() {
    for body in ["<html>404</html>", "", "null", "{}"] {
        let reply = Reply {
            status: 404,
            retry_after: None,
            request_id: None,
            body: body.as_bytes().to_vec(),
        };
        let unreadable = UnknownOutcome::Unreadable { status: 404 };
        assert_eq!(failure::read(&reply).0, GatewayError::Unknown(unreadable), "{body}");
    }
}

#[test]
fn a_saved_card_and_a_saved_account_show_what_recognises_them() {
    let card = json!({ "id": "pm_1", "type": "card", "customer": { "id": "cus_1" }, "card": {
        "brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2030, "fingerprint": "AOB",
        "country": "US" } });
    let card = reading::method_details(&serde_json::from_value(card).unwrap());
    assert_eq!(card.kind, MethodKind::Card);
    assert_eq!(card.expires, Some(ExpiryMonth { year: 2030, month: 8 }));
    assert_eq!(card.last4.as_deref(), Some("4242"));
    assert!(card.is_reusable);

    let account = json!({ "id": "pm_2", "type": "sepa_debit", "customer": null, "sepa_debit": {
        "bank_code": "37040044", "country": "DE", "last4": "3000", "fingerprint": "F" } });
    let account = reading::method_details(&serde_json::from_value(account).unwrap());
    assert_eq!(account.kind, MethodKind::SepaDebit);
    assert_eq!(account.bank.as_deref(), Some("37040044"));
    assert_eq!(account.expires, None);
    assert!(!account.is_reusable, "a detached method cannot be charged");

    let new = json!({ "id": "pm_3", "type": "crypto_of_2031" });
    let new = reading::method_details(&serde_json::from_value(new).unwrap());
    assert_eq!(new.kind, MethodKind::Other("crypto_of_2031".to_owned()));
}

#[test]
fn a_setup_page_gives_the_method_only_once_it_is_saved() {
    let result = |status: &str| {
        let set_up = json!({ "id": "seti_1", "status": status, "payment_method": {
            "id": "pm_1", "type": "card", "customer": "cus_1" } });
        let session = json!({ "id": "cs_1", "status": "complete", "setup_intent": set_up });
        let session = serde_json::from_value(session).unwrap();
        reading::session_result(&session).unwrap()
    };
    assert_eq!(result("succeeded").state, SessionState::Complete);
    assert_eq!(result("succeeded").method.unwrap().reference.as_str(), "pm_1");
    assert_eq!(result("requires_payment_method").method, None);
}

#[test]
fn every_status_of_a_refund_has_a_meaning() {
    let state = |status: &str| {
        let refund = json!({ "id": "re_1", "amount": 500, "currency": "usd", "status": status,
            "failure_reason": "expired_or_canceled_card", "payment_intent": "pi_1" });
        reading::refund(&serde_json::from_value(refund).unwrap()).unwrap().state
    };
    assert_eq!(state("pending"), RefundState::Pending);
    assert_eq!(state("requires_action"), RefundState::RequiresAction);
    assert_eq!(state("succeeded"), RefundState::Succeeded);
    assert_eq!(state("canceled"), RefundState::Canceled);
    let reason = Some("expired_or_canceled_card".to_owned());
    assert_eq!(state("failed"), RefundState::Failed { reason });
    assert_eq!(state("new"), RefundState::Unknown { status: "new".to_owned() });
}

#[test]
fn a_dispute_keeps_stripes_words_deadline_and_bookings() {
    let dispute = json!({
        "id": "dp_1", "amount": 10_000, "currency": "usd", "status": "needs_response",
        "reason": "a_reason_of_2031", "payment_intent": "pi_1", "created": 1_767_225_600,
        "evidence_details": { "due_by": 1_768_000_000, "submission_count": 0 },
        "payment_method_details": { "type": "card", "card": { "network_reason_code": "10.4" } },
        "balance_transactions": [
            { "id": "txn_1", "amount": -10_000, "fee": 1_500, "net": -11_500, "currency": "usd" },
        ],
    });
    let facts = reading::dispute(&serde_json::from_value(dispute.clone()).unwrap()).unwrap();
    assert_eq!(facts.status, Some(DisputeStatus::NeedsResponse));
    assert_eq!(facts.raw_reason.as_deref(), Some("a_reason_of_2031"));
    assert_eq!(facts.network_reason_code.as_deref(), Some("10.4"));
    assert_eq!(facts.respond_by.unwrap().as_second(), 1_768_000_000);
    let [withdrawal] = &facts.movements[..] else { panic!("one booking") };
    assert_eq!(withdrawal.amount, usd(-100_00));
    assert_eq!((withdrawal.fee, withdrawal.net), (usd(15_00), usd(-115_00)));

    let mut inquiry = dispute;
    inquiry["status"] = json!("warning_of_2031");
    inquiry["evidence_details"] = json!({ "due_by": 0 });
    let facts = reading::dispute(&serde_json::from_value(inquiry).unwrap()).unwrap();
    assert_eq!((facts.status, facts.respond_by), (None, None));
    assert_eq!(facts.raw_status, "warning_of_2031");
}
