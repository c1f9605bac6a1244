//! What customers hear before anything is collected, and where their pages say it.

use super::{days_pass, invoice_due_in, last_mail, mails, turn_on};
use crate::harness::database::run;
use crate::harness::shop::{GOOD_CARD, Shop};

#[tokio::test]
async fn the_new_invoice_and_a_mail_three_days_ahead_say_what_will_be_collected() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    turn_on(&shop, "").await;
    let invoice = invoice_due_in(&shop, 5).await;
    shop.world.run_due_jobs().await;
    let issued = last_mail(&shop, "invoice_issued").await;
    let said = "Autopay: will be collected on 7 March 2026 from Visa •••• 4242";
    assert!(issued.contains(said), "{issued}");
    for path in [format!("/invoices/{invoice}"), "/".to_owned()] {
        let page = shop.browser.get(&path).await.text();
        assert!(page.contains("Autopay on") && page.contains("Will be collected on"), "{page}");
        assert!(page.contains("Visa ending 4242"), "{page}");
    }
    days_pass(&shop, 1).await;
    assert_eq!(mails(&shop, "autopay_upcoming").await, 0);
    days_pass(&shop, 3).await;
    assert_eq!(mails(&shop, "autopay_upcoming").await, 1);
    let upcoming = last_mail(&shop, "autopay_upcoming").await;
    assert!(upcoming.contains("On 7 March 2026 we collect €119.00"), "{upcoming}");
}

#[tokio::test]
async fn mails_speak_the_customers_language() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    turn_on(&shop, "").await;
    let mut superuser = shop.world.database.superuser().await;
    let german = "set session_replication_role = replica; update tenants set language = 'de'";
    run(&mut superuser, german).await;
    super::becomes(&shop, "pm_card_chargeDeclinedInsufficientFunds").await;
    invoice_due_in(&shop, 0).await;
    days_pass(&shop, 1).await;
    let failed = last_mail(&shop, "autopay_failed").await;
    assert!(failed.contains("Das Konto ist nicht ausreichend gedeckt."), "{failed}");
}

#[tokio::test]
async fn an_ending_card_is_told_of_once_per_threshold() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    // What the gateway tells of the new card is read before it changes here.
    shop.deliver_webhooks().await;
    let mut superuser = shop.world.database.superuser().await;
    // 2 March and 40 days.
    let ends = "set session_replication_role = replica;
                update payment_methods set expires_on = '2026-04-11'";
    run(&mut superuser, ends).await;
    let told = async |days| {
        days_pass(&shop, days).await;
        mails(&shop, "method_expiring").await
    };
    assert_eq!(told(9).await, 0); // 31 days left
    assert_eq!(told(1).await, 1);
    assert_eq!(told(15).await, 1);
    assert_eq!(told(1).await, 2); // 14 days left
    assert_eq!(told(7).await, 3);
    assert_eq!(told(9).await, 3); // it has ended
    let mail = last_mail(&shop, "method_expiring").await;
    assert!(mail.contains("Visa •••• 4242 can be charged until 11 April 2026"), "{mail}");
}
