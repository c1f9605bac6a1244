//! The scan finds what is wrong and names it; rows are broken on purpose, past every guard.

use super::Desk;
use quittance::domain::id::SubscriptionId;
use quittance::flows::billing::scan_coverage::{FoundFault, scan};
use quittance::flows::invoices::void_invoice::void_invoice;
use quittance::flows::subscriptions::subscribe::SubscribeOptions;
use quittance::store::checks::{self, Check};
use reqwest::StatusCode;
use std::process::Command;

use crate::harness::TESTER;

/// Three months of one subscription, 15 January to 15 April, billed.
async fn billed() -> (Desk, SubscriptionId) {
    let desk = Desk::new().await;
    desk.world.move_clock_to("2026-01-15T00:00:00Z".parse().unwrap());
    let id = desk.subscribed("2026-01-15T00:00:00Z", SubscribeOptions::default()).await;
    desk.world.move_clock_to("2026-03-20T00:00:00Z".parse().unwrap());
    desk.run().await;
    (desk, id)
}

/// What the scan says of everybody, and of how many subscriptions.
async fn scanned(desk: &Desk) -> (u64, Vec<FoundFault>) {
    let mut found = Vec::new();
    let report = scan(desk.world.db(), None, None, u64::MAX, |faulty| found.extend(faulty.faults));
    let report = report.await.unwrap();
    assert_eq!(usize::try_from(report.faults).unwrap(), found.len());
    (report.subscriptions, found)
}

fn said(faults: &[FoundFault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn what_was_billed_as_it_should_be_has_no_fault() {
    let (desk, _) = billed().await;
    assert_eq!(scanned(&desk).await, (1, vec![]));
}

#[tokio::test]
async fn a_line_that_covers_nothing_any_more_is_a_gap() {
    let (desk, id) = billed().await;
    desk.sql(
        "set session_replication_role = replica;
         delete from subscription_coverage where component = 'seats' and lower(covered) = '2026-02-15'",
    )
    .await;
    let (_, faults) = scanned(&desk).await;
    let expected = ["gap seats from 2026-02-15T00:00:00Z until 2026-03-15T00:00:00Z"];
    assert_eq!(said(&faults), expected);
    let page = desk.reader().await.get(&desk.page(id)).await.text();
    assert!(page.contains("Not charged") && page.contains("strip-fault"), "{page}");
}

#[tokio::test]
async fn time_that_is_covered_twice_is_an_overlap_and_time_without_service_is_beyond() {
    let (desk, _) = billed().await;
    desk.sql(
        "set session_replication_role = replica;
         alter table subscription_coverage drop constraint subscription_coverage_never_twice;
         update subscription_coverage set covered = tstzrange('2026-02-10', '2026-03-15')
          where component = 'base' and lower(covered) = '2026-02-15';
         update subscription_coverage set covered = tstzrange('2026-03-15', '2026-04-20')
          where component = 'seats' and lower(covered) = '2026-03-15'",
    )
    .await;
    let (_, faults) = scanned(&desk).await;
    let expected = [
        "overlap base from 2026-02-10T00:00:00Z until 2026-02-15T00:00:00Z",
        "beyond seats from 2026-04-15T00:00:00Z until 2026-04-20T00:00:00Z",
    ];
    assert_eq!(said(&faults), expected);
}

#[tokio::test]
async fn a_voided_invoice_that_nothing_replaced_is_named_as_the_reason_of_the_gap() {
    let (desk, _) = billed().await;
    let mut superuser = desk.world.database.superuser().await;
    let invoice: uuid::Uuid =
        sqlx::query_scalar("select invoice_id from invoices where number = 'INV-000002'")
            .fetch_one(&mut superuser)
            .await
            .unwrap();
    let mut tx = desk.world.write(desk.tenant).await;
    let (now, today) = (desk.world.now(), desk.world.today());
    void_invoice(&mut tx, now, today, &TESTER, invoice.into(), "wrong").await.unwrap();
    tx.commit().await.unwrap();
    let (_, faults) = scanned(&desk).await;
    let text = |component| {
        format!(
            "voided {component} from 2026-02-15T00:00:00Z until 2026-03-15T00:00:00Z: \
             INV-000002 was voided and not reissued"
        )
    };
    assert_eq!(said(&faults), [text("base"), text("seats")]);
}

#[tokio::test]
async fn phases_that_do_not_tile_the_time_are_named_and_hide_no_other_subscription() {
    let (desk, _) = billed().await;
    let other = desk.world.tenant("Beta").await;
    let plan = &desk.plan;
    let (world, seller, options) = (&desk.world, desk.books.seller, SubscribeOptions::default());
    super::subscribed(world, other, seller, plan, "2026-03-01T00:00:00Z", options).await;
    desk.run().await;
    desk.sql(
        "set session_replication_role = replica;
         update subscription_phases set until_at = '2026-02-01' where from_at = '2026-01-15';
         delete from subscription_coverage where lower(covered) = '2026-03-01' and component = 'base'",
    )
    .await;
    let (subscriptions, faults) = scanned(&desk).await;
    assert_eq!(subscriptions, 2);
    let mut words: Vec<_> = faults.iter().map(FoundFault::word).collect();
    words.sort_unstable();
    assert_eq!(words, ["gap", "unreadable"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_ends_with_one_when_something_is_wrong_and_names_it() {
    let (desk, _) = billed().await;
    let run = |arguments: &[&str]| {
        use sqlx::ConnectOptions;
        let url = desk.world.database.options("postgres").to_url_lossy();
        let mut command = Command::new(env!("CARGO_BIN_EXE_quittance"));
        command
            .env_clear()
            .env("DATABASE_URL", url.as_str())
            .env("QUITTANCE_HOME", std::env::temp_dir());
        let output = command.args(arguments).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), text + &String::from_utf8_lossy(&output.stderr))
    };
    let (code, text) = run(&["coverage", "scan"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("1 subscriptions, 0 faults"), "{text}");
    desk.sql(
        "set session_replication_role = replica;
         delete from subscription_coverage where component = 'base' and lower(covered) = '2026-03-15'",
    )
    .await;
    let (code, text) = run(&["coverage", "scan", "--customer", "C-Alpha"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("C-Alpha") && text.contains("gap base from 2026-03-15"), "{text}");
    let (code, text) = run(&["coverage", "scan", "--customer", "nobody"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("no customer with the reference"), "{text}");
}

#[tokio::test]
async fn the_weekly_job_remembers_how_many_faults_there_are_and_diagnostics_say_so() {
    let (desk, _) = billed().await;
    desk.sql(
        "set session_replication_role = replica;
         delete from subscription_coverage where lower(covered) = '2026-03-15'",
    )
    .await;
    desk.world.run_due_jobs().await;
    let mut tx = desk.world.db().staff_read().await.unwrap();
    let last = checks::last(&mut tx).await.unwrap();
    let coverage = last.into_iter().find(|(check, _)| *check == Check::Coverage).unwrap().1;
    // Base and seats of the last month.
    assert_eq!(coverage.unwrap().faults, 2);
    let page = desk.reader().await.get("/admin/diagnostics").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("2 times of subscriptions are not billed exactly once"));
}
