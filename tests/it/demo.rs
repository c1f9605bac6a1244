//! The demo (row Q1's sandbox): loaded twice it is what it was; stopped half way it is completed; all
//! states are in it; and its books hold.

use crate::harness::World;
use crate::harness::database::SUPERUSER;
use quittance::demo::{self, PASSWORD, SIGN_INS};
use quittance::domain::invoice::{InvoiceStatus, Standing, standing};
use quittance::flows::audit_verify;
use quittance::store::{diagnostics, ledger, people};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Status, due date, disputed, and total, paid and credited minor units.
type InvoiceRow = (String, jiff_sqlx::Date, bool, i64, i64, i64);

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_completed_after_an_interruption_and_never_loaded_twice() {
    let world = World::new().await;
    // Long enough for some customers, too short for all.
    let interrupted = tokio::time::timeout(Duration::from_millis(1_500), load(&world)).await;
    assert!(interrupted.is_err(), "the load was quicker than its interruption");
    load(&world).await;
    let loaded = row_counts(&world).await;
    assert_eq!(loaded["tenants"], 13);
    assert_eq!(load(&world).await, 0);
    assert_eq!(row_counts(&world).await, loaded);

    its_books_hold(&world).await;
    it_has_every_state(&world).await;
    everybody_named_can_sign_in(&world).await;
    its_mail_is_of_the_last_two_weeks_only(&world).await;
    crate::ledger_export::both_programs_accept_and_agree(&world).await;
}

async fn load(world: &World) -> u32 {
    let app = &world.app;
    demo::load(&app.db, &app.auth.passwords, &app.work.till, app.clock.now()).await.unwrap()
}

async fn row_counts(world: &World) -> BTreeMap<String, i64> {
    let mut connection = world.database.connect(SUPERUSER).await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let mut counts = BTreeMap::new();
    for table in tables {
        let sql = format!("select count(*) from \"{table}\"");
        let count = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut connection).await;
        counts.insert(table, count.unwrap());
    }
    counts
}

async fn its_books_hold(world: &World) {
    let mut tx = world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
    let mut sums = BTreeMap::new();
    for (_, amount) in ledger::trial_balance(&mut tx).await.unwrap() {
        *sums.entry(amount.currency.code()).or_insert(0) += amount.amount_minor;
    }
    assert_eq!(
        sums.keys().copied().collect::<Vec<_>>(),
        ["EUR", "GBP", "JPY", "KWD", "NGN", "USD"]
    );
    assert!(sums.values().all(|sum| *sum == 0), "{sums:?}");
    drop(tx);
    assert!(audit_verify::verify_database(world.db()).await.unwrap().chains >= 13);
}

async fn it_has_every_state(world: &World) {
    let mut connection = world.database.connect(SUPERUSER).await;
    let rows: Vec<(String, jiff_sqlx::Date, bool, i64, i64, i64)> = sqlx::query_as(
        "select status, due_on, disputed, total_minor, paid_minor, credited_minor from invoices",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let mut statuses = BTreeSet::new();
    let mut standings = BTreeSet::new();
    for (status, due_on, ..) in &rows {
        let status: InvoiceStatus = status.parse().unwrap();
        statuses.insert(status.word());
        standings.insert(match standing(status, due_on.to_jiff(), world.today()) {
            Standing::DueSoon { .. } => "due soon",
            Standing::Overdue { .. } => "overdue",
            Standing::Open => "open, due later",
            _ => status.word(),
        });
    }
    assert_eq!(statuses.len(), InvoiceStatus::ALL.len(), "{statuses:?}");
    // Draft, open, due soon, overdue, paid, void, uncollectible.
    assert_eq!(standings.len(), 7, "{standings:?}");
    let any = |what: fn(&InvoiceRow) -> bool| rows.iter().any(what);
    assert!(any(|(_, _, disputed, ..)| *disputed), "none disputed");
    assert!(any(|(status, _, _, _, paid, _)| status == "open" && *paid > 0), "none partly paid");
    assert!(any(|(status, _, _, total, ..)| status == "paid" && *total == 0), "none of zero");
    assert!(
        any(|(status, _, _, _, _, credited)| status == "open" && *credited > 0),
        "none credited"
    );
    for sql in [
        "select count(*) from credit_notes where applied_minor > 0",
        "select count(*) from credit_notes where balance_minor > 0",
        "select count(*) from credit_balances where balance_minor > 0",
        "select count(*) from invoices where replaces_invoice_id is not null",
        "select count(*) from invitations where accepted_at is null and revoked_at is null",
        "select count(*) from (select from invoice_lines group by tenant_id, invoice_id having count(*) >= 80) a",
        "select count(*) from (select from invoices group by tenant_id having count(*) >= 140) a",
        "select count(*) from (select from invoice_taxes group by tenant_id, invoice_id having count(*) >= 4) a",
        "select count(*) from invoice_taxes where category = 'AE'",
    ] {
        let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        assert!(count > 0, "{sql}");
    }
}

async fn everybody_named_can_sign_in(world: &World) {
    for sign_in in SIGN_INS {
        let found = people::credentials(world.db(), sign_in.email).await.unwrap().unwrap();
        let stored = found.password_hash.as_deref();
        let verdict = world.app.auth.passwords.verify(PASSWORD, stored).await.unwrap();
        assert!(matches!(verdict, quittance::auth::password::Verdict::Right), "{}", sign_in.email);
    }
}

async fn its_mail_is_of_the_last_two_weeks_only(world: &World) {
    let mut connection = world.database.connect(SUPERUSER).await;
    let waiting: i64 =
        sqlx::query_scalar("select count(*) from outbox where dispatched_at is null")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert!((1..=30).contains(&waiting), "{waiting} facts wait to be mailed");
}
