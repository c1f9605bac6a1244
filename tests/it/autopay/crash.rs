//! A run that is killed anywhere charges an invoice once or not at all, and the next one goes on.

use super::{invoice_due_in, turn_on};
use crate::harness::shop::{GOOD_CARD, Shop};
use crate::harness::stop::{settled, stop_after};
use jiff::SignedDuration;
use quittance::flows::payments::collect_due::collect_due;
use quittance::store::diagnostics;

/// How many places there may be at most; more means that the flow never ends.
const STOPS_MAX: u32 = 400;

#[tokio::test]
async fn a_run_that_is_dropped_anywhere_collects_each_invoice_once() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    turn_on(&shop, "").await;
    let mut superuser = shop.world.database.superuser().await;
    let till = &shop.world.app.work.till;
    let mut stops = 0;
    loop {
        assert!(stops < STOPS_MAX, "the flow does not end");
        let before = shop.taken_minor().await;
        invoice_due_in(&shop, 0).await;
        let ended = stop_after(stops, collect_due(till, shop.tenant)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        // A request that was on the wire ends there, long before its absence counts.
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        // What it left is looked up, and what was never sent is another attempt.
        for _ in 0..3 {
            shop.world.advance(SignedDuration::from_mins(16));
            shop.world.run_due_jobs().await;
        }
        assert_eq!(shop.taken_minor().await - before, 119_00, "stop {stops}");
        assert_eq!(shop.received().await.1, shop.taken_minor().await, "stop {stops}");
        let living = "select count(*) from charge_invoices where is_living";
        assert_eq!(shop.number(living).await, 0, "stop {stops}: the invoice is held");
        if ended.is_some() {
            break;
        }
        // Nine in the morning again: nothing is collected at night.
        shop.world.advance(SignedDuration::from_mins(24 * 60 - 3 * 16));
        stops += 1;
    }
    // On a busy machine an answer may be there before it is waited for; not all of them.
    assert!(stops > 3, "the flow waited {stops} times; was it stopped at all?");
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}
