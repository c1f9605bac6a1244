//! Delayed debits: processing for days, then settled or come back.

use super::*;

async fn debit(town: &Town, iban: &str) -> Value {
    let account = [
        ("type", "sepa_debit"),
        ("sepa_debit[iban]", iban),
        ("billing_details[name]", "Ada"),
        ("billing_details[email]", "ada@example.com"),
    ];
    let method = id(&town.made("/v1/payment_methods", &account).await);
    let terms = [
        ("amount", "10000"),
        ("currency", "eur"),
        ("payment_method_types[]", "sepa_debit"),
        ("payment_method", &method),
        ("confirm", "true"),
        ("mandate_data[customer_acceptance][type]", "offline"),
    ];
    town.made("/v1/payment_intents", &terms).await
}

async fn status(town: &Town, intent: &Value) -> Value {
    town.found(&format!("/v1/payment_intents/{}", id(intent))).await["status"].clone()
}

#[tokio::test]
async fn a_sepa_debit_settles_on_the_fifth_day() {
    let town = Town::new().await;
    let intent = debit(&town, "DE89370400440532013000").await;
    assert_eq!(intent["status"], "processing");
    let charge = format!("/v1/charges/{}", intent["latest_charge"].as_str().unwrap());
    assert_eq!(town.found(&charge).await["status"], "pending");
    town.wait(5 * DAY - 1);
    town.simulator.tick().await;
    assert_eq!(status(&town, &intent).await, "processing");
    town.wait(1);
    town.simulator.tick().await;
    assert_eq!(status(&town, &intent).await, "succeeded");
    let charge = town.found(&format!("{charge}?expand[]=balance_transaction")).await;
    // 0.8 % of 100.00.
    assert_eq!(charge["balance_transaction"]["fee"], 80);
    let types = town.inbox.types();
    let at = |kind: &str| types.iter().position(|found| found == kind).unwrap();
    assert!(at("payment_intent.processing") < at("payment_intent.succeeded"));
}

#[tokio::test]
async fn a_debit_that_comes_back_asks_for_another_method() {
    let town = Town::new().await;
    let intent = debit(&town, "AT981904300002222227").await;
    town.wait(5 * DAY);
    town.simulator.tick().await;
    let intent = town.found(&format!("/v1/payment_intents/{}", id(&intent))).await;
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(intent["last_payment_error"]["code"], "insufficient_funds");
    let types = town.inbox.types();
    assert!(types.contains(&"charge.failed".to_owned()));
    assert!(types.contains(&"payment_intent.payment_failed".to_owned()));
}

#[tokio::test]
async fn a_debit_can_be_ended_on_demand_and_ends_once() {
    let town = Town::new().await;
    let intent = debit(&town, "DE89370400440532013000").await;
    let pi = id(&intent);
    town.control(&format!("/charges/{pi}/fail"), json!({"code": "account_closed"})).await;
    assert_eq!(status(&town, &intent).await, "requires_payment_method");
    town.control(&format!("/charges/{pi}/settle"), json!({})).await;
    town.wait(9 * DAY);
    town.simulator.tick().await;
    assert_eq!(status(&town, &intent).await, "requires_payment_method");
}

#[tokio::test]
async fn a_debit_without_a_mandate_or_in_another_currency_is_refused() {
    let town = Town::new().await;
    let terms = [
        ("amount", "10000"),
        ("currency", "eur"),
        ("payment_method_types[]", "sepa_debit"),
        ("payment_method", "pm_success_de"),
        ("confirm", "true"),
    ];
    let reply = town.post("/v1/payment_intents", &terms).await;
    assert_eq!(reply.error("code"), "payment_intent_mandate_invalid");
    let mut dollars = terms.to_vec();
    dollars[1] = ("currency", "usd");
    let reply = town.post("/v1/payment_intents", &dollars).await;
    assert_eq!(reply.error("param"), "payment_method_types");
}
