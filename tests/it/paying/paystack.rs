//! Naira through Paystack (row D4): the same pages of ours and the same promises as with Stripe.

use crate::harness::books::eur;
use crate::harness::shop::AtPaystack;
use jiff::SignedDuration;
use quittance::domain::id::InvoiceId;
use quittance::store::diagnostics;
use reqwest::StatusCode;
use serde_json::json;

const GOOD_CARD: &str = "4084084084084081";
const POOR_CARD: &str = "4084080000670037";
const ASKING_CARD: &str = "4084080000000409";

async fn the_books_hold(at: &AtPaystack) {
    let mut tx = at.shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

/// Saves a card by paying an invoice with it; returns the method's id.
async fn save_card(at: &AtPaystack) -> String {
    let page = at.open_page(at.invoice().await, &[("save", "yes")]).await;
    let back = at.enter_card(&page, GOOD_CARD).await;
    at.shop.follow(&back).await;
    let sql = "select payment_method_id::text from payment_methods where removed_at is null";
    at.shop.text(sql).await
}

/// Submits the pay form with a saved method; returns where the browser is sent.
async fn pay_with(at: &AtPaystack, invoice: InvoiceId, method: &str) -> String {
    let form = at.shop.form(invoice, &[("method", method)]).await;
    at.shop.submit(invoice, &form).await
}

#[tokio::test]
async fn naira_are_paid_on_paystacks_page_once_whoever_tells_it() {
    let at = AtPaystack::open().await;
    let invoice = at.invoice().await;
    let page = at.open_page(invoice, &[]).await;
    let back = at.enter_card(&page, GOOD_CARD).await;
    assert!(back.contains("trxref="), "{back}");
    assert!(at.shop.follow(&back).await.contains("Thank you for your payment"));
    at.shop.follow(&back).await;
    assert_eq!(at.deliver_webhooks().await, 1);
    assert_eq!(at.shop.received().await, (1, 119_00));
    assert_eq!(at.shop.text("select gateway from charges").await, "paystack");
    // 1.5 % of 119.00, rounded up.
    let fee = "select sum(amount_minor)::bigint from ledger_entries where account = 'gateway_fees'";
    assert_eq!(at.shop.number(fee).await, 1_79);
    the_books_hold(&at).await;
}

#[tokio::test]
async fn a_webhook_alone_settles_the_payment_of_a_customer_who_never_comes_back() {
    let at = AtPaystack::open().await;
    let page = at.open_page(at.invoice().await, &[]).await;
    let twice = json!({ "type": "charge.success", "fault": "duplicate", "copies": 2 });
    at.control("/webhooks/faults", twice).await;
    at.enter_card(&page, GOOD_CARD).await;
    assert_eq!(at.deliver_webhooks().await, 3);
    assert_eq!(at.shop.received().await, (1, 119_00));
    the_books_hold(&at).await;
}

#[tokio::test]
async fn a_saved_card_is_charged_again_exactly_once() {
    let at = AtPaystack::open().await;
    let method = save_card(&at).await;
    let invoice = at.invoice().await;
    let to = pay_with(&at, invoice, &method).await;
    assert!(at.shop.follow(&to).await.contains("Thank you for your payment"));
    at.deliver_webhooks().await;
    assert_eq!(at.shop.received().await, (2, 2 * 119_00));

    // The answer is lost although it was done: it is looked up, never sent again.
    let lost = json!({ "method": "POST", "path": "/transaction/charge_authorization",
        "fault": "error_after" });
    at.control("/faults", lost).await;
    let to = pay_with(&at, at.invoice().await, &method).await;
    at.shop.follow(&to).await;
    at.deliver_webhooks().await;
    assert_eq!(at.shop.received().await, (3, 3 * 119_00));
    assert_eq!(at.transactions().await.len(), 3);
    the_books_hold(&at).await;
}

#[tokio::test]
async fn a_refused_card_says_so_and_another_one_pays_on_the_same_page() {
    let at = AtPaystack::open().await;
    let page = at.open_page(at.invoice().await, &[]).await;
    assert_eq!(at.enter_card(&page, POOR_CARD).await, "", "the page stays for another card");
    let charge = at.shop.text("select charge_id::text from charges").await;
    let result = at.shop.follow(&format!("/payments/{charge}/return")).await;
    assert!(result.contains("There is not enough money on the account."), "{result}");
    assert!(result.contains("Back to the payment page"), "{result}");
    assert_eq!(at.shop.received().await, (0, 0));
    let back = at.enter_card(&page, GOOD_CARD).await;
    assert!(at.shop.follow(&back).await.contains("Thank you"));
    assert_eq!(at.shop.received().await, (1, 119_00));
}

#[tokio::test]
async fn the_banks_question_about_a_saved_card_is_answered_on_the_way() {
    let at = AtPaystack::open().await;
    let method = save_card(&at).await;
    let code = at.shop.text("select provider_ref from payment_methods").await;
    at.control(&format!("/authorizations/{code}"), json!({ "behaviour": "asks" })).await;
    let bank = pay_with(&at, at.invoice().await, &method).await;
    let bank = bank.strip_prefix(&at.url).expect("the bank's page").to_owned();
    at.browser.post(&bank, &[("outcome", "accept")]).await;
    at.deliver_webhooks().await;
    assert_eq!(at.shop.received().await, (2, 2 * 119_00));

    let page = at.open_page(at.invoice().await, &[]).await;
    let bank = at.enter_card(&page, ASKING_CARD).await;
    let bank = bank.strip_prefix(&at.url).expect("the bank's page").to_owned();
    let back = at.browser.post(&bank, &[("outcome", "accept")]).await.header("location").to_owned();
    assert!(at.shop.follow(&back).await.contains("Thank you"));
    assert_eq!(at.shop.received().await.0, 3);
}

#[tokio::test]
async fn a_page_that_cannot_be_closed_is_led_to_again_and_never_paid_beside_another() {
    let at = AtPaystack::open().await;
    let invoice = at.invoice().await;
    let form = at.shop.form(invoice, &[]).await;
    let first = at.shop.submit(invoice, &form).await;
    assert_eq!(at.shop.submit(invoice, &form).await, first);
    // Another form for the same invoice: Paystack cannot close the page, so the customer is led to it.
    let form = at.shop.form(invoice, &[]).await;
    let to = at.shop.submit(invoice, &form).await;
    assert!(at.shop.follow(&to).await.contains("Back to the payment page"));
    assert_eq!(at.transactions().await.len(), 1);
    let page = first.strip_prefix(&at.url).unwrap();
    let back = at.enter_card(page, GOOD_CARD).await;
    at.shop.follow(&back).await;
    assert_eq!(at.shop.received().await, (1, 119_00));
}

#[tokio::test]
async fn a_page_that_nobody_closes_frees_its_invoice_and_money_on_it_later_is_credit() {
    let at = AtPaystack::open().await;
    let invoice = at.invoice().await;
    let page = at.open_page(invoice, &[]).await;
    let first = at.shop.text("select charge_id::text from charges").await;
    at.shop.world.advance(SignedDuration::from_mins(70));
    at.shop.world.run_due_jobs().await;
    assert_eq!(at.shop.text("select state from charges").await, "expired");
    // The invoice can be paid again, on another page.
    let second = at.open_page(invoice, &[]).await;
    assert_ne!(second, page);
    let back = at.enter_card(&second, GOOD_CARD).await;
    at.shop.follow(&back).await;
    assert_eq!(at.shop.received().await, (1, 119_00));
    // Somebody pays on the old one all the same.
    at.enter_card(&page, GOOD_CARD).await;
    let told = at.shop.follow(&format!("/payments/{first}/return")).await;
    assert!(told.contains("It is now your credit"), "{told}");
    at.deliver_webhooks().await;
    assert_eq!(at.shop.received().await, (2, 2 * 119_00));
    assert_eq!(at.shop.number("select balance_minor from credit_balances").await, 119_00);
    the_books_hold(&at).await;
}

#[tokio::test]
async fn euros_still_go_to_stripe() {
    let at = AtPaystack::open().await;
    let shop = &at.shop;
    let euros = shop.world.issue(shop.tenant, &shop.books, 100).await;
    assert_eq!(euros.total, eur(119_00));
    shop.open_page(euros.invoice_id, &[]).await;
    let page = shop.browser.get(&format!("/invoices/{}/pay", euros.invoice_id)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(shop.text("select gateway from charges").await, "stripe");
}
