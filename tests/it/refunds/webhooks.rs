//! What the gateway tells of refunds: twice, backwards, never.

use super::{Counter, SLOW_REFUND_CARD};
use crate::harness::books::eur;
use serde_json::json;

#[tokio::test]
async fn duplicates_in_any_order_end_in_one_state_and_one_posting() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(SLOW_REFUND_CARD).await;
    counter.shop.deliver_webhooks().await;
    let twice = json!({ "type": "*", "fault": "duplicate", "copies": 2, "times": 50 });
    counter.shop.control("/webhooks/faults", twice).await;
    counter.shop.control("/webhooks/reverse", json!({})).await;
    counter.refund(payment, "119.00").await;
    counter.days_go_by(4).await;
    counter.shop.deliver_webhooks().await;
    assert_eq!(counter.states().await, "succeeded");
    let postings = "select count(*) from ledger_transactions where kind like 'refund%'";
    assert_eq!(counter.shop.number(postings).await, 2);
    assert_eq!(counter.mails("refund_sent").await, 1);
    let left = "select count(*) from webhook_inbox where state not in ('done', 'ignored')";
    assert_eq!(counter.shop.number(left).await, 0);
}

#[tokio::test]
async fn webhooks_that_are_all_lost_are_made_up_for_by_the_recovery() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(super::FAILING_REFUND_CARD).await;
    counter.shop.deliver_webhooks().await;
    let drop = json!({ "type": "*", "fault": "drop", "times": 50 });
    counter.shop.control("/webhooks/faults", drop).await;
    counter.refund(payment, "119.00").await;
    assert_eq!(counter.states().await, "succeeded");
    // The bank sends it back, and nobody tells us.
    counter.days_go_by(4).await;
    counter.shop.world.run_due_jobs().await;
    assert_eq!(counter.states().await, "failed");
    assert_eq!(counter.credit().await, eur(119_00));
    counter.books_agree().await;
}

#[tokio::test]
async fn a_webhook_that_lies_about_a_refund_is_not_believed() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(SLOW_REFUND_CARD).await;
    counter.shop.deliver_webhooks().await;
    let lie = json!({ "type": "*", "fault": "lie", "times": 50, "patch": { "status": "failed", "amount": 1 } });
    counter.shop.control("/webhooks/faults", lie).await;
    counter.refund(payment, "119.00").await;
    counter.shop.deliver_webhooks().await;
    assert_eq!((counter.states().await, counter.counted().await), ("pending".into(), eur(119_00)));
}
