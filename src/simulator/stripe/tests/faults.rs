//! Faults of the API on demand.

use super::*;

const TERMS: [(&str, &str); 1] = [("email", "ada@example.com")];

async fn customers(town: &Town) -> usize {
    town.found("/v1/customers").await["data"].as_array().unwrap().len()
}

async fn send(town: &Town) -> Result<reqwest::Response, reqwest::Error> {
    let url = format!("{}/v1/customers", town.base);
    let request = town.http.post(url).bearer_auth(KEY).header("Idempotency-Key", "k1").form(&TERMS);
    request.send().await?.error_for_status()
}

#[tokio::test]
async fn an_error_before_does_nothing_and_the_retry_works() {
    let town = Town::new().await;
    town.control("/faults", json!({"path": "/v1/customers", "fault": "error_before"})).await;
    let broken = town.post_keyed("/v1/customers", &TERMS, Some("k1")).await;
    assert_eq!((broken.status, broken.error("type")), (500, "api_error"));
    assert_eq!(customers(&town).await, 0);
    assert_eq!(town.post_keyed("/v1/customers", &TERMS, Some("k1")).await.status, 200);
}

#[tokio::test]
async fn an_error_after_has_done_it_and_the_retry_gets_the_same_error() {
    let town = Town::new().await;
    let fault = json!({"method": "POST", "path": "/v1/customers", "fault": "error_after"});
    town.control("/faults", fault).await;
    assert_eq!(town.post_keyed("/v1/customers", &TERMS, Some("k1")).await.status, 500);
    assert_eq!(customers(&town).await, 1);
    let retry = town.post_keyed("/v1/customers", &TERMS, Some("k1")).await;
    assert_eq!(retry.status, 500);
    assert_eq!(retry.headers["Idempotent-Replayed"], "true");
    assert_eq!(customers(&town).await, 1);
}

#[tokio::test]
async fn a_closed_connection_after_success_leaves_an_answer_to_replay() {
    let town = Town::new().await;
    for fault in ["reset_after", "hang_after"] {
        let mut rule = json!({"method": "POST", "path": "/v1/customers", "fault": fault});
        if fault == "hang_after" {
            rule["milliseconds"] = json!(50);
        }
        town.control("/faults", rule).await;
        let key = fault;
        let url = format!("{}/v1/customers", town.base);
        let request =
            town.http.post(url).bearer_auth(KEY).header("Idempotency-Key", key).form(&TERMS);
        assert!(request.send().await.is_err(), "{fault}: there must be no answer");
        let made = customers(&town).await;
        let retry = town.post_keyed("/v1/customers", &TERMS, Some(key)).await;
        assert_eq!(retry.headers["Idempotent-Replayed"], "true");
        assert_eq!(customers(&town).await, made);
    }
    assert_eq!(customers(&town).await, 2);
}

#[tokio::test]
async fn a_closed_connection_before_leaves_nothing() {
    let town = Town::new().await;
    town.control("/faults", json!({"path": "/v1/customers", "fault": "reset_before"})).await;
    assert!(send(&town).await.is_err());
    assert_eq!(customers(&town).await, 0);
    assert!(send(&town).await.is_ok());
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_stop_what_was_begun() {
    let town = Town::new().await;
    let slow =
        json!({"method": "POST", "path": "/v1/customers", "fault": "slow", "milliseconds": 200});
    town.control("/faults", slow).await;
    let hung_up = tokio::time::timeout(Duration::from_millis(50), send(&town)).await;
    assert!(hung_up.is_err());
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(customers(&town).await, 1);
    let retry = town.post_keyed("/v1/customers", &TERMS, Some("k1")).await;
    assert_eq!(retry.headers["Idempotent-Replayed"], "true");
}

#[tokio::test]
async fn a_rate_limit_is_told_and_faults_can_be_cleared() {
    let town = Town::new().await;
    let limit = json!({"path": "/v1/*", "fault": "rate_limit", "times": 9});
    town.control("/faults", limit).await;
    let reply = town.post("/v1/customers", &TERMS).await;
    assert_eq!((reply.status, reply.error("code")), (429, "rate_limit"));
    let url = format!("{}/_simulator/faults", town.base);
    town.http.delete(url).send().await.unwrap();
    assert_eq!(town.post("/v1/customers", &TERMS).await.status, 200);
}

#[tokio::test]
async fn the_page_for_people_lists_payments_and_webhooks() {
    let town = Town::new().await;
    let intent = town.pay("pm_card_visa").await.body;
    town.simulator.tick().await;
    let page = town.http.get(format!("{}/_simulator", town.base)).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains(&id(&intent)) && page.contains("$20.00"), "{page}");
    assert!(page.contains("charge.succeeded") && page.contains("delivered"));
}
