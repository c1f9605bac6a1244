//! The audit log proves itself (row A7): what is hashed is worked out here a second time, from the
//! format in the migration's comment and not from the product's code; each financial write is in it
//! with who, why, before and after; and a change of any field of any row is found.

use crate::harness::books::eur;
use crate::harness::database::run;
use crate::harness::town::Town;
use crate::harness::{TESTER, World};
use crate::rls::tenant_tables;
use quittance::domain::access::StaffRole;
use quittance::domain::id::TenantId;
use quittance::flows::invoices::void_invoice::void_invoice;
use quittance::flows::invoices::write_off_invoice::write_off_invoice;
use quittance::flows::payments::apply_credit::apply_credit;
use quittance::store::audit::{self, AuditRecord};
use quittance::store::{Actor, tenants};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

async fn records(world: &World) -> Vec<AuditRecord> {
    let mut tx = world.db().staff_read().await.unwrap();
    audit::page(&mut tx, (Uuid::nil(), 0), 10_000).await.unwrap()
}

/// The first entry that is not as it was written, by its chain and place; None when all are.
fn first_broken(records: &[AuditRecord]) -> Option<(Uuid, i64)> {
    let (mut chain, mut sequence, mut head) = (None, 0, String::new());
    for record in records {
        if chain != Some(record.tenant_id) {
            (chain, sequence, head) = (Some(record.tenant_id), 0, String::new());
        }
        sequence += 1;
        let hash = hash(record);
        let follows = record.sequence == sequence && record.previous_hash == head;
        if !follows || hash != record.hash {
            return Some((record.tenant_id, record.sequence));
        }
        head = hash;
    }
    None
}

/// SHA-256 over the previous hash and the fields as text, separated by U+001F.
fn hash(record: &AuditRecord) -> String {
    let sequence = record.sequence.to_string();
    let tenant = record.tenant_id.to_string();
    let fields = [
        tenant.as_str(),
        &sequence,
        &record.at,
        &record.actor,
        &record.action,
        &record.subject_kind,
        &record.subject_id,
        &record.reason,
        &record.before,
        &record.after,
    ];
    let previous: Vec<u8> = (0..record.previous_hash.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&record.previous_hash[at..at + 2], 16).unwrap())
        .collect();
    let digest =
        Sha256::new().chain_update(previous).chain_update(fields.join("\u{1f}")).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn every_chain_of_a_busy_deployment_holds() {
    let town = Town::new().await;
    let records = records(&town.world).await;
    assert_eq!(first_broken(&records), None);
    let chains: BTreeSet<Uuid> = records.iter().map(|record| record.tenant_id).collect();
    // Two customers and the operator.
    assert_eq!(chains, [town.a.tenant.0, town.b.tenant.0, Uuid::nil()].into());
    assert!(records.len() > 30, "{}", records.len());
}

