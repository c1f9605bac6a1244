//! The sandbox's clock (row Q1): what happens on the way happens on its day and stands in the report, whole
//! and once; one moves it at a time; the page and the command tell the same.

use crate::harness::{Setup, TESTER, World};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use quittance::clock::Clock;
use quittance::domain::access::StaffRole;
use quittance::domain::id::TenantId;
use quittance::domain::period::{Interval, IntervalUnit};
use quittance::jobs::{self, AdvanceError};
use quittance::store::clock::{advance as move_clock, offset_seconds};
use quittance::store::clock_advances::{self, Happened, Happening};
use quittance::store::deployment::{self, Mode};
use reqwest::StatusCode;
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// A sandbox whose stored clock stands at `instant`, which lies in the future of any machine.
async fn sandbox_at(instant: &str) -> World {
    let world = World::new().await;
    let mut tx = world.db().operator(&TESTER, world.now()).await.unwrap();
    deployment::choose(&mut tx, Mode::Sandbox, world.now()).await.unwrap();
    let instant: Timestamp = instant.parse().unwrap();
    let ahead = instant.duration_since(Clock::system().now()).as_secs() + 1;
    let offset = move_clock(&mut tx, ahead).await.unwrap();
    tx.commit().await.unwrap();
    world.app.clock.set_offset_seconds(offset);
    world
}

fn count(days: &[Happened], happening: Happening) -> i64 {
    days.iter().filter(|one| one.happening == happening).map(|one| one.count).sum()
}

/// The days on which it happened, with how often.
fn on(days: &[Happened], happening: Happening, detail: &str) -> Vec<(Date, i64)> {
    let found = days.iter().filter(|one| one.happening == happening && one.detail == detail);
    found.map(|one| (one.on, one.count)).collect()
}

async fn scalar(world: &World, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&mut world.database.superuser().await).await.unwrap()
}

