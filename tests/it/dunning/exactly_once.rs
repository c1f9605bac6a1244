//! However many workers and timers there are, whatever the clock does: once.

use super::{
    POOR, attempts, days_pass, due_ago, dunning_shop, mails, sent, soon, state, with_card,
};
use futures_util::future::join_all;
use jiff::SignedDuration;
use quittance::flows::dunning::follow_campaigns::follow_customer;
use quittance::flows::dunning::retry_charge::retry_due;

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_sweeps_at_once_open_one_campaign_and_send_once() {
    let shop = dunning_shop().await;
    due_ago(&shop, 1).await;
    let till = &shop.world.app.work.till;
    let sweeps = (0..64).map(|_| follow_customer(till, shop.tenant));
    for swept in join_all(sweeps).await {
        swept.unwrap();
    }
    assert_eq!(shop.number("select count(*) from dunning_campaigns").await, 1);
    shop.world.advance(SignedDuration::from_hours(2 * 24));
    let sweeps = (0..64).map(|_| follow_customer(till, shop.tenant));
    for swept in join_all(sweeps).await {
        swept.unwrap();
    }
    let queued = "select count(*) from outbox where event = 'dunning_reminder'";
    assert_eq!((sent(&shop).await.as_str(), shop.number(queued).await), ("friendly sent", 1));
    shop.world.run_due_jobs().await;
    shop.world.run_due_jobs().await;
    assert_eq!(mails(&shop).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_runs_at_once_charge_each_invoice_once() {
    let shop = with_card(POOR).await;
    for _ in 0..2 {
        crate::autopay::invoice_due_in(&shop, 0).await;
    }
    soon(&shop).await;
    soon(&shop).await;
    shop.world.advance(SignedDuration::from_hours(2 * 24));
    let till = &shop.world.app.work.till;
    let runs = (0..64).map(|_| retry_due(till, shop.tenant));
    let begun: u32 = join_all(runs).await.into_iter().map(|begun| begun.unwrap()).sum();
    assert_eq!(begun, 2);
    assert_eq!(attempts(&shop).await, 2);
    let made = shop.intents().await.len();
    assert_eq!(made, 5, "one saved the card, two by autopay, two by dunning; no more");
}

#[tokio::test]
async fn a_clock_that_jumps_three_months_sends_one_mail_and_makes_one_attempt() {
    let shop = with_card(POOR).await;
    crate::autopay::invoice_due_in(&shop, 0).await;
    soon(&shop).await;
    soon(&shop).await;
    shop.world.advance(SignedDuration::from_hours(92 * 24));
    for _ in 0..4 {
        soon(&shop).await;
    }
    assert_eq!(sent(&shop).await, "friendly missed, firm missed, final sent");
    assert_eq!((mails(&shop).await, attempts(&shop).await), (1, 1));
    assert_eq!(state(&shop).await, "running suspended", "attempts are still to come");
}

#[tokio::test]
async fn whoever_was_never_written_to_begins_at_the_beginning() {
    let shop = dunning_shop().await;
    due_ago(&shop, 200).await;
    soon(&shop).await;
    assert_eq!(
        (state(&shop).await.as_str(), sent(&shop).await.as_str()),
        ("running full", "nothing")
    );
    days_pass(&shop, 2).await;
    assert_eq!(sent(&shop).await, "friendly sent");
}
