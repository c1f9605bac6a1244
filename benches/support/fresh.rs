//! A database of its own for a bench that writes: made anew at each start, beside the seeded one.

use quittance::clock::Clock;
use quittance::local_postgres::LocalPostgres;
use quittance::store::roles::{self, Role};
use quittance::store::{Db, PoolSizes};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Tasks that work at the same time; as many connections.
pub const TASKS: usize = 16;

pub struct Fresh {
    local: LocalPostgres,
    name: &'static str,
    pub db: Db,
    pub clock: Clock,
}

/// Makes and migrates the database. BENCH_HOME: as for the other benches.
pub async fn open(name: &'static str) -> Fresh {
    let home = std::env::var_os("BENCH_HOME")
        .map_or_else(|| std::env::temp_dir().join("quittance-bench"), PathBuf::from);
    let local = LocalPostgres::start(&home).expect("the bench's cluster starts");
    let administrator = local.options("postgres", "postgres");
    let mut connection = PgConnection::connect_with(&administrator).await.expect("connects");
    let drop = format!("drop database if exists {name} with (force)");
    sqlx::query(AssertSqlSafe(drop)).execute(&mut connection).await.expect("drops");
    roles::create(&administrator, name, |_| None).await.expect("roles");
    roles::migrate(&local.options(Role::Owner.name(), name)).await.expect("migrations");
    let portal = u32::try_from(TASKS).expect("fits");
    let sizes = PoolSizes { portal, staff_read: 1, ..PoolSizes::default() };
    let db = Db::connect(|role| local.options(role.name(), name), sizes).await.expect("pools");
    Fresh { local, name, db, clock: Clock::system() }
}

impl Fresh {
    /// As a superuser, whom no policy binds. `begin_with` runs on each new connection.
    pub async fn superuser(&self, begin_with: &'static str) -> PgPool {
        PgPoolOptions::new()
            .max_connections(u32::try_from(TASKS).expect("fits"))
            .test_before_acquire(false)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    sqlx::query(AssertSqlSafe(begin_with)).execute(connection).await.map(|_| ())
                })
            })
            .connect_with(self.local.options("postgres", self.name))
            .await
            .expect("the superuser connects")
    }
}

/// How often all tasks together can do `act` in a second; it is given a number that no other call is.
pub async fn rate<F>(length: Duration, act: impl Fn(usize) -> F + Send + Sync + 'static) -> f64
where
    F: Future<Output = ()> + Send + 'static,
{
    let act = Arc::new(act);
    let began = Instant::now();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let act = act.clone();
            tokio::spawn(async move {
                let mut done = 0;
                while began.elapsed() < length {
                    act(done * TASKS + task).await;
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await.expect("a task ends well");
    }
    f64::from(u32::try_from(done).expect("fits")) / began.elapsed().as_secs_f64()
}

/// BENCH_SECONDS (8 when not set) as the length of one measurement.
pub fn length() -> Duration {
    let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(8);
    Duration::from_secs(seconds)
}
