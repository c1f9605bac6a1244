//! Disputes and inquiries.

use super::*;

async fn disputed(town: &Town, token: &str) -> Value {
    let intent = town.pay(token).await.body;
    let list = town.found(&format!("/v1/disputes?payment_intent={}", id(&intent))).await;
    list["data"][0].clone()
}

async fn balance(town: &Town) -> i64 {
    let balance = town.found("/v1/balance").await;
    let sum = |part: &str| -> i64 {
        balance[part]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["amount"].as_i64().unwrap())
            .sum()
    };
    sum("available") + sum("pending")
}

#[tokio::test]
async fn a_dispute_takes_the_amount_and_a_fee_and_a_won_one_brings_back_the_amount() {
    let town = Town::new().await;
    let dispute = disputed(&town, "pm_card_createDispute").await;
    assert_eq!(
        (&dispute["status"], &dispute["reason"]),
        (&json!("needs_response"), &json!("fraudulent"))
    );
    // 20.00 less 0.88 came in; 20.00 and 15.00 went out.
    assert_eq!(balance(&town).await, 19_12 - 20_00 - 15_00);
    let path = format!("/v1/disputes/{}", id(&dispute));
    let staged = [("evidence[product_description]", "a subscription"), ("submit", "false")];
    let staged = town.made(&path, &staged).await;
    assert_eq!(staged["status"], "needs_response");
    assert_eq!(staged["evidence_details"]["submission_count"], 0);
    let submitted = town.made(&path, &[("evidence[uncategorized_text]", "winning_evidence")]).await;
    assert_eq!(submitted["status"], "under_review");
    assert_eq!(submitted["evidence"]["product_description"], "a subscription");
    assert_eq!(town.found(&path).await["status"], "won");
    assert_eq!(balance(&town).await, 19_12 - 15_00);
    town.simulator.tick().await;
    let types = town.inbox.types();
    let about: Vec<_> = types.iter().filter(|kind| kind.starts_with("charge.dispute")).collect();
    let expected = [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    ];
    assert_eq!(about, expected);
}

#[tokio::test]
async fn evidence_is_submitted_once_and_unknown_evidence_never() {
    let town = Town::new().await;
    let dispute = disputed(&town, "pm_card_createDisputeProductNotReceived").await;
    let path = format!("/v1/disputes/{}", id(&dispute));
    let unknown = town.post(&path, &[("evidence[alibi]", "x")]).await;
    assert_eq!(unknown.error("param"), "evidence[alibi]");
    town.made(&path, &[("evidence[uncategorized_text]", "it was sent")]).await;
    assert_eq!(town.found(&path).await["status"], "under_review");
    let again = town.post(&path, &[("evidence[uncategorized_text]", "really")]).await;
    assert_eq!(again.status, 400);
    town.control(&format!("/disputes/{}/lose", id(&dispute)), json!({})).await;
    assert_eq!(town.found(&path).await["status"], "lost");
}

#[tokio::test]
async fn an_unanswered_dispute_is_lost_after_fourteen_days() {
    let town = Town::new().await;
    let dispute = disputed(&town, "pm_card_createDispute").await;
    assert_eq!(dispute["evidence_details"]["due_by"], START + 14 * DAY);
    town.wait(14 * DAY);
    let dispute = town.found(&format!("/v1/disputes/{}", id(&dispute))).await;
    assert_eq!(
        (&dispute["status"], &dispute["evidence_details"]["past_due"]),
        (&json!("lost"), &json!(true))
    );
}

#[tokio::test]
async fn an_inquiry_moves_no_money_until_it_is_escalated() {
    let town = Town::new().await;
    let inquiry = disputed(&town, "pm_card_createDisputeInquiry").await;
    assert_eq!(inquiry["status"], "warning_needs_response");
    assert_eq!(balance(&town).await, 19_12);
    let path = format!("/v1/disputes/{}", id(&inquiry));
    town.made(&path, &[("evidence[uncategorized_text]", "escalate_inquiry_evidence")]).await;
    let dispute = town.found(&path).await;
    assert_eq!(dispute["status"], "needs_response");
    assert_eq!(dispute["payment_method_details"]["card"]["case_type"], "chargeback");
    assert_eq!(balance(&town).await, 19_12 - 20_00 - 15_00);
    assert_eq!(town.made(&format!("{path}/close"), &[]).await["status"], "lost");
}

#[tokio::test]
async fn a_dispute_can_be_made_on_any_charge() {
    let town = Town::new().await;
    let intent = town.pay("pm_card_visa").await.body;
    let path = format!("/charges/{}/dispute", id(&intent));
    let made = town.control(&path, json!({"reason": "subscription_canceled"})).await;
    let made = made.json::<Value>().await.unwrap();
    let dispute = town.found(&format!("/v1/disputes/{}", id(&made))).await;
    assert_eq!(dispute["reason"], "subscription_canceled");
    assert_eq!(dispute["network_reason_code"], "13.2");
}
