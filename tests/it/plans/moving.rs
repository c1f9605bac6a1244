//! Subscribers are moved on a day that was told: before it they pay the old price, from it the new one,
//! each once, whoever confirms at the same time and wherever it was interrupted.

use super::{admin, number, value_of};
use crate::billing::{publish, run};
use crate::harness::books::{Books, eur};
use crate::harness::browser::Browser;
use crate::harness::{TESTER, World};
use jiff::civil::date;
use quittance::domain::access::StaffRole;
use quittance::domain::id::{PlanMoveId, SubscriptionId, TenantId};
use quittance::domain::period::{Alignment, IntervalUnit};
use quittance::domain::plan::PlanVersion;
use quittance::flows::billing::bill_subscription::NoUsage;
use quittance::flows::plans::move_subscribers::{carry_out, go_on, move_subscribers};
use quittance::flows::subscriptions::quote::{Asking, Confirmed, confirm, quote};
use quittance::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use quittance::flows::subscriptions::{Act, Unused, When};
use quittance::store::plans::moves::{self, NewMove};
use reqwest::StatusCode;
use std::sync::Arc;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Two versions of one plan: 100.00 and then 120.00 a month, each with 5.00 a seat.
struct Shop {
    world: World,
    books: Books,
    old: PlanVersion,
    new: PlanVersion,
}

impl Shop {
    async fn open() -> Self {
        let world = World::with_connections(16).await;
        let books = world.books("main").await;
        let old = publish(&world, 100, IntervalUnit::Month).await;
        let new = publish(&world, 120, IntervalUnit::Month).await;
        Self { world, books, old, new }
    }

    /// A customer with three seats of the old version.
    async fn customer(&self, name: &str, starts_at: &str) -> (TenantId, SubscriptionId) {
        self.customer_with(name, starts_at, SubscribeOptions::default()).await
    }

    async fn customer_with(
        &self,
        name: &str,
        starts_at: &str,
        options: SubscribeOptions,
    ) -> (TenantId, SubscriptionId) {
        let tenant = self.world.tenant(name).await;
        let order = SubscribeOrder {
            idempotency_key: name.into(),
            seller: self.books.seller,
            version: self.old.version_id,
            seats: 3,
            starts_at: starts_at.parse().unwrap(),
            alignment: Alignment::Anniversary,
            options,
        };
        let mut tx = self.world.write(tenant).await;
        let id = subscribe(&mut tx, self.world.now(), &TESTER, &order).await.unwrap();
        tx.commit().await.unwrap();
        (tenant, id)
    }

    async fn act(&self, (tenant, id): (TenantId, SubscriptionId), act: Act) {
        let (db, now) = (self.world.db(), self.world.now());
        let asking = Asking { db, tenant, actor: &TESTER, usage: &NoUsage };
        let quoted = quote(asking, now, id, act).await.unwrap();
        let confirmed = confirm(asking, now, id, quoted.quote_id).await.unwrap();
        assert!(matches!(confirmed, Confirmed::Done { .. }));
    }

    fn move_to(&self, at: &str) {
        self.world.move_clock_to(at.parse().unwrap());
    }

    fn page(&self) -> String {
        let (plan, version) = (self.old.plan_id, self.old.version_id);
        format!("/admin/plans/{plan}/versions/{version}/move")
    }

    fn asked(&self) -> NewMove {
        let (from, to) = (self.old.version_id, self.new.version_id);
        NewMove { from, to, moves_on: date(2026, 5, 1) }
    }

