//! A whole story in sandbox time.

use super::{POOR, active, attempts, card_becomes, due, events, status};
use crate::autopay::days_pass;
use quittance::store::diagnostics;
use quittance::store::installments::running_plan_of;

#[tokio::test]
async fn two_are_paid_three_attempts_fail_and_the_balance_is_due() {
    let (mut shop, invoice, plan, method) = active().await;
    days_pass(&shop, 31 + 30).await;
    assert_eq!(due(&shop, invoice).await, 29_75, "two are paid");
    let mut tx = shop.world.db().tenant_read(shop.tenant).await.unwrap();
    assert!(running_plan_of(&mut tx, invoice).await.unwrap().is_some());
    drop(tx);
    // Nobody calls it late: it was due on 12 March, by its own terms.
    shop.sign_in_again().await;
    let page = shop.browser.get("/invoices?state=overdue").await.text();
    assert!(!page.contains(&format!("/invoices/{invoice}\"")), "{page}");
    card_becomes(&shop, POOR).await;
    days_pass(&shop, 31 + 8).await;
    assert_eq!((&*status(&shop, &plan).await, attempts(&shop, &plan).await), ("failed", 5));
    assert_eq!(
        events(&shop, &plan).await,
        "accepted activated attempt_failed attempt_failed attempt_failed defaulted"
    );
    let mut tx = shop.world.db().tenant_read(shop.tenant).await.unwrap();
    assert_eq!(running_plan_of(&mut tx, invoice).await.unwrap(), None, "ordinary dunning again");
    drop(tx);
    shop.sign_in_again().await;
    let page = shop.browser.get("/invoices?state=overdue").await.text();
    assert!(page.contains(&format!("/invoices/{invoice}\"")), "{page}");
    // A new card, and it is paid.
    card_becomes(&shop, "pm_card_visa").await;
    super::pay(&shop, invoice, &method, None).await;
    assert_eq!((due(&shop, invoice).await, &*status(&shop, &plan).await), (0, "failed"));
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}
