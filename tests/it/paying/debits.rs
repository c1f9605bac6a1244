//! Direct debits, which take days: while the money is on its way nothing else is charged and nobody is
//! reminded; a late failure opens the invoice again (row D8).

use crate::harness::shop::{GOOD_CARD, Shop};
use jiff::SignedDuration;
use quittance::domain::id::InvoiceId;
use quittance::flows::payments::collect_due::collect_due;
use quittance::store::diagnostics;
use reqwest::StatusCode;

/// Stripe's test accounts.
const GOOD_IBAN: &str = "DE89370400440532013000";
const POOR_IBAN: &str = "DE65370400440002222227";
const DISPUTED_IBAN: &str = "DE35370400440532013002";

/// Pays by SEPA direct debit on the gateway's page; returns our page about it.
async fn debit(shop: &Shop, invoice: InvoiceId, iban: &str) -> String {
    let page = shop.open_page(invoice, &[("save", "yes")]).await;
    let fields = [
        ("method", "sepa_debit"),
        ("email", "owner@people.example"),
        ("name", "Olive Owner"),
        ("iban", iban),
    ];
    let back = shop.provider.post(&page, &fields).await.header("location").to_owned();
    shop.follow(&back).await
}

async fn days_pass(shop: &Shop, days: i64) {
    for _ in 0..days {
        shop.world.advance(SignedDuration::from_hours(24));
        shop.simulator.tick().await;
        shop.world.run_due_jobs().await;
    }
}

async fn status(shop: &Shop, invoice: InvoiceId) -> String {
    shop.text(&format!("select status from invoices where invoice_id = '{invoice}'")).await
}

#[tokio::test]
async fn a_debit_on_its_way_is_said_everywhere_and_keeps_the_invoice_from_being_paid_again() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[]).await;
    let page = debit(&shop, invoice, GOOD_IBAN).await;
    assert!(page.contains("Your payment is on its way"), "{page}");
    assert_eq!(shop.received().await, (0, 0));
    for path in ["/".to_owned(), "/invoices".to_owned(), format!("/invoices/{invoice}")] {
        let page = shop.browser.get(&path).await.text();
        assert!(page.contains("on its way"), "{path}: {page}");
    }
    let pay = shop.browser.get(&format!("/invoices/{invoice}/pay")).await.text();
    assert!(pay.contains("It cannot be paid a second time"), "{pay}");
    assert!(!pay.contains("Pay now"), "{pay}");
    // A form that was open all the time is led to the payment that is under way.
    let to = shop.submit(invoice, &form).await;
    assert!(shop.follow(&to).await.contains("on its way"));
    assert_eq!(shop.intents().await.len(), 1);
    // Overdue by now, it is still not said to be.
    shop.world.advance(SignedDuration::from_hours(24));
    days_pass(&shop, 4).await;
    assert_eq!(shop.received().await, (1, 119_00));
    assert_eq!(status(&shop, invoice).await, "paid");
    assert_eq!(shop.text("select method from payments").await, "direct_debit");
    let received = "select count(*) from emails where event = 'payment_received'";
    assert_eq!(shop.number(received).await, 1);
}

#[tokio::test]
async fn what_is_on_its_way_is_not_overdue() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    debit(&shop, invoice, GOOD_IBAN).await;
    let mut superuser = shop.world.database.superuser().await;
    let late = "set session_replication_role = replica; update invoices set due_on = '2026-02-01',
                issued_on = '2026-01-01'";
    crate::harness::database::run(&mut superuser, late).await;
    let overview = shop.browser.get("/").await.text();
    assert!(!overview.contains("data-state=\"overdue\""), "{overview}");
    assert!(!overview.contains("role=\"alert\""), "{overview}");
    let list = shop.browser.get("/invoices?state=overdue").await.text();
    assert!(list.contains("No invoice matches"), "{list}");
}

