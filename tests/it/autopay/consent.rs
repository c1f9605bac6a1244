//! Who agreed to what; what is left to the customer.

use super::{PAGE, days_pass, invoice_due_in, outcome, turn_on};
use crate::harness::shop::{GOOD_CARD, Shop};
use quittance::domain::access::MemberRole;
use reqwest::StatusCode;

#[tokio::test]
async fn a_consent_says_who_when_from_where_and_to_which_words() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    let page = shop.browser.get(PAGE).await.text();
    assert!(page.contains("I allow my invoices to be collected"), "{page}");
    turn_on(&shop, "500.00").await;
    // The same form again is no further decision.
    turn_on(&shop, "500.00").await;
    let said = shop
        .text(
            "select concat_ws(' ', version, is_on, covers_from, limit_minor, limit_currency, wording_version, language,
                    decided_email, client_ip, decided_by like 'person:%') from autopay_consents",
        )
        .await;
    assert_eq!(said, "1 t 2026-03-02 50000 EUR 1 en owner@people.example 127.0.0.1 t");
    turn_on(&shop, "").await;
    let off = shop.browser.post(PAGE, &[("intent", "off")]).await;
    assert_eq!(off.header("location"), "/settings/payment-methods?done=autopay_off");
    let versions =
        "select string_agg(version || case when is_on then '+' else '-' end, ' ' order by version)
                      from autopay_consents";
    assert_eq!(shop.text(versions).await, "1+ 2+ 3-");
    let audited = "select count(*) from audit_log where action = 'autopay_consent.created'";
    assert_eq!(shop.number(audited).await, 3);
}

#[tokio::test]
async fn a_limit_that_is_none_is_refused_and_without_a_method_there_is_nothing_to_agree_to() {
    let shop = Shop::open().await;
    let page = shop.browser.get(PAGE).await.text();
    assert!(page.contains("Save a payment method first"), "{page}");
    let answer = shop.browser.post(PAGE, &[("intent", "on"), ("limit", "")]).await;
    assert_eq!(answer.header("location"), PAGE);
    shop.save_card(GOOD_CARD).await;
    for limit in ["0", "many"] {
        let answer = shop.browser.post(PAGE, &[("intent", "on"), ("limit", limit)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{limit}");
        assert!(answer.text().contains(&format!("value=\"{limit}\"")), "{}", answer.text());
    }
    assert_eq!(shop.number("select count(*) from autopay_consents").await, 0);
}

#[tokio::test]
async fn viewers_neither_see_the_form_nor_turn_it_on() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    let viewer = shop.world.member("viewer", shop.tenant, MemberRole::Viewer).await;
    let browser = shop.world.sign_in(viewer).await;
    assert_eq!(browser.get(PAGE).await.status, StatusCode::FORBIDDEN);
    let answer = browser.post(PAGE, &[("intent", "on"), ("limit", "")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let methods = browser.get("/settings/payment-methods").await.text();
    assert!(!methods.contains("Set up autopay"), "{methods}");
}

#[tokio::test]
async fn above_the_limit_and_what_was_overdue_before_is_left_to_the_customer() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    let overdue = invoice_due_in(&shop, 0).await;
    days_pass(&shop, 1).await;
    turn_on(&shop, "118.99").await;
    let above = invoice_due_in(&shop, 3).await;
    let page = shop.browser.get(&format!("/invoices/{above}")).await.text();
    assert!(page.contains("above the amount that you allow"), "{page}");
    days_pass(&shop, 5).await;
    assert_eq!(outcome(&shop, overdue).await, "none");
    assert_eq!(outcome(&shop, above).await, "none");
    assert_eq!(super::mails(&shop, "autopay_not_collected").await, 1);
    // With more allowed it is collected; the older one never is.
    turn_on(&shop, "119.00").await;
    days_pass(&shop, 1).await;
    assert_eq!(outcome(&shop, above).await, "succeeded");
    assert_eq!(outcome(&shop, overdue).await, "none");
    assert_eq!(shop.received().await, (2, 2 * 119_00));
}

#[tokio::test]
async fn after_it_is_turned_off_nothing_is_collected() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    turn_on(&shop, "").await;
    let invoice = invoice_due_in(&shop, 1).await;
    shop.browser.post(PAGE, &[("intent", "off")]).await;
    days_pass(&shop, 2).await;
    assert_eq!(outcome(&shop, invoice).await, "none");
    assert_eq!(shop.received().await, (1, 119_00));
}
