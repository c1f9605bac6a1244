//! The list of all customers' subscriptions, and its figures.

use super::{Desk, publish, subscribed};
use quittance::domain::period::IntervalUnit;
use quittance::flows::subscriptions::subscribe::SubscribeOptions;
use reqwest::StatusCode;

#[tokio::test]
async fn the_figures_count_what_recurs_in_a_month_after_coupons() {
    let desk = Desk::new().await;
    let yearly = publish(&desk.world, "yearly", 1_185, IntervalUnit::Year).await;
    let (world, seller) = (&desk.world, desk.books.seller);
    let one = desk.subscribed("2026-02-01T00:00:00Z", SubscribeOptions::default()).await;
    let options = SubscribeOptions::default();
    subscribed(world, desk.tenant, seller, &yearly, "2026-02-03T00:00:00Z", options).await;
    desk.run().await;
    // 100 + 3 × 5 a month, and (1185 + 15) ÷ 12
    let page = desk.support.get("/admin/subscriptions").await.text();
    assert!(page.contains("€215.00"), "{page}");
    assert!(page.contains("<dd>2</dd>"), "{page}");
    let mut superuser = desk.world.database.superuser().await;
    sqlx::query(
        "insert into subscription_coupons (tenant_id, subscription_id, coupon_id, code, percent_off, components, from_at,
                attached_at, attached_by)
         select tenant_id, subscription_id, gen_random_uuid(), 'HALF', 50, '{base}', '2026-02-01', '2026-02-01', 'system:test'
           from subscriptions where subscription_id = $1",
    )
    .bind(one.0)
    .execute(&mut superuser)
    .await
    .unwrap();
    // 50 + 15 + 100
    let page = desk.support.get("/admin/subscriptions").await.text();
    assert!(page.contains("€165.00"), "{page}");
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_paged_both_ways() {
    let desk = Desk::new().await;
    let empty = desk.support.get("/admin/subscriptions").await.text();
    assert!(empty.contains("As soon as a customer subscribes"), "{empty}");
    for n in 0..55 {
        let starts_at = format!("2026-02-01T00:00:{n:02}Z");
        desk.subscribed(&starts_at, SubscribeOptions::default()).await;
    }
    let first = desk.support.get("/admin/subscriptions").await.text();
    assert!(first.contains("50 subscriptions"));
    let older = first.split("rel=\"next\"").next().unwrap();
    let older = older.rsplit("href=\"").next().unwrap().split('"').next().unwrap();
    let second = desk.support.get(&older.replace("&amp;", "&")).await.text();
    assert!(second.contains("5 subscriptions") && second.contains("rel=\"prev\""), "{second}");
    for (query, is_found) in [
        ("q=alpha", true),
        ("q=C-Alpha", true),
        ("q=business", true),
        ("q=nobody", false),
        ("state=active", true),
        ("state=trial", false),
        ("state=past-due", false),
        ("state=paused", false),
        ("state=ending", false),
        ("state=parked", false),
        ("state=ended", false),
    ] {
        let page = desk.support.get(&format!("/admin/subscriptions?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        let text = page.text();
        assert_eq!(text.contains("No subscription matches"), !is_found, "{query}");
    }
}
