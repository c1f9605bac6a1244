//! Money of a top-up that goes back: never more than is unused, its own credit first; and what a bank takes
//! back, as of any other payment.

use super::{books_agree, bought, buy, ledger};
use crate::harness::books::eur;
use crate::harness::shop::Shop;
use crate::harness::{Browser, STRIPE_KEY};
use quittance::domain::access::StaffRole;
use reqwest::{Method, StatusCode};
use serde_json::json;
use uuid::Uuid;

/// The newest payment, which may go back by its form.
async fn refund(shop: &Shop, finance: &Browser, amount: &str) -> StatusCode {
    let newest = "select payment_id::text from payments where method = 'card' order by payment_id desc limit 1";
    let payment = shop.text(newest).await;
    let path = format!("/admin/customers/{}/payments/{payment}/refund", shop.tenant);
    let key = Uuid::now_v7().to_string();
    let form = [("id", &*key), ("way", "source"), ("reason", "over_payment"), ("amount", amount)];
    finance.post(&path, &form).await.status
}

async fn finance(shop: &Shop) -> Browser {
    let person = shop.world.staff("finance", StaffRole::Finance).await;
    shop.world.sign_in(person).await
}

#[tokio::test]
async fn what_is_unused_of_a_top_up_goes_back_and_not_a_cent_more() {
    let shop = Shop::open().await;
    buy(&shop, "200.00").await;
    let invoice = shop.invoice().await; // 119.00, so that 81.00 are left
    let due = invoice.due().unwrap().amount_minor.to_string();
    let act = format!("/invoices/{}/use-credit", invoice.invoice_id);
    shop.browser.post(&act, &[("due", &due)]).await;
    let finance = finance(&shop).await;
    assert_eq!(refund(&shop, &finance, "81.01").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refund(&shop, &finance, "200.00").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bought(&shop).await, "8100/20000");
    assert_eq!(refund(&shop, &finance, "80.00").await, StatusCode::SEE_OTHER);
    assert_eq!(refund(&shop, &finance, "1.00").await, StatusCode::SEE_OTHER);
    assert_eq!(refund(&shop, &finance, "0.01").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bought(&shop).await, "0/20000");
    assert_eq!(shop.text("select string_agg(distinct state, ' ') from refunds").await, "succeeded");
    books_agree(&shop.world).await;
}

#[tokio::test]
async fn a_refund_of_a_top_up_takes_its_own_credit_before_any_other() {
    let shop = Shop::open().await;
    // Older over-payment, which would be spent first.
    shop.world.pay(shop.tenant, eur(30_00), &[], "too-much").await;
    buy(&shop, "50.00").await;
    let finance = finance(&shop).await;
    assert_eq!(refund(&shop, &finance, "40.00").await, StatusCode::SEE_OTHER);
    assert_eq!(bought(&shop).await, "1000/5000");
    let other = "select remaining_minor from credit_grants where kind = 'payment'";
    assert_eq!(shop.number(other).await, 30_00);
    books_agree(&shop.world).await;
}

/// The bank takes back what the customer has spent already: they have the goods, we have the loss, and the
/// ledger says so. As of an over-payment, the credit that is left is not touched, and nothing goes back to
/// the card while the bank withholds it.
#[tokio::test]
async fn a_dispute_of_a_top_up_withholds_the_payment_and_balances() {
    let shop = Shop::open().await;
    buy(&shop, "50.00").await;
    shop.deliver_webhooks().await;
    let intent = shop.intents().await[0]["id"].as_str().unwrap().to_owned();
    let opened = json!({ "reason": "fraudulent", "inquiry": false });
    shop.control(&format!("/charges/{intent}/dispute"), opened).await;
    shop.deliver_webhooks().await;
    assert_eq!(shop.number("select disputed_minor from payments").await, 50_00);
    let finance = finance(&shop).await;
    assert_eq!(refund(&shop, &finance, "50.00").await, StatusCode::UNPROCESSABLE_ENTITY);
    let path = format!("/v1/disputes?payment_intent={intent}");
    let request = shop.provider.request(Method::GET, &path).bearer_auth(STRIPE_KEY);
    let list = shop.provider.send(request).await;
    let list: serde_json::Value = serde_json::from_slice(&list.body).unwrap();
    let dispute = list["data"][0]["id"].as_str().unwrap();
    shop.control(&format!("/disputes/{dispute}/lose"), json!({})).await;
    shop.deliver_webhooks().await;
    // 50.00 came, 1.75 was its fee; 50.00 and a fee of 15.00 were withdrawn: 48.25 − 65.00.
    let lost =
        "customer_credit -5000, dispute_losses 5000, gateway_clearing -1675, gateway_fees 1675";
    assert_eq!(ledger(&shop).await, lost);
    assert_eq!(bought(&shop).await, "5000/5000");
    assert_eq!(refund(&shop, &finance, "50.00").await, StatusCode::UNPROCESSABLE_ENTITY);
    books_agree(&shop.world).await;
}
