//! Refunds.

use super::*;

async fn paid(town: &Town, token: &str) -> (String, String) {
    let intent = town.pay(token).await.body;
    (id(&intent), intent["latest_charge"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn parts_can_be_given_back_until_nothing_is_left() {
    let town = Town::new().await;
    let (intent, charge) = paid(&town, "pm_card_visa").await;
    let part = town.made("/v1/refunds", &[("payment_intent", &intent), ("amount", "500")]).await;
    assert_eq!((&part["status"], &part["amount"]), (&json!("succeeded"), &json!(500)));
    let over = town.post("/v1/refunds", &[("charge", &charge), ("amount", "1501")]).await;
    assert_eq!((over.status, over.error("param")), (400, "amount"));
    let expected = "Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)";
    assert_eq!(over.error("message"), expected);
    let rest = town.made("/v1/refunds", &[("charge", &charge), ("reason", "duplicate")]).await;
    assert_eq!(rest["amount"], 1500);
    let none = town.post("/v1/refunds", &[("charge", &charge)]).await;
    assert_eq!(none.error("code"), "charge_already_refunded");
    let charge = town.found(&format!("/v1/charges/{charge}?expand[]=refunds")).await;
    assert_eq!((&charge["amount_refunded"], &charge["refunded"]), (&json!(2000), &json!(true)));
    assert_eq!(charge["refunds"]["data"].as_array().unwrap().len(), 2);
    let entry = part["balance_transaction"].as_str().unwrap();
    let entry = town.found(&format!("/v1/balance_transactions/{entry}")).await;
    assert_eq!(
        (&entry["amount"], &entry["fee"], &entry["type"]),
        (&json!(-500), &json!(0), &json!("refund"))
    );
}

#[tokio::test]
async fn a_slow_refund_is_pending_for_three_days() {
    let town = Town::new().await;
    let (intent, _) = paid(&town, "pm_card_pendingRefund").await;
    let refund = town.made("/v1/refunds", &[("payment_intent", &intent)]).await;
    assert_eq!(refund["status"], "pending");
    let path = format!("/v1/refunds/{}", id(&refund));
    town.wait(3 * DAY - 1);
    assert_eq!(town.found(&path).await["status"], "pending");
    town.wait(1);
    assert_eq!(town.found(&path).await["status"], "succeeded");
}

#[tokio::test]
async fn a_failing_refund_leaves_the_charge_refundable_again() {
    let town = Town::new().await;
    let (intent, charge) = paid(&town, "pm_card_refundFail").await;
    let refund = town.made("/v1/refunds", &[("payment_intent", &intent)]).await;
    assert_eq!(refund["status"], "succeeded");
    town.wait(3 * DAY);
    town.simulator.tick().await;
    let refund = town.found(&format!("/v1/refunds/{}", id(&refund))).await;
    assert_eq!(refund["status"], "failed");
    assert!(refund["failure_balance_transaction"].is_string());
    let charge = town.found(&format!("/v1/charges/{charge}")).await;
    assert_eq!((&charge["amount_refunded"], &charge["refunded"]), (&json!(0), &json!(false)));
    assert!(town.inbox.types().contains(&"refund.failed".to_owned()));
}

#[tokio::test]
async fn what_was_not_paid_cannot_be_given_back() {
    let town = Town::new().await;
    let terms = [("amount", "2000"), ("currency", "usd")];
    let intent = id(&town.made("/v1/payment_intents", &terms).await);
    let reply = town.post("/v1/refunds", &[("payment_intent", &intent)]).await;
    assert!(reply.error("message").contains("does not have a successful charge"));
    let (_, disputed) = paid(&town, "pm_card_createDispute").await;
    let reply = town.post("/v1/refunds", &[("charge", &disputed)]).await;
    assert_eq!(reply.error("code"), "charge_disputed");
}
