//! When every outside system is away the portal stays up, and says what is so (row D14).

use crate::harness::shop::Shop;
use crate::harness::{NOBODY_THERE, Setup};
use quittance::domain::access::StaffRole;
use reqwest::StatusCode;

/// Failures that open a breaker.
const FAILURES: usize = 5;

#[tokio::test]
async fn without_providers_mail_and_collector_every_page_is_there_and_says_how_to_pay() {
    // The collector of traces is nobody either: what is not sent is dropped.
    let shop = Shop::open_as("nobody", |_| Setup {
        stripe: Some(NOBODY_THERE),
        second_stripe: Some(NOBODY_THERE),
        has_breakers: true,
        has_dead_mail_server: true,
        ..Setup::default()
    })
    .await;
    let invoice = shop.invoice().await.invoice_id;
    let pay = format!("/invoices/{invoice}/pay");
    for _ in 0..FAILURES {
        let form = shop.form(invoice, &[]).await;
        let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = shop.browser.post(&pay, &pairs).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text());
    }
    // Mail cannot leave; it waits, and nothing else does.
    shop.world.run_due_jobs().await;
    for path in ["/", "/invoices", "/payments", "/credit-notes"] {
        let answer = shop.browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
    let seen = shop.browser.get(&format!("/invoices/{invoice}")).await;
    assert_eq!(seen.status, StatusCode::OK);
    let pdf = shop.browser.get(&format!("/invoices/{invoice}/pdf")).await;
    assert_eq!((pdf.status, &pdf.body[..5]), (StatusCode::OK, &b"%PDF-"[..]));
    let page = shop.browser.get(&pay).await.text();
    assert!(page.contains("Card payments are not available at the moment."), "{page}");
    assert!(page.contains("try again in 1 minute,"), "half a minute is said as one: {page}");
    assert!(page.contains("Transfer to IBAN"), "{page}");
    // A charge that nobody can make is not even begun.
    let before = shop.number("select count(*) from charges").await;
    let form = shop.form(invoice, &[]).await;
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let refused = shop.browser.post(&pay, &pairs).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(shop.number("select count(*) from charges").await, before);

    let admin = shop.world.staff("admin", StaffRole::Admin).await;
    let admin = shop.world.sign_in(admin).await;
    let diagnosis = admin.get("/admin/diagnostics").await.text();
    assert!(diagnosis.contains("2 payment providers failed repeatedly"), "{diagnosis}");
    let metrics = shop.browser.get("/metrics").await;
    assert_eq!(metrics.status, StatusCode::OK);
}
