//! Tries to read and write rows of another tenant, with each role on each table, over connections that
//! logged in as that role. Returns what got through.

use super::classes::{Class, TABLES, Table, WorkerSees};
use crate::harness::database::{Database, Refusal, attempt, run};
use crate::harness::town::Town;
use quittance::store::roles::Role;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

/// Everything that a role could see or write beyond its tenant; begins with the table's name.
pub async fn leaks(town: &Town) -> Vec<String> {
    let database = &town.world.database;
    let (a, b) = (town.a.tenant.0, town.b.tenant.0);
    let mut leaks = Vec::new();
    let mut superuser = database.superuser().await;
    for table in TABLES.iter().filter(|table| table.is_tenants()) {
        let name = table.name;
        for tenant in [a, b] {
            let rows = count(&mut superuser, name, &format!("tenant_id = '{tenant}'")).await;
            if rows.unwrap_or(0) == 0 {
                leaks.push(format!("{name}: the town has no row of {tenant}; nothing was tested"));
            }
        }
        for role in [Role::Portal, Role::Worker] {
            reads(database, table, role, a, &mut leaks).await;
            let foreign_row = foreign_row(&mut superuser, name, a, b).await;
            writes(database, table, role, (a, b), &foreign_row, &mut leaks).await;
        }
        staff_reads(database, name, (a, b), &mut leaks).await;
        if !table.has_door() {
            owner_sees_nothing(database, name, a, &mut leaks).await;
        }
    }
    leaks
}

async fn reads(database: &Database, table: &Table, role: Role, own: Uuid, leaks: &mut Vec<String>) {
    let Class::Tenant { worker, .. } = table.class else { return };
    let (name, who) = (table.name, role.name());
    let sees = if role == Role::Worker { worker } else { WorkerSees::Own };

    let mut inside = database.inside(role, own).await;
    if let Some(own_rows) = count(&mut inside, name, &format!("tenant_id = '{own}'")).await {
        if own_rows == 0 {
            leaks.push(format!("{name}: {who} of A does not see its own rows"));
        }
        let foreign = count(&mut inside, name, &format!("tenant_id <> '{own}'")).await;
        if foreign != Some(0) && sees != WorkerSees::All {
            leaks.push(format!("{name}: {who} of A sees rows of others"));
        }
    }
    // A connection that never had a tenant, and one that comes back to the pool after having had one.
    let mut outside = database.connect(who).await;
    for is_reused in [false, true] {
        if is_reused {
            run(&mut outside, "begin; set local app.tenant_id = ''").await;
        }
        let rows = count(&mut outside, name, "true").await;
        if rows.unwrap_or(0) > 0 && sees == WorkerSees::Own {
            leaks.push(format!("{name}: {who} without a tenant sees rows"));
        }
    }
}

/// A whole row of A as if it were B's, as json.
async fn foreign_row(superuser: &mut PgConnection, name: &str, a: Uuid, b: Uuid) -> String {
    let sql = format!(
        "select (to_jsonb(t) || jsonb_build_object('tenant_id', '{b}'))::text
           from {name} t where tenant_id = '{a}' limit 1"
    );
    let row: Option<String> =
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_optional(superuser).await.unwrap();
    row.unwrap_or_else(|| "{}".to_owned())
}

