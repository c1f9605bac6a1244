//! These start real servers in temporary folders, as root or as an ordinary user, whoever runs them.

use std::{
    os::unix::fs::{MetadataExt, PermissionsExt},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{Connection, PgConnection};

use super::{
    account::{Account, check_reachable, choose_account, private_folder},
    binaries::{MINIMUM_MAJOR, choose, major_of},
    pid_file::parse_pid_file,
    *,
};

/// A folder which is removed with the test, also when the test fails.
struct TestHome(PathBuf);

impl TestHome {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let home = env::temp_dir().join(format!("quittance-unit-{}-{count}", std::process::id()));
        fs::create_dir_all(&home).unwrap();
        fs::set_permissions(&home, fs::Permissions::from_mode(0o755)).unwrap();
        TestHome(home.canonicalize().unwrap())
    }

    fn data(&self) -> PathBuf {
        self.0.join("postgres/data")
    }

    /// As `LocalPostgres::start`, but quick to create.
    fn start(&self) -> LocalPostgres {
        LocalPostgres::start_with(&self.0, Durability::ForTestsOnly, 0, |_| ()).unwrap()
    }

    fn server_pid(&self) -> Option<libc::pid_t> {
        running_server(&self.data()).map(|(pid, _)| pid)
    }

    fn wait_until_stopped(&self) {
        let started = Instant::now();
        while self.server_pid().is_some() {
            assert!(waited_s(started) < 30, "the server still runs");
            thread::sleep(POLL_INTERVAL);
        }
    }
}

