//! What Postgres' catalogue says about tables, policies, keys, roles and doors, compared with what
//! each class of table asks. Returns faults instead of panicking, so that a test can break things and
//! see them reported.

use super::classes::{CROSS_TENANT_INDEXES, Class, DOOR_GRANTS, DOORS, TABLES, Table};
use sqlx::{PgConnection, Row};
use std::collections::{BTreeMap, BTreeSet};

const RESTRICTED: [&str; 3] = ["quittance_portal", "quittance_staff_read", "quittance_worker"];
const OURS: [&str; 4] =
    ["quittance_door", "quittance_portal", "quittance_staff_read", "quittance_worker"];

/// Everything that is not as it must be; each begins with what it is about.
pub async fn faults(connection: &mut PgConnection) -> Vec<String> {
    let mut faults = Vec::new();
    classes(connection, &mut faults).await;
    row_security(connection, &mut faults).await;
    policies(connection, &mut faults).await;
    grants(connection, &mut faults).await;
    indexes(connection, &mut faults).await;
    foreign_keys(connection, &mut faults).await;
    append_only_triggers(connection, &mut faults).await;
    doors(connection, &mut faults).await;
    roles(connection, &mut faults).await;
    partitions(connection, &mut faults).await;
    faults
}

/// Partitions are reached through their table, where the policies are, or not at all: no role of ours may use the
/// schema that they stand in, or has a right on one of them.
async fn partitions(connection: &mut PgConnection, faults: &mut Vec<String>) {
    let rows = strings::<3>(
        connection,
        "with ours (role) as (select unnest($1::text[]))
         select i.inhrelid::regclass::text,
                coalesce((select string_agg(role, ',') from ours
                           where has_schema_privilege(role, c.relnamespace, 'usage')), ''),
                coalesce((select string_agg(role, ',') from ours
                           where has_table_privilege(role, c.oid, 'select, insert, update, delete, truncate')), '')
           from pg_inherits i
           join pg_class c on c.oid = i.inhrelid
          where c.relkind in ('r', 'p')",
    )
    .await;
    if rows.is_empty() {
        faults.push("usage_events: has no partitions".to_owned());
    }
    for [partition, reach, rights] in rows {
        if !(reach.is_empty() && rights.is_empty()) {
            faults.push(format!("{partition}: is within reach of {reach} {rights}"));
        }
    }
}

async fn classes(connection: &mut PgConnection, faults: &mut Vec<String>) {
    let relations = strings::<6>(
        connection,
        "select c.relname::text, c.relkind::text, pg_get_userbyid(c.relowner)::text,
                coalesce(array_to_string(c.reloptions, ','), ''),
                exists (select from pg_attribute a
                         where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)::text,
                exists (select from pg_attribute a
                         where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull)::text
           from pg_class c
          where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
          order by 1",
    )
    .await;
    let mut found = BTreeSet::new();
    for [name, kind, owner, options, has_tenant, is_required] in relations {
        match kind.as_str() {
            "v" if !options.contains("security_invoker=") || options.contains("=false") => {
                faults.push(format!("{name}: a view that reads as its owner"));
            }
            "v" => {}
            "m" => faults.push(format!("{name}: a materialised view has no row security")),
            "f" => faults.push(format!("{name}: a foreign table has no row security")),
            _ => {
                found.insert(name.clone());
                let is_tenants = match TABLES.iter().find(|table| table.name == name) {
                    None => {
                        faults.push(format!("{name}: is in no class; add it to rls/classes.rs"));
                        continue;
                    }
                    Some(table) => table.is_tenants(),
                };
                if is_tenants && is_required != "true" {
                    faults.push(format!("{name}: its tenant_id may be null"));
                }
                if !is_tenants && has_tenant == "true" && !names_tenants(&name) {
                    faults.push(format!("{name}: has a tenant_id but is no tenant table"));
                }
            }
        }
        if owner != "quittance_owner" {
            faults.push(format!("{name}: is owned by {owner}"));
        }
    }
    for table in TABLES.iter().filter(|table| !found.contains(table.name)) {
        faults.push(format!("{}: is classified but does not exist", table.name));
    }
}

