//! The gateway that says no, does not answer, or gave money back by itself.

use super::Counter;
use crate::harness::books::eur;
use crate::harness::shop::GOOD_CARD;
use reqwest::StatusCode;
use uuid::Uuid;

#[tokio::test]
async fn an_over_refund_that_only_the_gateway_knows_of_is_refused_there_and_is_credit_again() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    // Somebody gives back 100.00 in the dashboard, and we have not heard of it yet.
    counter.refund_there(100_00).await;
    assert_eq!(counter.refund(payment, "50.00").await, StatusCode::SEE_OTHER);
    assert_eq!(counter.states().await, "failed");
    assert_eq!((counter.credit().await, counter.counted().await), (eur(119_00), eur(0)));
    // The customer never heard of it.
    counter.shop.world.run_due_jobs().await;
    assert_eq!((counter.mails("refund_sent").await, counter.mails("refund_failed").await), (0, 0));
    // Then we hear of the other one, which the credit pays for.
    counter.shop.deliver_webhooks().await;
    assert_eq!(counter.states().await, "failed succeeded");
    assert_eq!((counter.credit().await, counter.counted().await), (eur(19_00), eur(100_00)));
    assert_eq!(counter.refund(payment, "19.00").await, StatusCode::SEE_OTHER);
    assert_eq!(counter.returned_there_minor().await, 119_00);
    counter.books_agree().await;
}

#[tokio::test]
async fn a_refund_made_in_the_dashboard_without_credit_waits_for_a_person() {
    let counter = Counter::open().await;
    let invoice = counter.shop.invoice().await.invoice_id;
    let payment = counter.pay(invoice, "119.00", GOOD_CARD).await;
    counter.shop.deliver_webhooks().await;
    counter.refund_there(20_00).await;
    for _ in 0..2 {
        counter.shop.deliver_webhooks().await;
    }
    assert_eq!(counter.states().await, "succeeded");
    assert_eq!(counter.counted().await, eur(20_00));
    // The gateway's account is right; nobody's credit has paid for it.
    assert_eq!(counter.account("refunds_pending").await, eur(20_00));
    let list = counter.finance().await.get("/admin/refunds?state=review").await.text();
    assert!(list.contains("No credit pays for it"), "{list}");
    assert_eq!(counter.act("succeeded", "draw-credit", &[]).await, "no-credit");
    // The invoice is credited, and the credit pays for it; what is left is 119.00 - 20.00.
    counter.shop.world.credit(counter.shop.tenant, invoice, 100).await;
    for _ in 0..2 {
        assert_eq!(counter.act("succeeded", "draw-credit", &[]).await, "drawn");
    }
    assert_eq!(counter.account("refunds_pending").await, eur(0));
    assert_eq!(counter.credit().await, eur(99_00));
    let list = counter.finance().await.get("/admin/refunds?state=review").await.text();
    assert!(!list.contains("No credit pays for it"), "{list}");
    assert_eq!(counter.refund(payment, "99.00").await, StatusCode::SEE_OTHER);
    assert_eq!(counter.returned_there_minor().await, 119_00);
    counter.books_agree().await;
}

#[tokio::test]
async fn a_refund_made_in_the_dashboard_over_what_is_left_is_told_to_a_person_once() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    counter.shop.deliver_webhooks().await;
    // By bank everything goes back; then somebody gives back 20.00 in the dashboard as well.
    let by_bank = [("amount", "119.00"), ("way", "bank"), ("reference", "")];
    counter.submit(payment, Uuid::now_v7(), &by_bank).await;
    counter.refund_there(20_00).await;
    for _ in 0..2 {
        counter.shop.deliver_webhooks().await;
    }
    let left = "select count(*) from webhook_inbox where state not in ('done', 'ignored')";
    assert_eq!(counter.shop.number(left).await, 0);
    let raised = "select string_agg(kind || ' ' || (detail ->> 'gateway') || ' ' || (detail ->> 'amount_minor'), ', ')
                    from review_items";
    assert_eq!(counter.shop.text(raised).await, "unknown_refund stripe 2000");
    // Nothing of it was booked.
    assert_eq!((counter.states().await, counter.counted().await), ("pending".into(), eur(119_00)));
    let page = counter.finance().await.get("/admin/review").await.text();
    assert!(
        page.contains("A refund that does not fit our books") && page.contains("€20.00"),
        "{page}"
    );
    counter.books_agree().await;
}

#[tokio::test]
async fn an_answer_that_never_came_is_looked_up_and_nothing_is_refunded_twice() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    for (position, fault) in (1..).zip(["hang_after", "reset_after", "error_after"]) {
        counter.shop.fault("/v1/refunds", fault).await;
        assert_eq!(counter.refund(payment, "10.00").await, StatusCode::SEE_OTHER);
        assert!(counter.states().await.ends_with("sent"), "{fault}");
        counter.shop.world.advance(jiff::SignedDuration::from_mins(5));
        counter.shop.world.run_due_jobs().await;
        assert_eq!(counter.there().await.len(), position, "{fault}");
        assert!(!counter.states().await.contains("sent"), "{fault}");
    }
    assert_eq!(counter.states().await, "succeeded succeeded succeeded");
    assert_eq!(counter.credit().await, eur(89_00));
}

#[tokio::test]
async fn a_refund_that_never_reached_the_gateway_is_given_up_and_is_credit_again() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    counter.shop.fault("/v1/refunds", "error_before").await;
    counter.refund(payment, "10.00").await;
    assert_eq!((counter.states().await, counter.credit().await), ("sent".into(), eur(109_00)));
    counter.shop.world.advance(jiff::SignedDuration::from_mins(5));
    counter.shop.world.run_due_jobs().await;
    assert_eq!((counter.states().await, counter.credit().await), ("canceled".into(), eur(119_00)));
    counter.books_agree().await;
}

#[tokio::test]
async fn a_gateway_that_asks_for_fewer_requests_is_asked_again_later() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    counter.shop.fault("/v1/refunds", "rate_limit").await;
    counter.refund(payment, "10.00").await;
    assert_eq!((counter.states().await, counter.there().await.len()), ("created".into(), 0));
    counter.shop.world.advance(jiff::SignedDuration::from_mins(5));
    counter.shop.world.run_due_jobs().await;
    assert_eq!((counter.states().await, counter.there().await.len()), ("succeeded".into(), 1));
}
