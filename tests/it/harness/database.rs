//! A database for each world: a copy of one that was migrated once, dropped with its world.

use quittance::local_postgres::{LocalPostgres, shared_test_cluster};
use quittance::store::roles::{self, MIGRATIONS, Role};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// The superuser of the test cluster; the product never is it.
pub const SUPERUSER: &str = "postgres";

/// One process at a time makes the template; the number has no meaning.
const TEMPLATE_LOCK: i64 = 7_848_001;

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(1);

/// A migrated database that nobody else uses.
pub struct Database {
    name: String,
    /// The server it is alone on; None: the one that all tests share.
    own: Option<OwnCluster>,
}

/// A server that a test may crash. Unlike the shared one it keeps what was committed.
struct OwnCluster {
    home: PathBuf,
    /// None only while it is being dropped.
    server: Option<LocalPostgres>,
}

fn cluster() -> &'static LocalPostgres {
    shared_test_cluster().expect("a PostgreSQL for tests")
}

impl Database {
    pub async fn fresh() -> Self {
        let template = TEMPLATE.get_or_init(template).await;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("quittance_it_{}_{number}", std::process::id());
        let mut admin = administrator().await;
        run(&mut admin, &format!("drop database if exists {name} with (force)")).await;
        run(&mut admin, &format!("create database {name} template {template}")).await;
        // A copy does not take over who owns the database.
        run(&mut admin, &format!("alter database {name} owner to quittance_owner")).await;
        Self { name, own: None }
    }

    /// A copy of this one, with everything in it. Nobody may be connected to it.
    pub async fn copy(&self) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("quittance_it_{}_{number}", std::process::id());
        let mut admin = administrator().await;
        let create = format!("create database {name} template {}", self.name);
        // A connection that was dropped ends a moment later.
        while attempt(&mut admin, &create).await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        run(&mut admin, &format!("alter database {name} owner to quittance_owner")).await;
        Self { name, own: None }
    }

    /// A database on a server of its own.
    pub async fn alone() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("quittance_it_{}_{number}", std::process::id());
        let home = std::env::temp_dir().join(format!("{name}_server"));
        let own = OwnCluster { server: Some(LocalPostgres::start(&home).unwrap()), home };
        let database = Self { name, own: Some(own) };
        let administrator = database.options(SUPERUSER).database("postgres");
        roles::create(&administrator, &database.name, |_| None).await.unwrap();
        roles::migrate(&database.options(Role::Owner.name())).await.unwrap();
        database
    }

    /// How to connect as `role`.
    pub fn options(&self, role: &str) -> PgConnectOptions {
        let own = self.own.as_ref().and_then(|own| own.server.as_ref());
        own.unwrap_or_else(|| cluster()).options(role, &self.name)
    }

    /// Ends the server as `pg_ctl stop -m immediate` does: at once, flushing nothing, answering nobody.
    /// Returns when it runs again, recovered. Only for a database that is alone.
    pub async fn crash(&mut self) {
        let own = self.own.as_mut().expect("a server of its own");
        let pid_file = own.home.join("postgres/data/postmaster.pid");
        let pid = std::fs::read_to_string(&pid_file).unwrap();
        let pid: libc::pid_t = pid.lines().next().unwrap().trim().parse().unwrap();
        // SAFETY: a system call on plain values.
        assert_eq!(unsafe { libc::kill(pid, libc::SIGQUIT) }, 0, "the server runs");
        while std::path::Path::new("/proc").join(pid.to_string()).exists() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        own.server = Some(LocalPostgres::start(&own.home).unwrap());
    }

    /// A connection of its own as `role`, beside the product's pools.
    pub async fn connect(&self, role: &str) -> PgConnection {
        let options = self.options(role).options([("timezone", "UTC")]);
        PgConnection::connect_with(&options).await.unwrap()
    }

    /// A connection that no row-level security holds back: to plant rows, and to see the truth.
    pub async fn superuser(&self) -> PgConnection {
        self.connect(SUPERUSER).await
    }

    /// A connection as `role`, inside a transaction that sees `tenant`.
    pub async fn inside(&self, role: Role, tenant: Uuid) -> PgConnection {
        let mut connection = self.connect(role.name()).await;
        run(&mut connection, &format!("begin; set local app.tenant_id = '{tenant}'")).await;
        connection
    }
}

