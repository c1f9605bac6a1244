//! A private PostgreSQL in a folder of ours, for when `DATABASE_URL` is not set: made at the first start, started and
//! stopped with the program, reached through a Unix socket that only its owner may open, never over TCP.
//!
//! Owns: finding (or installing) the server's programs, making the cluster, starting, sharing and stopping the
//! server. Not: roles, databases, migrations; those are the same for every PostgreSQL.
//!
//! # Who keeps it running
//! Several processes may use one server (`serve` and a one-off command), in any order, and each may be killed at any
//! moment. So the server belongs to none of them. Each holds a shared `flock` on the file `users` for as long as its
//! `LocalPostgres` lives; a tiny `keeper` process, parent of the server, waits for the exclusive lock, which the
//! kernel grants when the last user has let go, ended or been killed with -9, and then stops the server cleanly.
//! Simpler designs were turned down: a server as child of its starter leaves the other users without one; a detached
//! server which the last user stops is left behind by `kill -9`.
//!
//! ```text
//! <home>/postgres/          0700, owned by whom the server runs as
//!        ├── data/          the cluster (data.new until initdb is complete)
//!        ├── run/           the socket; in the temporary folder instead if the path would be too long for one
//!        ├── postgres.log   since the last start
//!        ├── start.lock     one starter at a time
//!        └── users.lock     shared by the users, exclusive while the server is being stopped
//! ```

mod account;
mod binaries;
mod error;
mod keeper;
mod pid_file;
#[cfg(test)]
mod tests;

use std::{
    env, fs,
    fs::{File, OpenOptions, TryLockError},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use sqlx::postgres::PgConnectOptions;

use self::{
    account::Account,
    error::at,
    pid_file::{ServerState, running_server},
};
pub use self::{
    account::default_home,
    binaries::{Binaries, Notice, find, find_or_install},
    error::LocalPostgresError,
};

/// Only names the socket file; the server listens on no TCP port.
const PORT: u16 = 5432;
/// `sun_path` has 108 bytes with its final NUL (104 on macOS and the BSDs).
const SOCKET_PATH_MAX_BYTES: usize = 103;
/// A crash recovery after a large import may take this long.
const START_TIMEOUT_S: u64 = 120;
const POLL_INTERVAL: Duration = Duration::from_millis(5);
/// Test runs follow one another, and with nextest each test is a process of its own.
const TEST_LINGER_S: u32 = 60;

const SETTINGS: [&str; 9] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=120",
    "shared_buffers=256MB",
    "jit=off", // compiling costs more than it saves on queries that answer a page
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
    "cluster_name=quittance",
];
/// Faster, and loses the database with the machine's power.
const TEST_SETTINGS: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// Whether what was committed outlives a power failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    Full,
    ForTestsOnly,
}

/// A share in a running server. The server runs at least as long as one process holds a share.
///
/// Dropping gives the share back and returns at once; the server, if this was the last, stops in the background
/// (a later `start` waits for that). `stop` waits.
#[derive(Debug)]
pub struct LocalPostgres {
    data: PathBuf,
    socket_dir: PathBuf,
    users: File,
}

impl LocalPostgres {
    /// A share in the server of `home`, which is installed, created and started as far as it is not.
    ///
    /// Blocks: for some 15 ms when the server runs, 50 ms when it must be started, a second when it must be
    /// created, up to some minutes when it must be installed. Safe to call from any number of processes at once.
    /// # Errors  [`LocalPostgresError`]; only `NotReady` can be helped by another try.
    pub fn start(home: &Path) -> Result<Self, LocalPostgresError> {
        Self::start_announced(home, |notice| tracing::info!(?notice, "local PostgreSQL"))
    }

    /// As `start`; calls `notify` before each thing that takes a while.
    pub fn start_announced(
        home: &Path,
        notify: impl Fn(Notice),
    ) -> Result<Self, LocalPostgresError> {
        Self::start_with(home, Durability::Full, 0, notify)
    }