/// Tables of the operator that say whose matter a row is, if it is anybody's.
fn names_tenants(table: &str) -> bool {
    ["jobs", "review_items"].contains(&table)
}

async fn row_security(connection: &mut PgConnection, faults: &mut Vec<String>) {
    let rows = strings::<2>(
        connection,
        "select relname::text, (relrowsecurity and relforcerowsecurity)::text
           from pg_class
          where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
    )
    .await;
    for [name, is_forced] in rows {
        let is_asked = is_tenants(&name) || matches!(name.as_str(), "people" | "jobs");
        if is_asked && is_forced != "true" {
            faults.push(format!("{name}: row security is not enabled and forced"));
        }
    }
}

async fn policies(connection: &mut PgConnection, faults: &mut Vec<String>) {
    const ISOLATION: &str = "tenant_isolation ALL quittance_portal,quittance_worker \
                             using (tenant_id = current_tenant()) check (tenant_id = current_tenant())";
    const STAFF: &str = "staff_read SELECT quittance_staff_read using true check -";
    let rows = strings::<2>(
        connection,
        "select tablename::text,
                concat_ws(' ', policyname, cmd, (select string_agg(role::text, ',' order by role) from unnest(roles) role),
                          'using', coalesce(qual, '-'), 'check', coalesce(with_check, '-'))
           from pg_policies
          where schemaname = 'public'
          order by 1, 2",
    )
    .await;
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for [table, policy] in rows {
        found.entry(table).or_default().insert(policy);
    }
    for table in TABLES {
        let Class::Tenant { further_policies, .. } = table.class else { continue };
        // The audit log is written through a door and read by staff; no customer reads it.
        let isolation = (table.name != "audit_log").then_some(ISOLATION);
        let mut expected: BTreeSet<String> =
            further_policies.iter().map(|&policy| policy.to_owned()).collect();
        expected.extend(isolation.map(str::to_owned));
        expected.insert(STAFF.to_owned());
        let found = found.remove(table.name).unwrap_or_default();
        if found != expected {
            faults.push(format!("{}: its policies are {found:#?}, not {expected:#?}", table.name));
        }
    }
    let others: BTreeMap<&str, &[&str]> = [
        ("jobs", &["enqueue INSERT", "staff_read SELECT", "work ALL"][..]),
        ("review_items", &["raise INSERT", "staff_read SELECT", "work ALL"][..]),
        ("webhook_inbox", &["staff_read SELECT", "take_in INSERT", "work ALL"][..]),
        ("people", &["colleagues SELECT", "door ALL", "staff_read SELECT"][..]),
    ]
    .into();
    for (table, policies) in found {
        let names: Vec<String> = policies
            .iter()
            .map(|policy| policy.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect();
        if others.get(table.as_str()).is_none_or(|expected| *expected != names) {
            faults.push(format!("{table}: its policies are {names:?}"));
        }
    }
}

/// Every right of every role on every table, as "role verb" or "role verb (columns)".
async fn grants(connection: &mut PgConnection, faults: &mut Vec<String>) {
    let rows = strings::<3>(
        connection,
        "with verbs (verb) as (values ('select'), ('insert'), ('update'), ('delete'), ('truncate'),
                                      ('references'), ('trigger')),
              ours (role) as (select unnest($1::text[]))
         select c.relname::text, o.role, v.verb
           from pg_class c, ours o, verbs v
          where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and has_table_privilege(o.role, c.oid, v.verb)
         union all
         select c.relname::text, o.role,
                v.verb || ' (' || string_agg(a.attname::text, ', ' order by a.attname) || ')'
           from pg_class c, ours o, verbs v, pg_attribute a
          where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and v.verb in ('select', 'insert', 'update', 'references')
            and not has_table_privilege(o.role, c.oid, v.verb)
            and has_column_privilege(o.role, c.oid, a.attnum, v.verb)
          group by c.relname, o.role, v.verb
         union all
         select c.relname::text, 'public', lower(x.privilege_type)
           from pg_class c, aclexplode(c.relacl) x
          where c.relnamespace = 'public'::regnamespace and x.grantee = 0
          order by 1, 2, 3",
    )
    .await;
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for [table, role, right] in rows {
        if role == "public" {
            faults.push(format!("{table}: public may {right}"));
        } else if is_tenants(&table) {
            if !is_allowed_on_tenant_table(&table, &role, &right) {
                faults.push(format!("{table}: {role} may {right}"));
            }
        } else {
            found.entry(table).or_default().insert(format!("{role} {right}"));
        }
    }
    for table in TABLES {
        let (Class::Operator { grants, .. } | Class::People { grants, .. }) = table.class else {
            continue;
        };
        let expected: BTreeSet<String> = grants.iter().map(|&grant| grant.to_owned()).collect();
        let found = found.remove(table.name).unwrap_or_default();
        for grant in found.difference(&expected) {
            let (role, right) = grant.split_once(' ').unwrap();
            faults.push(format!("{}: {role} may {right}", table.name));
        }
        for grant in expected.difference(&found) {
            faults.push(format!("{}: missing grant {grant}", table.name));
        }
    }
}

