//! Autopay, from the consent to the money: the real jobs, the real adapter over HTTP against the simulator
//! of Stripe (rows B5, D5, D8, D10).

mod collecting;
mod consent;
mod crash;
mod mails;
mod methods;

use crate::harness::books::pieces;
use crate::harness::shop::Shop;
use jiff::{SignedDuration, ToSpan};
use quittance::domain::id::InvoiceId;
use quittance::flows::invoices::draft_invoice::draft_invoice;
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use reqwest::StatusCode;

pub const PAGE: &str = "/settings/payment-methods/autopay";

/// Autopay as the owner turns it on, on its page: a browser sends the form without a limit, too.
pub async fn turn_on(shop: &Shop, limit: &str) {
    let page = shop.browser.get(PAGE).await.text();
    let field = page.split("<input").find(|tag| tag.contains("name=\"limit\"")).unwrap();
    let field = field.split('>').next().unwrap();
    assert!(!field.contains("required"), "a limit is asked for: {field}");
    let form = [("intent", "on"), ("limit", limit)];
    let answer = shop.browser.post(PAGE, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

/// An open invoice over 119.00 that is due in so many days.
pub async fn invoice_due_in(shop: &Shop, days: i64) -> InvoiceId {
    let now = shop.world.now();
    let mut terms = shop.world.terms(&shop.books);
    terms.due_on = shop.world.today() + days.days();
    let mut tx = shop.world.write(shop.tenant).await;
    let draft = draft_invoice(&mut tx, now, terms, &[pieces(100)]).await.unwrap();
    let id = draft.invoice.invoice_id;
    finalize_invoice(&mut tx, now, &crate::harness::TESTER, id).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Lets days pass, and everything happen that is due in them.
pub async fn days_pass(shop: &Shop, days: i64) {
    for _ in 0..days {
        shop.world.advance(SignedDuration::from_hours(24));
        shop.simulator.tick().await;
        shop.world.run_due_jobs().await;
    }
}

/// The state of the invoice's newest charge of autopay, and why it failed.
pub async fn outcome(shop: &Shop, invoice: InvoiceId) -> String {
    shop.text(&format!(
        "select coalesce((select c.state || coalesce(' ' || c.failure_code, '')
                            from autopay_attempts a join charges c using (tenant_id, charge_id)
                           where a.invoice_id = '{invoice}' order by attempt desc limit 1), 'none')"
    ))
    .await
}

/// The default method is charged at the gateway as this one of its test methods.
pub async fn becomes(shop: &Shop, provider_ref: &str) {
    let mut superuser = shop.world.database.superuser().await;
    let sql = format!(
        "set session_replication_role = replica;
         update payment_methods set provider_ref = '{provider_ref}' where is_default"
    );
    crate::harness::database::run(&mut superuser, &sql).await;
}

pub async fn mails(shop: &Shop, event: &str) -> i64 {
    shop.number(&format!("select count(*) from emails where event = '{event}'")).await
}

pub async fn last_mail(shop: &Shop, event: &str) -> String {
    shop.text(&format!(
        "select subject || e'\\n' || text_body from emails where event = '{event}' order by email_id desc limit 1"
    ))
    .await
}