async fn writes(
    database: &Database,
    table: &Table,
    role: Role,
    (a, b): (Uuid, Uuid),
    foreign_row: &str,
    leaks: &mut Vec<String>,
) {
    let (name, who) = (table.name, role.name());
    let mut inside = database.inside(role, a).await;
    let columns = columns(&mut inside, name, "true").await.join(", ");
    let row = foreign_row.replace('\'', "''");
    let insert = format!(
        "insert into {name} ({columns})
         select {columns} from jsonb_populate_record(null::{name}, '{row}'::jsonb)"
    );
    match tried(&mut inside, &insert).await {
        Err(refusal) if refusal.is_by_privilege() => {}
        outcome => leaks.push(format!("{name}: {who} of A could insert a row of B: {outcome:?}")),
    }
    let updatable = format!("has_column_privilege('{name}', attnum, 'update')");
    for column in self::columns(&mut inside, name, &updatable).await {
        let update = format!("update {name} set {column} = {column} where tenant_id = '{b}'");
        if tried(&mut inside, &update).await.is_ok_and(|rows| rows > 0) {
            leaks.push(format!("{name}: {who} of A could update {column} of B's rows"));
        }
    }
    let give = format!("update {name} set tenant_id = '{b}' where tenant_id = '{a}'");
    if tried(&mut inside, &give).await.is_ok() {
        leaks.push(format!("{name}: {who} of A could give its rows to B"));
    }
    let delete = format!("delete from {name} where tenant_id = '{b}'");
    if tried(&mut inside, &delete).await.is_ok_and(|rows| rows > 0) {
        leaks.push(format!("{name}: {who} of A could delete rows of B"));
    }
}

async fn staff_reads(
    database: &Database,
    name: &str,
    (a, b): (Uuid, Uuid),
    leaks: &mut Vec<String>,
) {
    let mut staff = database.connect(Role::StaffRead.name()).await;
    for tenant in [a, b] {
        let rows = count(&mut staff, name, &format!("tenant_id = '{tenant}'")).await;
        if rows.unwrap_or(0) == 0 {
            leaks.push(format!("{name}: staff does not see the rows of {tenant}"));
        }
    }
    for begin in ["begin".to_owned(), format!("begin; set local app.tenant_id = '{a}'")] {
        run(&mut staff, &begin).await;
        for sql in [
            format!("insert into {name} (tenant_id) values ('{a}')"),
            format!("update {name} set tenant_id = tenant_id"),
            format!("delete from {name}"),
            format!("truncate {name}"),
            format!("select tenant_id from {name} for update"),
        ] {
            match tried(&mut staff, &sql).await {
                Err(refusal) if refusal.is_by_privilege() => {}
                outcome => leaks.push(format!("{name}: staff_read could {sql}: {outcome:?}")),
            }
        }
        run(&mut staff, "rollback").await;
    }
}

/// FORCE: no policy names the owner, so it sees nothing, whatever the tenant.
async fn owner_sees_nothing(database: &Database, name: &str, own: Uuid, leaks: &mut Vec<String>) {
    let mut owner = database.inside(Role::Owner, own).await;
    if count(&mut owner, name, "true").await.unwrap_or(0) > 0 {
        leaks.push(format!("{name}: its owner sees rows"));
    }
}

/// Rows that match, or None when the role may not select at all.
async fn count(connection: &mut PgConnection, name: &str, condition: &str) -> Option<i64> {
    let sql = format!("select count(*) from {name} where {condition}");
    if let Err(refusal) = tried(connection, &sql).await {
        assert!(refusal.is_by_privilege(), "{sql}: {refusal:?}");
        return None;
    }
    Some(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(connection).await.unwrap())
}

/// The columns that can be written, as far as they meet `condition` on `pg_attribute`.
async fn columns(connection: &mut PgConnection, name: &str, condition: &str) -> Vec<String> {
    let sql = format!(
        "select attname::text from pg_attribute
          where attrelid = '{name}'::regclass and attnum > 0 and not attisdropped
            and attgenerated = '' and {condition}
          order by attnum"
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap()
}

/// Runs a statement and undoes it, inside or outside a transaction.
async fn tried(connection: &mut PgConnection, sql: &str) -> Result<u64, Refusal> {
    let is_inside = attempt(connection, "savepoint before").await.is_ok();
    if !is_inside {
        run(connection, "begin").await;
    }
    let outcome = attempt(connection, sql).await;
    run(connection, if is_inside { "rollback to before" } else { "rollback" }).await;
    outcome
}
