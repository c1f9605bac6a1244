//! Changes that hold once they are paid (row E5, payment-gated).

use super::*;
use quittance::flows::invoices::reissue_invoice::{ReissueInvoiceError, reissue_invoice};
use quittance::flows::invoices::void_invoice::void_invoice;
use quittance::flows::subscriptions::waiting::settle_waiting;

async fn gated() -> (Contract, PlanVersion) {
    let options = SubscribeOptions { change_needs_payment: true, ..Default::default() };
    let contract = Contract::begun(options).await;
    contract.pay_everything().await;
    let large = publish(&contract.world, 200, IntervalUnit::Month).await;
    (contract, large)
}

async fn seats_and_price(contract: &Contract) -> (u32, String) {
    let found = find(&contract.world, contract.tenant, contract.id).await;
    let terms = &found.billed.phase_at(contract.world.now()).terms;
    (terms.seats, terms.version.version_no.to_string())
}

async fn settle(contract: &Contract) -> u32 {
    settle_waiting(contract.world.db(), &contract.world.app.clock).await.unwrap()
}

#[tokio::test]
async fn the_change_holds_once_its_invoice_is_paid_and_not_before() {
    let (contract, large) = gated().await;
    let (_, outcome) = contract.done(to(&large, 4, When::Now)).await;
    assert!(outcome.pay_until.is_some());
    assert_eq!(outcome.due_now_minor, outcome.invoices[0].total_minor);
    assert_eq!(settle(&contract).await, 0);
    assert_eq!(seats_and_price(&contract).await, (3, "1".into()));
    // Nothing else is done with it meanwhile.
    let other = contract.refused(cancel(When::Now, Unused::Keep)).await;
    assert!(matches!(other, ActError::WaitsForPayment { .. }), "{other}");
    contract.pay_everything().await;
    assert_eq!(settle(&contract).await, 1);
    assert_eq!(seats_and_price(&contract).await, (4, "2".into()));
    // What was not used of the old plan is the customer's.
    assert!(contract.credit().await > 0);
    contract.assert_covered().await;
    assert_eq!(settle(&contract).await, 0);
}

#[tokio::test]
async fn what_is_not_paid_in_time_never_was() {
    let (contract, large) = gated().await;
    contract.done(to(&large, 4, When::Now)).await;
    contract.move_to("2026-03-17T10:59:00Z");
    assert_eq!(settle(&contract).await, 0);
    contract.move_to("2026-03-17T11:01:00Z");
    assert_eq!(settle(&contract).await, 1);
    assert_eq!(seats_and_price(&contract).await, (3, "1".into()));
    assert_eq!(contract.credit().await, 0);
    contract.assert_covered().await;
    // The customer may try again.
    contract.done(to(&large, 4, When::Now)).await;
}

#[tokio::test]
async fn a_change_that_costs_nothing_waits_for_nothing() {
    let (contract, _) = gated().await;
    let tiny = publish(&contract.world, 0, IntervalUnit::Month).await;
    let (_, outcome) = contract.done(to(&tiny, 3, When::PeriodEnd)).await;
    assert_eq!(outcome.pay_until, None);
}

/// The invoice that a change waits for.
async fn waited_for(contract: &Contract) -> InvoiceId {
    let id: Uuid = sqlx::query_scalar(
        "select invoice_id from subscription_changes where state <> 'applied' order by made_at desc limit 1",
    )
    .fetch_one(&mut contract.world.database.superuser().await)
    .await
    .unwrap();
    id.into()
}