#[tokio::test]
async fn a_late_failure_opens_the_invoice_again_and_is_told_each_time() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    for told in [1, 2] {
        debit(&shop, invoice, POOR_IBAN).await;
        days_pass(&shop, 6).await;
        assert_eq!(status(&shop, invoice).await, "open");
        let mails = "select count(*) from emails where event = 'payment_failed'";
        assert_eq!(shop.number(mails).await, told);
        let history = "select count(*) from document_events where kind = 'payment_failed'";
        assert_eq!(shop.number(history).await, told);
    }
    let mail = "select text_body from emails where event = 'payment_failed' limit 1";
    let mail = shop.text(mail).await;
    assert!(mail.contains("There is not enough money on the account."), "{mail}");
    assert!(mail.contains(&format!("/invoices/{invoice}/pay")), "{mail}");
    let page = shop.browser.get(&format!("/invoices/{invoice}")).await.text();
    assert!(page.contains("Payment of €119.00 failed"), "{page}");
    assert_eq!(shop.received().await, (0, 0));
    // And it can be paid.
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    assert!(shop.follow(&back).await.contains("Thank you"));
}

#[tokio::test]
async fn a_saved_account_is_listed_and_autopay_debits_it_once() {
    let shop = Shop::open().await;
    let first = shop.invoice().await.invoice_id;
    debit(&shop, first, GOOD_IBAN).await;
    days_pass(&shop, 6).await;
    let methods = shop.browser.get("/settings/payment-methods").await.text();
    assert!(methods.contains("SEPA direct debit ending 3000"), "{methods}");
    let form = [("intent", "on"), ("limit", "")];
    let answer = shop.browser.post("/settings/payment-methods/autopay", &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let invoice = crate::autopay::invoice_due_in(&shop, 0).await;
    let page = shop.browser.get(&format!("/invoices/{invoice}/pay")).await.text();
    assert!(page.contains("Takes up to 20 days"), "{page}");
    days_pass(&shop, 1).await;
    let till = &shop.world.app.work.till;
    assert_eq!(crate::autopay::outcome(&shop, invoice).await, "processing");
    assert_eq!(collect_due(till, shop.tenant).await.unwrap(), 0);
    days_pass(&shop, 6).await;
    assert_eq!(crate::autopay::outcome(&shop, invoice).await, "succeeded");
    assert_eq!(shop.received().await, (2, 2 * 119_00));
    assert_eq!(shop.intents().await.len(), 2);
}

#[tokio::test]
async fn a_debit_of_autopay_that_comes_back_is_told_and_not_tried_again() {
    let shop = Shop::open().await;
    let first = shop.invoice().await.invoice_id;
    debit(&shop, first, GOOD_IBAN).await;
    days_pass(&shop, 6).await;
    shop.browser
        .post("/settings/payment-methods/autopay", &[("intent", "on"), ("limit", "")])
        .await;
    crate::autopay::becomes(&shop, "pm_insufficientFunds_at").await;
    let invoice = crate::autopay::invoice_due_in(&shop, 0).await;
    days_pass(&shop, 12).await;
    let outcome = crate::autopay::outcome(&shop, invoice).await;
    assert!(outcome.starts_with("failed"), "{outcome}");
    assert_eq!(shop.number("select count(*) from autopay_attempts").await, 1);
    let mails = "select count(*) from emails where event in ('payment_failed', 'autopay_failed')";
    assert_eq!(shop.number(mails).await, 1);
}

#[tokio::test]
async fn a_debit_that_is_disputed_after_it_arrived_breaks_nothing() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    debit(&shop, invoice, DISPUTED_IBAN).await;
    days_pass(&shop, 7).await;
    assert_eq!(shop.received().await, (1, 119_00));
    let failed = "select count(*) from webhook_inbox where state not in ('done', 'ignored')";
    assert_eq!(shop.number(failed).await, 0);
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn a_debit_scheme_is_offered_only_for_its_own_currency() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    let html = shop.provider.get(&page).await.text();
    assert!(html.contains("iban"), "{html}");
    assert!(!html.contains("sort_code") && !html.contains("routing_number"), "{html}");
}
