//! Coupons given to subscriptions: redeemed once each, refused for what they are not for, and over at the
//! boundary that their periods end with.

use super::number;
use crate::billing::{find, publish, run};
use crate::harness::{TESTER, World};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use quittance::domain::coupon::{CouponDuration, CouponOff, CouponTerms, NotRedeemable};
use quittance::domain::id::{CouponId, SubscriptionId, TenantId};
use quittance::domain::period::IntervalUnit;
use quittance::flows::coupons::create_coupon::create_coupon;
use quittance::flows::subscriptions::attach_coupon::{AttachCouponError, attach, end_with_period};
use std::sync::Arc;
use tokio::task::JoinSet;

fn terms(duration: CouponDuration) -> CouponTerms {
    CouponTerms {
        code: "WELCOME".into(),
        name: "Welcome".into(),
        off: CouponOff::Percent(20.into()),
        duration,
        plan_codes: vec![],
        component_codes: vec![],
        redemptions_max: None,
        redeem_until: None,
    }
}

async fn create(world: &World, terms: CouponTerms) {
    let now = world.now();
    let mut tx = world.db().operator(&TESTER, now).await.unwrap();
    create_coupon(&mut tx, now, &TESTER, CouponId::new(), terms).await.unwrap();
    tx.commit().await.unwrap();
}

async fn give(
    world: &World,
    (tenant, id): (TenantId, SubscriptionId),
    today: Date,
    code: &str,
) -> Result<(), AttachCouponError> {
    let mut tx = world.write(tenant).await;
    attach(&mut tx, world.now(), today, &TESTER, id, code).await?;
    tx.commit().await.unwrap();
    Ok(())
}

/// Customers with 100.00 and three seats at 5.00 a month from 1 March 2026, billed once.
async fn customers(world: &World, count: usize) -> Vec<(TenantId, SubscriptionId)> {
    let books = world.books("main").await;
    let version = publish(world, 100, IntervalUnit::Month).await;
    let mut made = Vec::new();
    for no in 0..count {
        let tenant = world.tenant(&format!("C{no}")).await;
        let starts = "2026-03-01T00:00:00Z";
        let id =
            crate::billing::subscribed(world, tenant, &books, version.version_id, starts).await;
        made.push((tenant, id));
    }
    run(world).await;
    made
}

#[tokio::test]
async fn of_sixteen_who_redeem_the_last_five_at_once_five_have_it() {
    let world = Arc::new(World::with_connections(20).await);
    let customers = customers(&world, 16).await;
    let last = CouponTerms { redemptions_max: Some(5), ..terms(CouponDuration::Once) };
    create(&world, last).await;
    let mut tasks = JoinSet::new();
    for customer in customers {
        let world = Arc::clone(&world);
        tasks.spawn(async move { give(&world, customer, world.today(), "welcome").await });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|it| it.is_ok()).count(), 5, "{outcomes:?}");
    let used_up = NotRedeemable::UsedUp { max: 5 };
    let is_used_up = |it: &&Result<_, _>| matches!(it, Err(AttachCouponError::NotRedeemable(reason)) if *reason == used_up);
    assert_eq!(outcomes.iter().filter(is_used_up).count(), 11, "{outcomes:?}");
    assert_eq!(number(&world, "select redemptions::bigint from coupons").await, 5);
    assert_eq!(number(&world, "select count(*) from subscription_coupons").await, 5);
}

#[tokio::test]
async fn a_coupon_for_two_periods_is_over_at_the_third_boundary() {
    let world = World::new().await;
    let customer = customers(&world, 1).await[0];
    create(&world, terms(CouponDuration::Periods(2))).await;
    give(&world, customer, world.today(), " Welcome ").await.unwrap();
    let coupon = find(&world, customer.0, customer.1).await.coupons[0].clone();
    assert_eq!(coupon.from, "2026-04-01T00:00:00Z".parse().unwrap());
    assert_eq!(coupon.until, Some("2026-06-01T00:00:00Z".parse().unwrap()));
    // Twice is once.
    let again = give(&world, customer, world.today(), "WELCOME").await;
    assert!(matches!(again, Err(AttachCouponError::AlreadyThere)), "{again:?}");
    assert_eq!(number(&world, "select redemptions::bigint from coupons").await, 1);
    world.move_clock_to("2026-06-02T00:00:00Z".parse().unwrap());
    run(&world).await;
    // 115.00, then 115.00 less 20 % twice, then 115.00 again.
    let billed: Vec<i64> =
        sqlx::query_scalar("select subtotal_minor from invoices order by number")
            .fetch_all(&mut world.database.superuser().await)
            .await
            .unwrap();
    assert_eq!(billed, [115_00, 92_00, 92_00, 115_00]);
}

