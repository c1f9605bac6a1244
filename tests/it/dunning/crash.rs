//! A run that is killed anywhere sends once and charges once or not at all, and the next one goes on.

use super::{POOR, days_pass, mails, soon, with_card};
use crate::harness::stop::{settled, stop_after};
use jiff::SignedDuration;
use quittance::flows::dunning::follow_campaigns::follow_customer;
use quittance::flows::dunning::retry_charge::retry_due;
use quittance::store::diagnostics;

/// How many places there may be at most; more means that the flow never ends.
const STOPS_MAX: u32 = 400;

#[tokio::test]
async fn an_attempt_that_is_dropped_anywhere_is_made_once() {
    let shop = with_card(POOR).await;
    let mut superuser = shop.world.database.superuser().await;
    let till = &shop.world.app.work.till;
    let mut stops = 0;
    loop {
        assert!(stops < STOPS_MAX, "the flow does not end");
        let invoice = crate::autopay::invoice_due_in(&shop, 0).await;
        shop.world.advance(SignedDuration::from_mins(1));
        quittance::flows::payments::collect_due::collect_due(till, shop.tenant).await.unwrap();
        follow_customer(till, shop.tenant).await.unwrap();
        shop.world.advance(SignedDuration::from_hours(2 * 24));
        crate::autopay::becomes(&shop, super::GOOD).await;
        let ended = stop_after(stops, retry_due(till, shop.tenant)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        for _ in 0..6 {
            soon(&shop).await;
        }
        let paid = format!("select status from invoices where invoice_id = '{invoice}'");
        assert_eq!(shop.text(&paid).await, "paid", "stop {stops}");
        assert_eq!(shop.received().await.1, shop.taken_minor().await, "stop {stops}");
        let living = "select count(*) from charge_invoices where is_living";
        assert_eq!(shop.number(living).await, 0, "stop {stops}: the invoice is held");
        crate::autopay::becomes(&shop, POOR).await;
        if ended.is_some() {
            break;
        }
        shop.world.advance(SignedDuration::from_mins(24 * 60 - 6 * 16 - 1));
        stops += 1;
    }
    assert!(stops > 3, "the flow waited {stops} times; was it stopped at all?");
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn a_sweep_that_is_dropped_anywhere_sends_each_step_once() {
    let shop = super::dunning_shop().await;
    let mut superuser = shop.world.database.superuser().await;
    let till = &shop.world.app.work.till;
    super::due_ago(&shop, 1).await;
    soon(&shop).await;
    shop.world.advance(SignedDuration::from_hours(3 * 24));
    for stops in 0..STOPS_MAX {
        let ended = stop_after(stops, follow_customer(till, shop.tenant)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        let queued = "select count(*) from outbox where event = 'dunning_reminder'";
        let done = shop.number("select count(*) from dunning_steps").await;
        assert_eq!(shop.number(queued).await, done, "stop {stops}: both or neither");
        if ended.is_some() {
            break;
        }
    }
    shop.world.run_due_jobs().await;
    assert_eq!(mails(&shop).await, 1);
    days_pass(&shop, 1).await;
    assert_eq!(mails(&shop).await, 1);
}
