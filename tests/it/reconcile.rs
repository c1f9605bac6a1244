//! Reconciling invoices (row N3): books that were made by the product come to the same; each row that is
//! broken on purpose, past every guard of the database, is named; what cannot be followed is said.

use crate::harness::World;
use crate::harness::books::eur;
use crate::harness::database::run;
use crate::harness::town::Town;
use quittance::domain::id::TenantId;
use quittance::domain::period::{Interval, IntervalUnit};
use quittance::flows::billing::bill_subscription::NoUsage;
use quittance::flows::billing::run_due::run_due;
use quittance::flows::payments::apply_credit::apply_credit;
use quittance::flows::reconcile_invoices::{
    AnomalyKind, Finding, Obstacle, Scope, Summary, reconcile_invoices,
};
use std::process::Command;

/// A customer with invoices of the engine, paid and credited ones, a void one and credit that was used.
async fn busy() -> (World, TenantId) {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let monthly = world.plan("monthly", Interval::every(IntervalUnit::Month), 0).await;
    world.subscribe(tenant, &books, &monthly, "2026-01-05T09:00:00Z").await;
    run_due(world.db(), &world.app.clock, &NoUsage).await.unwrap(); // January and February
    let paid = world.issue(tenant, &books, 100).await;
    world.pay(tenant, eur(130_00), &[paid.invoice_id], "too much").await;
    // Three notes that close it: the cents of tax fall where rounding left them.
    let credited = world.issue(tenant, &books, 7).await;
    for quantity in [1, 3, 3] {
        world.credit(tenant, credited.invoice_id, quantity).await;
    }
    let void = world.issue(tenant, &books, 5).await;
    let mut tx = world.write(tenant).await;
    let (now, today) = (world.now(), world.today());
    let actor = crate::harness::TESTER;
    quittance::flows::invoices::void_invoice::void_invoice(
        &mut tx,
        now,
        today,
        &actor,
        void.invoice_id,
        "mistake",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    world.issue(tenant, &books, 1).await;
    let used = world.issue(tenant, &books, 9).await;
    let mut tx = world.write(tenant).await;
    apply_credit(&mut tx, now, today, &actor, used.invoice_id).await.unwrap();
    tx.commit().await.unwrap();
    (world, tenant)
}

async fn findings(world: &World, scope: Scope) -> (Summary, Vec<Finding>) {
    let mut found = Vec::new();
    let summary = reconcile_invoices(world.db(), scope, &mut |one| found.push(one)).await.unwrap();
    (summary, found)
}

/// The words of the anomalies, with the number of each document.
async fn anomalies(world: &World) -> Vec<String> {
    let (_, found) = findings(world, Scope::Everything).await;
    let words = found.iter().filter_map(|one| match one {
        Finding::Anomaly(anomaly) => {
            let number = one.subject().map_or("series", |subject| &subject.number);
            Some(format!("{number} {}", anomaly.kind.word()))
        }
        Finding::NotRecomputable { .. } => None,
    });
    words.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn books_made_by_the_product_come_to_the_same() {
    let (world, tenant) = busy().await;
    let (summary, found) = findings(&world, Scope::Everything).await;
    assert_eq!(found, []);
    // 2 of the engine with 2 lines each, 5 of one line; 3 credit notes of one line.
    let expected = Summary {
        invoices: 7,
        credit_notes: 3,
        lines: 4 + 5 + 3,
        repriced: 4,
        not_recomputable: 0,
        anomalies: 0,
    };
    assert_eq!(summary, expected);
    assert_eq!(findings(&world, Scope::Customer(tenant)).await.0, expected);
    let other = world.tenant("Beta").await;
    assert_eq!(findings(&world, Scope::Customer(other)).await.0, Summary::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_nobody_can_follow_is_said_and_counted() {
    // The town's engine lines were planted by hand, with an explanation that says nothing.
    let town = Town::new().await;
    let (summary, found) = findings(&town.world, Scope::Everything).await;
    let obstacles: Vec<_> = found
        .iter()
        .map(|one| match one {
            Finding::NotRecomputable { obstacle, .. } => *obstacle,
            Finding::Anomaly(anomaly) => panic!("{anomaly:?}"),
        })
        .collect();
    assert_eq!(obstacles, [Obstacle::Unreadable; 2]);
    assert_eq!((summary.not_recomputable, summary.anomalies), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_explanation_from_another_version_is_not_passed_over() {
    let (world, _) = busy().await;
    let mut superuser = world.database.superuser().await;
    for (sql, obstacle) in [
        ("explanation || '{\"commitment\": \"500\"}'", Obstacle::UnknownField),
        ("explanation || '{\"kind\": \"discount\"}'", Obstacle::UnknownField),
        ("explanation - 'quantity'", Obstacle::Unreadable),
        ("jsonb_set(explanation, '{component}', '\"gone\"')", Obstacle::NoSuchComponent),
        (
            "jsonb_set(explanation, '{plan_version_id}', '\"00000000-0000-0000-0000-000000000001\"')",
            Obstacle::NoSuchVersion,
        ),
    ] {
        run(&mut superuser, "create table kept as select * from invoice_line_explanations").await;
        let change = format!(
            "begin; set local session_replication_role = replica;
             update invoice_line_explanations set explanation = {sql} where line_no = 1; commit"
        );
        run(&mut superuser, &change).await;
        let (summary, found) = findings(&world, Scope::Everything).await;
        let is_said = |one: &Finding| matches!(one, Finding::NotRecomputable { obstacle: o, .. } if *o == obstacle);
        assert!(found.len() == 2 && found.iter().all(is_said), "{sql}: {found:#?}");
        assert_eq!((summary.repriced, summary.not_recomputable), (2, 2));
        run(
            &mut superuser,
            "begin; set local session_replication_role = replica;
             update invoice_line_explanations e set explanation = k.explanation from kept k
              where k.invoice_id = e.invoice_id and k.line_no = e.line_no;
             drop table kept; commit",
        )
        .await;
    }
    assert_eq!(findings(&world, Scope::Everything).await.1, []);
}

/// The engine's first invoice, the paid one, the credited one, the void one, the open one.
const ENGINE: &str = "INV-000001";
const PAID: &str = "INV-000003";
const CREDITED: &str = "INV-000004";
const VOID: &str = "INV-000005";
const OPEN: &str = "INV-000006";
/// On which credit was used.
const USED: &str = "INV-000007";

#[tokio::test(flavor = "multi_thread")]
async fn each_broken_row_is_named() {
    let (world, _) = busy().await;
    let of = |number: &str| format!("(select invoice_id from invoices where number = '{number}')");
    let posting = |kind: &str, number: &str| {
        format!(
            "(select transaction_id from ledger_transactions where kind = '{kind}' and source_id = {})",
            of(number)
        )
    };
    let cases: Vec<(String, Vec<String>)> = vec![
        (
            format!("update invoice_lines set amount_minor = 999 where invoice_id = {} and line_no = 1", of(OPEN)),
            vec![
                format!("{OPEN} line_amount"),
                format!("{OPEN} tax_row_taxable"),
                format!("{OPEN} subtotal"),
            ],
        ),
        (
            format!("update invoice_lines set tax_minor = 18 where invoice_id = {}", of(OPEN)),
            vec![format!("{OPEN} line_tax")],
        ),
        (
            format!("update invoice_taxes set rate = 7 where invoice_id = {}", of(OPEN)),
            vec![format!("{OPEN} tax_row"), format!("{OPEN} tax_row")],
        ),
        (
            format!("update invoice_taxes set tax_minor = 20 where invoice_id = {}", of(OPEN)),
            vec![
                format!("{OPEN} tax_row_tax"),
                format!("{OPEN} line_tax"),
                format!("{OPEN} tax"),
            ],
        ),
        (
            format!("update invoices set tax_minor = 20, total_minor = 120 where invoice_id = {}", of(OPEN)),
            vec![format!("{OPEN} tax"), format!("{OPEN} posting")],
        ),
        (
            format!("update invoices set paid_minor = 19 where invoice_id = {}", of(OPEN)),
            vec![format!("{OPEN} paid")],
        ),
        (
            format!("update invoices set credited_minor = 19 where invoice_id = {}", of(OPEN)),
            vec![format!("{OPEN} credited")],
        ),
        (
            format!("update invoices set status = 'open' where invoice_id = {}", of(VOID)),
            vec![format!("{VOID} posting_unexpected")],
        ),
        (
            format!("delete from ledger_entries where transaction_id = {}", posting("invoice_issued", OPEN)),
            vec![format!("{OPEN} posting_missing")],
        ),
        (
            format!(
                "update ledger_entries set account = 'bank' where account = 'sales' and transaction_id = {}",
                posting("invoice_issued", OPEN)
            ),
            vec![format!("{OPEN} posting")],
        ),
        (
            "update ledger_entries set amount_minor = -11800 where account = 'receivable' and transaction_id =
             (select transaction_id from ledger_transactions where kind = 'payment_received')".to_owned(),
            vec![format!("{PAID} payment_posting")],
        ),
        (
            "alter table document_files drop constraint document_files_hash_is_of_the_bytes;
             update document_files set bytes = 'other' where document_id =
             (select invoice_id from invoices where number = 'INV-000006')".to_owned(),
            vec![format!("{OPEN} file_changed")],
        ),
        (
            format!("update invoices set pdf_sha256 = sha256('other') where invoice_id = {}", of(OPEN)),
            vec![format!("{OPEN} file_of_another")],
        ),
        (
            format!("delete from document_files where document_id = {}", of(OPEN)),
            vec![format!("{OPEN} file_missing")],
        ),
        (
            format!("update invoices set number = 'INV-000099' where invoice_id = {}", of(VOID)),
            vec!["series number_gap".to_owned(), "series number_gap".to_owned()],
        ),
        (
            "update credit_notes set tax_minor = tax_minor + 1, total_minor = total_minor + 1,
                    applied_minor = applied_minor + 1 where number = 'CN-000001'".to_owned(),
            vec![
                "CN-000001 tax".to_owned(),
                "CN-000001 applied".to_owned(),
                "CN-000001 posting".to_owned(),
            ],
        ),
        (
            "update credit_note_taxes set tax_minor = tax_minor + 1 where credit_note_id =
             (select credit_note_id from credit_notes where number = 'CN-000001')".to_owned(),
            vec!["CN-000001 tax_row_tax".to_owned(), "CN-000001 tax".to_owned()],
        ),
        (
            format!("update allocations set amount_minor = amount_minor + 1 where invoice_id = {} and amount_minor =
                     (select min(amount_minor) from allocations where invoice_id = {})", of(CREDITED), of(CREDITED)),
            vec![format!("{CREDITED} credited"), "CN-000001 applied".to_owned()],
        ),
        (
            format!("alter table invoices drop constraint invoices_total_is_the_sum;
                     update invoices set total_minor = 200 where invoice_id = {}", of(OPEN)),
            vec![format!("{OPEN} total"), format!("{OPEN} posting")],
        ),
        (
            format!("alter table invoices alter column due_minor drop expression;
                     update invoices set due_minor = 5 where invoice_id = {}", of(OPEN)),
            vec![format!("{OPEN} due")],
        ),
        (
            format!("alter table invoices drop constraint invoices_paid_is_settled;
                     update invoices set status = 'paid' where invoice_id = {}", of(OPEN)),
            vec![format!("{OPEN} status")],
        ),
        (
            "alter table credit_notes drop constraint credit_notes_fully_placed;
             update credit_notes set balance_minor = 5 where number = 'CN-000001'".to_owned(),
            vec!["CN-000001 placed".to_owned(), "CN-000001 posting".to_owned()],
        ),
        (
            "update ledger_entries set amount_minor = amount_minor * 2 where transaction_id =
             (select transaction_id from ledger_transactions where kind = 'credit_applied')".to_owned(),
            vec![format!("{USED} allocation_posting")],
        ),
        // Priced again, seats at 6.00 are not what was charged; nor is a changed explanation.
        (
            "update plan_versions set components = jsonb_set(components, '{1,price,unit_amount}', '\"6\"')".to_owned(),
            vec![
                format!("{ENGINE} engine_amount"),
                format!("{ENGINE} explained_steps"),
                "INV-000002 engine_amount".to_owned(),
                "INV-000002 explained_steps".to_owned(),
            ],
        ),
        (
            format!("update invoice_line_explanations set explanation = jsonb_set(explanation, '{{amount_minor}}', '1')
                      where invoice_id = {} and line_no = 2", of(ENGINE)),
            vec![format!("{ENGINE} explained_amount")],
        ),
        (
            format!("delete from subscription_coverage where invoice_id = {} and line_no = 1", of(ENGINE)),
            vec![format!("{ENGINE} coverage_missing")],
        ),
        (
            format!("update subscription_coverage set component = 'other' where invoice_id = {} and line_no = 1",
                    of(ENGINE)),
            vec![format!("{ENGINE} coverage")],
        ),
    ];
    let mut seen = std::collections::BTreeSet::new();
    // Each case breaks a copy of its own.
    world.db().close().await;
    for (sabotage, expected) in cases {
        let broken = World::on(world.database.copy().await, crate::harness::Setup::default()).await;
        let mut superuser = broken.database.superuser().await;
        let sql =
            format!("begin; set local session_replication_role = replica; {sabotage}; commit");
        run(&mut superuser, &sql).await;
        let mut found = anomalies(&broken).await;
        let mut expected = expected;
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{sabotage}");
        seen.extend(found.into_iter().map(|one| one.split(' ').nth(1).unwrap().to_owned()));
    }
    let unseen: Vec<_> = AnomalyKind::ALL
        .iter()
        .map(|kind| kind.word())
        .filter(|word| !seen.contains(*word))
        .collect();
    assert_eq!(unseen, Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_counts_and_fails_on_an_anomaly() {
    let (world, _) = busy().await;
    let reconcile = |arguments: &[&str]| {
        use sqlx::ConnectOptions;
        let url = world.database.options("postgres").to_url_lossy();
        let mut command = Command::new(env!("CARGO_BIN_EXE_quittance"));
        command.env_clear().env("DATABASE_URL", url.as_str());
        command.env("QUITTANCE_HOME", std::env::temp_dir()).args(["reconcile", "invoices"]);
        let output = command.args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, said) = reconcile(&[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("7 invoices and 3 credit notes with 12 lines"), "{said}");
    let mut superuser = world.database.superuser().await;
    run(
        &mut superuser,
        "begin; set local session_replication_role = replica;
         update invoice_lines set amount_minor = 999
          where invoice_id = (select invoice_id from invoices where number = 'INV-000006'); commit",
    )
    .await;
    let (code, said) = reconcile(&["--customer", "C-Alpha"]);
    assert_eq!(code, Some(1), "{said}");
    let expected = "C-Alpha INV-000006 line 1: Quantity × price is €1.00; the line says €9.99.";
    assert!(said.contains(expected), "{said}");
    assert_eq!(reconcile(&["--customer", "C-Nobody"]).0, Some(1));
    // The page and doctor's light check say the same.
    let admin = world.staff("admin", quittance::domain::access::StaffRole::Admin).await;
    let browser = world.sign_in(admin).await;
    let page = browser.get("/admin/reconciliation?customer=C-Alpha").await.text();
    assert!(page.contains("Quantity × price is €1.00; the line says €9.99."), "{page}");
    assert!(browser.get("/admin/diagnostics").await.text().contains("show 3 anomalies"));
    let nobody = browser.get("/admin/reconciliation?customer=C-Nobody").await;
    assert_eq!(nobody.status, reqwest::StatusCode::UNPROCESSABLE_ENTITY);
}