/// The days of issue of a customer's invoices, in order.
async fn issued(world: &World, tenant: TenantId) -> Vec<String> {
    let sql = "select issued_on::text from invoices where tenant_id = $1 order by number";
    let rows = sqlx::query_scalar(sql).bind(tenant.0);
    rows.fetch_all(&mut world.database.superuser().await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn fourteen_months_happen_on_their_days_and_stand_in_the_report_once() {
    let world = sandbox_at("2030-01-10T10:00:00Z").await;
    let books = world.books("main").await;
    let (alpha, beta) = (world.tenant("Alpha").await, world.tenant("Beta").await);
    let gamma = world.tenant("Gamma").await;
    let monthly = world.plan("monthly", Interval::every(IntervalUnit::Month), 0).await;
    let yearly = world.plan("yearly", Interval::every(IntervalUnit::Year), 0).await;
    let trial = world.plan("quarterly", Interval::every(IntervalUnit::Quarter), 14).await;
    world.subscribe(alpha, &books, &monthly, "2030-01-10T10:00:00Z").await;
    world.subscribe(beta, &books, &yearly, "2030-01-20T15:30:00Z").await;
    world.subscribe(gamma, &books, &trial, "2030-02-01T08:00:00Z").await;
    let admin = world.staff("admin", StaffRole::Admin).await;
    world.sign_in(admin).await;
    let by = jobs::length("14mo", world.now()).unwrap();
    let advanced = jobs::advance(&world.app.work, &TESTER, by).await.unwrap();
    let days = &advanced.days;

    // Dates of the invoices: the day on which each period begins.
    let expected: Vec<String> = (0..15)
        .map(|n| {
            let month = jiff::Span::new().months(n);
            date(2030, 1, 10).checked_add(month).unwrap().to_string()
        })
        .collect();
    assert_eq!(issued(&world, alpha).await, expected);
    assert_eq!(issued(&world, beta).await, ["2030-01-20", "2031-01-20"]);
    let quarters = ["2030-02-15", "2030-05-15", "2030-08-15", "2030-11-15", "2031-02-15"];
    assert_eq!(issued(&world, gamma).await, quarters);

    // Dates of the reminders: 3 days before the trial ends, 7 before a quarter, 30 before a year.
    assert_eq!(on(days, Happening::EmailSent, "trial_ending"), [(date(2030, 2, 12), 1)]);
    let renewals = [
        (date(2030, 5, 8), 1),
        (date(2030, 8, 8), 1),
        (date(2030, 11, 8), 1),
        (date(2030, 12, 21), 1),
        (date(2031, 2, 8), 1),
    ];
    assert_eq!(on(days, Happening::EmailSent, "renewal_upcoming"), renewals);
    // Each invoice is mailed on its day, and each is named on its day.
    let finalized = on(days, Happening::InvoiceFinalized, "");
    assert_eq!(on(days, Happening::EmailSent, "invoice_issued"), finalized);
    let first = days.iter().find(|one| one.happening == Happening::InvoiceFinalized).unwrap();
    assert_eq!((first.on, &first.names[..]), (date(2030, 1, 10), &["INV-000001".to_owned()][..]));
    // Nobody pays: due after 30 days, past due on the next, unpaid after 14 more.
    let late = [(date(2030, 2, 10), 1), (date(2030, 2, 20), 1), (date(2030, 3, 18), 1)];
    assert_eq!(on(days, Happening::SubscriptionPastDue, ""), late);
    let unpaid = [(date(2030, 2, 24), 1), (date(2030, 3, 6), 1), (date(2030, 4, 1), 1)];
    assert_eq!(on(days, Happening::SubscriptionUnpaid, ""), unpaid);

    // The report is whole: it counts what the tables hold.
    let invoices = scalar(&world, "select count(*) from invoices where status = 'open'").await;
    assert_eq!((count(days, Happening::InvoiceFinalized), invoices), (22, 22));
    assert_eq!(count(days, Happening::SubscriptionBilled), 22);
    let emails = scalar(&world, "select count(*) from emails where state = 'sent'").await;
    assert_eq!((count(days, Happening::EmailSent), emails), (22 + 6, 22 + 6));
    assert_eq!(count(days, Happening::SubscriptionActive), 1); // the end of the trial
    assert_eq!(count(days, Happening::SessionEnded), 1);
    assert_eq!(count(days, Happening::JobFailed) + count(days, Happening::JobGivenUp), 0);
    assert!(days.is_sorted_by_key(|one| one.on), "the days are in order");
    assert_eq!(advanced.to.duration_since(advanced.from).as_hours() / 24, by.as_hours() / 24);

    // Asked again, nothing happens twice, and the next report begins where this one ended.
    world.run_due_jobs().await;
    let again = jobs::advance(&world.app.work, &TESTER, jiff::SignedDuration::from_mins(5)).await;
    assert_eq!(count(&again.unwrap().days, Happening::InvoiceFinalized), 0);
    assert_eq!(scalar(&world, "select count(*) from invoices").await, 22);
    assert_eq!(scalar(&world, "select count(*) from emails").await, 28);
    let kept = kept_days(&world).await;
    assert_eq!(kept[0].len() + kept[1].len(), days.len() + kept[1].len());
}

/// The reports as they are kept, the oldest first.
async fn kept_days(world: &World) -> Vec<Vec<Happened>> {
    let mut tx = world.db().staff_read().await.unwrap();
    let mut moves = clock_advances::newest(&mut tx, 10).await.unwrap();
    moves.reverse();
    let mut kept = Vec::new();
    for one in &moves {
        kept.push(clock_advances::days(&mut tx, one).await.unwrap());
    }
    kept
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_move_the_clock_at_once_one_wins_and_the_other_is_told() {
    let world = sandbox_at("2030-01-10T10:00:00Z").await;
    let before = offset_seconds(world.db()).await.unwrap();
    let work = &world.app.work;
    let hour = jiff::SignedDuration::from_hours(1);
    let first = jobs::begin_advance(work, &TESTER, Uuid::now_v7(), hour).await.unwrap();
    let second = jobs::begin_advance(work, &TESTER, Uuid::now_v7(), hour).await;
    let Err(AdvanceError::Busy(Some(theirs))) = second.map(|_| ()) else { panic!("not told") };
    assert_eq!(theirs.asked_by, TESTER.to_string());
    first.run().await.unwrap();
    assert_eq!(offset_seconds(world.db()).await.unwrap(), before + 3600);
    // The same form again moves nothing.
    let id = Uuid::now_v7();
    jobs::begin_advance(work, &TESTER, id, hour).await.unwrap().run().await.unwrap();
    let repeated = jobs::begin_advance(work, &TESTER, id, hour).await.map(|_| ());
    assert!(matches!(repeated, Err(AdvanceError::Repeated)));
    assert_eq!(offset_seconds(world.db()).await.unwrap(), before + 2 * 3600);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_dies_on_the_way_leaves_the_clock_to_the_next() {
    let world = sandbox_at("2030-01-10T10:00:00Z").await;
    let work = &world.app.work;
    let hour = jiff::SignedDuration::from_hours(1);
    drop(jobs::begin_advance(work, &TESTER, Uuid::now_v7(), hour).await.unwrap());
    let mut moved = jobs::advance(work, &TESTER, hour).await;
    for _ in 0..50 {
        // The connection gives the lock back a moment later.
        if !matches!(moved, Err(AdvanceError::Busy(_))) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        moved = jobs::advance(work, &TESTER, hour).await;
    }
    moved.unwrap();
    let mut tx = world.db().staff_read().await.unwrap();
    let moves = clock_advances::newest(&mut tx, 10).await.unwrap();
    let states: BTreeMap<&str, usize> = moves.iter().fold(BTreeMap::new(), |mut all, one| {
        *all.entry(one.state.word()).or_default() += 1;
        all
    });
    assert_eq!(states, BTreeMap::from([("done", 1), ("stopped", 1)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_move_the_clock_on_its_page_and_read_there_what_happened() {
    let world = sandbox_at("2030-01-10T10:00:00Z").await;
    let books = world.books("main").await;
    let tenant = world.tenant("Alpha").await;
    let monthly = world.plan("monthly", Interval::every(IntervalUnit::Month), 0).await;
    world.subscribe(tenant, &books, &monthly, "2030-01-11T00:00:00Z").await;
    let admin = world.staff("admin", StaffRole::Admin).await;
    let browser = world.sign_in(admin).await;
    let page = browser.get("/admin/clock").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("The clock was not moved yet"));
    let id = Uuid::now_v7().to_string();
    for (by, other) in [("other", "soon"), ("other", ""), ("-1d", "")] {
        let form = [("id", id.as_str()), ("by", by), ("other", other)];
        let refused = browser.post("/admin/clock", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{by} {other}");
        assert!(refused.text().contains("Enter a time such as"));
    }
    let form = [("id", id.as_str()), ("by", "other"), ("other", "1d")];
    let begun = browser.post("/admin/clock", &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    let report = begun.header("location").to_owned();
    // The session of a minute ago has ended with the day; signing in again leads back.
    let mut text = String::new();
    for _ in 0..500 {
        let browser = world.sign_in(admin).await;
        text = browser.get(&report).await.text();
        if text.contains("Done") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(text.contains("1 invoice finalised: INV-000001"), "{text}");
    assert!(text.contains("1 e-mail sent: Invoice issued"), "{text}");
    let german = [("language", "de"), ("back", "/admin/clock")];
    let browser = world.sign_in(admin).await;
    browser.post("/language", &german).await;
    assert!(browser.get(&report).await.text().contains("1 Rechnung ausgestellt: INV-000001"));
}

#[tokio::test]
async fn a_live_deployment_has_no_page_for_its_clock() {
    let world = World::with(Setup { is_sandbox: false, ..Setup::default() }).await;
    let admin = world.staff("admin", StaffRole::Admin).await;
    let browser = world.sign_in(admin).await;
    assert_eq!(browser.get("/admin/clock").await.status, StatusCode::NOT_FOUND);
    let posted = browser.post("/admin/clock", &[("by", "1d")]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
    assert!(!browser.get("/admin").await.text().contains("/admin/clock"));
}