    /// How to connect as `user`; the superuser is `postgres`. Nobody is asked for a password: the folder is the lock.
    pub fn options(&self, user: &str, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket_dir)
            .port(PORT)
            .username(user)
            .database(database)
    }

    /// Where the socket is, for `psql --host`.
    pub fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    /// Gives the share back and, if no other process has one, returns when the server has stopped.
    ///
    /// Open connections are ended. A server that takes longer than two minutes to stop is left to its keeper.
    pub fn stop(self) {
        // If this fails, others use the server, or its keeper is about to stop it.
        if self.users.try_lock().is_err() {
            return;
        }
        // New users wait for the lock we hold, and the keeper does too, so the process id stays this server's.
        let Some((server_pid, _)) = running_server(&self.data) else {
            return;
        };
        // SAFETY: a system call on plain values.
        unsafe { libc::kill(server_pid, libc::SIGINT) };
        let started = Instant::now();
        while running_server(&self.data).is_some() && waited_s(started) < START_TIMEOUT_S {
            thread::sleep(POLL_INTERVAL);
        }
    }

    fn start_with(
        home: &Path,
        durability: Durability,
        linger_s: u32,
        notify: impl Fn(Notice),
    ) -> Result<Self, LocalPostgresError> {
        fs::create_dir_all(home).map_err(at(home))?;
        let home = home.canonicalize().map_err(at(home))?;
        let folder = home.join("postgres");
        let data = folder.join("data");
        let binaries = find_or_install(&data, &notify)?; // may bring the account to run as
        let account = account::server_account(&data)?;
        account::check_reachable(&home, account.as_ref())?;
        account::private_folder(&folder, account.as_ref())?;

        let start_lock = open_lock(&folder.join("start.lock"))?;
        start_lock.lock().map_err(at(&folder))?;
        let cluster = Cluster {
            socket_dir: socket_dir(&folder),
            data,
            folder,
            binaries,
            account,
            durability,
        };
        let users = cluster.join_users()?;
        account::private_folder(&cluster.socket_dir, cluster.account.as_ref())?;
        cluster.create_if_missing(&notify)?;
        if !cluster.wait_for_other_starter()? {
            cluster.start_server(linger_s)?;
        }
        Ok(LocalPostgres { data: cluster.data, socket_dir: cluster.socket_dir, users })
    }
}

/// One server for all test processes of this user, in the temporary folder; it ends a minute after its last user.
///
/// Never for anything to be kept: it runs without `fsync`. The share is held until the process ends.
/// # Errors  as `LocalPostgres::start`.
pub fn shared_test_cluster() -> Result<&'static LocalPostgres, LocalPostgresError> {
    static SHARED: OnceLock<LocalPostgres> = OnceLock::new();
    if let Some(shared) = SHARED.get() {
        return Ok(shared);
    }
    // SAFETY: a system call without arguments that cannot fail.
    let user_id = unsafe { libc::geteuid() };
    let home = env::temp_dir().join(format!("quittance-test-{user_id}"));
    let started =
        LocalPostgres::start_with(&home, Durability::ForTestsOnly, TEST_LINGER_S, |_| ())?;
    Ok(SHARED.get_or_init(|| started)) // a thread that lost the race gives its own share back
}

/// Everything needed to create and start the server of one folder, while the start lock is held.
struct Cluster {
    folder: PathBuf,
    data: PathBuf,
    socket_dir: PathBuf,
    binaries: Binaries,
    account: Option<Account>,
    durability: Durability,
}

impl Cluster {
    /// Takes a shared lock on the users file; waits while the keeper stops the server of before.
    fn join_users(&self) -> Result<File, LocalPostgresError> {
        let path = self.users_path();
        let users = open_lock(&path)?;
        let started = Instant::now();
        loop {
            match users.try_lock_shared() {
                Ok(()) => return Ok(users),
                Err(TryLockError::Error(e)) => return Err(at(path)(e)),
                Err(TryLockError::WouldBlock) => self.check_patience(started, "stopping")?,
            }
        }
    }

