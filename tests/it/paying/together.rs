//! Everybody at once: the returning customer, webhooks and the recovery notice one payment together.

use crate::harness::shop::{GOOD_CARD, Shop};
use futures_util::future::{BoxFuture, FutureExt, join_all};
use quittance::domain::id::{ChargeId, InboxId};
use quittance::flows::payments::recover_charges::recover_charges;
use quittance::flows::payments::settle_charge::settle_charge;
use quittance::flows::payments::webhooks::read_webhook;
use quittance::store::diagnostics;
use quittance::store::webhook_inbox::ClaimedMessage;

const CALLERS: usize = 64;

/// What a reader of the inbox has claimed: news of the hosted page.
fn message(session: &str) -> ClaimedMessage {
    ClaimedMessage {
        inbox_id: InboxId::new(),
        gateway: "stripe".into(),
        kind: "checkout.session.completed".into(),
        object_kind: "session".into(),
        object_ref: session.into(),
        attempts: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_who_settle_one_charge_record_one_payment() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[("save", "yes")]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    let charge: ChargeId = shop.text("select charge_id::text from charges").await.parse().unwrap();
    let session = shop.text("select provider_session_ref from charges").await;
    // Long enough for the recovery to want it too.
    shop.world.advance(jiff::SignedDuration::from_mins(66));
    let till = &shop.world.app.work.till;
    let message = message(&session);
    let callers = (0..CALLERS).map(|caller| -> BoxFuture<'_, ()> {
        let (shop, message, back) = (&shop, &message, &back);
        match caller % 4 {
            0 => async move { assert!(shop.follow(back).await.contains("Thank you")) }.boxed(),
            1 => async move { assert!(read_webhook(till, message).await.unwrap()) }.boxed(),
            2 => async move { assert!(recover_charges(till).await.is_ok()) }.boxed(),
            _ => async move {
                let settled = settle_charge(till, shop.tenant, charge).await.unwrap();
                assert!(!settled.state.is_living(), "{settled:?}");
            }
            .boxed(),
        }
    });
    join_all(callers).await;
    assert_eq!(shop.received().await, (1, 119_00));
    assert_eq!(shop.taken_minor().await, 119_00);
    for (once, sql) in [
        ("one allocation", "select count(*) from allocations"),
        ("one message", "select count(*) from outbox where event = 'payment_received'"),
        ("one saved method", "select count(*) from payment_methods"),
        ("one fee", "select count(*) from ledger_entries where account = 'gateway_fees'"),
    ] {
        assert_eq!(shop.number(sql).await, 1, "{once}");
    }
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}