#[tokio::test]
async fn a_change_of_any_field_of_any_entry_is_found_at_that_entry() {
    const CHANGES: [(&str, &str); 11] = [
        ("at", "at + interval '1 microsecond'"),
        ("actor", "actor || 'x'"),
        ("action", "action || 'x'"),
        ("subject_kind", "subject_kind || 'x'"),
        ("subject_id", "subject_id || 'x'"),
        ("reason", "reason || 'x'"),
        ("before", r#"coalesce(before, '{}') || '{"x": 1}'"#),
        ("after", r#"coalesce(after, '{}') || '{"x": 1}'"#),
        ("previous_hash", "sha256('other')"),
        ("hash", "sha256('other')"),
        ("sequence", "sequence + 1000000"),
    ];
    let town = Town::new().await;
    let mut superuser = town.world.database.superuser().await;
    // Only a superuser can do this, and what they do must show.
    run(&mut superuser, "set session_replication_role = replica").await;
    let columns: BTreeSet<String> = sqlx::query_scalar(
        "select attname::text from pg_attribute
          where attrelid = 'audit_log'::regclass and attnum > 0 and not attisdropped",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap()
    .into_iter()
    .collect();
    let changed: BTreeSet<String> = CHANGES
        .iter()
        .map(|(column, _)| (*column).to_owned())
        .chain(["tenant_id".into()])
        .collect();
    assert_eq!(columns, changed, "a column that no change is tried on");
    let original = records(&town.world).await;
    for victim in original.iter().step_by(7) {
        let (chain, sequence) = (victim.tenant_id, victim.sequence);
        let row = format!("where tenant_id = '{chain}' and sequence = {sequence}");
        for (column, value) in CHANGES {
            run(&mut superuser, "create temp table kept as table audit_log").await;
            run(&mut superuser, &format!("update audit_log set {column} = {value} {row}")).await;
            let found = first_broken(&records(&town.world).await);
            let (found_chain, found_sequence) = found.unwrap_or_else(|| panic!("{column} {row}"));
            assert_eq!(found_chain, chain, "{column} {row}");
            let is_moved = column == "sequence" && found_sequence > sequence;
            assert!(found_sequence == sequence || is_moved, "{column} {row}: {found_sequence}");
            run(
                &mut superuser,
                "delete from audit_log; insert into audit_log table kept; drop table kept",
            )
            .await;
        }
        // Removed: the next one no longer follows.
        let is_last = !original.iter().any(|r| r.tenant_id == chain && r.sequence == sequence + 1);
        if !is_last {
            run(&mut superuser, "create temp table kept as table audit_log").await;
            run(&mut superuser, &format!("delete from audit_log {row}")).await;
            assert_eq!(first_broken(&records(&town.world).await), Some((chain, sequence + 1)));
            run(
                &mut superuser,
                "delete from audit_log; insert into audit_log table kept; drop table kept",
            )
            .await;
        }
    }
    assert_eq!(first_broken(&records(&town.world).await), None);
}

/// The entries of one tenant that `act` added, as (action, reason).
struct Added(Vec<AuditRecord>);

impl Added {
    fn of(&self, action: &str) -> &AuditRecord {
        let actions: Vec<&str> = self.0.iter().map(|record| record.action.as_str()).collect();
        self.0
            .iter()
            .find(|r| r.action == action)
            .unwrap_or_else(|| panic!("{action}: {actions:?}"))
    }

    fn before(&self, action: &str) -> Value {
        serde_json::from_str(&self.of(action).before).unwrap()
    }

    fn after(&self, action: &str) -> Value {
        serde_json::from_str(&self.of(action).after).unwrap()
    }
}

async fn since(world: &World, tenant: TenantId, sequence: usize) -> Added {
    let all = records(world).await;
    Added(all.into_iter().filter(|r| r.tenant_id == tenant.0).skip(sequence).collect())
}

#[tokio::test]
async fn each_financial_write_says_who_why_before_and_after() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let clerk = Actor::Staff(world.staff("clerk", StaffRole::Finance).await.0);
    let mut known = since(&world, tenant, 0).await.0.len();

    let invoice = world.issue(tenant, &books, 100).await.invoice_id;
    let issued = since(&world, tenant, known).await;
    known += issued.0.len();
    assert_eq!(issued.before("invoice.updated")["status"], "draft");
    assert_eq!(issued.after("invoice.updated")["status"], "open");
    assert_eq!(issued.after("invoice.updated")["number"], "INV-000001");
    assert_eq!(issued.after("ledger_transaction.created")["kind"], "invoice_issued");

    world.pay(tenant, eur(20_00), &[invoice], "part").await;
    let paid = since(&world, tenant, known).await;
    known += paid.0.len();
    assert_eq!(paid.after("payment.created")["amount_minor"], 20_00);
    assert_eq!(paid.after("allocation.created")["amount_minor"], 20_00);
    assert_eq!(paid.before("invoice.updated")["paid_minor"], 0);
    assert_eq!(paid.after("invoice.updated")["paid_minor"], 20_00);
    assert_eq!(paid.of("payment.created").before, "");

    world.credit(tenant, invoice, 10).await;
    let credited = since(&world, tenant, known).await;
    known += credited.0.len();
    assert_eq!(credited.after("credit_note.created")["total_minor"], 11_90);
    assert_eq!(credited.after("invoice.updated")["credited_minor"], 11_90);

    let (now, today) = (world.now(), world.today());
    let mut tx = world.db().tenant(tenant, &clerk, now).await.unwrap();
    write_off_invoice(&mut tx, now, today, &clerk, invoice, "insolvent").await.unwrap();
    tx.commit().await.unwrap();
    let written_off = since(&world, tenant, known).await;
    known += written_off.0.len();
    assert_eq!(written_off.after("invoice.updated")["status"], "uncollectible");
    for record in &written_off.0 {
        assert_eq!((&*record.actor, &*record.reason), (&*clerk.to_string(), "insolvent"));
    }

    let wrong = world.issue(tenant, &books, 1).await.invoice_id;
    known = since(&world, tenant, 0).await.0.len().max(known);
    let mut tx = world.db().tenant(tenant, &clerk, now).await.unwrap();
    void_invoice(&mut tx, now, today, &clerk, wrong, "wrong customer").await.unwrap();
    tx.commit().await.unwrap();
    let voided = since(&world, tenant, known).await;
    known += voided.0.len();
    assert_eq!(voided.of("invoice.updated").reason, "wrong customer");
    assert_eq!(voided.of("ledger_transaction.created").actor, clerk.to_string());

    world.pay(tenant, eur(5_00), &[], "ahead").await;
    let next = world.issue(tenant, &books, 1).await.invoice_id;
    known = since(&world, tenant, 0).await.0.len().max(known);
    let mut tx = world.write(tenant).await;
    apply_credit(&mut tx, now, today, &TESTER, next).await.unwrap();
    tx.commit().await.unwrap();
    let applied = since(&world, tenant, known).await;
    known += applied.0.len();
    assert_eq!(applied.after("allocation.created")["amount_minor"], 1_19);
    assert_eq!(applied.after("invoice.updated")["status"], "paid");

    let mut tx = world.write(tenant).await;
    let mut profile = tenants::profile(&mut tx).await.unwrap();
    profile.legal_name = "Alpha Neu AG".into();
    tenants::update_profile(&mut tx, &profile, now).await.unwrap();
    tx.commit().await.unwrap();
    let changed = since(&world, tenant, known).await;
    assert_eq!(changed.before("tenant.updated")["legal_name"], "Alpha GmbH");
    assert_eq!(changed.after("tenant.updated")["legal_name"], "Alpha Neu AG");
    assert_eq!(changed.of("tenant.updated").actor, TESTER.to_string());
}

/// Tenant tables whose rows the log does not repeat, and why it need not.
const NOT_AUDITED: &[(&str, &str)] = &[
    ("audit_log", "is the log"),
    (
        "ledger_entries",
        "their transaction is; they can neither change nor be added to one unbalanced",
    ),
    ("invoice_lines", "frozen with their invoice, of which each change is"),
    ("invoice_taxes", "frozen with their invoice, of which each change is"),
    ("credit_note_lines", "written with their note, which is"),
    ("credit_note_taxes", "written with their note, which is"),
    ("document_events", "are a log themselves, append-only"),
    ("document_files", "their hash is in the document, of which each change is"),
    ("credit_balances", "follow from the movements of credit grants"),
    ("routing_decisions", "append-only, each with its charge, which is"),
    ("subscription_invoices", "append-only, each with its invoice, which is"),
    ("subscription_coverage", "follows from the lines of invoices, which are frozen"),
    ("invoice_line_explanations", "append-only, each with its invoice, which is"),
    ("tax_evidence", "append-only, each with its invoice, which is"),
    ("plan_move_outcomes", "append-only, each with the phase that it made, which is"),
    ("display_preferences", "how a reader sees amounts; no fact of the books"),
    ("usage_alert_crossings", "append-only, follow from usage and the thresholds, which are"),
    ("billing_run_parkings", "append-only; each with its subscription's parking, which is"),
    ("subscription_quotes", "what was offered, append-only; what is taken is a change, which is"),
    ("subscription_minimums", "append-only, each with its invoice, which is"),
    ("usage_adjustments", "append-only, each with its invoice or credit note, which is"),
    ("usage_events", "are a log themselves, append-only"),
    ("usage_rollups", "follow from usage events"),
    ("usage_deltas", "follow from usage events"),
    ("credit_movements", "append-only, each with its grant, allocation or posting, which are"),
    ("outbox", "work to be done, about facts that are"),
    ("emails", "work to be done, about facts that are"),
    ("imported_documents", "append-only, about documents that are"),
    ("notices", "what readers are told, about facts that are"),
    ("notice_reads", "who has read what; no fact of the books"),
    ("card_links", "a way to the provider's page for a week; the method that is saved by it is"),
    ("phone_codes", "live for ten minutes; the consent that they prove is"),
    ("sms_messages", "work to be done, about facts that are"),
    ("dunning_events", "are a log themselves, append-only"),
];

#[tokio::test]
async fn every_tenant_table_is_audited_or_says_why_not() {
    let world = World::new().await;
    let mut superuser = world.database.superuser().await;
    let audited: BTreeSet<String> = sqlx::query_scalar(
        "select tgrelid::regclass::text from pg_trigger
          where tgfoid = 'audit_row'::regproc and tgenabled = 'O'",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap()
    .into_iter()
    .collect();
    for table in tenant_tables() {
        let is_excused = NOT_AUDITED.iter().any(|(name, _)| *name == table);
        assert!(audited.contains(table) != is_excused, "{table}");
    }
}
