//! In full, in part, too much; at once, later, not at all, and back again.

use super::{Counter, FAILING_REFUND_CARD, SLOW_REFUND_CARD};
use crate::harness::books::eur;
use crate::harness::shop::GOOD_CARD;
use quittance::domain::dispute::{DisputeReport, DisputeStatus};
use quittance::flows::disputes::take_in::record;
use reqwest::StatusCode;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_refund_goes_back_to_the_card_and_the_customer_is_told() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    let page = counter.finance().await.get(&counter.page(payment)).await.text();
    assert!(page.contains("Back to Card •••• 4242") && page.contains("€119.00"), "{page}");
    assert_eq!(counter.refund(payment, "119.00").await, StatusCode::SEE_OTHER);
    assert_eq!(counter.states().await, "succeeded");
    assert_eq!(counter.returned_there_minor().await, 119_00);
    assert_eq!((counter.counted().await, counter.credit().await), (eur(119_00), eur(0)));
    // All that came went back; what the gateway keeps is its fee.
    let (clearing, fees) =
        (counter.account("gateway_clearing").await, counter.account("gateway_fees").await);
    assert_eq!(clearing.checked_add(fees).unwrap(), eur(0));
    assert!(fees.is_positive());
    assert_eq!(counter.account("refunds_pending").await, eur(0));
    counter.shop.world.run_due_jobs().await;
    let subject = "select subject from emails where event = 'refund_sent'";
    assert_eq!(counter.shop.text(subject).await, "Your refund of €119.00");
    let portal = counter.shop.browser.get("/payments").await.text();
    assert!(portal.contains("Refunds") && portal.contains("Refunded"), "{portal}");
    counter.books_agree().await;
    crate::ledger_export::both_programs_accept_and_agree(&counter.shop.world).await;
}

#[tokio::test]
async fn parts_sum_to_the_whole_and_not_to_a_cent_more() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    // 40.00 + 40.00 + 39.00 = 119.00
    for part in ["40.00", "40.00", "39.00"] {
        assert_eq!(counter.refund(payment, part).await, StatusCode::SEE_OTHER, "{part}");
    }
    assert_eq!(counter.refund(payment, "0.01").await, StatusCode::UNPROCESSABLE_ENTITY);
    // With other credit there, it is still not this payment's.
    let transfer = eur(50_00);
    counter.shop.world.pay(counter.shop.tenant, transfer, &[], "too-much").await;
    let page = counter.finance().await.get(&counter.page(payment)).await.text();
    assert!(page.contains("Nothing of this payment can go back now."), "{page}");
    assert_eq!(counter.refund(payment, "0.01").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((counter.there().await.len(), counter.counted().await), (3, eur(119_00)));
    counter.books_agree().await;
}

