//! A simulator as a service: serving, ticking, keeping its state in a file.

use super::faults::Faults;
use super::outbox::Outbox;
use axum::Router;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a webhook endpoint may take to answer.
const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a running service looks for what is due, in real time.
const TICK_EVERY: Duration = Duration::from_millis(200);

/// What a tick did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ticked {
    pub delivered: usize,
    /// Webhooks that were refused or not answered; they are tried again later.
    pub failed: usize,
}

impl Ticked {
    /// Counts a webhook that was answered with this status, or not at all.
    pub fn count(&mut self, status: Option<u16>) {
        match status {
            Some(200..=299) => self.delivered += 1,
            _ => self.failed += 1,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    #[error("the snapshot {path} cannot be read or written: {source}")]
    Snapshot { path: PathBuf, source: std::io::Error },
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
    #[error("the service ended: {0}")]
    Serve(std::io::Error),
}

/// What every simulator can do.
pub trait Service: Clone + Send + Sync + 'static {
    /// Does something to the faults on demand and to the webhooks on their way.
    fn with_switches<T>(&self, work: impl FnOnce(&mut Faults, &mut Outbox) -> T) -> T;

    /// Carries out what is due and sends the webhooks that are due, one after the other. What happens in
    /// consequence waits for the next tick.
    fn tick(&self) -> impl Future<Output = Ticked> + Send;

    /// Writes the snapshot now; nothing without one.
    /// # Errors  when the file cannot be written.
    fn save(&self) -> Result<(), SimulatorError>;
}

/// The client that sends webhooks: straight there, following nothing.
pub fn webhook_client() -> Result<reqwest::Client, SimulatorError> {
    // reqwest asks for one before it builds a client, also for plain http. A second time changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .timeout(WEBHOOK_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy();
    Ok(client.build()?)
}

/// The state that was kept in this file; `None` if there is no such file.
pub fn restore<S: DeserializeOwned>(path: &Path) -> Result<Option<S>, SimulatorError> {
    let failed = |source| SimulatorError::Snapshot { path: path.to_owned(), source };
    match std::fs::read(path) {
        Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|e| failed(e.into())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// Written beside and renamed, so that a crash leaves the old file whole.
pub fn keep(path: &Path, state: &impl Serialize) -> Result<(), SimulatorError> {
    let beside = path.with_extension("new");
    let written = serde_json::to_vec(state)
        .map_err(std::io::Error::from)
        .and_then(|text| std::fs::write(&beside, text))
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|source| SimulatorError::Snapshot { path: path.to_owned(), source })
}

/// Serves until the task is dropped, carrying out what is due as time goes by.
pub async fn serve<S: Service>(
    simulator: S,
    router: Router,
    listener: tokio::net::TcpListener,
) -> Result<(), SimulatorError> {
    let ticking = async {
        loop {
            tokio::time::sleep(TICK_EVERY).await;
            simulator.tick().await;
            if let Err(error) = simulator.save() {
                tracing::warn!(%error, "the simulator's state was not kept");
            }
        }
    };
    tokio::select! {
        ended = axum::serve(listener, router) => ended.map_err(SimulatorError::Serve),
        () = ticking => Ok(()),
    }
}
