//! Whole stories, over weeks.

use super::{
    POOR, attempts, campaign, days_pass, due_ago, dunning_shop, mails, sent, soon, state, with_card,
};
use crate::harness::TESTER;
use crate::harness::shop::{GOOD_CARD, Shop};
use jiff::ToSpan;
use quittance::domain::dunning::PauseReason;
use quittance::flows::dunning::follow_campaigns::follow_customer;
use quittance::flows::dunning::pause::{Acting, pause, resume};
use quittance::flows::dunning::write_off::write_off;
use quittance::store::diagnostics;

async fn books_agree(shop: &Shop) {
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn a_failed_card_reminders_a_new_card_recovered() {
    let shop = with_card(POOR).await;
    let invoice = crate::autopay::invoice_due_in(&shop, 0).await;
    soon(&shop).await;
    soon(&shop).await;
    assert_eq!(state(&shop).await, "running full", "the refused collection opened it");
    assert_eq!(sent(&shop).await, "nothing", "the mail about the refusal was enough for today");
    // Day 2: tried again, in vain. Day 3: the friendly reminder.
    days_pass(&shop, 2).await;
    assert_eq!(attempts(&shop).await, 1);
    days_pass(&shop, 1).await;
    assert_eq!(sent(&shop).await, "friendly sent");
    let mail = crate::autopay::last_mail(&shop, "dunning_reminder").await;
    assert!(mail.contains("€119.00") && mail.contains("/pay?currency=EUR"), "{mail}");
    // Day 7 = 2 + 5, day 10: firm.
    days_pass(&shop, 7).await;
    assert_eq!((attempts(&shop).await, mails(&shop).await), (2, 2));
    // The customer enters a card that is good: it is charged at once.
    let before = shop.taken_minor().await;
    shop.save_card(GOOD_CARD).await;
    soon(&shop).await;
    // One invoice was paid to enter the card, the other one is that of the campaign.
    assert_eq!(shop.taken_minor().await - before, 2 * 119_00);
    assert_eq!(state(&shop).await, "recovered full");
    let paid = format!("select status from invoices where invoice_id = '{invoice}'");
    assert_eq!(shop.text(&paid).await, "paid");
    days_pass(&shop, 30).await;
    assert_eq!(mails(&shop).await, 2, "nobody who has paid is reminded");
    books_agree(&shop).await;
}

#[tokio::test]
async fn one_mail_tells_of_all_invoices_and_the_end_suspends_and_is_written_off() {
    let mut shop = dunning_shop().await;
    let both = [due_ago(&shop, 1).await, due_ago(&shop, 2).await];
    soon(&shop).await;
    let campaigns = "select count(*) from dunning_campaigns";
    assert_eq!(shop.number(campaigns).await, 1, "one campaign for both");
    days_pass(&shop, 3).await;
    assert_eq!((mails(&shop).await, sent(&shop).await.as_str()), (1, "friendly sent"));
    let mail = crate::autopay::last_mail(&shop, "dunning_reminder").await;
    assert!(mail.contains("€238.00"), "{mail}");
    assert_eq!(mail.matches("€119.00").count(), 2, "{mail}");
    days_pass(&shop, 17).await;
    assert_eq!(sent(&shop).await, "friendly sent, firm sent, final sent");
    assert_eq!(state(&shop).await, "exhausted full");
    days_pass(&shop, 5).await;
    assert_eq!(state(&shop).await, "exhausted read_only");
    // Pages that are opened and not paid on give nothing back.
    shop.sign_in_again().await;
    for invoice in both {
        shop.open_page(invoice, &[]).await;
    }
    follow_customer(&shop.world.app.work.till, shop.tenant).await.unwrap();
    assert_eq!(state(&shop).await, "exhausted read_only");
    days_pass(&shop, 15).await;
    assert_eq!(state(&shop).await, "exhausted suspended");
    assert_eq!(mails(&shop).await, 3);
    let (now, today) = (shop.world.now(), shop.world.today());
    let acting = Acting { actor: &TESTER, now, today };
    let mut tx = shop.world.write(shop.tenant).await;
    let id = campaign(&shop).await;
    let till = &shop.world.app.work.till;
    write_off(till, &mut tx, &acting, id, "insolvent").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state(&shop).await, "written_off full");
    let lost = "select sum(amount_minor)::bigint from ledger_entries where account = 'bad_debt'";
    assert_eq!(shop.number(lost).await, 2 * 119_00);
    let open = "select coalesce(sum(amount_minor), 0)::bigint from ledger_entries where account = 'receivable'";
    assert_eq!(shop.number(open).await, 0);
    days_pass(&shop, 3).await;
    assert_eq!(shop.number(campaigns).await, 1, "what is written off is not dunned again");
    books_agree(&shop).await;
}

