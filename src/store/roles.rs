//! The database roles: making them, migrating as their owner, and refusing to serve when one of them
//! could step over row-level security. See docs/TENANCY.md.

use super::StoreError;
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The schema's history; each file is one purpose.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Starters of one deployment wait for each other here ("quit" on a telephone keypad).
const BOOTSTRAP_LOCK: i64 = 7848;

/// A role that the product connects as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Owns the schema; connects for migrations only.
    Owner,
    /// Serves customers and staff writes: one tenant per transaction.
    Portal,
    /// Selects across tenants, nothing else.
    StaffRead,
    /// Runs jobs: the queues across tenants, all else as one tenant.
    Worker,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Owner, Self::Portal, Self::StaffRead, Self::Worker];
    /// The roles that `serve` connects as.
    pub const RESTRICTED: [Self; 3] = [Self::Portal, Self::StaffRead, Self::Worker];

    /// The role's name in the cluster.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "quittance_owner",
            Self::Portal => "quittance_portal",
            Self::StaffRead => "quittance_staff_read",
            Self::Worker => "quittance_worker",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum RolesError {
    #[error("role {role} {fault}: row-level security would not hold; fix the role and start again")]
    Unsafe { role: String, fault: &'static str },
    #[error("the database's time zone is {0}, not UTC")]
    NotUtc(String),
    #[error("migration failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for RolesError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Creates the roles (with `password(role)` where one is needed), the database `name` and its schema
/// rights, as an administrator of the cluster. Safe to repeat and to run twice at once.
pub async fn create(
    administrator: &PgConnectOptions,
    name: &str,
    password: impl Fn(Role) -> Option<String>,
) -> Result<(), RolesError> {
    let mut admin = PgConnection::connect_with(administrator).await?;
    sqlx::query("select pg_advisory_lock($1)").bind(BOOTSTRAP_LOCK).execute(&mut admin).await?;
    for role in Role::ALL {
        create_role(&mut admin, role.name(), "login").await?;
        if let Some(password) = password(role) {
            // The password is hex of our own making; no quoting can break.
            let sql = format!("alter role {} password '{password}'", role.name());
            sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await?;
        }
    }
    create_role(&mut admin, "quittance_door", "nologin").await?;
    for sql in ["grant quittance_door to quittance_owner", "grant quittance_owner to current_user"]
    {
        sqlx::query(sql).execute(&mut admin).await?;
    }
    let exists = sqlx::query("select 1 from pg_database where datname = $1")
        .bind(name)
        .fetch_optional(&mut admin)
        .await?;
    if exists.is_none() {
        let sql = format!("create database {} owner quittance_owner", quote_identifier(name));
        sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await?;
    }
    let mut database = PgConnection::connect_with(&administrator.clone().database(name)).await?;
    for sql in [
        "alter schema public owner to quittance_owner",
        "revoke all on schema public from public",
        "grant usage on schema public to quittance_portal, quittance_staff_read, quittance_worker, quittance_door",
    ] {
        sqlx::query(sql).execute(&mut database).await?;
    }
    // Ends the session, and with it the lock.
    admin.close().await?;
    Ok(())
}

async fn create_role(admin: &mut PgConnection, name: &str, login: &str) -> Result<(), RolesError> {
    let exists = sqlx::query("select 1 from pg_roles where rolname = $1")
        .bind(name)
        .fetch_optional(&mut *admin)
        .await?;
    if exists.is_none() {
        let sql =
            format!("create role {name} {login} nosuperuser nobypassrls nocreatedb nocreaterole");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *admin).await?;
    }
    Ok(())
}

fn quote_identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Brings the schema up to date as its owner.
pub async fn migrate(owner: &PgConnectOptions) -> Result<(), RolesError> {
    let mut connection = PgConnection::connect_with(owner).await?;
    // A function may only be given to a role that may create in the schema; the door keeps that right
    // no longer than the migration.
    sqlx::query("grant create on schema public to quittance_door").execute(&mut connection).await?;
    let migrated = MIGRATIONS.run(&mut connection).await;
    sqlx::query("revoke create on schema public from quittance_door")
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(migrated?)
}

/// Ok when the role behind `pool` is no superuser, does not bypass row security, owns no table, is no
/// member of a role that does, and sees UTC. `serve` and `doctor` refuse otherwise.
pub async fn check_restricted(pool: &PgPool) -> Result<(), RolesError> {
    let row = sqlx::query!(
        r#"select current_user::text as "role!", current_setting('timezone') as "time_zone!",
                  bool_or(r.rolsuper) as "is_superuser!", bool_or(r.rolbypassrls) as "bypasses!",
                  exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                           where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm')
                             and pg_has_role(current_user, c.relowner, 'member')) as "owns!"
             from pg_roles r
            where pg_has_role(current_user, r.oid, 'member')"#
    )
    .fetch_one(pool)
    .await?;
    let fault = match (row.is_superuser, row.bypasses, row.owns) {
        (true, _, _) => Some("is (or may become) a superuser"),
        (_, true, _) => Some("bypasses row-level security"),
        (_, _, true) => Some("owns tables"),
        _ => None,
    };
    if let Some(fault) = fault {
        return Err(RolesError::Unsafe { role: row.role, fault });
    }
    if !matches!(row.time_zone.as_str(), "UTC" | "Etc/UTC") {
        return Err(RolesError::NotUtc(row.time_zone));
    }
    Ok(())
}
