//! What customers hear before anything is collected, and where their pages say it.

use super::{days_pass, invoice_due_in, last_mail, mails, outcome, turn_on};
use crate::harness::TESTER;
use crate::harness::books::{eur, pieces};
use crate::harness::database::run;
use crate::harness::shop::{GOOD_CARD, Shop};
use jiff::ToSpan;
use quittance::domain::deposit::{Deposit, DepositShare};
use quittance::domain::id::InvoiceId;
use quittance::flows::invoices::draft_invoice::draft_invoice;
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use quittance::flows::invoices::set_deposit::set_deposit;

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

/// An open invoice over 119.00 that is due in 12 days, 19.00 of it in 5.
async fn invoice_with_deposit(shop: &Shop) -> InvoiceId {
    let (now, today) = (shop.world.now(), shop.world.today());
    let mut terms = shop.world.terms(&shop.books);
    terms.due_on = today + 12.days();
    let deposit =
        Deposit { share: DepositShare::Amount(eur(19_00)), due_on: Some(today + 5.days()) };
    let mut tx = shop.world.write(shop.tenant).await;
    let draft = draft_invoice(&mut tx, now, terms, &[pieces(100)]).await.unwrap();
    let id = draft.invoice.invoice_id;
    set_deposit(&mut tx, id, Some(&deposit)).await.unwrap();
    finalize_invoice(&mut tx, now, &TESTER, id).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_deposit_is_asked_for_before_it_is_due_and_then_the_rest_is_collected() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    turn_on(&shop, "").await;
    let invoice = invoice_with_deposit(&shop).await;
    days_pass(&shop, 1).await;
    assert_eq!(mails(&shop, "autopay_not_collected").await, 0);
    days_pass(&shop, 1).await;
    assert_eq!(mails(&shop, "autopay_not_collected").await, 1);
    let said = "The deposit is not collected automatically.";
    let mail = last_mail(&shop, "autopay_not_collected").await;
    assert!(mail.contains(said), "{mail}");
    let page = shop.browser.get(&format!("/invoices/{invoice}")).await.text();
    assert!(page.contains(said), "{page}");
    days_pass(&shop, 4).await;
    assert_eq!(outcome(&shop, invoice).await, "none");
    // The pay page proposes the deposit.
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    shop.follow(&back).await;
    assert_eq!(shop.received().await, (2, 119_00 + 19_00));
    days_pass(&shop, 6).await;
    assert_eq!(outcome(&shop, invoice).await, "succeeded");
    assert_eq!(shop.received().await, (3, 2 * 119_00));
    assert_eq!(mails(&shop, "autopay_upcoming").await, 1);
    assert_eq!(mails(&shop, "autopay_not_collected").await, 1);
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
