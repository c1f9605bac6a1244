//! Methods that go, come twice, or change at their gateway.

use super::{days_pass, invoice_due_in, outcome, turn_on};
use crate::harness::STRIPE_KEY;
use crate::harness::shop::{GOOD_CARD, Shop};
use reqwest::{Method, StatusCode};

const METHODS: &str = "/settings/payment-methods";
const MASTERCARD: &str = "5555555555554444";

/// Adds a card on the page of methods.
async fn add(shop: &Shop, number: &str) {
    let page = shop.browser.get(METHODS).await.text();
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = shop.browser.post(METHODS, &[("intent", "add"), ("id", id)]).await;
    let to = answer.header("location").strip_prefix(&shop.provider_url).unwrap().to_owned();
    let back = shop.enter_card(&to, number).await;
    let done = shop.browser.get(back.strip_prefix(&shop.world.url).unwrap()).await;
    assert_eq!(done.header("location"), "/settings/payment-methods?done=added");
    shop.deliver_webhooks().await;
}

async fn method(shop: &Shop, condition: &str) -> String {
    let sql = "select payment_method_id::text from payment_methods where removed_at is null and ";
    shop.text(&format!("{sql}{condition}")).await
}

async fn remove(shop: &Shop, method: &str, then: &str) -> (StatusCode, String) {
    let path = format!("{METHODS}/{method}/remove");
    let answer = shop.browser.post(&path, &[("then", then)]).await;
    (answer.status, answer.text())
}

const IS_ON: &str =
    "select count(*) from (select distinct on (tenant_id) is_on from autopay_consents
                      order by tenant_id, version desc) newest where is_on";

#[tokio::test]
async fn the_method_that_autopay_charges_goes_only_with_an_answer_to_what_then() {
    let shop = Shop::open().await;
    add(&shop, GOOD_CARD).await;
    add(&shop, MASTERCARD).await;
    turn_on(&shop, "").await;
    let (visa, other) = (method(&shop, "is_default").await, method(&shop, "not is_default").await);
    // The short way leads to the question.
    let form = [("intent", "remove"), ("method", &*visa)];
    let asked = shop.browser.post(METHODS, &form).await;
    assert_eq!(asked.header("location"), format!("{METHODS}/{visa}/remove"));
    let page = shop.browser.get(asked.header("location")).await.text();
    assert!(page.contains("Mastercard ending 4444") && page.contains("Turn off autopay"), "{page}");
    assert_eq!(remove(&shop, &visa, "").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(remove(&shop, &visa, &visa).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(method(&shop, "is_default").await, visa, "nothing was done without an answer");
    assert_eq!(remove(&shop, &visa, &other).await.0, StatusCode::SEE_OTHER);
    assert_eq!(method(&shop, "is_default").await, other);
    assert_eq!(shop.number(IS_ON).await, 1);
    // The last one takes autopay with it.
    let page = shop.browser.get(&format!("{METHODS}/{other}/remove")).await.text();
    assert!(page.contains("autopay is turned off"), "{page}");
    assert_eq!(remove(&shop, &other, "stop").await.0, StatusCode::SEE_OTHER);
    assert_eq!(shop.number(IS_ON).await, 0);
    let reason = "select reason from autopay_consents order by version desc limit 1";
    assert_eq!(shop.text(reason).await, "method_removed");
    let invoice = invoice_due_in(&shop, 0).await;
    days_pass(&shop, 1).await;
    assert_eq!(outcome(&shop, invoice).await, "none");
}

#[tokio::test]
async fn autopay_stops_when_that_is_the_answer_though_another_method_is_there() {
    let shop = Shop::open().await;
    add(&shop, GOOD_CARD).await;
    add(&shop, MASTERCARD).await;
    turn_on(&shop, "").await;
    let visa = method(&shop, "is_default").await;
    assert_eq!(remove(&shop, &visa, "stop").await.0, StatusCode::SEE_OTHER);
    assert_eq!(shop.number(IS_ON).await, 0);
    assert_eq!(shop.number("select count(*) from payment_methods where is_default").await, 1);
}

#[tokio::test]
async fn the_same_card_again_takes_the_place_of_the_older_entry() {
    let shop = Shop::open().await;
    add(&shop, GOOD_CARD).await;
    let first = method(&shop, "true").await;
    let form = [("intent", "name"), ("method", &*first), ("nickname", "Travel")];
    shop.browser.post(METHODS, &form).await;
    turn_on(&shop, "").await;
    add(&shop, GOOD_CARD).await;
    let left = "select count(*) from payment_methods where removed_at is null";
    assert_eq!(shop.number(left).await, 1);
    assert_ne!(method(&shop, "is_default and nickname = 'Travel'").await, first);
    assert_eq!(shop.number(IS_ON).await, 1);
    // The gateway has forgotten the older one.
    let old =
        format!("select provider_ref from payment_methods where payment_method_id = '{first}'");
    let path = format!("/v1/payment_methods/{}", shop.text(&old).await);
    let request = shop.provider.request(Method::GET, &path).bearer_auth(STRIPE_KEY);
    let there: serde_json::Value =
        serde_json::from_slice(&shop.provider.send(request).await.body).unwrap();
    assert!(there["customer"].is_null(), "{there}");
    // And the new one is charged.
    let invoice = invoice_due_in(&shop, 0).await;
    days_pass(&shop, 1).await;
    assert_eq!(outcome(&shop, invoice).await, "succeeded");
}

#[tokio::test]
async fn a_card_that_its_network_renews_is_read_again() {
    let shop = Shop::open().await;
    add(&shop, GOOD_CARD).await;
    let id = shop.text("select provider_ref from payment_methods").await;
    let path = format!("/v1/payment_methods/{id}");
    let form = [("card[exp_month]", "11"), ("card[exp_year]", "2033")];
    let request = shop.provider.request(Method::POST, &path).bearer_auth(STRIPE_KEY).form(&form);
    assert_eq!(shop.provider.send(request).await.status, StatusCode::OK);
    shop.deliver_webhooks().await;
    let ends = "select expires_on::text || ' ' || last4 from payment_methods";
    assert_eq!(shop.text(ends).await, "2033-11-30 4242");
}

#[tokio::test]
async fn a_method_that_is_removed_at_the_gateway_is_gone_here_and_autopay_with_it() {
    let shop = Shop::open().await;
    add(&shop, GOOD_CARD).await;
    turn_on(&shop, "").await;
    let id = shop.text("select provider_ref from payment_methods").await;
    let path = format!("/v1/payment_methods/{id}/detach");
    let request = shop.provider.request(Method::POST, &path).bearer_auth(STRIPE_KEY);
    assert_eq!(shop.provider.send(request).await.status, StatusCode::OK);
    shop.deliver_webhooks().await;
    let left = "select count(*) from payment_methods where removed_at is null";
    assert_eq!(shop.number(left).await, 0);
    assert_eq!(shop.number(IS_ON).await, 0);
}

#[tokio::test]
async fn the_page_says_what_came_of_the_last_attempts() {
    let shop = Shop::open().await;
    add(&shop, GOOD_CARD).await;
    turn_on(&shop, "").await;
    super::becomes(&shop, "pm_card_chargeDeclinedInsufficientFunds").await;
    invoice_due_in(&shop, 0).await;
    days_pass(&shop, 1).await;
    let page = shop.browser.get(METHODS).await.text();
    assert!(page.contains("Autopay for INV-"), "{page}");
    assert!(page.contains("There is not enough money on the account."), "{page}");
}
