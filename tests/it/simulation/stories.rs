//! What histories of the simulation have found, each as small as it goes.

use crate::harness::TESTER;
use crate::harness::books::eur;
use crate::subscriptions::{Contract, cancel, to};
use jiff::civil::date;
use quittance::domain::currency::Currency;
use quittance::domain::id::SubscriptionId;
use quittance::domain::period::{Alignment, Interval, IntervalUnit};
use quittance::domain::plan::{
    Component, ComponentTiming, ModelTerms, PlanKind, PlanVersion, PriceTerms, QuantityOf,
};
use quittance::domain::subscription_status::SubscriptionStatus;
use quittance::flows::reconcile_invoices::{Scope, reconcile_invoices};
use quittance::flows::subscriptions::publish_plan::{CatalogueEntry, NewVersion, publish_plan};
use quittance::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use quittance::flows::subscriptions::{Act, ActError, Unused, When};
use rust_decimal::Decimal;
use std::sync::Arc;

/// An add-on for a fee of 12.00 a month.
async fn room(contract: &Contract) -> PlanVersion {
    let fee = Component {
        code: "room".into(),
        description: "ROOM".into(),
        quantity: QuantityOf::One,
        timing: ComponentTiming::InAdvance,
        price: PriceTerms::from(ModelTerms::Flat { amount: Decimal::from(12) }),
    };
    let version = NewVersion {
        code: "storage".into(),
        name: "Storage".into(),
        currency: Currency::EUR,
        interval: Interval::every(IntervalUnit::Month),
        trial_days: 0,
        components: vec![fee],
        effective_on: date(2026, 1, 1),
    };
    let entry = CatalogueEntry { kind: PlanKind::AddOn, ..version.into() };
    let now = contract.world.now();
    let mut tx = contract.world.db().operator(&TESTER, now).await.unwrap();
    let version = publish_plan(&mut tx, now, &TESTER, entry).await.unwrap();
    tx.commit().await.unwrap();
    version
}

/// Seed 1: an add-on with a plain fee that was taken twice stood on the invoice at twice the fee, while
/// its explanation, its coverage and a part of a period said once.
#[tokio::test]
async fn an_add_on_taken_twice_costs_twice_in_a_part_and_in_a_whole_period() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let room = room(&contract).await;
    let add_ons = vec![(room.version_id, 2)];
    let version = contract.small.version_id;
    let twice = Act::Change { version, seats: 3, add_ons, when: When::Now };
    let (_, outcome) = contract.done(twice).await;
    // 24.00 for half of March.
    assert_eq!(outcome.invoices[0].subtotal_minor, 12_00);
    contract.move_to("2026-04-02T00:00:00Z");
    crate::billing::run(&contract.world).await;
    let lines = crate::billing::terms::lines(&contract.world).await;
    assert_eq!(lines.last().unwrap(), &("ROOM".into(), "2".into(), eur(24_00).amount_minor));
    let mut found = Vec::new();
    let db = contract.world.db();
    reconcile_invoices(db, Scope::Everything, &mut |one| found.push(one)).await.unwrap();
    assert_eq!(found, []);
}

/// A subscription of the same customer that begins in April.
async fn to_begin(contract: &Contract) -> Contract {
    let order = SubscribeOrder {
        idempotency_key: "later".into(),
        seller: contract.books.seller,
        version: contract.small.version_id,
        seats: 3,
        starts_at: "2026-04-10T00:00:00Z".parse().unwrap(),
        alignment: Alignment::Anniversary,
        options: SubscribeOptions::default(),
    };
    let mut tx = contract.world.write(contract.tenant).await;
    let id: SubscriptionId =
        subscribe(&mut tx, contract.world.now(), &TESTER, &order).await.unwrap();
    tx.commit().await.unwrap();
    let (world, small) = (Arc::clone(&contract.world), contract.small.clone());
    Contract { world, tenant: contract.tenant, books: contract.books, id, small }
}

/// Seeds 2, 12: the database refused to take back the terms that a subscription is to begin with, and the
/// customer saw an error of the server.
#[tokio::test]
async fn what_has_not_begun_can_be_neither_changed_nor_paused_nor_undone() {
    let contract = to_begin(&Contract::begun(SubscribeOptions::default()).await).await;
    let change = to(&contract.small, 4, When::PeriodEnd);
    let pause = Act::Pause { when: When::PeriodEnd };
    for act in [change, pause, to(&contract.small, 4, When::Now)] {
        let refused = contract.refused(act).await;
        assert!(matches!(refused, ActError::NotBegun { .. }), "{refused}");
    }
    assert!(matches!(contract.refused(Act::UndoChange).await, ActError::NotBegun { .. }));
}

/// Seed 4: for the same reason.
#[tokio::test]
async fn what_has_not_begun_is_canceled_for_nothing() {
    let contract = to_begin(&Contract::begun(SubscribeOptions::default()).await).await;
    let (_, outcome) = contract.done(cancel(When::Now, Unused::Credit)).await;
    assert_eq!((outcome.invoices.len(), outcome.credit_notes.len()), (0, 0));
    let world = &contract.world;
    let ended = crate::billing::find(world, contract.tenant, contract.id).await;
    assert_eq!((ended.status, ended.next_billing_at), (SubscriptionStatus::Canceled, None));
}