    async fn confirm(&self, browser: &Browser, id: Uuid, on: &str) -> String {
        let (id, to) = (id.to_string(), self.new.version_id.to_string());
        let answer = browser.post(&self.page(), &[("id", &id), ("to", &to), ("on", on)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.header("location").to_owned()
    }

    async fn migrated(&self) -> i64 {
        number(&self.world, "select count(*) from subscription_changes where kind = 'migrated'")
            .await
    }

    /// First day and net amount of each invoice of the customer.
    async fn invoices(&self, tenant: TenantId) -> Vec<(String, i64)> {
        sqlx::query_as(
            "select service_from::text, subtotal_minor from invoices where tenant_id = $1 order by number",
        )
        .bind(tenant.0)
        .fetch_all(&mut self.world.database.superuser().await)
        .await
        .unwrap()
    }
}

fn billed(invoices: &[(&str, i64)]) -> Vec<(String, i64)> {
    invoices.iter().map(|(day, amount)| ((*day).to_owned(), *amount)).collect()
}

#[tokio::test]
async fn subscribers_pay_the_old_price_before_the_day_and_the_new_one_from_it() {
    let shop = Shop::open().await;
    let alpha = shop.customer("Alpha", "2026-03-01T00:00:00Z").await;
    let beta = shop.customer("Beta", "2026-03-10T00:00:00Z").await;
    shop.move_to("2026-03-16T12:00:00Z");
    run(&shop.world).await;
    let admin = admin(&shop.world).await;
    let old = format!("/admin/plans/{}/versions/{}", shop.old.plan_id, shop.old.version_id);
    assert!(admin.get(&old).await.text().contains(&shop.page()));

    // Looked at: 100 + 3 × 5 becomes 120 + 3 × 5 for two. Nothing is stored.
    let asked = format!("{}?to={}&on=2026-05-01", shop.page(), shop.new.version_id);
    let seen = admin.get(&asked).await;
    let page = seen.text();
    assert_eq!(seen.status, StatusCode::OK, "{page}");
    for shown in ["Alpha GmbH", "Beta GmbH", "€115.00", "€135.00", "+€20.00", "together +€40.00"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(page.contains("1 May 2026") && page.contains("10 May 2026"), "{page}");
    assert_eq!(number(&shop.world, "select count(*) from plan_moves").await, 0);
    assert_eq!(shop.migrated().await, 0);

    // Confirmed twice, once done.
    let id: Uuid = value_of(&page, "id").parse().unwrap();
    let stored = shop.confirm(&admin, id, "2026-05-01").await;
    assert_eq!(shop.confirm(&admin, id, "2026-05-01").await, stored);
    assert_eq!(number(&shop.world, "select count(*) from plan_moves").await, 1);
    assert_eq!(shop.migrated().await, 2);
    let page = admin.get(&stored).await.text();
    assert!(page.contains("Scheduled") && page.contains("Alpha GmbH"), "{page}");
    assert!(admin.get(&old).await.text().contains("2 moved, 0 not moved"));

    // Everybody hears of it, with both prices and nobody else's name.
    shop.world.run_due_jobs().await;
    let mails: Vec<(String, String, String)> = sqlx::query_as(
        "select recipient, subject, text_body from emails where event = 'plan_moving' order by recipient",
    )
    .fetch_all(&mut shop.world.database.superuser().await)
    .await
    .unwrap();
    let told: Vec<_> =
        mails.iter().map(|(to, subject, _)| (to.as_str(), subject.as_str())).collect();
    let expected = [
        ("billing@alpha.example", "Your price for Business from 1 May 2026"),
        ("billing@beta.example", "Your price for Business from 10 May 2026"),
    ];
    assert_eq!(told, expected);
    assert!(mails[0].2.contains("costs €135.00 instead of €115.00"), "{}", mails[0].2);
    assert!(!mails[0].2.contains("Beta"), "{}", mails[0].2);
    let timeline = format!("/admin/customers/{}/subscriptions/{}", alpha.0, alpha.1);
    let page = admin.get(&timeline).await.text();
    assert!(page.contains("another version of the plan from 1 May 2026"), "{page}");

    // One is taken back before its day.
    shop.act(beta, Act::UndoChange).await;
    shop.move_to("2026-05-11T00:00:00Z");
    run(&shop.world).await;
    let of_alpha = [("2026-03-01", 115_00), ("2026-04-01", 115_00), ("2026-05-01", 135_00)];
    assert_eq!(shop.invoices(alpha.0).await, billed(&of_alpha));
    let of_beta = [("2026-03-10", 115_00), ("2026-04-10", 115_00), ("2026-05-10", 115_00)];
    assert_eq!(shop.invoices(beta.0).await, billed(&of_beta));
}

#[tokio::test]
async fn who_cannot_be_moved_is_listed_with_the_reason_and_stays() {
    let shop = Shop::open().await;
    let start = "2026-03-01T00:00:00Z";
    let commitment = Some(eur(500_00));
    let options = SubscribeOptions { commitment, ..SubscribeOptions::default() };
    shop.customer_with("Committed", start, options).await;
    let leaving = shop.customer("Leaving", start).await;
    let changing = shop.customer("Changing", start).await;
    let parked = shop.customer("Parked", start).await;
    shop.move_to("2026-03-16T12:00:00Z");
    run(&shop.world).await;
    let (when, unused) = (When::PeriodEnd, Unused::Keep);
    shop.act(leaving, Act::Cancel { when, unused, reason: "too dear".into() }).await;
    let (version, add_ons) = (shop.old.version_id, vec![]);
    shop.act(changing, Act::Change { version, seats: 9, add_ons, when }).await;
    let sql = "update subscriptions set parked_at = starts_at, parked_reason = 'x' where subscription_id = $1";
    let mut superuser = shop.world.database.superuser().await;
    sqlx::query(sql).bind(parked.1.0).execute(&mut superuser).await.unwrap();

    let admin = admin(&shop.world).await;
    let asked = format!("{}?to={}&on=2026-05-01", shop.page(), shop.new.version_id);
    let reasons = [
        "A minimum is agreed",
        "It ends before the move would begin",
        "Another change is scheduled",
        "Billing has set it aside",
    ];
    let page = admin.get(&asked).await.text();
    for reason in reasons {
        assert!(page.contains(reason), "{reason}: {page}");
    }
    assert!(!page.contains("Would be moved"), "{page}");
    let stored = shop.confirm(&admin, Uuid::now_v7(), "2026-05-01").await;
    let page = admin.get(&stored).await.text();
    for reason in reasons {
        assert!(page.contains(reason), "{reason}: {page}");
    }
    assert_eq!(shop.migrated().await, 0);
    shop.world.run_due_jobs().await;
    let told = "select count(*) from emails where event = 'plan_moving'";
    assert_eq!(number(&shop.world, told).await, 0);
}

#[tokio::test]
async fn a_move_that_was_interrupted_goes_on_and_does_nothing_twice() {
    let shop = Shop::open().await;
    for name in ["Alpha", "Beta", "Gamma"] {
        shop.customer(name, "2026-03-01T00:00:00Z").await;
    }
    shop.move_to("2026-03-16T12:00:00Z");
    run(&shop.world).await;
    let (id, db, now) = (PlanMoveId::new(), shop.world.db(), shop.world.now());
    let mut tx = db.operator(&TESTER, now).await.unwrap();
    moves::insert(&mut tx, id, &shop.asked(), &TESTER, now).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!carry_out(db, now, &TESTER, id, 1).await.unwrap());
    assert_eq!(shop.migrated().await, 1);
    let admin = admin(&shop.world).await;
    let page = format!("{}s/{id}", shop.page());
    assert!(admin.get(&page).await.text().contains("In progress"));
    // Somebody presses the button, or the job comes.
    assert_eq!(admin.post(&page, &[]).await.status, StatusCode::SEE_OTHER);
    go_on(db, now).await.unwrap();
    assert_eq!(shop.migrated().await, 3);
    let outcomes = "select count(*) from plan_move_outcomes where changes_at is not null";
    assert_eq!(number(&shop.world, outcomes).await, 3);
    assert!(!admin.get(&page).await.text().contains("In progress"));
    shop.world.run_due_jobs().await;
    let told = "select count(*) from emails where event = 'plan_moving'";
    assert_eq!(number(&shop.world, told).await, 3);
}

#[tokio::test]
async fn of_two_moves_confirmed_by_eight_at_once_each_subscription_follows_one() {
    let shop = Shop::open().await;
    let other = publish(&shop.world, 150, IntervalUnit::Month).await;
    for name in ["Alpha", "Beta", "Gamma"] {
        shop.customer(name, "2026-03-01T00:00:00Z").await;
    }
    shop.move_to("2026-03-16T12:00:00Z");
    run(&shop.world).await;
    let asked = [shop.asked(), NewMove { to: other.version_id, ..shop.asked() }];
    let ids = [PlanMoveId::new(), PlanMoveId::new()];
    let shop = Arc::new(shop);
    let mut tasks = JoinSet::new();
    for no in 0..8 {
        let (shop, id, asked) = (Arc::clone(&shop), ids[no % 2], asked[no % 2]);
        tasks.spawn(async move {
            let now = shop.world.now();
            move_subscribers(shop.world.db(), now, &TESTER, id, &asked).await.unwrap()
        });
    }
    assert!(tasks.join_all().await.into_iter().all(|is_done| is_done));
    assert_eq!(shop.migrated().await, 3);
    assert_eq!(number(&shop.world, "select count(*) from plan_move_outcomes").await, 6);
    let moved = "select count(distinct subscription_id) from plan_move_outcomes where changes_at is not null";
    assert_eq!(number(&shop.world, moved).await, 3);
    let refused = "select count(*) from plan_move_outcomes where refusal = 'change_scheduled'";
    assert_eq!(number(&shop.world, refused).await, 3);
}

#[tokio::test]
async fn a_move_that_makes_no_sense_is_refused_at_its_field() {
    let shop = Shop::open().await;
    let yearly = publish(&shop.world, 1_000, IntervalUnit::Year).await;
    let admin = admin(&shop.world).await;
    let (new, old) = (shop.new.version_id.to_string(), shop.old.version_id.to_string());
    let yearly = yearly.version_id.to_string();
    for (field, to, on) in [
        ("to", "", "2026-05-01"),
        ("to", &*old, "2026-05-01"),
        ("to", &*yearly, "2026-05-01"),
        ("on", &*new, ""),
        ("on", &*new, "2026-03-01"),
        ("on", &*new, "2031-01-01"),
        ("on", &*new, "May"),
    ] {
        let id = Uuid::now_v7().to_string();
        let answer = admin.post(&shop.page(), &[("id", &id), ("to", to), ("on", on)]).await;
        let page = answer.text();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{to} {on}");
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{to} {on}: {page}");
        assert_eq!(value_of(&page, "on"), on);
    }
    assert_eq!(number(&shop.world, "select count(*) from plan_moves").await, 0);
    // Nobody has it yet, which is no error.
    let asked = format!("{}?to={new}&on=2026-05-01", shop.page());
    assert!(admin.get(&asked).await.text().contains("Nobody to move"));
    let support = shop.world.staff("support", StaffRole::Support).await;
    let support = shop.world.sign_in(support).await;
    assert_eq!(support.get(&shop.page()).await.status, StatusCode::FORBIDDEN);
}
