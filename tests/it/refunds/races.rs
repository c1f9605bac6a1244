//! At the same time: never more goes back than came, than was credited, than the bank has left.

use super::Counter;
use crate::harness::TESTER;
use crate::harness::books::eur;
use crate::harness::shop::GOOD_CARD;
use futures_util::future::{join, join_all};
use quittance::domain::credit_note::CreditReason;
use quittance::domain::id::{CreditNoteId, InvoiceId};
use quittance::flows::credit_notes::issue_credit_note::{CreditedLine, issue_credit_note};
use reqwest::StatusCode;
use rust_decimal::Decimal;
use std::time::Duration;

const AT_ONCE: usize = 64;

#[tokio::test(flavor = "multi_thread")]
async fn of_sixty_four_refunds_of_a_tenth_exactly_ten_are_made() {
    let counter = Counter::open().await;
    let payment = counter.paid_and_credited(GOOD_CARD).await;
    // 119.00 / 10 = 11.90
    let submits = (0..AT_ONCE).map(|_| counter.refund(payment, "11.90"));
    let statuses = join_all(submits).await;
    let made = statuses.iter().filter(|status| **status == StatusCode::SEE_OTHER).count();
    let refused =
        statuses.iter().filter(|status| **status == StatusCode::UNPROCESSABLE_ENTITY).count();
    assert_eq!((made, refused), (10, AT_ONCE - 10));
    assert_eq!((counter.there().await.len(), counter.returned_there_minor().await), (10, 119_00));
    assert_eq!((counter.credit().await, counter.counted().await), (eur(0), eur(119_00)));
    counter.books_agree().await;
}

/// A credit note over ten pieces, 11.90; whether there was room for it.
async fn credit_ten(counter: &Counter, invoice: InvoiceId) -> bool {
    let world = &counter.shop.world;
    let mut tx = world.write(counter.shop.tenant).await;
    let credited = [CreditedLine { line_no: 1, quantity: Decimal::TEN }];
    let (id, reason) = (CreditNoteId::new(), CreditReason::Goodwill);
    let (now, today) = (world.now(), world.today());
    let issued =
        issue_credit_note(&mut tx, now, today, &TESTER, id, invoice, reason, "", &credited).await;
    if issued.is_ok() {
        tx.commit().await.unwrap();
    }
    issued.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_notes_and_refunds_at_once_give_back_no_more_than_was_credited_or_came() {
    let counter = Counter::open().await;
    let invoice = counter.shop.invoice().await.invoice_id;
    let payment = counter.pay(invoice, "119.00", GOOD_CARD).await;
    let notes = join_all((0..AT_ONCE / 2).map(|_| credit_ten(&counter, invoice)));
    let refunds = join_all((0..AT_ONCE / 2).map(|_| counter.refund(payment, "11.90")));
    let (notes, refunds) = join(notes, refunds).await;
    // 100 pieces were invoiced.
    assert_eq!(notes.iter().filter(|issued| **issued).count(), 10);
    let refunds = refunds.iter().filter(|status| **status == StatusCode::SEE_OTHER).count();
    let refunded = eur(11_90 * i64::try_from(refunds).unwrap());
    assert_eq!(counter.counted().await, refunded);
    assert_eq!(counter.credit().await, eur(119_00).checked_sub(refunded).unwrap());
    assert_eq!(eur(counter.returned_there_minor().await), refunded);
    counter.books_agree().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_and_a_dispute_of_the_same_money_are_not_both_true() {
    let counter = Counter::open().await;
    let mut won = [0, 0];
    // At once, and so much later that the refund is ahead.
    for late_ms in [0, 0, 40, 400] {
        let payment = counter.paid_and_credited(GOOD_CARD).await;
        let mut superuser = counter.shop.world.database.superuser().await;
        let sql = format!(
            "update payments set disputed_minor = amount_minor where payment_id = '{payment}'"
        );
        let dispute = async {
            tokio::time::sleep(Duration::from_millis(late_ms)).await;
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut superuser).await
        };
        let (refund, dispute) = join(counter.refund(payment, "119.00"), dispute).await;
        match (refund, dispute) {
            (StatusCode::SEE_OTHER, Err(refused)) => {
                let refused = refused.into_database_error().unwrap();
                assert_eq!(refused.constraint(), Some("payments_never_over_returned"));
                won[0] += 1;
            }
            (StatusCode::UNPROCESSABLE_ENTITY, Ok(_)) => won[1] += 1,
            both => panic!("{both:?}"),
        }
    }
    assert_eq!(won[0] + won[1], 4);
    // What the dispute took is still the customer's credit; what was refunded is not.
    assert_eq!(counter.credit().await, eur(119_00 * won[1]));
    counter.books_agree().await;
}
