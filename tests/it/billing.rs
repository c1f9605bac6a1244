//! The billing run on a real database (rows E1 E3 E4): what was missed is caught up, once, whoever runs
//! at the same time; what fails is parked; what was billed is never billed again.

use crate::harness::books::Books;
use crate::harness::{TESTER, World};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use quittance::domain::currency::Currency;
use quittance::domain::id::{PlanVersionId, SubscriptionId, TenantId};
use quittance::domain::period::{Alignment, Interval, IntervalUnit};
use quittance::domain::plan::{
    Component, ComponentTiming, ModelTerms, PlanVersion, PriceTerms, QuantityOf,
};
use quittance::flows::billing::bill_subscription::NoUsage;
use quittance::flows::billing::run_due::{INVOICES_AT_ONCE_MAX, RunReport, run_due};
use quittance::flows::subscriptions::publish_plan::{NewVersion, publish_plan};
use quittance::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use quittance::store::subscriptions::{self, NEVER_TWICE, Subscription};
use rust_decimal::Decimal;
use std::sync::Arc;
use tokio::task::JoinSet;

pub mod terms;

fn component(code: &str, quantity: QuantityOf, model: ModelTerms) -> Component {
    let (description, timing) = (code.to_uppercase(), ComponentTiming::InAdvance);
    Component { code: code.into(), description, quantity, timing, price: PriceTerms::from(model) }
}

/// `base_eur` a period and 5.00 for each seat.
pub async fn publish(world: &World, base_eur: i64, unit: IntervalUnit) -> PlanVersion {
    let base = ModelTerms::Flat { amount: Decimal::from(base_eur) };
    let seat = ModelTerms::PerUnit { unit_amount: Decimal::from(5) };
    let new = NewVersion {
        code: "business".into(),
        name: "Business".into(),
        currency: Currency::EUR,
        interval: Interval::every(unit),
        trial_days: 0,
        components: vec![
            component("base", QuantityOf::One, base),
            component("seats", QuantityOf::Seats, seat),
        ],
        effective_on: date(2026, 1, 1),
    };
    let mut tx = world.db().operator(&TESTER, world.now()).await.unwrap();
    let version = publish_plan(&mut tx, world.now(), &TESTER, new).await.unwrap();
    tx.commit().await.unwrap();
    version
}

pub async fn subscribed(
    world: &World,
    tenant: TenantId,
    books: &Books,
    version: PlanVersionId,
    starts_at: &str,
) -> SubscriptionId {
    subscribed_with(world, tenant, books, version, starts_at, SubscribeOptions::default()).await
}

pub async fn subscribed_with(
    world: &World,
    tenant: TenantId,
    books: &Books,
    version: PlanVersionId,
    starts_at: &str,
    options: SubscribeOptions,
) -> SubscriptionId {
    let order = SubscribeOrder {
        idempotency_key: format!("form of {starts_at}"),
        seller: books.seller,
        version,
        seats: 3,
        starts_at: starts_at.parse().unwrap(),
        alignment: Alignment::Anniversary,
        options,
    };
    let mut tx = world.write(tenant).await;
    let id = subscribe(&mut tx, world.now(), &TESTER, &order).await.unwrap();
    // The same form again is the same subscription.
    assert_eq!(subscribe(&mut tx, world.now(), &TESTER, &order).await.unwrap(), id);
    tx.commit().await.unwrap();
    id
}

pub async fn run(world: &World) -> RunReport {
    run_due(world.db(), &world.app.clock, &NoUsage).await.unwrap()
}

pub async fn find(world: &World, tenant: TenantId, id: SubscriptionId) -> Subscription {
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    subscriptions::find(&mut tx, id).await.unwrap().unwrap()
}

/// Service period and total of each invoice of the tenant, in the order of their numbers.
pub async fn invoices(world: &World) -> Vec<(String, String, String, i64)> {
    let mut superuser = world.database.superuser().await;
    sqlx::query_as(
        "select number, service_from::text, service_to::text, total_minor
           from invoices
          order by number",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap()
}

#[tokio::test]
async fn three_missed_months_are_three_invoices_with_their_own_periods() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 100, IntervalUnit::Month).await;
    let id = subscribed(&world, tenant, &books, version.version_id, "2026-01-31T09:00:00Z").await;
    world.move_clock_to("2026-04-15T00:00:00Z".parse().unwrap());
    assert_eq!(run(&world).await, RunReport { invoiced: 3, passed: 0, parked: 0 });
    // 100 + 3 × 5, with 19 % on top
    let found = invoices(&world).await;
    let expected = [
        ("INV-000001", "2026-01-31", "2026-02-28"),
        ("INV-000002", "2026-02-28", "2026-03-31"),
        ("INV-000003", "2026-03-31", "2026-04-30"),
    ]
    .map(|(number, from, to)| (number.into(), from.into(), to.into(), 136_85));
    assert_eq!(found, expected);
    let next: Timestamp = "2026-04-30T09:00:00Z".parse().unwrap();
    assert_eq!(find(&world, tenant, id).await.next_billing_at, Some(next));
    // Nothing is due any more.
    assert_eq!(run(&world).await, RunReport::default());
}