#[tokio::test]
async fn what_settles_an_invoice_must_become_credit_first() {
    let counter = Counter::open().await;
    let invoice = counter.shop.invoice().await.invoice_id;
    let payment = counter.pay(invoice, "119.00", GOOD_CARD).await;
    let page = counter.finance().await.get(&counter.page(payment)).await.text();
    assert!(page.contains("€119.00 of this payment settles invoices"), "{page}");
    assert_eq!(counter.refund(payment, "10.00").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(counter.states().await, "");
}

#[tokio::test]
async fn one_form_makes_one_refund_and_the_same_form_with_another_amount_none() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    let key = Uuid::now_v7();
    for _ in 0..2 {
        let status = counter.submit(payment, key, &[("amount", "20.00")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
    }
    let status = counter.submit(payment, key, &[("amount", "21.00")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((counter.there().await.len(), counter.credit().await), (1, eur(99_00)));
    for amount in ["0.00", "-5.00", "119.01", "much"] {
        let status = counter.refund(payment, amount).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
    }
}

#[tokio::test]
async fn a_slow_bank_takes_days_and_the_refund_ends_then() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(SLOW_REFUND_CARD).await;
    counter.refund(payment, "119.00").await;
    assert_eq!(counter.states().await, "pending");
    assert_eq!(counter.account("refunds_pending").await, eur(-119_00));
    counter.shop.world.run_due_jobs().await;
    assert_eq!(counter.mails("refund_sent").await, 1);
    counter.days_go_by(4).await;
    assert_eq!(counter.states().await, "succeeded");
    assert_eq!(counter.account("refunds_pending").await, eur(0));
    assert_eq!((counter.mails("refund_sent").await, counter.mails("refund_failed").await), (1, 0));
}

#[tokio::test]
async fn a_refund_that_fails_on_its_way_is_credit_again() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(SLOW_REFUND_CARD).await;
    counter.refund(payment, "119.00").await;
    let there = counter.there().await;
    let fail = format!("/refunds/{}/fail", there[0]["id"].as_str().unwrap());
    counter.shop.control(&fail, serde_json::json!({})).await;
    counter.shop.deliver_webhooks().await;
    assert_eq!(counter.states().await, "failed");
    assert_eq!((counter.credit().await, counter.counted().await), (eur(119_00), eur(0)));
    assert_eq!(counter.account("refunds_pending").await, eur(0));
    assert_eq!(counter.mails("refund_failed").await, 1);
    counter.books_agree().await;
}

#[tokio::test]
async fn what_a_failed_refund_gives_free_is_held_by_a_dispute_of_the_payment() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(SLOW_REFUND_CARD).await;
    counter.refund(payment, "119.00").await;
    let world = &counter.shop.world;
    let report = DisputeReport {
        gateway: "stripe".into(),
        provider_ref: "du_1".into(),
        amount: Some(eur(119_00)),
        status: Some(DisputeStatus::NeedsResponse),
        raw_status: "needs_response".into(),
        raw_resolution: None,
        raw_reason: Some("fraudulent".into()),
        network_reason_code: None,
        evidence_due_at: None,
        evidence_submissions: 0,
        opened_at: None,
        closed_at: None,
    };
    let mut tx = world.write(counter.shop.tenant).await;
    record(&mut tx, world.now(), payment, &report, &[]).await.unwrap();
    tx.commit().await.unwrap();
    // All of it is on its way back already.
    let held = "select disputed_minor from payments";
    assert_eq!((counter.shop.number(held).await, counter.counted().await), (0, eur(119_00)));
    counter.fail_there().await;
    assert_eq!(counter.states().await, "failed");
    assert_eq!((counter.shop.number(held).await, counter.counted().await), (119_00, eur(0)));
    assert_eq!(counter.act("failed", "retry", &[]).await, "not-left");
    counter.books_agree().await;
}

#[tokio::test]
async fn money_that_the_bank_sends_back_after_success_is_credit_again_and_can_be_refunded_again() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(FAILING_REFUND_CARD).await;
    counter.refund(payment, "119.00").await;
    assert_eq!(counter.states().await, "succeeded");
    let sent = counter.account("gateway_clearing").await;
    counter.days_go_by(4).await;
    assert_eq!(counter.states().await, "failed");
    assert_eq!((counter.credit().await, counter.counted().await), (eur(119_00), eur(0)));
    let back = counter.account("gateway_clearing").await.checked_sub(sent).unwrap();
    assert_eq!((back, counter.account("refunds_pending").await), (eur(119_00), eur(0)));
    assert_eq!(counter.mails("refund_failed").await, 1);
    counter.books_agree().await;
    // Once more, and only once.
    let list = counter.finance().await.get("/admin/refunds?state=failed").await.text();
    assert!(list.contains("expired_or_canceled_card") && list.contains("Refund again"), "{list}");
    assert_eq!(counter.act("failed", "retry", &[]).await, "retried");
    assert_eq!(counter.act("failed", "retry", &[]).await, "retried");
    assert_eq!(counter.states().await, "failed succeeded");
    assert_eq!(counter.there().await.len(), 2);
    let list = counter.finance().await.get("/admin/refunds?state=failed").await.text();
    assert!(!list.contains("Refund again"), "{list}");
}

#[tokio::test]
async fn a_refund_by_bank_waits_until_somebody_has_paid_it() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    let by_bank = [("amount", "30.00"), ("way", "bank"), ("reference", "")];
    counter.submit(payment, Uuid::now_v7(), &by_bank).await;
    assert_eq!(counter.states().await, "pending");
    counter.shop.world.run_due_jobs().await;
    assert_eq!((counter.mails("refund_sent").await, counter.there().await.len()), (0, 0));
    assert_eq!(counter.act("pending", "mark-paid", &[("paid-on", "2099-01-01")]).await, "date");
    let paid = [("paid-on", "2026-03-02"), ("reference", "SEPA 4711")];
    assert_eq!(counter.act("pending", "mark-paid", &paid).await, "paid");
    assert_eq!(counter.states().await, "succeeded");
    assert_eq!(counter.account("bank").await, eur(-30_00));
    counter.shop.world.run_due_jobs().await;
    assert_eq!(counter.mails("refund_sent").await, 1);
    // Another one is taken back before it is paid.
    counter.submit(payment, Uuid::now_v7(), &by_bank).await;
    assert_eq!(counter.act("pending", "withdraw", &[]).await, "withdrawn");
    assert_eq!(counter.states().await, "succeeded canceled");
    assert_eq!((counter.credit().await, counter.counted().await), (eur(89_00), eur(30_00)));
    counter.books_agree().await;
}

#[tokio::test]
async fn an_ended_refund_stays_as_it_ended_whoever_writes() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    counter.refund(payment, "119.00").await;
    let mut superuser = counter.shop.world.database.superuser().await;
    for change in ["state = 'pending', ended_at = null", "state = 'sent', ended_at = null"] {
        let sql = format!("update refunds set {change}");
        let sql = sqlx::AssertSqlSafe(sql);
        let refused = sqlx::query(sql).execute(&mut superuser).await.unwrap_err();
        let refused = refused.into_database_error().unwrap();
        assert_eq!(refused.constraint(), Some("refunds_transition_allowed"), "{change}");
    }
    let refused = sqlx::query("delete from refunds").execute(&mut superuser).await.unwrap_err();
    let refused = refused.into_database_error().unwrap();
    assert_eq!(refused.constraint(), Some("refunds_append_only"));
}
