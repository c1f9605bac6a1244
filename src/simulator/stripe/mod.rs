//! A simulator of Stripe: an HTTP service with its own state that speaks Stripe's wire protocol,
//! for tests and demonstrations. It takes no real money and shares nothing with the adapter that
//! talks to it.
//!
//! `/v1/…` is Stripe's API (`api` → `routes` → one module per noun), `/c/pay/…` the hosted checkout
//! page, `/3ds/…` the page of the customer's bank, `/_simulator/…` the control interface and a page
//! that shows what happened.
//!
//! Behaviour follows docs.stripe.com; where Stripe publishes no number (fees, retry times, days to
//! settle), the constant and its reason stand in the module that uses it. What it leaves out:
//! subscriptions, invoices, Connect, payouts, files; bank accounts need no verification.

mod account;
mod agenda;
mod api;
mod balance;
mod cards;
mod catalogue;
mod challenge;
mod charges;
mod checkout;
mod control;
mod customers;
mod debits;
mod disputes;
mod error;
mod events;
mod expand;
mod fields;
mod form;
mod hosted;
mod html;
mod idempotency;
mod list;
mod mandates;
mod payment_intents;
mod payment_methods;
mod refunds;
mod routes;
mod search;
mod setup_intents;
mod status_page;
mod store;
#[cfg(test)]
mod tests;
mod webhooks;

pub use super::service::{SimulatorError, Ticked};
pub use account::Options;

use super::outbox::Outgoing;
use super::service::{self, Service};
use super::{faults, ids};
use account::{Account, Cause, Turn};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const MAX_BODY_BYTES: usize = 1 << 20;

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
        let is_new = restored.is_none();
        let account = Mutex::new(restored.unwrap_or_else(|| Account::new(options.seed)));
        let simulator = Self(Arc::new(Inner { options, account, http }));
        if let Some(url) = simulator.options().webhook_url.clone().filter(|_| is_new) {
            let secret = simulator.options().webhook_secret.clone();
            simulator.turn(|turn| {
                webhooks::add_endpoint(turn, url.as_str(), &["*".to_owned()], &secret);
            });
        }
        Ok(simulator)
    }

    fn options(&self) -> &Options {
        &self.0.options
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        self.0.account.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Seconds on the outer clock, which signs webhooks; the account's time may be ahead of it.
    fn outer_now(&self) -> i64 {
        (self.options().now)().as_second()
    }

    /// Does something to the account while nobody else does.
    fn turn<T>(&self, work: impl FnOnce(&mut Turn) -> T) -> T {
        let now = self.outer_now();
        let mut account = self.account();
        let now = now + account.ahead_seconds;
        work(&mut Turn {
            account: &mut account,
            public_url: &self.options().public_url,
            now,
            cause: Cause::default(),
            is_automatic: false,
        })
    }

    /// See [`Service::tick`].
    pub async fn tick(&self) -> Ticked {
        let due = self.turn(|turn| {
            agenda::run_due(turn);
            webhooks::take_due(turn)
        });
        let mut ticked = Ticked::default();
        for outgoing in due {
            let status = self.send(&outgoing).await;
            self.turn(|turn| webhooks::settle(turn, outgoing.number, status));
            ticked.count(status);
        }
        ticked
    }

    async fn send(&self, outgoing: &Outgoing) -> Option<u16> {
        let signature =
            webhooks::signature(&outgoing.signing_secret, self.outer_now(), &outgoing.payload);
        let request = self
            .0
            .http
            .post(&outgoing.url)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
            .header("Stripe-Signature", signature)
            .body(outgoing.payload.clone());
        // Why it failed does not matter to the retries; that it failed is shown.
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
    fn with_switches<T>(
        &self,
        work: impl FnOnce(&mut faults::Faults, &mut super::outbox::Outbox) -> T,
    ) -> T {
        self.turn(|turn| work(&mut turn.account.faults, &mut turn.account.outbox))
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
        .route("/v1/{*path}", any(api::serve_request))
        .route("/c/pay/{session}", get(hosted::show_checkout).post(hosted::submit_checkout))
        .route("/3ds/{intent}", get(hosted::show_challenge).post(hosted::finish_challenge))
        .route("/receipts/{charge}", get(hosted::show_receipt))
        .nest("/_simulator", control::router())
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
