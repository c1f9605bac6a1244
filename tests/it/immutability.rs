//! An issued document never changes (row C1): not a column of it, its lines or its taxes, whoever
//! tries. The columns come from the catalogue, so a new one is covered the day it is added.

use crate::harness::World;
use crate::harness::database::{Refusal, attempt, run};
use crate::harness::town::Town;
use quittance::domain::document::DocumentKind;
use quittance::domain::id::TenantId;
use quittance::domain::party::Seller;
use quittance::flows::documents::stored_file::stored_file;
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use quittance::store::roles::Role;
use quittance::store::{invoices, sellers, tenants};
use sqlx::{AssertSqlSafe, PgConnection};

/// What moves when an invoice is paid, credited, voided, written off or disputed.
const SETTLEMENT: [&str; 6] =
    ["status", "paid_minor", "credited_minor", "paid_at", "voided_at", "disputed"];

/// Columns of a table that can be written, with an expression for another value than they have.
async fn columns(superuser: &mut PgConnection, table: &str) -> Vec<(String, String)> {
    let columns: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(format!(
        "select attname::text, format_type(atttypid, atttypmod) from pg_attribute
          where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
          order by attnum"
    )))
    .fetch_all(superuser)
    .await
    .unwrap();
    let other = |(column, kind): (String, String)| {
        let value = match kind.as_str() {
            "uuid" => "gen_random_uuid()".to_owned(),
            "text" => format!("coalesce({column}, '') || 'x'"),
            "character(3)" => "'XXX'".to_owned(),
            "date" => format!("coalesce({column}, '2026-01-01') + 1"),
            "timestamp with time zone" => {
                format!("coalesce({column}, '2026-01-01') + interval '1 second'")
            }
            "bigint" | "integer" | "numeric" | "smallint" => format!("coalesce({column}, 0) + 1"),
            "jsonb" => r#"'{"legal_name": "Somebody else"}'"#.to_owned(),
            "bytea" => "sha256('other')".to_owned(),
            "boolean" => format!("not {column}"),
            kind => panic!("{table}.{column} is a {kind}: say here what another value is"),
        };
        (column, value)
    };
    columns.into_iter().map(other).collect()
}

/// Runs `sql` as portal and worker of the tenant and as superuser, undoing it; what they answered.
async fn by_everybody(
    world: &World,
    tenant: TenantId,
    sql: &str,
) -> Vec<(&'static str, Result<u64, Refusal>)> {
    let mut answers = Vec::new();
    for role in [Role::Portal, Role::Worker] {
        let mut connection = world.database.inside(role, tenant.0).await;
        answers.push((role.name(), attempt(&mut connection, sql).await));
    }
    let mut superuser = world.database.superuser().await;
    run(&mut superuser, "begin").await;
    answers.push(("superuser", attempt(&mut superuser, sql).await));
    answers
}

/// Refused because it is issued, because nobody has the right, or because its key would lead nowhere
/// (23503), which the database notices before the guard; not because of something else.
fn is_refused_as_issued(answer: &Result<u64, Refusal>) -> bool {
    let Err(refusal) = answer else { return false };
    let constraint = refusal.constraint.as_deref().unwrap_or_default();
    refusal.is_by_privilege()
        || refusal.code == "23503"
        || constraint.ends_with("_is_immutable")
        || constraint.ends_with("_append_only")
}

async fn assert_refused(world: &World, tenant: TenantId, sql: &str) {
    for (who, answer) in by_everybody(world, tenant, sql).await {
        assert!(is_refused_as_issued(&answer), "{who}: {sql}: {answer:?}");
    }
}

#[tokio::test]
async fn no_column_of_an_issued_invoice_changes_except_by_settlement() {
    let town = Town::new().await;
    let (world, tenant, id) = (&town.world, town.a.tenant, town.a.open);
    let columns = columns(&mut world.database.superuser().await, "invoices").await;
    assert!(columns.len() > 25, "the catalogue has too few columns: {columns:?}");
    for (column, value) in columns {
        let sql = format!("update invoices set {column} = {value} where invoice_id = '{id}'");
        if !SETTLEMENT.contains(&column.as_str()) {
            assert_refused(world, tenant, &sql).await;
        }
    }
    assert_refused(world, tenant, &format!("delete from invoices where invoice_id = '{id}'")).await;
    // The draft beside it may change: the guard is about the issued one.
    let draft = town.a.draft;
    let sql = format!("update invoices set memo = 'x' where invoice_id = '{draft}'");
    for (who, answer) in by_everybody(world, tenant, &sql).await {
        assert_eq!(answer, Ok(1), "{who}");
    }
}

#[tokio::test]
async fn no_line_or_tax_of_an_issued_document_is_changed_added_removed_or_moved() {
    let town = Town::new().await;
    let (world, tenant) = (&town.world, town.a.tenant);
    let (open, draft, note) = (town.a.open, town.a.draft, town.a.credit_note);
    let mut superuser = world.database.superuser().await;
    for (table, key, id) in [
        ("invoice_lines", "invoice_id", open.0),
        ("invoice_taxes", "invoice_id", open.0),
        ("credit_note_lines", "credit_note_id", note.0),
        ("credit_note_taxes", "credit_note_id", note.0),
    ] {
        for (column, value) in columns(&mut superuser, table).await {
            let sql = format!("update {table} set {column} = {value} where {key} = '{id}'");
            assert_refused(world, tenant, &sql).await;
        }
        assert_refused(world, tenant, &format!("delete from {table} where {key} = '{id}'")).await;
    }
    for (table, other) in [("invoice_lines", "line_no = 99"), ("invoice_taxes", "rate = 7")] {
        // A line of the draft, carried over to the issued invoice.
        let moved = format!(
            "update {table} set invoice_id = '{open}', {other} where invoice_id = '{draft}'"
        );
        assert_refused(world, tenant, &moved).await;
        let (first, rest) = match table {
            "invoice_lines" => (
                "line_no",
                "description, quantity, unit_price, amount_minor, tax_category, tax_rate, tax_minor",
            ),
            _ => ("rate", "category, taxable_minor, tax_minor"),
        };
        let added = format!(
            "insert into {table} (tenant_id, invoice_id, {first}, {rest})
             select tenant_id, invoice_id, 77, {rest} from {table} where invoice_id = '{open}'"
        );
        assert_refused(world, tenant, &added).await;
    }
}