#[tokio::test]
async fn a_coupon_is_refused_after_its_day_and_for_another_plan() {
    let world = World::new().await;
    let customer = customers(&world, 1).await[0];
    let last = date(2026, 3, 20);
    let once = CouponDuration::Once;
    create(&world, CouponTerms { redeem_until: Some(last), ..terms(once) }).await;
    let enterprise =
        CouponTerms { code: "BIG".into(), plan_codes: vec!["enterprise".into()], ..terms(once) };
    create(&world, enterprise).await;
    let late = give(&world, customer, last.checked_add(1.day()).unwrap(), "WELCOME").await;
    assert!(
        matches!(late, Err(AttachCouponError::NotRedeemable(NotRedeemable::Over { .. }))),
        "{late:?}"
    );
    let other = give(&world, customer, last, "BIG").await;
    assert!(
        matches!(other, Err(AttachCouponError::NotRedeemable(NotRedeemable::OtherPlan))),
        "{other:?}"
    );
    let none = give(&world, customer, last, "NOTHING").await;
    assert!(matches!(none, Err(AttachCouponError::NoSuchCoupon)), "{none:?}");
    // Nothing refused was counted; on its last day it still goes.
    assert_eq!(number(&world, "select sum(redemptions)::bigint from coupons").await, 0);
    give(&world, customer, last, "WELCOME").await.unwrap();
    assert_eq!(number(&world, "select sum(redemptions)::bigint from coupons").await, 1);
}

#[tokio::test]
async fn a_coupon_for_one_plan_comes_off_nothing_under_another() {
    use quittance::domain::period::Interval;
    use quittance::flows::billing::bill_subscription::NoUsage;
    use quittance::flows::subscriptions::quote::{Asking, Confirmed, confirm, quote};
    use quittance::flows::subscriptions::{Act, When};
    let world = World::new().await;
    let (tenant, id) = customers(&world, 1).await[0];
    let only = vec!["business".to_owned()];
    create(&world, CouponTerms { plan_codes: only, ..terms(CouponDuration::Forever) }).await;
    give(&world, (tenant, id), world.today(), "WELCOME").await.unwrap();
    let other = world.plan("solo", Interval::every(IntervalUnit::Month), 0).await;
    // April is business less 20 %, the rest of it at the other plan is not less; nor is May.
    world.move_clock_to("2026-04-16T00:00:00Z".parse().unwrap());
    run(&world).await;
    let asking = Asking { db: world.db(), tenant, actor: &TESTER, usage: &NoUsage };
    let act = Act::Change { version: other.version_id, seats: 5, add_ons: vec![], when: When::Now };
    let quoted = quote(asking, world.now(), id, act).await.unwrap();
    assert_eq!(quoted.outcome.idle_coupons, ["WELCOME"]);
    let done = confirm(asking, world.now(), id, quoted.quote_id).await.unwrap();
    assert!(matches!(done, Confirmed::Done { .. }), "{done:?}");
    world.move_clock_to("2026-05-02T00:00:00Z".parse().unwrap());
    run(&world).await;
    let billed: Vec<i64> =
        sqlx::query_scalar("select subtotal_minor from invoices order by number")
            .fetch_all(&mut world.database.superuser().await)
            .await
            .unwrap();
    // Half of April's 25.00 for five seats: the base is the same and was charged with its discount.
    assert_eq!(billed, [115_00, 92_00, 12_50, 125_00]);
    // It stays the customer's.
    assert_eq!(find(&world, tenant, id).await.coupons.len(), 1);
}

#[tokio::test]
async fn a_coupon_that_ends_before_the_subscription_begins_comes_off_nothing() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 100, IntervalUnit::Month).await.version_id;
    let starts = "2026-04-01T00:00:00Z";
    let id = crate::billing::subscribed(&world, tenant, &books, version, starts).await;
    create(&world, terms(CouponDuration::Forever)).await;
    give(&world, (tenant, id), world.today(), "WELCOME").await.unwrap();
    let mut tx = world.write(tenant).await;
    end_with_period(&mut tx, id, "WELCOME").await.unwrap();
    tx.commit().await.unwrap();
    world.move_clock_to("2026-04-02T00:00:00Z".parse().unwrap());
    run(&world).await;
    assert_eq!(number(&world, "select subtotal_minor from invoices").await, 115_00);
}
