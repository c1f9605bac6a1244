//! Whoever stops in the middle of a refund gives nothing back twice and loses nothing: the flow is dropped
//! at every place where it waits, for the database or for the gateway, and what it left is recovered.

use super::Counter;
use crate::harness::TESTER;
use crate::harness::books::eur;
use crate::harness::shop::GOOD_CARD;
use crate::harness::stop::{settled, stop_after};
use quittance::domain::id::PaymentId;
use quittance::domain::refund::RefundReason;
use quittance::flows::refunds::{Back, RefundOrder, request_refund, send_refund};
use uuid::Uuid;

/// How many places there may be at most; 200 × 0.50 is less than was paid.
const STOPS_MAX: u32 = 200;

fn order(payment: PaymentId) -> RefundOrder {
    RefundOrder {
        idempotency_key: Uuid::now_v7().to_string(),
        payment: Some(payment),
        credit_note: None,
        amount: eur(50),
        back: Back::ToSource,
        reason: RefundReason::Other,
        note: String::new(),
    }
}

/// What a submit of the form does.
async fn refund(counter: &Counter, order: &RefundOrder) {
    let world = &counter.shop.world;
    let (now, today) = (world.now(), world.today());
    let mut tx = world.write(counter.shop.tenant).await;
    let asked = request_refund(&mut tx, now, today, &TESTER, order).await.unwrap();
    tx.commit().await.unwrap();
    send_refund(&world.app.work.till, counter.shop.tenant, asked.refund_id).await.unwrap();
}

#[tokio::test]
async fn a_refund_that_is_dropped_anywhere_is_made_once_or_not_at_all() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    let mut superuser = counter.shop.world.database.superuser().await;
    let mut stops = 0;
    loop {
        assert!(stops < STOPS_MAX, "the flow does not end");
        let before = counter.returned_there_minor().await;
        let order = order(payment);
        let ended = stop_after(stops, refund(&counter, &order)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        // A request that was on the wire ends there, long before its absence counts.
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        counter.shop.world.advance(jiff::SignedDuration::from_mins(15));
        counter.shop.world.run_due_jobs().await;
        let after = counter.returned_there_minor().await;
        assert!([0, 50].contains(&(after - before)), "stop {stops}: {}", after - before);
        assert_eq!(
            counter.counted().await,
            eur(after),
            "stop {stops}: ours and the gateway's differ"
        );
        assert_eq!(counter.account("refunds_pending").await, eur(0), "stop {stops}: it hangs");
        // The same form again: at most now.
        refund(&counter, &order).await;
        let in_all = counter.returned_there_minor().await;
        assert!(in_all - before <= 50, "stop {stops}: the same form refunded again");
        assert_eq!(counter.counted().await, eur(in_all), "stop {stops}: ours and theirs differ");
        if ended.is_some() {
            break;
        }
        stops += 1;
    }
    assert!(stops > 3, "the flow waited {stops} times; was it stopped at all?");
    counter.books_agree().await;
}
