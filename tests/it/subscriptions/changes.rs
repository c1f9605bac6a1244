//! Changes of plan and seats.

use super::*;
use crate::billing::terms::coupon;
use quittance::domain::discount::Discount;
use quittance::store::subscriptions;
use rust_decimal::Decimal;

#[tokio::test]
async fn an_upgrade_credits_the_unused_half_and_charges_the_other_to_the_cent() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let large = publish(&contract.world, 200, IntervalUnit::Month).await;
    let quote = contract.quote(to(&large, 3, When::Now)).await.unwrap();
    // A quote changes nothing.
    assert_eq!((contract.count("invoices").await, contract.count("credit_notes").await), (1, 0));
    let outcome = &quote.outcome;
    let (note, invoice) = (&outcome.credit_notes[0], &outcome.invoices[0]);
    assert_eq!((note.subtotal_minor, note.total_minor), (50_00, 59_50));
    assert_eq!((invoice.subtotal_minor, invoice.total_minor), (100_00, 119_00));
    // The first invoice is not paid: the credit reduces it.
    assert_eq!((note.left_minor, outcome.becomes_credit_minor), (0, 0));
    assert_eq!(outcome.due_now_minor, invoice.total_minor);
    let Confirmed::Done { outcome: made, .. } = contract.confirm(quote.quote_id).await.unwrap()
    else {
        panic!("it differs");
    };
    assert_eq!(made.sha256(), outcome.sha256());
    assert_eq!((contract.count("invoices").await, contract.count("credit_notes").await), (2, 1));
    contract.assert_covered().await;
    // From April on the new price.
    contract.move_to("2026-04-02T00:00:00Z");
    assert_eq!(run(&contract.world).await.invoiced, 1);
    contract.assert_covered().await;
}

#[tokio::test]
async fn the_same_confirmation_twice_changes_once() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let quote = contract.quote(to(&contract.small, 9, When::Now)).await.unwrap();
    for _ in 0..2 {
        let confirmed = contract.confirm(quote.quote_id).await.unwrap();
        assert!(matches!(confirmed, Confirmed::Done { .. }));
    }
    assert_eq!(contract.count("invoices").await, 2);
}

#[tokio::test]
async fn eight_confirmations_at_once_change_once() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let quote = contract.quote(to(&contract.small, 9, When::Now)).await.unwrap();
    let confirmed =
        futures_util::future::join_all((0..8).map(|_| contract.confirm(quote.quote_id))).await;
    assert!(confirmed.iter().all(|it| matches!(it, Ok(Confirmed::Done { .. }))), "{confirmed:?}");
    assert_eq!(contract.count("invoices").await, 2);
    contract.assert_covered().await;
}

#[tokio::test]
async fn two_different_quotes_confirmed_at_once_leave_one_change_and_one_new_quote() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let five = contract.quote(to(&contract.small, 5, When::Now)).await.unwrap();
    contract.move_to("2026-03-16T12:05:00Z");
    let nine = contract.quote(to(&contract.small, 9, When::Now)).await.unwrap();
    assert!(matches!(contract.confirm(five.quote_id).await.unwrap(), Confirmed::Done { .. }));
    // Nine seats cost less from five than from three: the customer is asked again.
    let Confirmed::Differs(again) = contract.confirm(nine.quote_id).await.unwrap() else {
        panic!("it was done");
    };
    assert_ne!(again.outcome.sha256(), nine.outcome.sha256());
    assert_eq!(contract.count("invoices").await, 2);
    assert!(matches!(contract.confirm(again.quote_id).await.unwrap(), Confirmed::Done { .. }));
    contract.assert_covered().await;
}

#[tokio::test]
async fn a_quote_that_is_too_old_is_made_anew_and_nothing_is_done() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let quote = contract.quote(to(&contract.small, 9, When::Now)).await.unwrap();
    contract.move_to("2026-03-16T12:31:00Z");
    let confirmed = contract.confirm(quote.quote_id).await.unwrap();
    assert!(matches!(confirmed, Confirmed::Differs(_)));
    assert_eq!(contract.count("invoices").await, 1);
}

#[tokio::test]
async fn a_quote_across_the_turn_of_the_period_is_made_anew() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    contract.move_to("2026-03-31T23:55:00Z");
    let quote = contract.quote(to(&contract.small, 9, When::Now)).await.unwrap();
    contract.move_to("2026-04-01T00:05:00Z");
    run(&contract.world).await;
    let Confirmed::Differs(again) = contract.confirm(quote.quote_id).await.unwrap() else {
        panic!("it was done");
    };
    assert!(matches!(contract.confirm(again.quote_id).await.unwrap(), Confirmed::Done { .. }));
    contract.assert_covered().await;
}

#[tokio::test]
async fn a_downgrade_of_what_was_paid_leaves_credit_that_pays_the_next_invoice() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    contract.pay_everything().await;
    let tiny = publish(&contract.world, 10, IntervalUnit::Month).await;
    let (_, outcome) = contract.done(to(&tiny, 3, When::Now)).await;
    // What the note gives is used on the invoice of the smaller plan, and the rest stays credit.
    assert_eq!(outcome.due_now_minor, 0);
    let left = outcome.credit_notes[0].total_minor - outcome.invoices[0].total_minor;
    assert_eq!(contract.credit().await, left);
    contract.move_to("2026-04-02T00:00:00Z");
    run(&contract.world).await;
    // 10 + 3 × 5, with 19 %: 29.75 are due of it at most.
    assert_eq!(contract.credit().await, left - 29_75);
    contract.assert_covered().await;
}

