//! What Prometheus scrapes.

use crate::harness::World;
use quittance::domain::access::MemberRole;
use quittance::store::checks::{self, Check};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[tokio::test(flavor = "multi_thread")]
async fn every_metric_that_a_rule_or_a_dashboard_names_is_scraped() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    quittance::telemetry::start_metrics();
    let owner = world.member("owner", tenant, MemberRole::Owner).await;
    let invoice = world.issue(tenant, &books, 100).await;
    let browser = world.sign_in(owner).await;
    assert_eq!(browser.get(&format!("/invoices/{}/pdf", invoice.invoice_id)).await.status, 200);
    world.run_due_jobs().await;
    let text = browser.get("/metrics").await.text();
    let scraped: BTreeSet<&str> = text.lines().filter_map(name_of).collect();
    let mut named = 0;
    let folders = ["ops/prometheus", "ops/grafana"];
    for file in folders.iter().flat_map(|folder| files(Path::new(folder))) {
        let content = fs::read_to_string(&file).unwrap();
        for name in names_in(&content) {
            assert!(
                scraped.contains(name.as_str()),
                "{name}, in {}, is not scraped",
                file.display()
            );
            named += 1;
        }
    }
    assert!(named > 50, "only {named} names were found");
}

/// The metric of a line of the exposition format.
fn name_of(line: &str) -> Option<&str> {
    let is_sample = !line.starts_with('#') && !line.is_empty();
    is_sample.then(|| line.split(['{', ' ']).next().unwrap())
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|kind| kind == "yml" || kind == "json") {
            found.push(path);
        }
    }
    found
}

/// Words that begin as our metrics do.
fn names_in(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words
        .filter(|word| word.starts_with("quittance_") || word.starts_with("process_"))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_scrape_answers_while_the_database_does_not() {
    let world = World::new().await;
    quittance::telemetry::start_metrics();
    world.db().close().await;
    let answer = world.browser().get("/metrics").await;
    assert_eq!(answer.status, 200);
    let text = answer.text();
    assert!(text.contains("# TYPE quittance_database_up gauge"), "{text}");
}

#[tokio::test]
async fn the_checks_of_the_timetable_remember_what_they_found() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    let invoice = world.issue(tenant, &books, 100).await;
    world.run_due_jobs().await;
    assert_eq!(
        found(&world).await,
        [(Check::Ledger, 0), (Check::AuditLog, 0), (Check::Coverage, 0)]
    );
    // Somebody with all rights changes the books and the log behind our back.
    let sql = format!(
        "set session_replication_role = replica;
         update invoices set paid_minor = paid_minor + 1 where invoice_id = '{}';
         update audit_log set reason = 'changed' where tenant_id = '{tenant}' and sequence = 1",
        invoice.invoice_id
    );
    crate::harness::database::run(&mut world.database.superuser().await, &sql).await;
    world.advance(jiff::SignedDuration::from_hours(24));
    world.run_due_jobs().await;
    assert_eq!(
        found(&world).await,
        [(Check::Ledger, 1), (Check::AuditLog, 1), (Check::Coverage, 0)]
    );
}

async fn found(world: &World) -> Vec<(Check, i64)> {
    let mut tx = world.db().staff_read().await.unwrap();
    let last = checks::last(&mut tx).await.unwrap();
    last.into_iter().map(|(check, last)| (check, last.unwrap().faults)).collect()
}
