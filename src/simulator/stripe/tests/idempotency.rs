//! Idempotency keys, over HTTP.

use super::*;

const TERMS: [(&str, &str); 3] = [("amount", "2000"), ("currency", "usd"), ("description", "one")];

#[tokio::test]
async fn a_second_request_with_the_key_gets_the_first_answer() {
    let town = Town::new().await;
    let first = town.post_keyed("/v1/payment_intents", &TERMS, Some("k1")).await;
    let second = town.post_keyed("/v1/payment_intents", &TERMS, Some("k1")).await;
    assert_eq!(first.body, second.body);
    assert!(!first.headers.contains_key("Idempotent-Replayed"));
    assert_eq!(second.headers["Idempotent-Replayed"], "true");
    assert_eq!(second.headers["Original-Request"], first.headers["Request-Id"]);
    assert_ne!(second.headers["Request-Id"], first.headers["Request-Id"]);
    let all = town.found("/v1/payment_intents").await;
    assert_eq!(all["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn other_parameters_under_the_key_are_refused() {
    let town = Town::new().await;
    town.post_keyed("/v1/payment_intents", &TERMS, Some("k1")).await;
    let other = [("amount", "2001"), ("currency", "usd"), ("description", "one")];
    let reply = town.post_keyed("/v1/payment_intents", &other, Some("k1")).await;
    assert_eq!((reply.status, reply.error("type")), (400, "idempotency_error"));
}

#[tokio::test]
async fn a_declined_card_stays_declined_under_its_key() {
    let town = Town::new().await;
    let terms = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("payment_method", "pm_card_chargeDeclined"),
        ("confirm", "true"),
    ];
    let first = town.post_keyed("/v1/payment_intents", &terms, Some("k1")).await;
    let second = town.post_keyed("/v1/payment_intents", &terms, Some("k1")).await;
    assert_eq!((first.status, second.status), (402, 402));
    assert_eq!(first.body, second.body);
    assert_eq!(second.headers["Idempotent-Replayed"], "true");
}

#[tokio::test]
async fn a_request_that_was_never_begun_frees_its_key() {
    let town = Town::new().await;
    let wrong = [("amount", "abc"), ("currency", "usd")];
    assert_eq!(town.post_keyed("/v1/payment_intents", &wrong, Some("k1")).await.status, 400);
    assert_eq!(town.post_keyed("/v1/payment_intents", &TERMS, Some("k1")).await.status, 200);
}

#[tokio::test]
async fn two_requests_at_once_with_one_key_charge_once() {
    let town = Town::new().await;
    let slow = json!({"path": "/v1/payment_intents", "fault": "slow", "milliseconds": 400});
    town.control("/faults", slow).await;
    let first = town.post_keyed("/v1/payment_intents", &TERMS, Some("k1"));
    let second = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        town.post_keyed("/v1/payment_intents", &TERMS, Some("k1")).await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!((first.status, second.status), (200, 409));
    assert_eq!(second.error("code"), "idempotency_key_in_use");
}
