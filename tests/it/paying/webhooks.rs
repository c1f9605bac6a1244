//! What the gateway tells us by itself: signed, once or several times, before or after the customer comes
//! back, or never.

use crate::harness::shop::{GOOD_CARD, Shop};
use reqwest::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn a_closed_tab_is_settled_by_the_webhook_alone() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    assert_eq!(shop.received().await, (0, 0));
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (1, 119_00));
    // The customer comes back after all.
    assert!(shop.follow(&back).await.contains("Thank you"));
    assert_eq!(shop.received().await, (1, 119_00));
    let waiting = "select count(*) from webhook_inbox where state not in ('done', 'ignored')";
    assert_eq!(shop.number(waiting).await, 0);
}

#[tokio::test]
async fn duplicates_and_any_order_end_in_one_state() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    let twice = json!({ "type": "*", "fault": "duplicate", "copies": 2, "times": 50 });
    shop.control("/webhooks/faults", twice).await;
    shop.control("/webhooks/reverse", json!({})).await;
    shop.enter_card(&page, GOOD_CARD).await;
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (1, 119_00));
    let events = shop.number("select count(distinct dedupe_key) from webhook_inbox").await;
    assert_eq!(shop.number("select count(*) from webhook_inbox").await, events);
    assert!(events >= 2, "{events} events");
}

#[tokio::test]
async fn a_webhook_that_lies_is_not_believed() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    let lie = json!({ "type": "*", "fault": "lie", "times": 50,
                      "patch": { "amount": 1, "amount_total": 1, "status": "canceled" } });
    shop.control("/webhooks/faults", lie).await;
    shop.enter_card(&page, GOOD_CARD).await;
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (1, 119_00));
}

#[tokio::test]
async fn webhooks_that_are_all_lost_are_made_up_for_by_the_recovery() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    shop.control("/webhooks/faults", json!({ "type": "*", "fault": "drop", "times": 50 })).await;
    shop.enter_card(&page, GOOD_CARD).await;
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (0, 0));
    shop.world.advance(jiff::SignedDuration::from_mins(66));
    shop.world.run_due_jobs().await;
    assert_eq!(shop.received().await, (1, 119_00));
}

#[tokio::test]
async fn a_wrong_signature_is_refused_and_nothing_is_stored() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    shop.deliver_webhooks().await;
    let before = shop.number("select count(*) from webhook_inbox").await;
    shop.control("/webhooks/faults", json!({ "type": "*", "fault": "forge", "times": 50 })).await;
    shop.enter_card(&page, GOOD_CARD).await;
    shop.simulator.tick().await;
    assert_eq!(shop.number("select count(*) from webhook_inbox").await, before);
    let post = |path: &'static str| {
        let browser = shop.world.browser();
        async move {
            // As a gateway sends it: no origin, no cookie.
            browser.send(browser.request(Method::POST, path).body("{}")).await.status
        }
    };
    assert_eq!(post("/webhooks/stripe").await, StatusCode::BAD_REQUEST);
    assert_eq!(post("/webhooks/nobody").await, StatusCode::NOT_FOUND);
    let large = shop.world.browser();
    let request = large.request(Method::POST, "/webhooks/stripe").body(vec![b'x'; 2 << 20]);
    assert_eq!(large.send(request).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_is_about_nothing_of_ours_is_ignored() {
    let shop = Shop::open().await;
    // Somebody else's charge on the same account.
    let request = shop.provider.request(Method::POST, "/v1/payment_intents");
    let form = [
        ("amount", "500"),
        ("currency", "eur"),
        ("payment_method", "pm_card_visa"),
        ("payment_method_types[0]", "card"),
        ("confirm", "true"),
    ];
    let request = request.bearer_auth(crate::harness::STRIPE_KEY).form(&form);
    assert_eq!(shop.provider.send(request).await.status, StatusCode::OK);
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (0, 0));
    let others = "select count(*) from webhook_inbox where state <> 'ignored'";
    assert_eq!(shop.number(others).await, 0);
    assert!(shop.number("select count(*) from webhook_inbox").await > 0);
}
