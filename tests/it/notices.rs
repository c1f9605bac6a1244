//! Notices in the portal and the choice of e-mails (row B15): posted once with the fact, in the reader's
//! language, read by each person for themselves, and gone after 90 days.

mod mail;
mod reminders;
mod whitelist;

use crate::autopay::{becomes, days_pass, invoice_due_in, turn_on};
use crate::harness::database::run;
use crate::harness::shop::{GOOD_CARD, Shop};
use jiff::SignedDuration;
use quittance::domain::access::MemberRole;
use reqwest::StatusCode;

const PAGE: &str = "/notices";

/// A shop of which autopay could not collect an invoice: one notice.
pub async fn with_failed_autopay() -> Shop {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    turn_on(&shop, "").await;
    becomes(&shop, "pm_card_chargeDeclinedInsufficientFunds").await;
    invoice_due_in(&shop, 0).await;
    days_pass(&shop, 1).await;
    shop
}

async fn failed(shop: &Shop) -> String {
    shop.text("select notice_id::text from notices where event = 'autopay_failed'").await
}

#[tokio::test]
async fn a_failed_payment_stands_in_the_portal_until_it_is_read() {
    let shop = with_failed_autopay().await;
    let page = shop.browser.get(PAGE).await.text();
    assert!(page.contains("A payment could not be collected"), "{page}");
    assert!(page.contains("There is not enough money on the account."), "{page}");
    let invoice =
        shop.text("select document_id::text from notices where event = 'autopay_failed'").await;
    assert!(page.contains(&format!("href=\"/invoices/{invoice}\"")), "{page}");
    let unread = shop.number("select count(*) from notices").await;
    let home = shop.browser.get("/").await.text();
    let said = if unread == 1 { "one unread".to_owned() } else { format!("{unread} unread") };
    assert!(home.contains(&said), "{home}");
    let form = [("intent", "read"), ("notice", &*failed(&shop).await)];
    for _ in 0..2 {
        let answer = shop.browser.post(PAGE, &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(shop.number("select count(*) from notice_reads").await, 1);
    shop.browser.post(PAGE, &[("intent", "read_all")]).await;
    let home = shop.browser.get("/").await.text();
    assert!(!home.contains(" unread"), "{home}");
    let page = shop.browser.get(PAGE).await.text();
    assert!(page.contains("A payment could not be collected"), "it stays in the list: {page}");
    assert!(!page.contains("Mark as read") && !page.contains("Mark all as read"), "{page}");
}

#[tokio::test]
async fn each_person_reads_for_themselves_and_in_their_own_language() {
    let shop = with_failed_autopay().await;
    shop.browser.post(PAGE, &[("intent", "read_all")]).await;
    let world = &shop.world;
    let viewer = world.member("viewer", shop.tenant, MemberRole::Viewer).await;
    let mut superuser = world.database.superuser().await;
    let german = format!(
        "set session_replication_role = replica; update people set language = 'de' where person_id = '{viewer}'"
    );
    run(&mut superuser, &german).await;
    let viewer = world.sign_in(viewer).await;
    let page = viewer.get(PAGE).await.text();
    assert!(page.contains("Eine Zahlung konnte nicht eingezogen werden"), "{page}");
    assert!(page.contains("Als gelesen markieren"), "{page}");
    let form = [("intent", "read"), ("notice", &*failed(&shop).await)];
    assert_eq!(viewer.post(PAGE, &form).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_notice_of_another_customer_does_not_exist() {
    let shop = with_failed_autopay().await;
    let other = shop.world.tenant("Beta").await;
    let stranger = shop.world.member("stranger", other, MemberRole::Owner).await;
    let stranger = shop.world.sign_in(stranger).await;
    let page = stranger.get(PAGE).await.text();
    assert!(page.contains("Nothing to report"), "{page}");
    for notice in [failed(&shop).await, uuid::Uuid::nil().to_string()] {
        let answer = stranger.post(PAGE, &[("intent", "read"), ("notice", &notice)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{notice}");
    }
    stranger.post(PAGE, &[("intent", "read_all")]).await;
    assert_eq!(shop.number("select count(*) from notice_reads").await, 0);
}

#[tokio::test]
async fn a_notice_is_posted_once_however_often_its_fact_is_told() {
    let shop = with_failed_autopay().await;
    let before = shop.number("select count(*) from notices").await;
    let mut superuser = shop.world.database.superuser().await;
    let again = "set session_replication_role = replica; update outbox set dispatched_at = null";
    run(&mut superuser, again).await;
    // Two workers at once, and once more.
    tokio::join!(shop.world.run_due_jobs(), shop.world.run_due_jobs());
    shop.world.run_due_jobs().await;
    assert_eq!(shop.number("select count(*) from notices").await, before);
    assert_eq!(shop.number("select count(*) from outbox where dispatched_at is null").await, 0);
}

#[tokio::test]
async fn a_notice_is_kept_for_90_days_and_then_deleted_with_who_read_it() {
    let shop = with_failed_autopay().await;
    shop.browser.post(PAGE, &[("intent", "read_all")]).await;
    shop.world.advance(SignedDuration::from_hours(88 * 24));
    shop.world.run_due_jobs().await;
    let old = "select count(*) from notices where event = 'autopay_failed'";
    assert_eq!(shop.number(old).await, 1);
    shop.world.advance(SignedDuration::from_hours(3 * 24));
    let page = shop.browser.get(PAGE).await.text();
    assert!(!page.contains("A payment could not be collected"), "{page}");
    shop.world.run_due_jobs().await;
    assert_eq!(shop.number(old).await, 0);
    assert_eq!(shop.number("select count(*) from notice_reads").await, 0);
}