#[tokio::test]
async fn eight_runs_at_once_bill_everything_once() {
    let world = Arc::new(World::with_connections(16).await);
    let books = world.books("main").await;
    let version = publish(&world, 100, IntervalUnit::Month).await;
    for name in ["Alpha", "Beta", "Gamma", "Delta"] {
        let tenant = world.tenant(name).await;
        subscribed(&world, tenant, &books, version.version_id, "2026-01-05T00:00:00Z").await;
    }
    world.move_clock_to("2026-06-06T00:00:00Z".parse().unwrap());
    let mut runs = JoinSet::new();
    for _ in 0..8 {
        let world = world.clone();
        runs.spawn(async move { run(&world).await });
    }
    let reports = runs.join_all().await;
    let made: u32 = reports.iter().map(|report| report.invoiced).sum();
    assert_eq!(made, 4 * 6);
    assert!(reports.iter().all(|report| report.parked == 0), "{reports:?}");
    let numbers: Vec<_> = invoices(&world).await.into_iter().map(|invoice| invoice.0).collect();
    let expected: Vec<_> = (1..=24).map(|n| format!("INV-{n:06}")).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn what_fails_is_parked_with_its_reason_and_the_run_goes_on() {
    let world = World::new().await;
    let (alpha, beta) = (world.tenant("Alpha").await, world.tenant("Beta").await);
    let books = world.books("main").await;
    let version = publish(&world, 100, IntervalUnit::Month).await;
    let broken =
        subscribed(&world, alpha, &books, version.version_id, "2026-02-01T00:00:00Z").await;
    subscribed(&world, beta, &books, version.version_id, "2026-02-02T00:00:00Z").await;
    // A seller without a number series can issue nothing.
    let mut superuser = world.database.superuser().await;
    let lonely: uuid::Uuid = sqlx::query_scalar(
        "insert into seller_entities (seller_id, code, legal_name, country, created_at)
         values (gen_random_uuid(), 'lonely', 'Lonely', 'DE', '2026-01-01') returning seller_id",
    )
    .fetch_one(&mut superuser)
    .await
    .unwrap();
    sqlx::query("update subscriptions set seller_id = $1 where subscription_id = $2")
        .bind(lonely)
        .bind(broken.0)
        .execute(&mut superuser)
        .await
        .unwrap();
    let report = run(&world).await;
    // February and March of the other one.
    assert_eq!(report, RunReport { invoiced: 2, passed: 0, parked: 1 });
    let parked = find(&world, alpha, broken).await;
    assert_eq!(
        parked.parked_reason.as_deref(),
        Some("the seller has no number series for invoices")
    );
    // Given back to the run, it fails again rather than being billed by accident.
    let mut tx = world.write(alpha).await;
    subscriptions::unpark(&mut tx, broken).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(run(&world).await.parked, 1);
}

#[tokio::test]
async fn a_start_in_the_wrong_century_is_parked_and_not_billed_for_ever() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 0, IntervalUnit::Day).await;
    let id = subscribed(&world, tenant, &books, version.version_id, "2024-01-01T00:00:00Z").await;
    let report = run(&world).await;
    assert_eq!((report.invoiced, report.parked), (INVOICES_AT_ONCE_MAX, 1));
    assert!(find(&world, tenant, id).await.parked_reason.unwrap().contains("at once"));
}

#[tokio::test]
async fn the_database_itself_refuses_to_bill_a_time_twice() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 100, IntervalUnit::Month).await;
    let id = subscribed(&world, tenant, &books, version.version_id, "2026-02-01T00:00:00Z").await;
    run(&world).await;
    let mut tx = world.write(tenant).await;
    let covered = subscriptions::coverage(&mut tx, id).await.unwrap();
    let base = covered.iter().find(|stretch| stretch.component == "base").unwrap();
    let again = subscriptions::CoveredLine {
        subscription_id: id,
        line_no: 1,
        component: "base".into(),
        covered: base.period.not_before(base.period.start() + SignedDuration::from_hours(1)),
        version_id: version.version_id,
        quantity: Decimal::ONE,
        amount_minor: 100_00,
        discount: None,
        counted_at: None,
    };
    let twice = subscriptions::insert_coverage(&mut tx, base.invoice_id, &[again]).await;
    assert!(twice.unwrap_err().is_refusal_of(NEVER_TWICE));
}

#[tokio::test]
async fn another_tenant_sees_no_subscription() {
    let world = World::new().await;
    let (alpha, beta) = (world.tenant("Alpha").await, world.tenant("Beta").await);
    let books = world.books("main").await;
    let version = publish(&world, 100, IntervalUnit::Month).await;
    let id = subscribed(&world, alpha, &books, version.version_id, "2026-02-01T00:00:00Z").await;
    let mut tx = world.db().tenant_read(beta).await.unwrap();
    assert!(subscriptions::find(&mut tx, id).await.unwrap().is_none());
}

#[tokio::test]
async fn who_has_an_old_version_keeps_its_price() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let old = publish(&world, 100, IntervalUnit::Month).await;
    subscribed(&world, tenant, &books, old.version_id, "2026-02-01T00:00:00Z").await;
    let new = publish(&world, 200, IntervalUnit::Month).await;
    assert_eq!((old.version_no, new.version_no), (1, 2));
    run(&world).await;
    assert_eq!(invoices(&world).await.pop().unwrap().3, 136_85);
}
