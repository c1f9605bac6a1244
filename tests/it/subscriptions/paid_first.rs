//! Changes that hold once they are paid (row E5, payment-gated).

use super::*;
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
