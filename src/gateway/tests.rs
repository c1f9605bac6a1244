//! What both adapters promise when the provider or the network misbehaves, over real connections.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::misbehaving_server::{MisbehavingServer, Misbehaviour};
use super::paystack::{Paystack, PaystackConfig};
use super::stripe::{API_VERSION, Stripe, StripeConfig};
use super::*;
use crate::domain::currency::Currency;
use crate::domain::id::{PaymentId, TenantId};
use crate::domain::money::Money;

const SECRET: &str = "sk_test_never_shown";

fn settings() -> HttpSettings {
    HttpSettings {
        connect_timeout: Duration::from_secs(2),
        ask_timeout: Duration::from_millis(300),
        change_timeout: Duration::from_millis(300),
        body_bytes_max: 10_000,
    }
}

fn stripe_config(url: &str) -> StripeConfig {
    StripeConfig {
        base_url: url.to_owned(),
        files_base_url: url.to_owned(),
        secret_key: Secret::new(SECRET),
        webhook_secret: Secret::new("whsec_never_shown"),
        http: settings(),
    }
}

fn paystack_config(url: &str) -> PaystackConfig {
    PaystackConfig {
        base_url: url.to_owned(),
        secret_key: Secret::new(SECRET),
        currencies: vec![Currency::NGN],
        http: settings(),
    }
}

fn stripe(url: &str) -> Arc<dyn Gateway> {
    Arc::new(Stripe::new(stripe_config(url)).unwrap())
}

fn paystack(url: &str) -> Arc<dyn Gateway> {
    Arc::new(Paystack::new(paystack_config(url)).unwrap())
}