#[tokio::test]
async fn no_column_of_a_credit_note_or_of_its_file_changes() {
    let town = Town::new().await;
    let (world, tenant, note) = (&town.world, town.a.tenant, town.a.credit_note);
    let mut superuser = world.database.superuser().await;
    for (table, condition) in [
        ("credit_notes", format!("credit_note_id = '{note}'")),
        ("document_files", format!("document_id = '{note}'")),
        ("document_events", format!("document_id = '{note}'")),
    ] {
        for (column, value) in columns(&mut superuser, table).await {
            let sql = format!("update {table} set {column} = {value} where {condition}");
            assert_refused(world, tenant, &sql).await;
        }
        assert_refused(world, tenant, &format!("delete from {table} where {condition}")).await;
    }
}

#[tokio::test]
async fn a_state_that_is_final_is_never_left() {
    let town = Town::new().await;
    let world = &town.world;
    let mut superuser = world.database.superuser().await;
    let id = world.issue(town.a.tenant, &town.books, 1).await.invoice_id;
    run(&mut superuser, &format!("update invoices set status = 'void' where invoice_id = '{id}'"))
        .await;
    for (from, id, forbidden) in [
        ("open", town.a.open, &["draft"][..]),
        ("paid", town.a.paid, &["draft", "void", "uncollectible"]),
        ("void", id, &["draft", "open", "paid", "uncollectible"]),
    ] {
        for to in forbidden {
            let sql = format!("update invoices set status = '{to}' where invoice_id = '{id}'");
            let refusal = attempt(&mut superuser, &sql).await.expect_err(&sql);
            let constraint = refusal.constraint.unwrap_or_default();
            assert_eq!(constraint, "invoices_transition_allowed", "{from} to {to}");
        }
    }
}

#[tokio::test]
async fn a_settlement_never_exceeds_the_total() {
    let town = Town::new().await;
    let mut superuser = town.world.database.superuser().await;
    let id = town.a.open;
    for (change, constraint) in [
        ("paid_minor = total_minor, credited_minor = 1", "invoices_never_over_settled"),
        ("paid_minor = -1", "invoices_never_over_settled"),
        ("paid_minor = total_minor - credited_minor", "invoices_open_owes"),
        ("status = 'paid'", "invoices_paid_is_settled"),
        ("status = 'void'", "invoices_void_was_not_paid"),
    ] {
        let sql = format!("update invoices set {change} where invoice_id = '{id}'");
        let refusal = attempt(&mut superuser, &sql).await.expect_err(&sql);
        assert_eq!(refusal.constraint.as_deref(), Some(constraint), "{change}");
    }
}

#[tokio::test]
async fn new_billing_details_apply_to_the_next_document_and_to_no_issued_one() {
    let town = Town::new().await;
    let (world, tenant) = (&town.world, town.a.tenant);
    let documents = "select string_agg(to_jsonb(d)::text, '|' order by to_jsonb(d)::text) from (
                       select invoice_id as id, to_jsonb(i) as row from invoices i where status <> 'draft'
                        union all
                       select credit_note_id, to_jsonb(c) from credit_notes c) d";
    let mut superuser = world.database.superuser().await;
    let before: String = sqlx::query_scalar(documents).fetch_one(&mut superuser).await.unwrap();
    let file = async || {
        stored_file(world.db(), world.now(), tenant, DocumentKind::Invoice, town.a.open.0)
            .await
            .unwrap()
            .bytes
    };
    let bytes = file().await;

    let mut tx = world.write(tenant).await;
    let mut profile = tenants::profile(&mut tx).await.unwrap();
    profile.legal_name = "Alpha Neu AG".into();
    profile.address.city = "Bremen".into();
    tenants::update_profile(&mut tx, &profile, world.now()).await.unwrap();
    let seller: Seller = sellers::load(&mut tx, town.books.seller, world.today()).await.unwrap();
    tx.commit().await.unwrap();
    let mut operator = world.db().operator(&crate::harness::TESTER, world.now()).await.unwrap();
    let moved = Seller { legal_name: "Seller Neu AG".into(), ..seller };
    sellers::save(&mut operator, "main", &moved, world.now()).await.unwrap();
    operator.commit().await.unwrap();

    let after: String = sqlx::query_scalar(documents).fetch_one(&mut superuser).await.unwrap();
    assert_eq!(after, before);
    assert_eq!(file().await, bytes);
    let mut tx = world.write(tenant).await;
    let next = finalize_invoice(&mut tx, world.now(), &crate::harness::TESTER, town.a.draft)
        .await
        .unwrap();
    assert_eq!(next.buyer.unwrap().legal_name, "Alpha Neu AG");
    assert_eq!(next.seller.unwrap().legal_name, "Seller Neu AG");
    let issued = invoices::find(&mut tx, town.a.open).await.unwrap().unwrap();
    assert_eq!(issued.buyer.unwrap().legal_name, "Alpha GmbH");
}
