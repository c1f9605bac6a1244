//! Whoever stops in the middle of a payment charges nobody twice and loses nothing: the flow is dropped
//! at every place where it waits, for the database or for the gateway, and what it left is recovered.

use crate::harness::shop::{GOOD_CARD, Shop};
use crate::harness::stop::{settled, stop_after};
use quittance::domain::charge::ChargedInvoice;
use quittance::domain::id::InvoiceId;
use quittance::flows::payments::Payer;
use quittance::flows::payments::pay_invoice::{PayOrder, PayWith, pay_invoice};
use quittance::store::{Actor, diagnostics};
use uuid::Uuid;

/// How many places there may be at most; more means that the flow never ends.
const STOPS_MAX: u32 = 400;

fn order(invoice: InvoiceId, with: PayWith) -> PayOrder {
    let amount = crate::harness::books::eur(119_00);
    let invoices = vec![ChargedInvoice { invoice_id: invoice, amount }];
    PayOrder { idempotency_key: Uuid::now_v7().to_string(), invoices, with }
}

fn payer(shop: &Shop) -> Payer {
    Payer {
        tenant: shop.tenant,
        actor: Actor::System("test"),
        email: "owner@people.example".into(),
        tenant_name: "Alpha GmbH".into(),
    }
}

#[tokio::test]
async fn a_charge_that_is_dropped_anywhere_is_made_once_or_not_at_all() {
    let shop = Shop::open().await;
    let method = shop.save_card(GOOD_CARD).await.parse().unwrap();
    let mut superuser = shop.world.database.superuser().await;
    let till = &shop.world.app.work.till;
    let mut stops = 0;
    loop {
        assert!(stops < STOPS_MAX, "the flow does not end");
        let before = shop.taken_minor().await;
        let invoice = shop.invoice().await.invoice_id;
        let order = order(invoice, PayWith::Saved(method));
        let ended = stop_after(stops, pay_invoice(till, &payer(&shop), &order)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        // A request that was on the wire ends there, long before its absence counts.
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        // What it left is looked up when its time has come; the form may be sent again at any time.
        shop.world.advance(jiff::SignedDuration::from_mins(15));
        shop.world.run_due_jobs().await;
        let after = shop.taken_minor().await;
        assert!([0, 119_00].contains(&(after - before)), "stop {stops}: {}", after - before);
        assert_eq!(shop.received().await.1, after, "stop {stops}: ours and the gateway's differ");
        let living = "select count(*) from charge_invoices where is_living";
        assert_eq!(shop.number(living).await, 0, "stop {stops}: the invoice is held");
        pay_invoice(till, &payer(&shop), &order).await.unwrap();
        // At most now: where nothing had been stored, the form is a new one.
        let in_all = shop.taken_minor().await;
        assert!(in_all - before <= 119_00, "stop {stops}: the same form charged again");
        assert_eq!(shop.received().await.1, in_all, "stop {stops}: ours and the gateway's differ");
        if ended.is_some() {
            break;
        }
        stops += 1;
    }
    // On a busy machine an answer may be there before it is waited for; not all of them.
    assert!(stops > 3, "the flow waited {stops} times; was it stopped at all?");
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn a_page_that_is_dropped_while_it_opens_leaves_the_invoice_free() {
    let shop = Shop::open().await;
    let mut superuser = shop.world.database.superuser().await;
    let till = &shop.world.app.work.till;
    let mut stops = 0;
    loop {
        assert!(stops < STOPS_MAX, "the flow does not end");
        let invoice = shop.invoice().await.invoice_id;
        let order = order(invoice, PayWith::HostedPage { saves_method: false });
        let ended = stop_after(stops, pay_invoice(till, &payer(&shop), &order)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        shop.world.advance(jiff::SignedDuration::from_mins(70));
        shop.simulator.tick().await;
        shop.world.run_due_jobs().await;
        let living = "select count(*) from charge_invoices where is_living";
        assert_eq!(shop.number(living).await, 0, "stop {stops}: the invoice is held");
        if ended.is_some() {
            break;
        }
        stops += 1;
    }
    assert!(stops > 3, "the flow waited {stops} times; was it stopped at all?");
    assert_eq!(shop.received().await, (0, 0));
}
