//! The real binary, serving a world's database as a process of its own that can be killed at any moment.

use super::{Database, STRIPE_KEY, STRIPE_WEBHOOK_SECRET};
use sqlx::ConnectOptions;
use std::fs::{self, OpenOptions};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

/// Below the range from which the kernel gives ports away: nobody takes ours while the process is dead.
const PORTS: std::ops::Range<u16> = 15_000..32_000;

static NEXT_PORT: AtomicU16 = AtomicU16::new(0);

/// `quittance serve`, or nothing where it was killed.
pub struct ServerProcess {
    port: u16,
    settings: Vec<(&'static str, String)>,
    folder: PathBuf,
    child: Option<Child>,
}

impl ServerProcess {
    /// A server that was not started yet; its address is known.
    pub fn new() -> Self {
        Self { port: free_port(), settings: Vec::new(), folder: PathBuf::new(), child: None }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Names the database and the gateway it is to serve with.
    pub fn serve_with(&mut self, database: &Database, stripe_url: &str) {
        self.folder = database.scratch_folder();
        fs::create_dir_all(&self.folder).unwrap();
        let database_url = database.options("postgres").to_url_lossy();
        self.settings = vec![
            ("DATABASE_URL", database_url.to_string()),
            ("QUITTANCE_LISTEN", format!("127.0.0.1:{}", self.port)),
            ("QUITTANCE_HOME", self.folder.to_str().unwrap().to_owned()),
            ("QUITTANCE_LOG", "warn".to_owned()),
            ("STRIPE_API_URL", stripe_url.to_owned()),
            ("STRIPE_SECRET_KEY", STRIPE_KEY.to_owned()),
            ("STRIPE_WEBHOOK_SECRET", STRIPE_WEBHOOK_SECRET.to_owned()),
        ];
    }

    /// A command of the same deployment.
    fn command(&self, argument: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quittance"));
        command.env_clear().envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.arg(argument);
        command
    }

    /// Starts it; returns when it is ready to answer.
    pub async fn start(&mut self) {
        let log = OpenOptions::new().create(true).append(true).open(self.log_path()).unwrap();
        let mut command = self.command("serve");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let mut child = command.spawn().unwrap();
        let ready = format!("{}/readyz", self.url());
        for _ in 0..3_000 {
            if let Some(status) = child.try_wait().unwrap() {
                panic!("the server ended ({status}): {}", self.log());
            }
            let answer = reqwest::get(&ready).await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                self.child = Some(child);
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let _ = child.kill();
        panic!("the server is not ready: {}", self.log());
    }

    /// SIGKILL: it is gone when this returns, and has done nothing more.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Whether it has not ended by itself.
    pub fn is_running(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| child.try_wait().unwrap().is_none())
    }

    /// `quittance doctor`, beside it.
    pub async fn doctor(&self) -> Output {
        let mut command = self.command("doctor");
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// What all its processes have logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        if self.child.is_some() {
            self.kill();
        }
    }
}

fn free_port() -> u16 {
    let first = u16::try_from(std::process::id() % 1_000).unwrap() * 16;
    loop {
        let turn = first.wrapping_add(NEXT_PORT.fetch_add(1, Ordering::Relaxed));
        let port = PORTS.start + turn % (PORTS.end - PORTS.start);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
