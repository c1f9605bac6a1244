//! What a contract says beyond plan and seats: coupons, commitments, groups, add-ons, a window for late
//! usage (rows E7, E8), and what becomes of coverage when an invoice is voided (row E4).

use super::*;
use jiff::SignedDuration;
use quittance::domain::discount::Discount;
use quittance::domain::id::{CouponId, InvoiceId, SubscriptionGroupId};
use quittance::domain::invoice::InvoiceStatus;
use quittance::domain::money::Money;
use quittance::domain::subscription::{AppliedCoupon, CoveredStretch, coverage_faults};
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use quittance::flows::invoices::reissue_invoice::reissue_invoice;
use quittance::store::invoices as stored_invoices;
use quittance::store::subscriptions::{Group, NewCoupon};

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn coupon(code: &str, off: Discount, until: Option<&str>) -> NewCoupon {
    let coupon = AppliedCoupon {
        code: code.into(),
        off,
        components: None,
        plans: None,
        from: "2026-01-01T00:00:00Z".parse().unwrap(),
        until: until.map(|until| until.parse().unwrap()),
    };
    NewCoupon { coupon_id: CouponId::new(), coupon }
}

/// Description, quantity and amount of each line, invoice by invoice.
pub async fn lines(world: &World) -> Vec<(String, String, i64)> {
    let mut superuser = world.database.superuser().await;
    sqlx::query_as(
        "select l.description, trim_scale(l.quantity)::text, l.amount_minor
           from invoice_lines l
           join invoices i on i.tenant_id = l.tenant_id and i.invoice_id = l.invoice_id
          order by i.number, l.line_no",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap()
}

/// What the database holds is exactly what the subscription owes up to now.
pub async fn assert_covered(world: &World, tenant: TenantId, id: SubscriptionId) {
    let subscription = find(world, tenant, id).await;
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    let covered: Vec<_> = subscriptions::coverage(&mut tx, id)
        .await
        .unwrap()
        .into_iter()
        .map(|it| CoveredStretch { component: it.component, period: it.period })
        .collect();
    let owed = subscription.billed.owed_coverage(subscription.billed_at).unwrap();
    assert!(!owed.is_empty());
    assert_eq!(coverage_faults(&owed, &covered), []);
}

#[tokio::test]
async fn a_coupon_comes_off_each_line_before_tax_and_ends() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 100, IntervalUnit::Month).await;
    let id = subscribed(&world, tenant, &books, version.version_id, "2026-02-01T00:00:00Z").await;
    let mut tx = world.write(tenant).await;
    let half = coupon("HALF", Discount::Percent(Decimal::from(50)), Some("2026-03-01T00:00:00Z"));
    let five = coupon("FIVE", Discount::Fixed(eur(5_00)), None);
    for new in [half, five] {
        subscriptions::attach_coupon(&mut tx, id, &new, &TESTER, world.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    world.move_clock_to("2026-03-02T00:00:00Z".parse().unwrap());
    assert_eq!(run(&world).await.invoiced, 2);
    // February: 100 and 15; half off leaves 50 and 7.50; 5.00 is shared 4.35 and 0.65.
    // March: 5.00 of 115 is shared 4.35 and 0.65.
    let expected = [
        ("BASE", "1", 100_00),
        ("Discount on BASE: HALF, FIVE", "-1", -54_35),
        ("SEATS", "3", 15_00),
        ("Discount on SEATS: HALF, FIVE", "-1", -8_15),
        ("BASE", "1", 100_00),
        ("Discount on BASE: FIVE", "-1", -4_35),
        ("SEATS", "3", 15_00),
        ("Discount on SEATS: FIVE", "-1", -65),
    ]
    .map(|(text, quantity, amount)| (text.to_owned(), quantity.to_owned(), amount));
    assert_eq!(lines(&world).await, expected);
    // 52.50 and 110.00, with 19 %
    let totals: Vec<_> = invoices(&world).await.into_iter().map(|invoice| invoice.3).collect();
    assert_eq!(totals, [62_48, 130_90]);
    assert_covered(&world, tenant, id).await;
}

#[tokio::test]
async fn a_free_period_is_an_invoice_of_zero_that_is_paid() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 100, IntervalUnit::Month).await;
    let id = subscribed(&world, tenant, &books, version.version_id, "2026-03-01T00:00:00Z").await;
    let mut tx = world.write(tenant).await;
    let free = coupon("FREE", Discount::Percent(Decimal::ONE_HUNDRED), None);
    subscriptions::attach_coupon(&mut tx, id, &free, &TESTER, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    world.move_clock_to("2026-03-02T00:00:00Z".parse().unwrap());
    assert_eq!(run(&world).await, RunReport { invoiced: 1, passed: 0, parked: 0 });
    assert_eq!(invoices(&world).await[0].3, 0);
}

#[tokio::test]
async fn what_falls_short_of_the_commitment_is_charged_when_the_period_is_over() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 100, IntervalUnit::Month).await;
    let options = SubscribeOptions { commitment: Some(eur(150_00)), ..Default::default() };
    let starts = "2026-02-01T00:00:00Z";
    let id = subscribed_with(&world, tenant, &books, version.version_id, starts, options).await;
    world.move_clock_to("2026-03-02T00:00:00Z".parse().unwrap());
    assert_eq!(run(&world).await.invoiced, 2);
    let made = lines(&world).await;
    // 150 less 115
    assert_eq!(made[2], ("Minimum commitment, Business".into(), "1".into(), 35_00));
    assert_covered(&world, tenant, id).await;
}