impl Database {
    /// A folder of its own in the temporary folder, removed with the database.
    pub fn scratch_folder(&self) -> PathBuf {
        std::env::temp_dir().join(&self.name)
    }
}

impl Drop for Database {
    /// On a thread of its own: the world's runtime may be on its way out.
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.scratch_folder());
        if let Some(own) = &mut self.own {
            if let Some(server) = own.server.take() {
                server.stop();
            }
            let _ = std::fs::remove_dir_all(&own.home);
            return;
        }
        let sql = format!("drop database if exists {} with (force)", self.name);
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async { run(&mut administrator().await, &sql).await });
        });
        // Whoever panics here leaves a database behind, which the next process removes.
        let _ = dropped.join();
    }
}

/// Runs one or several statements without parameters.
pub async fn run(connection: &mut PgConnection, sql: &str) {
    if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await {
        panic!("{error}\n{sql}");
    }
}

/// As [`run`], for statements of which the outcome is the question.
pub async fn attempt(connection: &mut PgConnection, sql: &str) -> Result<u64, Refusal> {
    match sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await {
        Ok(done) => Ok(done.rows_affected()),
        Err(sqlx::Error::Database(error)) => Err(Refusal {
            code: error.code().unwrap_or_default().into_owned(),
            constraint: error.constraint().map(str::to_owned),
            message: error.message().to_owned(),
        }),
        Err(error) => panic!("{error}\n{sql}"),
    }
}

/// What the database answered to a statement that it did not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// SQLSTATE.
    pub code: String,
    pub constraint: Option<String>,
    pub message: String,
}

impl Refusal {
    /// A missing grant, or a row that the policy's WITH CHECK does not let pass.
    pub fn is_by_privilege(&self) -> bool {
        self.code == "42501"
    }
}

async fn administrator() -> PgConnection {
    PgConnection::connect_with(&cluster().options(SUPERUSER, "postgres")).await.unwrap()
}

/// The name of a migrated database, made by the first process that needs these migrations.
async fn template() -> String {
    let mut admin = administrator().await;
    drop_left_over(&mut admin).await;
    let name = format!("quittance_it_template_{}", migrations_hash());
    sqlx::query("select pg_advisory_lock($1)")
        .bind(TEMPLATE_LOCK)
        .execute(&mut admin)
        .await
        .unwrap();
    let exists = sqlx::query("select 1 from pg_database where datname = $1").bind(&name);
    if exists.fetch_optional(&mut admin).await.unwrap().is_none() {
        let unfinished = format!("{name}_new");
        run(&mut admin, &format!("drop database if exists {unfinished} with (force)")).await;
        let options = cluster().options(SUPERUSER, "postgres");
        roles::create(&options, &unfinished, |_| None).await.unwrap();
        roles::migrate(&cluster().options(Role::Owner.name(), &unfinished)).await.unwrap();
        run(&mut admin, &format!("alter database {unfinished} rename to {name}")).await;
    }
    admin.close().await.unwrap();
    name
}

/// Twelve digits that change with any migration.
fn migrations_hash() -> String {
    let checksums = MIGRATIONS.iter().flat_map(|migration| migration.checksum.iter());
    // FNV-1a
    let hash = checksums.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{:012x}", hash >> 16)
}

/// Databases of test processes that have ended: nobody else will drop them.
async fn drop_left_over(admin: &mut PgConnection) {
    let names: Vec<String> = sqlx::query_scalar(
        r"select datname::text from pg_database where datname ~ '^quittance_it_\d+_\d+$'",
    )
    .fetch_all(&mut *admin)
    .await
    .unwrap();
    for name in names {
        let pid = name.split('_').nth(2).unwrap();
        if !std::path::Path::new("/proc").join(pid).exists() {
            run(admin, &format!("drop database if exists {name} with (force)")).await;
        }
    }
}
