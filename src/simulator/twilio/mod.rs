//! A simulator of Twilio's Programmable Messaging: an HTTP service with its own state that speaks Twilio's
//! wire protocol, for tests and demonstrations. It sends nothing to any phone and shares nothing with the
//! adapter that talks to it.
//!
//! `/2010-04-01/Accounts/{sid}/Messages…` is Twilio's API (`api`), `/_simulator/…` the control interface and
//! a page that shows what was sent, and with which a phone replies. Shapes and codes follow
//! twilio.com/docs/messaging/api/message-resource and …/api/errors. What it leaves out: media, messaging
//! services, scheduling, price.

mod account;
mod api;
mod callbacks;
mod control;
mod status_page;
#[cfg(test)]
mod tests;

use super::faults::Faults;
use super::outbox::{Outbox, Outgoing};
use super::service::{self, Service};
pub use super::service::{SimulatorError, Ticked};
use account::{Account, Turn};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use url::Url;

const MAX_BODY_BYTES: usize = 1 << 20;

/// What a simulator is started with.
#[derive(Clone)]
pub struct Options {
    /// `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// The password of requests, and the key of callbacks' signatures.
    pub auth_token: String,
    /// Where replies of phones go: what is set for the number in Twilio's console.
    pub incoming_url: Option<Url>,
    /// The only source of time.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Ids follow from it.
    pub seed: u64,
    /// Where the state is kept across restarts; `None` keeps it in memory only.
    pub snapshot: Option<PathBuf>,
}

/// One simulated account. Clones share it.
#[derive(Clone)]
pub struct Simulator(Arc<Inner>);

struct Inner {
    options: Options,
    account: Mutex<Account>,
    http: reqwest::Client,
}

impl Simulator {
    /// An empty account, or the one of the snapshot.
    ///
    /// # Errors
    /// A snapshot that is there and cannot be read.
    pub fn new(options: Options) -> Result<Self, SimulatorError> {
        let http = service::webhook_client()?;
        let restored = options.snapshot.as_deref().map(service::restore::<Account>).transpose()?;
        let restored = restored.flatten().map(Account::after_restart);
        let account = Mutex::new(restored.unwrap_or_else(|| Account::new(options.seed)));
        Ok(Self(Arc::new(Inner { options, account, http })))
    }

    fn options(&self) -> &Options {
        &self.0.options
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        self.0.account.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something to the account while nobody else does.
    fn turn<T>(&self, work: impl FnOnce(&mut Turn) -> T) -> T {
        let options = self.options();
        let now = (options.now)().as_second();
        let mut account = self.account();
        work(&mut Turn { account: &mut account, options, now })
    }

    /// How many messages were accepted for this number, whatever became of them.
    #[must_use]
    pub fn accepted_for(&self, number: &str) -> usize {
        self.turn(|turn| turn.account.messages.iter().filter(|m| m.to == number).count())
    }

    /// The text of the newest message that was accepted for this number.
    #[must_use]
    pub fn newest_for(&self, number: &str) -> Option<String> {
        self.turn(|turn| {
            let newest = turn.account.messages.iter().rev().find(|m| m.to == number);
            newest.map(|message| message.body.clone())
        })
    }

    /// See [`Service::tick`].
    pub async fn tick(&self) -> Ticked {
        let due = self.turn(|turn| {
            turn.run_due();
            callbacks::take_due(turn)
        });
        let mut ticked = Ticked::default();
        for outgoing in due {
            let status = self.send(&outgoing).await;
            self.turn(|turn| callbacks::settle(turn, outgoing.number, status));
            ticked.count(status);
        }
        ticked
    }

    async fn send(&self, outgoing: &Outgoing) -> Option<u16> {
        let signature =
            callbacks::signature(&outgoing.signing_secret, &outgoing.url, &outgoing.payload);
        let request = self
            .0
            .http
            .post(&outgoing.url)
            .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .header("User-Agent", "TwilioProxy/1.1")
            .header("X-Twilio-Signature", signature)
            .body(outgoing.payload.clone());
        request.send().await.ok().map(|response| response.status().as_u16())
    }

    /// See [`Service::save`].
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self) -> Result<(), SimulatorError> {
        let Some(path) = &self.options().snapshot else { return Ok(()) };
        service::keep(path, &*self.account())
    }
}

impl Service for Simulator {
    fn with_switches<T>(&self, work: impl FnOnce(&mut Faults, &mut Outbox) -> T) -> T {
        self.turn(|turn| {
            let account = &mut turn.account;
            work(&mut account.faults, &mut account.outbox)
        })
    }

    async fn tick(&self) -> Ticked {
        Simulator::tick(self).await
    }

    fn save(&self) -> Result<(), SimulatorError> {
        Simulator::save(self)
    }
}

/// All of the service; nothing is due by itself: call `Simulator::tick`, or use `serve`.
pub fn router(simulator: Simulator) -> Router {
    Router::new()
        .nest("/_simulator", control::router())
        .fallback(api::serve_request)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(simulator)
}

/// Serves until the task is dropped, carrying out what is due as time goes by.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    simulator: Simulator,
    listener: tokio::net::TcpListener,
) -> Result<(), SimulatorError> {
    service::serve(simulator.clone(), router(simulator), listener).await
}