#[tokio::test]
async fn the_quote_names_the_credit_note_that_follows_the_payment() {
    let (contract, large) = gated().await;
    let quote = contract.quote(to(&large, 4, When::Now)).await.unwrap();
    // Half of 115.00, with 19 %.
    let [later] = &quote.outcome.later_credit_notes[..] else { panic!("{:#?}", quote.outcome) };
    assert_eq!((later.subtotal_minor, later.total_minor, later.left_minor), (57_50, 68_43, 68_43));
    // From April on 200 + 4 × 5, with 19 %.
    assert_eq!(quote.outcome.next_invoice.as_ref().unwrap().total_minor, 261_80);
    assert_eq!((contract.count("credit_notes").await, contract.count("invoices").await), (0, 1));
    let confirmed = contract.confirm(quote.quote_id).await.unwrap();
    assert!(matches!(confirmed, Confirmed::Done { .. }), "{confirmed:?}");
    assert_eq!(contract.count("credit_notes").await, 0);
    contract.pay_everything().await;
    assert_eq!(settle(&contract).await, 1);
    assert_eq!(contract.credit().await, later.left_minor);
}

#[tokio::test]
async fn the_invoice_of_a_change_that_is_not_paid_is_voided_and_never_reissued() {
    let (contract, large) = gated().await;
    contract.done(to(&large, 4, When::Now)).await;
    let of = waited_for(&contract).await;
    let (now, today) = (contract.world.now(), contract.world.today());
    for is_void in [false, true] {
        let mut tx = contract.world.write(contract.tenant).await;
        let draft = InvoiceId::new();
        let made = reissue_invoice(&mut tx, now, today, &TESTER, of, draft, "wrong name").await;
        assert!(matches!(made, Err(ReissueInvoiceError::OfAnOpenChange)), "{made:?}");
        drop(tx);
        if !is_void {
            let mut tx = contract.world.write(contract.tenant).await;
            void_invoice(&mut tx, now, today, &TESTER, of, "wrong name").await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(settle(&contract).await, 1);
        }
    }
    assert_eq!(seats_and_price(&contract).await, (3, "1".into()));
    contract.assert_covered().await;
    // In the very same second it cannot be asked for again: the instant named the invoice that is void.
    contract.move_to("2026-03-16T12:30:00Z");
    contract.done(to(&large, 4, When::Now)).await;
}

#[tokio::test]
async fn after_a_change_that_was_paid_or_credited_in_part_billing_goes_on() {
    for is_paid in [true, false] {
        let (contract, large) = gated().await;
        contract.done(to(&large, 4, When::Now)).await;
        let of = waited_for(&contract).await;
        if is_paid {
            contract.world.pay(contract.tenant, eur(10_00), &[of], "a part").await;
        } else {
            let now = contract.world.now();
            let credited = [CreditedLine { line_no: 1, quantity: "0.1".parse().unwrap() }];
            let (id, reason) = (CreditNoteId::new(), CreditReason::Goodwill);
            let mut tx = contract.world.write(contract.tenant).await;
            let today = contract.world.today();
            issue_credit_note(&mut tx, now, today, &TESTER, id, of, reason, "", &credited)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        contract.move_to("2026-03-17T11:01:00Z");
        assert_eq!(settle(&contract).await, 1);
        assert_eq!(contract.credit().await, if is_paid { 10_00 } else { 0 });
        assert_eq!(seats_and_price(&contract).await, (3, "1".into()));
        contract.move_to("2026-04-02T00:00:00Z");
        assert_eq!(run(&contract.world).await.invoiced, 1, "paid: {is_paid}");
        contract.assert_covered().await;
    }
}

#[tokio::test]
async fn where_changes_are_paid_first_another_interval_begins_with_the_next_period() {
    let (contract, _) = gated().await;
    let yearly = publish(&contract.world, 1000, IntervalUnit::Year).await;
    let refused = contract.refused(to(&yearly, 3, When::Now)).await;
    assert!(matches!(refused, ActError::PaidFirst), "{refused}");
    let (follower, outcome) = contract.done(to(&yearly, 3, When::PeriodEnd)).await;
    assert_eq!(outcome.pay_until, None);
    contract.move_to("2026-04-02T00:00:00Z");
    assert_eq!(run(&contract.world).await.invoiced, 1);
    assert_covered(&contract.world, contract.tenant, follower).await;
}
