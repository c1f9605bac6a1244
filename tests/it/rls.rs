//! Tenants are isolated by the database (row A1). `catalogue` asks Postgres what it would enforce,
//! `rows` tries to step over it with each role on each table; `classes` is the list of all tables. The
//! last tests break the protection on purpose and see those very checks report it.

mod catalogue;
mod classes;
mod rows;

use crate::harness::database::{Database, attempt, run};
use crate::harness::town::Town;
use classes::{Class, TABLES};
use quittance::store::roles::{Role, RolesError};
use quittance::store::{Db, PoolSizes};

#[tokio::test]
async fn every_table_is_classified_and_protected_as_its_class_asks() {
    let database = Database::fresh().await;
    let faults = catalogue::faults(&mut database.superuser().await).await;
    assert_eq!(faults, Vec::<String>::new());
}

#[tokio::test]
async fn no_role_reads_or_writes_a_row_that_is_not_its_own() {
    let town = Town::new().await;
    assert_eq!(rows::leaks(&town).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_weakened_catalogue_is_reported() {
    let database = Database::fresh().await;
    let mut superuser = database.superuser().await;
    for (sabotage, report) in [
        ("drop policy tenant_isolation on invoices", "invoices: its policies"),
        ("alter policy tenant_isolation on payments using (true)", "payments: its policies"),
        ("alter policy tenant_isolation on payments with check (true)", "payments: its policies"),
        ("create policy generous on tax_ids using (true)", "tax_ids: its policies"),
        ("alter table invoices no force row level security", "invoices: row security"),
        ("alter table emails disable row level security", "emails: row security"),
        ("alter role quittance_portal bypassrls", "quittance_portal: may bypass"),
        ("alter role quittance_worker superuser", "quittance_worker: may bypass"),
        ("grant quittance_owner to quittance_portal", "quittance_portal: is a member"),
        ("grant quittance_door to quittance_worker", "quittance_worker: is a member"),
        ("alter table payments owner to quittance_portal", "payments: is owned by"),
        ("create table gift_cards (tenant_id uuid)", "gift_cards: is in no class"),
        ("grant delete on allocations to quittance_portal", "allocations: quittance_portal may"),
        ("grant update (at) on audit_log to quittance_worker", "audit_log: quittance_worker may"),
        ("grant insert on payments to quittance_staff_read", "payments: quittance_staff_read may"),
        ("grant select on invoices to public", "invoices: public may"),
        ("grant update on people to quittance_portal", "people: quittance_portal may"),
        ("drop trigger allocations_append_only on allocations", "allocations: append-only"),
        ("create index bad on payments (received_on)", "payments: index bad"),
        ("create unique index bad on payments (idempotency_key)", "payments: index bad"),
        (
            "alter table invoices add unique (invoice_id);
             alter table invoice_lines add constraint bad foreign key (invoice_id)
               references invoices (invoice_id)",
            "invoice_lines: foreign key bad",
        ),
        ("create view peek as select number from invoices", "peek: a view"),
        ("create materialized view peek as select 1 as one", "peek: a materialised view"),
        (
            "create function peek() returns bigint security definer language sql
               as 'select count(*) from invoices'",
            "peek(): is a door",
        ),
        ("alter function door_staff(uuid) reset search_path", "door_staff(uuid): its search path"),
        ("grant execute on function door_staff(uuid) to public", "door_staff(uuid): callers"),
        ("alter function door_staff(uuid) owner to postgres", "door_staff(uuid): its owner"),
        ("grant create on schema public to quittance_door", "quittance_door: may create"),
    ] {
        run(&mut superuser, &format!("begin; {sabotage}")).await;
        let faults = catalogue::faults(&mut superuser).await;
        run(&mut superuser, "rollback").await;
        assert!(faults.iter().any(|fault| fault.starts_with(report)), "{sabotage}: {faults:#?}");
    }
    assert_eq!(catalogue::faults(&mut superuser).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_weakened_policy_lets_rows_through_and_is_reported() {
    const RESTORED: &str = "(tenant_id = current_tenant())";
    let town = Town::new().await;
    let mut superuser = town.world.database.superuser().await;
    for (sabotage, repair, report) in [
        (
            "alter policy tenant_isolation on payments using (true)".to_owned(),
            format!("alter policy tenant_isolation on payments using {RESTORED}"),
            "payments: quittance_portal of A sees rows of others",
        ),
        (
            "alter policy tenant_isolation on tax_ids with check (true)".to_owned(),
            format!("alter policy tenant_isolation on tax_ids with check {RESTORED}"),
            "tax_ids: quittance_portal of A could insert a row of B",
        ),
        (
            "drop policy tenant_isolation on invoices".to_owned(),
            format!(
                "create policy tenant_isolation on invoices to quittance_portal, quittance_worker
                   using {RESTORED} with check {RESTORED}"
            ),
            "invoices: quittance_portal of A does not see its own rows",
        ),
        (
            "alter table invoices no force row level security".to_owned(),
            "alter table invoices force row level security".to_owned(),
            "invoices: its owner sees rows",
        ),
        (
            "alter table emails disable row level security".to_owned(),
            "alter table emails enable row level security".to_owned(),
            "emails: quittance_portal without a tenant sees rows",
        ),
    ] {
        run(&mut superuser, &sabotage).await;
        let leaks = rows::leaks(&town).await;
        run(&mut superuser, &repair).await;
        assert!(leaks.iter().any(|leak| leak.starts_with(report)), "{sabotage}: {leaks:#?}");
    }
    assert_eq!(rows::leaks(&town).await, Vec::<String>::new());
}

#[tokio::test]
async fn append_only_tables_refuse_change_even_from_a_superuser() {
    let town = Town::new().await;
    let mut superuser = town.world.database.superuser().await;
    for table in TABLES.iter().filter(|table| table.is_append_only()) {
        let name = table.name;
        let column = if table.is_tenants() { "tenant_id" } else { "created_at" };
        for sql in [
            format!("update {name} set {column} = {column}"),
            format!("delete from {name}"),
            format!("truncate {name} cascade"),
        ] {
            let refusal = attempt(&mut superuser, &sql).await.expect_err(&sql);
            assert_eq!(refusal.code, "23001", "{sql}: {refusal:?}");
        }
    }
}

#[tokio::test]
async fn serving_as_a_role_that_steps_over_row_security_is_refused() {
    let database = Database::fresh().await;
    let sneaky = format!("quittance_it_sneaky_{}", std::process::id());
    let mut superuser = database.superuser().await;
    run(&mut superuser, &format!("drop role if exists {sneaky}; create role {sneaky} login")).await;
    let checked = async |role: &str| {
        let sizes = PoolSizes { portal: 1, staff_read: 1, worker: 1 };
        let connect =
            |of: Role| database.options(if of == Role::Portal { role } else { of.name() });
        Db::connect(connect, sizes).await.unwrap().check_restricted().await
    };
    let fault = |outcome: Result<(), RolesError>| match outcome {
        Err(RolesError::Unsafe { fault, .. }) => fault,
        other => panic!("{other:?}"),
    };
    assert!(checked(Role::Portal.name()).await.is_ok());
    assert_eq!(fault(checked(Role::Owner.name()).await), "owns tables");
    assert_eq!(fault(checked("postgres").await), "is (or may become) a superuser");
    for (grant, expected) in [
        (format!("grant quittance_owner to {sneaky}"), "owns tables"),
        (format!("revoke quittance_owner from {sneaky}"), ""),
        (format!("alter role {sneaky} bypassrls"), "bypasses row-level security"),
        (
            format!("alter role {sneaky} nobypassrls; grant postgres to {sneaky}"),
            "is (or may become) a superuser",
        ),
    ] {
        run(&mut superuser, &grant).await;
        let outcome = checked(&sneaky).await;
        match expected {
            "" => assert!(outcome.is_ok(), "{grant}"),
            expected => assert_eq!(fault(outcome), expected, "{grant}"),
        }
    }
    run(&mut superuser, &format!("drop role {sneaky}")).await;
}

#[test]
fn every_class_says_why_its_tables_are_in_it() {
    for table in TABLES {
        let reason = match table.class {
            Class::Tenant { .. } => "rows of tenants",
            Class::Operator { reason, .. } | Class::People { reason, .. } => reason,
        };
        assert!(!reason.is_empty(), "{}", table.name);
    }
}

/// The names of the tables with rows of tenants.
pub fn tenant_tables() -> impl Iterator<Item = &'static str> {
    TABLES.iter().filter(|table| table.is_tenants()).map(|table| table.name)
}