    fn create_if_missing(&self, notify: impl Fn(Notice)) -> Result<(), LocalPostgresError> {
        if self.data.join("PG_VERSION").is_file() {
            return Ok(());
        }
        notify(Notice::CreatesCluster);
        // Made beside and renamed, so that an interrupted initdb is not taken for a cluster.
        let new = self.folder.join("data.new");
        if new.exists() {
            fs::remove_dir_all(&new).map_err(at(&new))?;
        }
        let mut initdb =
            account::command(self.binaries.folder.join("initdb"), self.account.as_ref());
        initdb.arg("--pgdata").arg(&new).args(["--username=postgres", "--auth=trust"]);
        initdb.args(["--encoding=UTF8", "--data-checksums", "--no-instructions"]);
        // Sorts by code point wherever the program runs; people's order is asked for in the query (ICU collations).
        initdb.arg(if cfg!(target_os = "macos") { "--locale=C" } else { "--locale=C.UTF-8" });
        if self.durability == Durability::ForTestsOnly {
            initdb.arg("--no-sync");
        }
        let output = initdb.output().map_err(at(&self.binaries.folder))?;
        if !output.status.success() {
            return Err(LocalPostgresError::CreateCluster {
                output: String::from_utf8_lossy(&output.stderr).into_owned(),
            });
        }
        fs::rename(&new, &self.data).map_err(at(&self.data))
    }

    /// Whether a server runs already; waits while it starts or stops.
    fn wait_for_other_starter(&self) -> Result<bool, LocalPostgresError> {
        let started = Instant::now();
        while let Some((_, state)) = running_server(&self.data) {
            if state == ServerState::Ready && self.is_listening() {
                return Ok(true);
            }
            self.check_patience(started, state.name())?;
        }
        Ok(false)
    }

    fn start_server(&self, linger_s: u32) -> Result<(), LocalPostgresError> {
        let log_path = self.folder.join("postgres.log");
        let log = File::create(&log_path).map_err(at(&log_path))?;
        let mut postgres =
            account::command(self.binaries.folder.join("postgres"), self.account.as_ref());
        postgres.arg("-D").arg(&self.data).arg("-k").arg(&self.socket_dir);
        postgres.args(["-p", &PORT.to_string()]);
        let for_tests = match self.durability {
            Durability::Full => &[][..],
            Durability::ForTestsOnly => &TEST_SETTINGS[..],
        };
        for setting in SETTINGS.iter().chain(for_tests) {
            postgres.args(["-c", setting]);
        }
        postgres.stdin(Stdio::null()).stdout(log.try_clone().map_err(at(&log_path))?).stderr(log);
        let users = open_lock(&self.users_path())?; // an open file of its own: see `keeper::spawn`
        let keeper =
            keeper::spawn(postgres, &users, linger_s).map_err(at(&self.binaries.folder))?;
        self.wait_until_ready(keeper, &log_path)
    }

    fn wait_until_ready(
        &self,
        mut keeper: Child,
        log_path: &Path,
    ) -> Result<(), LocalPostgresError> {
        let started = Instant::now();
        loop {
            let state = running_server(&self.data).map(|(_, state)| state);
            if state == Some(ServerState::Ready) && self.is_listening() {
                return Ok(());
            }
            if let Some(status) = keeper.try_wait().map_err(at(log_path))? {
                return Err(LocalPostgresError::ServerEnded {
                    status: status.to_string(),
                    log: end_of_log(log_path),
                });
            }
            self.check_patience(started, "starting")?;
        }
    }

    fn is_listening(&self) -> bool {
        UnixStream::connect(self.socket_dir.join(format!(".s.PGSQL.{PORT}"))).is_ok()
    }

    fn users_path(&self) -> PathBuf {
        self.folder.join("users.lock")
    }

    /// Sleeps for a moment, or gives up.
    fn check_patience(
        &self,
        started: Instant,
        state: &'static str,
    ) -> Result<(), LocalPostgresError> {
        let waited_s = waited_s(started);
        if waited_s >= START_TIMEOUT_S {
            return Err(LocalPostgresError::NotReady { data: self.data.clone(), state, waited_s });
        }
        thread::sleep(POLL_INTERVAL);
        Ok(())
    }
}

fn open_lock(path: &Path) -> Result<File, LocalPostgresError> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    options.open(path).map_err(at(path))
}

fn socket_dir(folder: &Path) -> PathBuf {
    let beside = folder.join("run");
    let longest_name = format!("/.s.PGSQL.{PORT}.lock");
    if beside.as_os_str().len() + longest_name.len() <= SOCKET_PATH_MAX_BYTES {
        return beside;
    }
    // FNV-1a: the same name for the same folder in every version of the program.
    let hash = folder
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
    env::temp_dir().join(format!("quittance-pg-{hash:016x}"))
}

fn end_of_log(path: &Path) -> String {
    const LINES: usize = 8;
    let log = fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

fn waited_s(started: Instant) -> u64 {
    started.elapsed().as_secs()
}