impl Drop for TestHome {
    fn drop(&mut self) {
        if let Some(pid) = self.server_pid() {
            // SAFETY: a system call on plain values.
            unsafe { libc::kill(pid, libc::SIGINT) };
            self.wait_until_stopped();
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs `sql` and returns its single text value.
fn ask(server: &LocalPostgres, sql: &'static str) -> String {
    let options = server.options("postgres", "postgres");
    let answer = async {
        let mut connection = PgConnection::connect_with(&options).await?;
        sqlx::query_scalar::<_, String>(sql).fetch_one(&mut connection).await
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(answer).unwrap()
}

#[test]
fn a_second_share_uses_the_same_server_within_a_tenth_of_a_second() {
    let home = TestHome::new();
    let first = home.start();
    let pid = home.server_pid();
    let before = Instant::now();
    let second = home.start();
    assert!(before.elapsed() < Duration::from_millis(500)); // 15 ms alone; room for a loaded machine
    assert_eq!(home.server_pid(), pid);

    first.stop();
    assert_eq!(ask(&second, "select 'still here'"), "still here");
    second.stop();
    assert_eq!(home.server_pid(), None);
}

#[test]
fn what_was_written_is_there_after_a_stop_and_another_start() {
    let home = TestHome::new();
    let server = home.start();
    ask(&server, "with made as (select lo_from_bytea(4711, 'kept')) select 'x' from made");
    server.stop();
    assert_eq!(ask(&home.start(), "select convert_from(lo_get(4711), 'UTF8')"), "kept");
}

#[test]
fn the_server_stops_by_itself_when_the_last_share_is_dropped() {
    let home = TestHome::new();
    drop(home.start());
    home.wait_until_stopped();
}

#[test]
fn a_start_while_the_old_server_is_stopping_gives_a_working_server() {
    let home = TestHome::new();
    for _ in 0..5 {
        assert_eq!(ask(&home.start(), "select 'works'"), "works"); // dropped at the end of each turn
    }
}

#[test]
fn threads_that_start_at_once_all_get_the_one_server() {
    let home = TestHome::new();
    let shares: Vec<LocalPostgres> = thread::scope(|scope| {
        let starters: Vec<_> = (0..4).map(|_| scope.spawn(|| home.start())).collect();
        starters.into_iter().map(|starter| starter.join().unwrap()).collect()
    });
    for share in &shares {
        assert_eq!(ask(share, "select 'works'"), "works");
    }
}

/// Not a rule of its own: the program which the next test starts and kills.
#[test]
fn helper_process_that_starts_and_waits_to_be_killed() {
    if let Some(home) = env::var_os("QUITTANCE_TEST_STARTER_HOME") {
        let _share =
            LocalPostgres::start_with(Path::new(&home), Durability::ForTestsOnly, 0, |_| ())
                .unwrap();
        thread::sleep(Duration::from_secs(60));
    }
}

#[test]
fn a_killed_starter_takes_the_server_from_nobody_and_leaves_none_behind() {
    let home = TestHome::new();
    let mut starter = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "local_postgres::tests::helper_process_that_starts_and_waits_to_be_killed",
        ])
        .env("QUITTANCE_TEST_STARTER_HOME", &home.0)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !matches!(running_server(&home.data()), Some((_, ServerState::Ready))) {
        assert!(waited_s(begun) < 60, "the other process started no server");
        thread::sleep(POLL_INTERVAL);
    }
    let pid = home.server_pid();
    let share = home.start();
    starter.kill().unwrap(); // SIGKILL
    starter.wait().unwrap();

    assert_eq!(ask(&share, "select 'still here'"), "still here");
    assert_eq!(home.server_pid(), pid);
    drop(share);
    home.wait_until_stopped();
}

#[test]
fn a_stale_pid_file_with_the_number_of_another_program_does_not_stop_the_start() {
    let home = TestHome::new();
    home.start().stop();
    let stale =
        format!("{}\n{}\n0\n5432\n\n\n0 0\nready   \n", std::process::id(), home.data().display());
    fs::write(home.data().join("postmaster.pid"), stale).unwrap();
    assert_eq!(ask(&home.start(), "select 'works'"), "works");
}

#[test]
fn a_server_that_cannot_start_is_reported_with_its_log() {
    let home = TestHome::new();
    home.start().stop();
    fs::write(home.data().join("postgresql.conf"), "no_such_setting = 1\n").unwrap();
    match LocalPostgres::start(&home.0) {
        Err(LocalPostgresError::ServerEnded { log, .. }) => {
            assert!(log.contains("no_such_setting"), "{log}")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_durable_server_keeps_fsync_on_and_speaks_utc_on_no_tcp_port() {
    let home = TestHome::new();
    let server = LocalPostgres::start(&home.0).unwrap();
    let settings = "select concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'),
                    current_setting('full_page_writes'), current_setting('timezone'), '<' || current_setting('listen_addresses') || '>')";
    assert_eq!(ask(&server, settings), "on on on UTC <>");
    let mode = fs::metadata(home.0.join("postgres")).unwrap().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn the_shared_test_cluster_is_one_per_process() {
    let first = shared_test_cluster().unwrap();
    let second = shared_test_cluster().unwrap();
    assert!(std::ptr::eq(first, second));
    assert_eq!(ask(first, "select current_setting('fsync')"), "off");
}

#[test]
fn a_long_home_gets_a_short_socket_path() {
    let long = PathBuf::from("/").join("x".repeat(100));
    assert!(socket_dir(&long).as_os_str().len() < 80);
    assert_eq!(socket_dir(Path::new("/a/postgres")), Path::new("/a/postgres/run"));
}

#[test]
fn the_pid_file_says_starting_until_its_eighth_line_is_written() {
    assert_eq!(parse_pid_file("17\n/data\n0\n5432\n"), Some((17, ServerState::Starting)));
    let rest = "/data\n0\n5432\n/run\n\n1 2\n";
    assert_eq!(parse_pid_file(&format!("17\n{rest}ready   \n")), Some((17, ServerState::Ready)));
    assert_eq!(parse_pid_file(&format!("17\n{rest}stopping\n")), Some((17, ServerState::Stopping)));
    assert_eq!(parse_pid_file(""), None);
}

#[test]
fn the_major_version_is_read_from_releases_and_betas() {
    assert_eq!(major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
    assert_eq!(major_of("postgres (PostgreSQL) 19beta1\n"), Some(19));
    assert_eq!(major_of("something else\n"), None);
}

#[test]
fn the_newest_server_is_taken_unless_the_data_was_made_by_another() {
    let binaries = |major| Binaries { folder: format!("/pg/{major}").into(), major };
    let data = Path::new("/data");
    assert_eq!(choose(vec![binaries(15), binaries(17)], None, data).unwrap().major, 17);
    assert_eq!(choose(vec![binaries(15), binaries(17)], Some(15), data).unwrap().major, 15);
    assert!(matches!(
        choose(vec![binaries(17)], Some(15), data),
        Err(LocalPostgresError::OtherMajor { data_major: 15, .. })
    ));
}

#[test]
fn a_server_older_than_the_minimum_is_refused_with_the_command_to_type() {
    let old = Binaries { folder: "/pg/14".into(), major: MINIMUM_MAJOR - 1 };
    let error = choose(vec![old], None, Path::new("/data")).unwrap_err();
    assert!(matches!(error, LocalPostgresError::TooOld { newest: 14, .. }));
    assert!(error.to_string().contains("install"), "{error}");
}

#[test]
fn root_runs_the_server_as_the_owner_of_the_data_else_postgres_else_nobody() {
    let passwd =
        "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/x\npostgres:x:101:104::/:/x\n";
    let chosen = |passwd, owner| choose_account(passwd, owner).map(|a| a.name);
    assert_eq!(chosen(passwd, None).as_deref(), Some("postgres"));
    assert_eq!(chosen(passwd, Some(65534)).as_deref(), Some("nobody"));
    assert_eq!(chosen(passwd, Some(0)).as_deref(), Some("postgres"));
    assert_eq!(chosen("root:x:0:0::/root:/bin/sh\n", None), None);
}

#[test]
fn a_folder_laid_out_by_somebody_else_is_refused() {
    let home = TestHome::new();
    let folder = home.0.join("laid-out");
    fs::create_dir(&folder).unwrap();
    let own = fs::metadata(&folder).unwrap().uid();
    if own == 0 {
        std::os::unix::fs::chown(&folder, Some(40_001), None).unwrap();
    }
    let stranger = Account { name: "stranger".into(), uid: own + 1, gid: 0 };
    assert!(matches!(
        private_folder(&folder, Some(&stranger)),
        Err(LocalPostgresError::ForeignFolder { .. })
    ));
}

/// Seen as a flake: one starter had made the folder and not yet given it to the server's account, another
/// found it to be somebody else's.
#[test]
fn a_folder_that_another_starter_has_just_made_is_ours() {
    let home = TestHome::new();
    let folder = home.0.join("half-made");
    fs::create_dir(&folder).unwrap();
    // As an ordinary user the server's account is our own, and there is nothing to give away.
    let own = fs::metadata(&folder).unwrap().uid();
    let uid = if own == 0 { 40_000 } else { own };
    let gid = fs::metadata(&folder).unwrap().gid();
    let account = Account { name: "postgres".into(), uid, gid };
    private_folder(&folder, Some(&account)).unwrap();
    assert_eq!(fs::metadata(&folder).unwrap().uid(), uid);
}

#[test]
fn a_folder_the_servers_account_may_not_enter_is_named() {
    let home = TestHome::new();
    let closed = home.0.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let account = Account { name: "postgres".into(), uid: 40_000, gid: 40_000 };
    match check_reachable(&closed, Some(&account)) {
        Err(LocalPostgresError::Unreachable { folder, .. }) => assert_eq!(folder, closed),
        other => panic!("{other:?}"),
    }
}