#[tokio::test]
async fn a_group_is_billed_on_one_invoice_a_day_and_a_parked_member_does_not_hold_it() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 100, IntervalUnit::Month).await;
    let group = Group { group_id: SubscriptionGroupId::new(), name: "All sites".into() };
    let mut tx = world.write(tenant).await;
    subscriptions::insert_group(&mut tx, &group, &TESTER, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut made = Vec::new();
    for starts in ["2026-02-01T08:00:00Z", "2026-02-01T17:00:00Z", "2026-02-10T00:00:00Z"] {
        let options = SubscribeOptions { group_id: Some(group.group_id), ..Default::default() };
        made.push(
            subscribed_with(&world, tenant, &books, version.version_id, starts, options).await,
        );
    }
    world.move_clock_to("2026-03-02T00:00:00Z".parse().unwrap());
    // 1 February both, 10 February the third, 1 March both.
    assert_eq!(run(&world).await, RunReport { invoiced: 3, passed: 0, parked: 0 });
    let totals: Vec<_> = invoices(&world).await.into_iter().map(|invoice| invoice.3).collect();
    assert_eq!(totals, [273_70, 136_85, 273_70]);
    for &id in &made {
        assert_covered(&world, tenant, id).await;
    }
    let mut tx = world.write(tenant).await;
    subscriptions::park(&mut tx, made[0], "somebody looks", world.now()).await.unwrap();
    tx.commit().await.unwrap();
    world.move_clock_to("2026-04-02T00:00:00Z".parse().unwrap());
    assert_eq!(run(&world).await, RunReport { invoiced: 2, passed: 0, parked: 0 });
    assert_eq!(
        find(&world, tenant, made[0]).await.billed_at,
        Some("2026-03-01T08:00:00Z".parse().unwrap())
    );
}

#[tokio::test]
async fn an_invoice_waits_for_late_usage_as_long_as_its_window_and_keeps_its_dates() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 100, IntervalUnit::Month).await;
    let draft_window = SignedDuration::from_hours(48);
    let options = SubscribeOptions { draft_window, ..Default::default() };
    let starts = "2026-02-01T00:00:00Z";
    subscribed_with(&world, tenant, &books, version.version_id, starts, options).await;
    // The first invoice has no usage to wait for.
    world.move_clock_to("2026-03-02T23:59:30Z".parse().unwrap());
    assert_eq!(run(&world).await.invoiced, 1);
    world.move_clock_to("2026-03-03T00:00:10Z".parse().unwrap());
    assert_eq!(run(&world).await.invoiced, 1);
    let second = invoices(&world).await.pop().unwrap();
    assert_eq!((second.1.as_str(), second.2.as_str()), ("2026-03-01", "2026-03-31"));
}

#[tokio::test]
async fn a_voided_invoice_covers_nothing_and_its_replacement_the_same_again() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 100, IntervalUnit::Month).await;
    let id = subscribed(&world, tenant, &books, version.version_id, "2026-03-01T00:00:00Z").await;
    world.move_clock_to("2026-03-02T00:00:00Z".parse().unwrap());
    run(&world).await;
    let of = find_covered(&world, tenant, id).await[0];
    let mut tx = world.write(tenant).await;
    let (today, draft) = (date(2026, 3, 2), InvoiceId::new());
    let reissued =
        reissue_invoice(&mut tx, world.now(), today, &TESTER, of, draft, "wrong address").await;
    assert_eq!(reissued.unwrap().invoice.status, InvoiceStatus::Draft);
    tx.commit().await.unwrap();
    assert_eq!(find_covered(&world, tenant, id).await, []);
    // The run never bills a voided period by itself (trap T12).
    assert_eq!(run(&world).await, RunReport::default());
    let mut tx = world.write(tenant).await;
    finalize_invoice(&mut tx, world.now(), &TESTER, draft).await.unwrap();
    assert_eq!(stored_invoices::find(&mut tx, draft).await.unwrap().unwrap().total, eur(136_85));
    tx.commit().await.unwrap();
    assert_eq!(find_covered(&world, tenant, id).await, [draft, draft]);
    assert_covered(&world, tenant, id).await;
}

#[tokio::test]
async fn the_days_of_a_line_are_those_of_the_cycle_and_not_of_where_the_customer_is_today() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = publish(&world, 100, IntervalUnit::Month).await;
    subscribed(&world, tenant, &books, version.version_id, "2026-03-01T00:00:00Z").await;
    sqlx::query("update tenants set time_zone = 'America/New_York'")
        .execute(&mut world.database.superuser().await)
        .await
        .unwrap();
    run(&world).await;
    // Midnight in UTC is the evening before in New York.
    let made = invoices(&world).await.remove(0);
    assert_eq!((made.1.as_str(), made.2.as_str()), ("2026-03-01", "2026-03-31"));
    let days: Vec<String> =
        sqlx::query_scalar("select service_from || ' to ' || service_to from invoice_lines")
            .fetch_all(&mut world.database.superuser().await)
            .await
            .unwrap();
    assert_eq!(days, ["2026-03-01 to 2026-03-31", "2026-03-01 to 2026-03-31"]);
}

async fn find_covered(world: &World, tenant: TenantId, id: SubscriptionId) -> Vec<InvoiceId> {
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    let covered = subscriptions::coverage(&mut tx, id).await.unwrap();
    covered.into_iter().map(|stretch| stretch.invoice_id).collect()
}
