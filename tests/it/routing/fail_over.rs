//! Going on at the next gateway: after a definite refusal, once, and never after an unknown outcome.

use crate::harness::NOBODY_THERE;
use crate::harness::Setup;
use crate::harness::shop::{GOOD_CARD, Shop};
use futures_util::future::join_all;
use reqwest::StatusCode;

/// `stripe` cannot be reached, `stripe-2` is the simulator.
async fn first_is_gone() -> Shop {
    Shop::open_as("stripe-2", |simulator| Setup {
        stripe: Some(NOBODY_THERE),
        second_stripe: Some(simulator),
        portal: 16,
        ..Setup::default()
    })
    .await
}

/// Both gateways are accounts at the simulator.
async fn both_work() -> Shop {
    Shop::open_as("stripe", |simulator| Setup {
        stripe: Some(simulator),
        second_stripe: Some(simulator),
        portal: 16,
        ..Setup::default()
    })
    .await
}

const CANDIDATES: &str = "select candidates::text from routing_decisions where charge_id = \
                          (select charge_id from charges where state <> 'canceled')";

#[tokio::test]
async fn a_gateway_that_cannot_be_reached_is_passed_over_and_the_next_one_is_paid() {
    let shop = first_is_gone().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    // One charge that was never made, one in its place.
    assert_eq!(
        shop.text("select failure_code from charges where state = 'canceled'").await,
        "never_made"
    );
    assert_eq!(
        shop.text("select gateway from charges where state = 'requires_action'").await,
        "stripe-2"
    );
    assert_eq!(
        shop.text(CANDIDATES).await,
        r#"[{"gateway": "stripe", "skipped": "not_reached"}, {"gateway": "stripe-2", "skipped": null}]"#
    );
    let back = shop.enter_card(&page, GOOD_CARD).await;
    assert!(shop.follow(&back).await.contains("Thank you"));
    assert_eq!(shop.received().await, (1, 119_00));
    assert_eq!(shop.taken_minor().await, 119_00);
}

#[tokio::test]
async fn sixty_four_submits_of_one_form_make_one_charge_that_can_be_paid() {
    let shop = first_is_gone().await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[]).await;
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let path = format!("/invoices/{invoice}/pay");
    let answers = join_all((0..64).map(|_| shop.browser.post(&path, &pairs))).await;
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let living = "select count(*) from charges where state in ('created', 'requires_action')";
    assert_eq!(shop.number(living).await, 1);
    assert_eq!(shop.number("select count(*) from charges").await, 2);
    assert_eq!(shop.number("select count(*) from charge_invoices where is_living").await, 1);
    // Sent once more, the form leads to the page of the successor.
    let url = shop.submit(invoice, &form).await;
    let page = url.strip_prefix(&shop.provider_url).expect("the gateway's page");
    let back = shop.enter_card(page, GOOD_CARD).await;
    shop.follow(&back).await;
    assert_eq!((shop.received().await, shop.taken_minor().await), ((1, 119_00), 119_00));
}

#[tokio::test]
async fn an_unknown_outcome_never_goes_on_elsewhere() {
    let shop = both_work().await;
    for fault in ["error_before", "reset_after"] {
        let invoice = shop.invoice().await.invoice_id;
        let form = shop.form(invoice, &[]).await;
        shop.fault("/v1/checkout/sessions", fault).await;
        let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = shop.browser.post(&format!("/invoices/{invoice}/pay"), &pairs).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{fault}");
        let second = "select count(*) from charges where gateway = 'stripe-2'";
        assert_eq!(shop.number(second).await, 0, "{fault}");
    }
    assert_eq!(
        shop.number("select count(*) from routing_decisions where replaces is not null").await,
        0
    );
}

#[tokio::test]
async fn a_gateway_that_wants_fewer_requests_has_done_nothing_and_the_next_one_is_asked() {
    let shop = both_work().await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[]).await;
    shop.fault("/v1/checkout/sessions", "rate_limit").await;
    shop.submit(invoice, &form).await;
    let living = "select gateway from charges where state = 'requires_action'";
    assert_eq!(shop.text(living).await, "stripe-2");
    assert!(shop.text(CANDIDATES).await.contains("rate_limited"));
}

#[tokio::test]
async fn when_nobody_is_left_the_invoice_is_free_and_it_is_said() {
    let shop = Shop::open_as("nobody", |_| Setup {
        stripe: Some(NOBODY_THERE),
        second_stripe: Some(NOBODY_THERE),
        ..Setup::default()
    })
    .await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[]).await;
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = shop.browser.post(&format!("/invoices/{invoice}/pay"), &pairs).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("Nothing was charged"), "{}", answer.text());
    assert_eq!(shop.number("select count(*) from charges where state = 'canceled'").await, 2);
    assert_eq!(shop.number("select count(*) from charge_invoices where is_living").await, 0);
}

#[tokio::test]
async fn a_saved_card_is_charged_at_its_own_gateway_or_not_at_all() {
    let shop = first_is_gone().await;
    let method = shop.save_card(GOOD_CARD).await;
    let invoice = shop.invoice().await.invoice_id;
    let mut superuser = shop.world.database.superuser().await;
    let elsewhere =
        "set session_replication_role = replica; update payment_methods set gateway = 'stripe'";
    crate::harness::database::run(&mut superuser, elsewhere).await;
    let form = shop.form(invoice, &[("method", &method)]).await;
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = shop.browser.post(&format!("/invoices/{invoice}/pay"), &pairs).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text());
    let others = "select count(*) from charges where way = 'saved' and gateway <> 'stripe'";
    assert_eq!(shop.number(others).await, 0);
}