#[tokio::test]
async fn what_a_coupon_took_off_is_not_credited() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let mut tx = contract.world.write(contract.tenant).await;
    let half = coupon("HALF", Discount::Percent(Decimal::from(50)), None);
    let now = contract.world.now();
    subscriptions::attach_coupon(&mut tx, contract.id, &half, &TESTER, now).await.unwrap();
    tx.commit().await.unwrap();
    contract.move_to("2026-04-16T00:00:00Z");
    run(&contract.world).await;
    let large = publish(&contract.world, 200, IntervalUnit::Month).await;
    let (_, outcome) = contract.done(to(&large, 3, When::Now)).await;
    let note = &outcome.credit_notes[0];
    let of = |name: &str| note.lines.iter().find(|line| line.description.contains(name)).unwrap();
    let (base, discount) = (of("BASE"), of("Discount on BASE"));
    assert_eq!(base.amount_minor, -2 * discount.amount_minor);
    assert_eq!(note.subtotal_minor, base.amount_minor + discount.amount_minor);
    let invoice = &outcome.invoices[0];
    assert_eq!(invoice.lines[0].amount_minor, -2 * invoice.lines[1].amount_minor);
    contract.assert_covered().await;
}

#[tokio::test]
async fn a_change_for_the_period_end_costs_nothing_now_and_can_be_undone_until_then() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let large = publish(&contract.world, 200, IntervalUnit::Month).await;
    let (_, outcome) = contract.done(to(&large, 3, When::PeriodEnd)).await;
    assert_eq!((outcome.invoices.len(), outcome.credit_notes.len()), (0, 0));
    // 200 + 15, with 19 %
    assert_eq!(outcome.next_invoice.unwrap().total_minor, 255_85);
    let second = contract.refused(to(&contract.small, 4, When::Now)).await;
    assert!(matches!(second, ActError::ChangeScheduled { .. }), "{second}");
    contract.done(Act::UndoChange).await;
    assert!(matches!(contract.refused(Act::UndoChange).await, ActError::NothingToUndo));
    contract.done(to(&large, 3, When::PeriodEnd)).await;
    contract.move_to("2026-04-02T00:00:00Z");
    run(&contract.world).await;
    let totals: Vec<_> =
        crate::billing::invoices(&contract.world).await.into_iter().map(|it| it.3).collect();
    assert_eq!(totals, [136_85, 255_85]);
    // What has begun is not to come any more.
    assert!(matches!(contract.refused(Act::UndoChange).await, ActError::NothingToUndo));
    contract.assert_covered().await;
}

#[tokio::test]
async fn three_changes_in_one_period_leave_exact_coverage_and_no_money_behind() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    contract.pay_everything().await;
    for (at, seats) in [("03-17T10:00:00Z", 8), ("03-20T11:30:00Z", 1), ("03-29T05:00:00Z", 3)] {
        contract.move_to(&format!("2026-{at}"));
        contract.done(to(&contract.small, seats, When::Now)).await;
        contract.pay_everything().await;
    }
    contract.assert_covered().await;
    assert!(contract.credit().await >= 0);
}

#[tokio::test]
async fn a_change_never_makes_a_negative_invoice_nor_credits_more_than_was_charged() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    // Somebody has credited most of the first invoice by hand already.
    contract.credit_by_hand("0.9").await;
    let tiny = publish(&contract.world, 10, IntervalUnit::Month).await;
    let (_, outcome) = contract.done(to(&tiny, 3, When::Now)).await;
    // A tenth of 100.00 is left to credit, though half of the period is unused.
    assert_eq!(outcome.credit_notes[0].subtotal_minor, 10_00);
}

#[tokio::test]
async fn an_older_quote_after_a_newer_change_is_made_anew() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let five = contract.quote(to(&contract.small, 5, When::Now)).await.unwrap();
    let end = contract.quote(cancel(When::Now, Unused::Credit)).await.unwrap();
    contract.move_to("2026-03-16T12:05:00Z");
    let nine = contract.quote(to(&contract.small, 9, When::Now)).await.unwrap();
    assert!(matches!(contract.confirm(nine.quote_id).await.unwrap(), Confirmed::Done { .. }));
    contract.move_to("2026-03-16T12:06:00Z");
    for old in [end, five] {
        let Confirmed::Differs(again) = contract.confirm(old.quote_id).await.unwrap() else {
            panic!("it was done");
        };
        assert_ne!(again.outcome.sha256(), old.outcome.sha256());
    }
    contract.assert_covered().await;
}

#[tokio::test]
async fn of_two_changes_in_one_second_the_second_is_asked_again() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let mut quotes: Vec<Quote> = Vec::new();
    // The clock goes on: now and then a second begins between the two.
    while quotes.is_empty() || quotes[0].outcome.effective_at != quotes[1].outcome.effective_at {
        quotes.clear();
        for seats in [5, 9] {
            contract.move_to("2026-03-16T12:10:00Z");
            quotes.push(contract.quote(to(&contract.small, seats, When::Now)).await.unwrap());
        }
    }
    let done = contract.confirm(quotes[0].quote_id).await.unwrap();
    assert!(matches!(done, Confirmed::Done { .. }));
    contract.move_to("2026-03-16T12:10:30Z");
    let Confirmed::Differs(again) = contract.confirm(quotes[1].quote_id).await.unwrap() else {
        panic!("it was done");
    };
    assert!(matches!(contract.confirm(again.quote_id).await.unwrap(), Confirmed::Done { .. }));
    contract.assert_covered().await;
}

#[tokio::test]
async fn a_quote_of_another_subscription_is_none_of_this_one() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let quote = contract.quote(to(&contract.small, 9, When::Now)).await.unwrap();
    let trial = contract.in_trial().await;
    let confirmed = trial.confirm(quote.quote_id).await;
    assert!(matches!(confirmed, Err(QuoteError::NoSuchQuote)), "{confirmed:?}");
    assert_eq!(contract.count("invoices").await, 1);
}