fn is_allowed_on_tenant_table(table: &str, role: &str, right: &str) -> bool {
    let verb = right.split(' ').next().unwrap();
    match role {
        "quittance_staff_read" => right == "select",
        "quittance_door" => DOOR_GRANTS.contains(&format!("{table} {right}").as_str()),
        _ if table == "audit_log" => false,
        _ => match verb {
            "select" | "insert" => true,
            "update" | "delete" => !find(table).is_some_and(Table::is_append_only),
            _ => false,
        },
    }
}

async fn indexes(connection: &mut PgConnection, faults: &mut Vec<String>) {
    let rows = strings::<6>(
        connection,
        "select c.relname::text, i.relname::text, coalesce(a.attname::text, '(expression)'),
                x.indisunique::text, x.indisprimary::text,
                exists (select from pg_attribute t
                         where t.attrelid = c.oid and t.attname = 'tenant_id'
                           and t.attnum = any (x.indkey))::text
           from pg_index x
           join pg_class c on c.oid = x.indrelid
           join pg_class i on i.oid = x.indexrelid
           left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
          where c.relnamespace = 'public'::regnamespace
          order by 1, 2",
    )
    .await;
    let mut with_primary_key = BTreeSet::new();
    for [table, index, first, is_unique, is_primary, has_tenant] in rows {
        if !is_tenants(&table) {
            continue;
        }
        let is_listed = CROSS_TENANT_INDEXES.iter().any(|(name, _)| *name == index);
        if is_primary == "true" {
            with_primary_key.insert(table.clone());
        }
        if first != "tenant_id" && !(index.starts_with("staff_") || is_listed) {
            faults.push(format!("{table}: index {index} begins with {first}"));
        }
        // A unique key across tenants answers "somebody else has this" (trap T5).
        if is_unique == "true" && has_tenant != "true" && !is_listed {
            faults.push(format!("{table}: index {index} is unique across tenants"));
        }
    }
    for table in TABLES.iter().filter(|table| table.is_tenants()) {
        if !with_primary_key.contains(table.name) {
            faults.push(format!("{}: has no primary key", table.name));
        }
    }
}

async fn foreign_keys(connection: &mut PgConnection, faults: &mut Vec<String>) {
    let rows = strings::<4>(
        connection,
        "select f.conrelid::regclass::text, f.confrelid::regclass::text, f.conname::text,
                exists (select from unnest(f.conkey, f.confkey) as pair (own, other)
                          join pg_attribute a on a.attrelid = f.conrelid and a.attnum = pair.own
                          join pg_attribute b on b.attrelid = f.confrelid and b.attnum = pair.other
                         where a.attname = 'tenant_id' and b.attname = 'tenant_id')::text
           from pg_constraint f
          where f.contype = 'f' and f.connamespace = 'public'::regnamespace
          order by 1, 3",
    )
    .await;
    for [table, other, name, has_tenant] in rows {
        if is_tenants(&other) && has_tenant != "true" {
            faults.push(format!("{table}: foreign key {name} to {other} can cross tenants"));
        }
    }
}

