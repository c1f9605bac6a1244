//! Whoever stops in the middle of a top-up charges nobody twice and credits nothing that did not come: the
//! flow is dropped at every place where it waits, and what it left is recovered.

use super::{books_agree, buy, form, submit};
use crate::harness::books::eur;
use crate::harness::shop::{GOOD_CARD, Shop};
use crate::harness::stop::{settled, stop_after};
use jiff::SignedDuration;
use quittance::domain::id::ChargeId;
use quittance::flows::payments::Payer;
use quittance::flows::payments::buy_credit::{CreditOrder, buy_credit};
use quittance::flows::payments::pay_invoice::PayWith;
use quittance::flows::payments::settle_charge::settle_charge;
use quittance::store::Actor;
use uuid::Uuid;

/// How many places there may be at most; more means that the flow never ends.
const STOPS_MAX: u32 = 400;

fn order(with: PayWith) -> CreditOrder {
    CreditOrder { idempotency_key: Uuid::now_v7().to_string(), amount: eur(50_00), with }
}

fn payer(shop: &Shop) -> Payer {
    Payer {
        tenant: shop.tenant,
        actor: Actor::System("test"),
        email: "owner@people.example".into(),
        tenant_name: "Alpha GmbH".into(),
    }
}

/// All that was ever bought.
async fn credited_minor(shop: &Shop) -> i64 {
    let sum =
        "select coalesce(sum(amount_minor), 0)::bigint from credit_grants where kind = 'prepaid'";
    shop.number(sum).await
}

#[tokio::test]
async fn a_top_up_that_is_dropped_anywhere_is_charged_and_credited_once_or_not_at_all() {
    let shop = Shop::open().await;
    let page = form(&shop.browser, &[("save", "yes")]).await;
    let page = submit(&shop.browser, &page).await;
    let back = shop.enter_card(page.strip_prefix(&shop.provider_url).unwrap(), GOOD_CARD).await;
    shop.follow(&back).await;
    let method = "select payment_method_id::text from payment_methods where removed_at is null";
    let method = shop.text(method).await.parse().unwrap();
    let mut superuser = shop.world.database.superuser().await;
    let till = &shop.world.app.work.till;
    let mut stops = 0;
    loop {
        assert!(stops < STOPS_MAX, "the flow does not end");
        let before = shop.taken_minor().await;
        let order = order(PayWith::Saved(method));
        let ended = stop_after(stops, buy_credit(till, &payer(&shop), &order)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        // A request that was on the wire ends there, long before its absence counts.
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        shop.world.advance(SignedDuration::from_mins(15));
        shop.world.run_due_jobs().await;
        let after = shop.taken_minor().await;
        assert!([0, 50_00].contains(&(after - before)), "stop {stops}: {}", after - before);
        assert_eq!(credited_minor(&shop).await, after, "stop {stops}: credited is not what came");
        let living =
            "select count(*) from charges where state in ('created', 'sent', 'requires_action')";
        assert_eq!(shop.number(living).await, 0, "stop {stops}: the next top-up is held up");
        buy_credit(till, &payer(&shop), &order).await.unwrap();
        let in_all = shop.taken_minor().await;
        assert!(in_all - before <= 50_00, "stop {stops}: the same form charged again");
        assert_eq!(credited_minor(&shop).await, in_all, "stop {stops}: credited is not what came");
        if ended.is_some() {
            break;
        }
        stops += 1;
    }
    // On a busy machine an answer may be there before it is waited for; not all of them.
    assert!(stops > 3, "the flow waited {stops} times; was it stopped at all?");
    books_agree(&shop.world).await;
}

#[tokio::test]
async fn a_settlement_that_is_dropped_anywhere_credits_once() {
    let shop = Shop::open().await;
    let mut superuser = shop.world.database.superuser().await;
    let till = &shop.world.app.work.till;
    let (mut stops, mut came) = (0, 0);
    loop {
        assert!(stops < STOPS_MAX, "the flow does not end");
        let page = super::open_page(&shop, "50.00").await;
        shop.enter_card(&page, GOOD_CARD).await;
        came += 50_00;
        let newest =
            "select charge_id::text from charges order by created_at desc, charge_id desc limit 1";
        let charge: ChargeId = shop.text(newest).await.parse().unwrap();
        let ended = stop_after(stops, settle_charge(till, shop.tenant, charge)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        let credited = credited_minor(&shop).await;
        assert!([came - 50_00, came].contains(&credited), "stop {stops}: {credited}");
        for _ in 0..2 {
            settle_charge(till, shop.tenant, charge).await.unwrap();
        }
        assert_eq!(credited_minor(&shop).await, came, "stop {stops}");
        if ended.is_some() {
            break;
        }
        stops += 1;
    }
    assert!(stops > 3, "the flow waited {stops} times; was it stopped at all?");
    books_agree(&shop.world).await;
}

#[tokio::test]
async fn a_page_that_is_dropped_while_it_opens_keeps_nobody_from_buying() {
    let shop = Shop::open().await;
    let mut superuser = shop.world.database.superuser().await;
    let till = &shop.world.app.work.till;
    let mut stops = 0;
    loop {
        assert!(stops < STOPS_MAX, "the flow does not end");
        let order = order(PayWith::HostedPage { saves_method: false });
        let ended = stop_after(stops, buy_credit(till, &payer(&shop), &order)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        shop.world.advance(SignedDuration::from_mins(70));
        shop.deliver_webhooks().await;
        let living =
            "select count(*) from charges where state in ('created', 'sent', 'requires_action')";
        assert_eq!(shop.number(living).await, 0, "stop {stops}");
        if ended.is_some() {
            break;
        }
        stops += 1;
    }
    assert!(stops > 3, "the flow waited {stops} times; was it stopped at all?");
    assert_eq!(credited_minor(&shop).await, 0);
    assert!(buy(&shop, "50.00").await.contains("was added to your credit"));
}
