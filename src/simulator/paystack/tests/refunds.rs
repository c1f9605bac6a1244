//! Refunds: bounded by what was paid, told step by step.

use super::*;

#[tokio::test]
async fn refunds_never_exceed_the_payment_and_reverse_it_in_the_end() {
    let town = Town::new().await;
    town.pay("order-1").await;
    let refund = |amount: i64| json!({ "transaction": "order-1", "amount": amount });
    let part = town.made("/refund", refund(300_00)).await;
    assert_eq!((&part["status"], &part["amount"]), (&json!("pending"), &json!(300_00)));
    // Whole in the answer, a number when it is fetched.
    assert_eq!(part["transaction"]["reference"], "order-1");
    let id = part["id"].as_u64().unwrap();
    assert!(town.found(&format!("/refund/{id}")).await["transaction"].is_u64());

    let (status, too_much) = town.post("/refund", refund(700_01)).await;
    let said = "Refund amount cannot be greater than initial amount";
    assert_eq!((status, &too_much["message"]), (400, &json!(said)));
    // Without an amount: all that is left.
    let rest = town.made("/refund", json!({ "transaction": "order-1" })).await;
    assert_eq!(rest["amount"], 700_00);
    let (_, nothing) = town.post("/refund", refund(1)).await;
    assert_eq!(nothing["message"], "Transaction has been fully reversed");

    assert_eq!(town.verified("order-1").await["status"], "success");
    town.wait(60);
    assert_eq!(town.verified("order-1").await["status"], "reversed");
    let (_, list) = town.get("/refund?transaction=order-1&currency=NGN&perPage=1").await;
    assert_eq!((&list["meta"]["total"], &list["meta"]["pageCount"]), (&json!(2), &json!(2)));
    assert_eq!(list["data"][0]["status"], "processed");
}

#[tokio::test]
async fn what_was_not_paid_cannot_be_given_back() {
    let town = Town::new().await;
    town.open("order-1").await;
    let refund = json!({ "transaction": "order-1" });
    assert_eq!(town.post("/refund", refund).await.0, 400);
    let nothing = json!({ "transaction": "order-2" });
    assert_eq!(town.post("/refund", nothing).await.1["code"], "transaction_not_found");
}

#[tokio::test]
async fn each_step_of_a_refund_is_told_and_its_amount_is_mostly_text() {
    let town = Town::new().await;
    town.pay("order-1").await;
    let id = town.made("/refund", json!({ "transaction": "order-1", "amount": 100_00 })).await;
    town.simulator.tick().await;
    town.wait(20);
    town.simulator.tick().await;
    town.wait(40);
    town.simulator.tick().await;
    let kinds = ["charge.success", "refund.pending", "refund.processing", "refund.processed"];
    assert_eq!(town.inbox.kinds(), kinds);
    let events = town.inbox.events();
    assert_eq!(events[1]["data"]["amount"], "10000");
    assert_eq!(events[1]["data"]["refund_reference"], Value::Null);
    assert_eq!(events[3]["data"]["refund_reference"], format!("TRF_{}", id["id"]));

    // One that fails is the merchant's money again.
    let failing = town.made("/refund", json!({ "transaction": "order-1" })).await;
    town.control(&format!("/refunds/{}/hold", failing["id"]), json!({})).await;
    town.control(&format!("/refunds/{}/fail", failing["id"]), json!({})).await;
    town.simulator.tick().await;
    let events = town.inbox.events();
    assert_eq!(events[5]["event"], "refund.needs-attention");
    assert_eq!(events[5]["data"]["id"], failing["id"].to_string());
    assert_eq!(
        (&events[6]["event"], &events[6]["data"]["amount"]),
        (&json!("refund.failed"), &json!(900_00))
    );
    assert_eq!(town.made("/refund", json!({ "transaction": "order-1" })).await["amount"], 900_00);
}