async fn append_only_triggers(connection: &mut PgConnection, faults: &mut Vec<String>) {
    // tgtype: bit 0 row, 1 before, 3 delete, 4 update, 5 truncate. Before statement, all three: 58.
    let guarded: BTreeSet<String> = strings::<1>(
        connection,
        "select tgrelid::regclass::text from pg_trigger
          where tgfoid = 'refuse_change'::regproc and tgtype = 58 and tgenabled = 'O'",
    )
    .await
    .into_iter()
    .map(|[table]| table)
    .collect();
    for table in TABLES {
        if table.is_append_only() != guarded.contains(table.name) {
            faults.push(format!("{}: append-only trigger and class disagree", table.name));
        }
    }
}

async fn doors(connection: &mut PgConnection, faults: &mut Vec<String>) {
    let rows = strings::<4>(
        connection,
        "select p.oid::regprocedure::text, pg_get_userbyid(p.proowner)::text,
                coalesce(array_to_string(p.proconfig, ';'), ''),
                (select coalesce(string_agg(caller, ' ' order by caller), '') from (
                   select case x.grantee when 0 then 'public'
                          else replace(pg_get_userbyid(x.grantee)::text, 'quittance_', '') end as caller
                     from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
                    where x.grantee <> p.proowner) callers)
           from pg_proc p
          where p.pronamespace = 'public'::regnamespace
            and (p.prosecdef or p.proowner = 'quittance_door'::regrole)
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
          order by 1",
    )
    .await;
    let mut found = BTreeSet::new();
    for [door, owner, settings, callers] in rows {
        found.insert(door.clone());
        let Some((_, expected)) = DOORS.iter().find(|(name, _)| *name == door) else {
            faults.push(format!("{door}: is a door that rls/classes.rs does not list"));
            continue;
        };
        if owner != "quittance_door" {
            faults.push(format!("{door}: its owner is {owner}"));
        }
        // How its queries are planned is its own affair; where it finds its tables is not.
        let mut settings_of_names =
            settings.split(';').filter(|setting| !setting.starts_with("enable_"));
        if settings_of_names.next() != Some("search_path=public, pg_temp")
            || settings_of_names.next().is_some()
        {
            faults.push(format!("{door}: its search path is not pinned: {settings:?}"));
        }
        if callers != *expected {
            faults.push(format!("{door}: callers are {callers}, not {expected}"));
        }
    }
    for (door, _) in DOORS.iter().filter(|(door, _)| !found.contains(*door)) {
        faults.push(format!("{door}: is listed but no door"));
    }
}

async fn roles(connection: &mut PgConnection, faults: &mut Vec<String>) {
    let rows = strings::<6>(
        connection,
        "select rolname::text, (rolsuper or rolbypassrls)::text, (rolcreaterole or rolcreatedb)::text,
                rolcanlogin::text,
                has_schema_privilege(rolname, 'public', 'create')::text,
                exists (select from pg_auth_members m where m.member = r.oid)::text
           from pg_roles r
          where rolname = any ($1)
          order by 1",
    )
    .await;
    if rows.len() != OURS.len() {
        faults.push(format!("roles: {} of {} exist", rows.len(), OURS.len()));
    }
    for [role, bypasses, creates, logs_in, alters_schema, is_member] in rows {
        for (is_fault, fault) in [
            (bypasses == "true", "may bypass row security"),
            (creates == "true", "may create roles or databases"),
            (alters_schema == "true", "may create in the schema"),
            (is_member == "true", "is a member of another role"),
            ((logs_in == "true") != RESTRICTED.contains(&role.as_str()), "log-in is wrong"),
        ] {
            if is_fault {
                faults.push(format!("{role}: {fault}"));
            }
        }
    }
}

fn find(table: &str) -> Option<&'static Table> {
    TABLES.iter().find(|known| known.name == table)
}

fn is_tenants(table: &str) -> bool {
    find(table).is_some_and(Table::is_tenants)
}

/// Rows of text columns; `$1`, where the query has one, is the names of our roles.
async fn strings<const COLUMNS: usize>(
    connection: &mut PgConnection,
    sql: &'static str,
) -> Vec<[String; COLUMNS]> {
    let mut query = sqlx::query(sql);
    if sql.contains("$1") {
        query = query.bind(OURS.map(str::to_owned).to_vec());
    }
    let rows = query.fetch_all(connection).await.unwrap();
    rows.iter().map(|row| std::array::from_fn(|column| row.get(column))).collect()
}