#[tokio::test]
async fn a_promise_to_pay_stops_everything_until_its_day_has_passed() {
    let shop = with_card(POOR).await;
    crate::autopay::invoice_due_in(&shop, 0).await;
    soon(&shop).await;
    soon(&shop).await;
    let id = campaign(&shop).await;
    let (now, today) = (shop.world.now(), shop.world.today());
    let acting = Acting { actor: &TESTER, now, today };
    let mut tx = shop.world.write(shop.tenant).await;
    let promised = PauseReason::PromiseToPay;
    assert!(pause(&mut tx, &acting, id, promised, None, "").await.is_err(), "a promise has a day");
    let until = Some(today + 11.days());
    pause(&mut tx, &acting, id, promised, until, "Ms Möller by phone").await.unwrap();
    tx.commit().await.unwrap();
    days_pass(&shop, 11).await;
    assert_eq!(state(&shop).await, "paused promise_to_pay full");
    assert_eq!((attempts(&shop).await, mails(&shop).await), (0, 0));
    days_pass(&shop, 1).await;
    assert_eq!(state(&shop).await, "running full");
    // Day 12: the step of day 10 goes out, that of day 3 does not any more.
    assert_eq!(sent(&shop).await, "friendly missed, firm sent");
    assert_eq!((attempts(&shop).await, mails(&shop).await), (1, 1));
    // Staff can end it by hand as well.
    let mut tx = shop.world.write(shop.tenant).await;
    let acting = Acting { now: shop.world.now(), today: shop.world.today(), actor: &TESTER };
    pause(&mut tx, &acting, id, PauseReason::Staff, None, "").await.unwrap();
    resume(&mut tx, &acting, id).await.unwrap();
    resume(&mut tx, &acting, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state(&shop).await, "running full");
}

#[tokio::test]
async fn a_dispute_pauses_the_campaign_and_its_end_resumes_it() {
    let shop = dunning_shop().await;
    let invoice = due_ago(&shop, 1).await;
    soon(&shop).await;
    let mark = |disputed: bool| {
        format!(
            "set session_replication_role = replica;
                 update invoices set disputed = {disputed} where invoice_id = '{invoice}'"
        )
    };
    let mut superuser = shop.world.database.superuser().await;
    crate::harness::database::run(&mut superuser, &mark(true)).await;
    soon(&shop).await;
    assert_eq!(state(&shop).await, "paused dispute full");
    days_pass(&shop, 11).await;
    assert_eq!(mails(&shop).await, 0);
    crate::harness::database::run(&mut superuser, &mark(false)).await;
    soon(&shop).await;
    assert_eq!(state(&shop).await, "running full");
    assert_eq!(sent(&shop).await, "friendly missed, firm sent");
}

#[tokio::test]
async fn what_is_disputed_or_on_its_way_or_too_little_opens_nothing() {
    let shop = dunning_shop().await;
    let invoice = due_ago(&shop, 5).await;
    let mut superuser = shop.world.database.superuser().await;
    let disputed = format!(
        "set session_replication_role = replica;
        update invoices set disputed = true where invoice_id = '{invoice}'"
    );
    crate::harness::database::run(&mut superuser, &disputed).await;
    soon(&shop).await;
    assert_eq!(state(&shop).await, "none");
    let paying = format!("update invoices set disputed = false where invoice_id = '{invoice}'");
    crate::harness::database::run(&mut superuser, &paying).await;
    let _page = shop.open_page(invoice, &[]).await;
    soon(&shop).await;
    assert_eq!(state(&shop).await, "none", "a page is open on which it can be paid");
    // The page closes after an hour.
    for _ in 0..6 {
        soon(&shop).await;
    }
    assert_eq!(state(&shop).await, "running full");
}