type Adapter = (&'static str, fn(&str) -> Arc<dyn Gateway>);

const ADAPTERS: [Adapter; 2] = [("Stripe", stripe), ("Paystack", paystack)];

fn charge_request() -> ChargeRequest {
    let id = || "0192f000-0000-7000-8000-000000000001".parse().unwrap();
    ChargeRequest {
        idempotency_key: "key-1".into(),
        amount: Money::new(100_00, "NGN".parse().unwrap()),
        customer: GatewayCustomer {
            reference: "cus_1".into(),
            email: "ada@never-shown.example".to_owned(),
        },
        method: SavedMethod { reference: "pm_1".into(), kind: MethodKind::Card },
        presence: Presence::OffSession,
        description: "Invoice INV-7".to_owned(),
        tags: Tags {
            tenant_id: TenantId(id()),
            payment_id: Some(PaymentId(id())),
            invoice_id: None,
        },
    }
}

/// The error of a charge by each adapter, when the provider does this.
async fn errors_of(misbehaviour: Misbehaviour) -> Vec<GatewayError> {
    let mut errors = Vec::new();
    for (name, adapter) in ADAPTERS {
        let server = MisbehavingServer::start(vec![misbehaviour.clone()]).await;
        let charged = adapter(&server.url).charge(&charge_request()).await;
        assert_eq!(server.requests().len(), 1, "{name} sent a charge once");
        errors.push(charged.unwrap_err());
    }
    errors
}

async fn both_say(misbehaviour: Misbehaviour, error: GatewayError) {
    assert_eq!(errors_of(misbehaviour).await, [error.clone(), error]);
}

#[tokio::test]
async fn after_sending_anything_but_a_clear_answer_leaves_the_outcome_unknown() {
    let unknown = GatewayError::Unknown;
    both_say(Misbehaviour::Hang, unknown(UnknownOutcome::Timeout)).await;
    both_say(Misbehaviour::Reset, unknown(UnknownOutcome::ConnectionLost)).await;
    both_say(Misbehaviour::HalfAnAnswer, unknown(UnknownOutcome::ConnectionLost)).await;
    for status in [500, 502, 503, 504] {
        let outcome = UnknownOutcome::ServerError { status };
        both_say(Misbehaviour::status(status), unknown(outcome)).await;
    }
    both_say(Misbehaviour::status(409), unknown(UnknownOutcome::KeyTaken)).await;
    let unreadable = unknown(UnknownOutcome::Unreadable { status: 200 });
    let html = Misbehaviour::Answer(200, String::new(), "<html>".to_owned());
    both_say(html, unreadable.clone()).await;
    both_say(Misbehaviour::Huge(20_000), unreadable).await;
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    // A port that was free a moment ago.
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    for (name, adapter) in ADAPTERS {
        let gateway = adapter(&format!("http://127.0.0.1:{port}"));
        let not_sent = GatewayError::NotSent(NotSent::NoConnection);
        assert_eq!(gateway.charge(&charge_request()).await, Err(not_sent), "{name}");
    }
}

#[tokio::test]
async fn a_provider_that_is_asked_too_often_says_when_to_come_back() {
    let slow_down = Misbehaviour::Answer(429, "retry-after: 7\r\n".to_owned(), "{}".to_owned());
    let retry_after = Some(Duration::from_secs(7));
    both_say(slow_down, GatewayError::RateLimited { retry_after }).await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = MisbehavingServer::start(vec![Misbehaviour::status(200)]).await;
    for status in [301, 302, 307, 308] {
        let headers = format!("location: {}/v1/payment_intents\r\n", elsewhere.url);
        let redirect = Misbehaviour::Answer(status, headers, String::new());
        let unreadable = GatewayError::Unknown(UnknownOutcome::Unreadable { status });
        both_say(redirect, unreadable).await;
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn no_secret_and_nothing_personal_is_in_an_error_or_in_debug_output() {
    let talkative = json!({ "status": false, "message": format!("{SECRET} ada@never-shown.example"),
        "error": { "type": "invalid_request_error", "message": format!("{SECRET} never-shown") } });
    let mut all = format!("{:?} {:?}", stripe_config("http://x"), paystack_config("http://x"));
    for status in [200, 400, 401, 402, 404, 500] {
        let answer = Misbehaviour::Answer(status, String::new(), talkative.to_string());
        for error in errors_of(answer).await {
            all += &format!("{error} {error:?}");
        }
    }
    for misbehaviour in [Misbehaviour::Hang, Misbehaviour::Reset, Misbehaviour::HalfAnAnswer] {
        for error in errors_of(misbehaviour).await {
            all += &format!("{error} {error:?}");
        }
    }
    assert!(!all.contains("never_shown") && !all.contains("never-shown"), "{all}");
}

#[test]
fn a_live_key_is_sent_over_https_only() {
    let mut config = stripe_config("http://127.0.0.1:1");
    config.secret_key = Secret::new("sk_live_x");
    assert!(Stripe::new(config.clone()).is_err());
    config.base_url = "https://api.stripe.com".to_owned();
    config.files_base_url = "https://files.stripe.com".to_owned();
    assert!(Stripe::new(config).is_ok());
    for url in ["", "api.stripe.com", "ftp://x", "https://x/?a=b"] {
        assert!(Paystack::new(paystack_config(url)).is_err(), "{url}");
    }
}

#[tokio::test]
async fn stripe_is_sent_the_key_the_version_and_the_form() {
    let server = MisbehavingServer::start(vec![Misbehaviour::status(500)]).await;
    let _ = stripe(&server.url).charge(&charge_request()).await;
    let sent = server.requests().remove(0);
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("post /v1/payment_intents http/1.1"), "{head}");
    assert!(head.contains("idempotency-key: key-1"));
    assert!(head.contains(&format!("stripe-version: {API_VERSION}")));
    assert!(head.contains(&format!("authorization: bearer {SECRET}")));
    assert!(head.contains("content-type: application/x-www-form-urlencoded"));
    assert!(body.starts_with("amount=10000&currency=ngn&"));
}

#[tokio::test]
async fn an_id_cannot_change_the_path_of_a_request() {
    let server = MisbehavingServer::start(vec![Misbehaviour::status(500)]).await;
    for (_, adapter) in ADAPTERS {
        let _ = adapter(&server.url).lookup_charge(&"../customers?x=1#".into()).await;
    }
    for sent in server.requests() {
        let path = sent.split(' ').nth(1).unwrap().split('?').next().unwrap();
        assert!(path.ends_with("/..%2Fcustomers%3Fx=1%23"), "{path}");
    }
}

fn guarded(gateway: Arc<dyn Gateway>, failures: u32) -> Guarded {
    Guarded::new(gateway, BreakerSettings { failures, rest: Duration::from_secs(600) })
}

fn intent() -> serde_json::Value {
    json!({ "id": "pi_1", "amount": 10_000, "currency": "ngn", "status": "processing" })
}

#[tokio::test]
async fn a_question_is_repeated_but_a_charge_is_not() {
    let script =
        vec![Misbehaviour::status(500), Misbehaviour::Reset, Misbehaviour::json(&intent())];
    let server = MisbehavingServer::start(script.clone()).await;
    let gateway = guarded(stripe(&server.url), 5);
    let found = gateway.lookup_charge(&"pi_1".into()).await.unwrap();
    assert_eq!(found.state, ChargeState::Processing);
    assert_eq!(server.requests().len(), 3);

    let server = MisbehavingServer::start(script).await;
    let gateway = guarded(stripe(&server.url), 5);
    assert!(gateway.charge(&charge_request()).await.is_err());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_provider_that_keeps_failing_is_left_alone() {
    let server = MisbehavingServer::start(vec![Misbehaviour::status(503)]).await;
    let gateway = guarded(stripe(&server.url), 2);
    for _ in 0..2 {
        assert!(gateway.rests_for().is_none());
        let unknown = gateway.charge(&charge_request()).await.unwrap_err();
        assert!(!unknown.is_definite());
    }
    assert!(gateway.rests_for().is_some());
    let refused = gateway.charge(&charge_request()).await.unwrap_err();
    assert!(matches!(refused, GatewayError::NotSent(NotSent::Resting(_))), "{refused:?}");
    assert!(refused.allows_failover());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_refusal_is_no_outage() {
    let decline = json!({ "error": { "type": "card_error", "code": "card_declined" } });
    let answer = Misbehaviour::Answer(402, String::new(), decline.to_string());
    let server = MisbehavingServer::start(vec![answer]).await;
    let gateway = guarded(stripe(&server.url), 1);
    for _ in 0..3 {
        let refused = gateway.charge(&charge_request()).await.unwrap_err();
        assert!(matches!(refused, GatewayError::Refused(_)), "{refused:?}");
    }
}

#[tokio::test]
async fn a_lost_charge_is_found_by_its_key_among_the_customers_others() {
    let mut ours = intent();
    ours["metadata"] = json!({ "idempotency_key": "key-1" });
    let mut other = intent();
    other["id"] = json!("pi_2");
    let first_page = json!({ "data": [other, intent()], "has_more": true });
    let second_page = json!({ "data": [ours], "has_more": false });
    let empty_page = json!({ "data": [], "has_more": false });
    let pages = [&first_page, &second_page, &ours].map(Misbehaviour::json).to_vec();
    let server = MisbehavingServer::start(pages).await;
    let lookup =
        ChargeLookup { idempotency_key: "key-1".into(), charge: None, customer: "cus_1".into() };
    let found = stripe(&server.url).find_charge(&lookup).await.unwrap().unwrap();
    assert_eq!(found.reference.as_str(), "pi_1");
    assert!(server.requests()[1].contains("starting_after=pi_1"));

    let server = MisbehavingServer::start(vec![Misbehaviour::json(&empty_page)]).await;
    assert_eq!(stripe(&server.url).find_charge(&lookup).await, Ok(None));

    // A list without end is no proof that there is nothing.
    let server = MisbehavingServer::start(vec![Misbehaviour::json(&first_page)]).await;
    let incomplete = GatewayError::Unknown(UnknownOutcome::LookupIncomplete);
    assert_eq!(stripe(&server.url).find_charge(&lookup).await, Err(incomplete));
}

fn paystack_transaction(amount: i64) -> serde_json::Value {
    json!({ "status": true, "message": "x", "data": { "id": 7, "reference": "key-1",
        "status": "success", "amount": amount, "currency": "NGN" } })
}

#[tokio::test]
async fn paystacks_duplicate_reference_is_resolved_by_looking_at_the_first_charge() {
    let duplicate = json!({ "status": false, "message": "Duplicate Transaction Reference" });
    let duplicate = Misbehaviour::Answer(400, String::new(), duplicate.to_string());
    let same = vec![duplicate.clone(), Misbehaviour::json(&paystack_transaction(10_000))];
    let server = MisbehavingServer::start(same).await;
    let charge = paystack(&server.url).charge(&charge_request()).await.unwrap();
    assert_eq!(charge.state, ChargeState::Succeeded);
    assert!(server.requests()[1].starts_with("GET /transaction/verify/key-1 "));

    let other = vec![duplicate, Misbehaviour::json(&paystack_transaction(9_999))];
    let server = MisbehavingServer::start(other).await;
    let taken = GatewayError::Unknown(UnknownOutcome::KeyTaken);
    assert_eq!(paystack(&server.url).charge(&charge_request()).await, Err(taken));
}

#[tokio::test]
async fn paystack_is_not_asked_for_a_refund_that_it_has() {
    let refunds = json!({ "status": true, "message": "x", "data": [
        { "id": 1, "transaction": 8, "amount": 5_000, "currency": "NGN", "status": "pending",
          "merchant_note": "quittance:key-3" },
        { "id": 2, "transaction": 7, "amount": 5_000, "currency": "NGN", "status": "processed",
          "merchant_note": "quittance:key-3" },
    ] });
    let script =
        [paystack_transaction(10_000), refunds].each_ref().map(Misbehaviour::json).to_vec();
    let server = MisbehavingServer::start(script).await;
    let request = RefundRequest {
        idempotency_key: "key-3".into(),
        charge: "key-1".into(),
        amount: Money::new(50_00, "NGN".parse().unwrap()),
        tags: charge_request().tags,
    };
    let refund = paystack(&server.url).refund(&request).await.unwrap();
    assert_eq!(refund.reference.as_str(), "2", "the one of another transaction is not ours");
    assert_eq!(server.requests().len(), 2);
    assert!(server.requests().iter().all(|sent| sent.starts_with("GET ")));
}

#[test]
fn an_account_takes_only_the_currencies_it_was_opened_for() {
    let gateway = paystack("http://127.0.0.1:9");
    let accepts =
        |code: &str| gateway.capabilities().accepts(Money::new(100_00, code.parse().unwrap()));
    assert_eq!(accepts("NGN"), Ok(()));
    // Paystack takes dollars, but not through this account.
    assert_eq!(accepts("USD"), Err(AmountRefused::CurrencyNotTaken(Currency::USD)));
}
