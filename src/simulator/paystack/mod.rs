//! A simulator of Paystack: an HTTP service with its own state that speaks Paystack's wire protocol, for
//! tests and demonstrations. It takes no real money and shares nothing with the adapter that talks to it.
//!
//! `/transaction`, `/customer`, `/refund`, `/dispute` are Paystack's API (`api` → `routes` → one module
//! per noun), `/checkout/…` the hosted page, `/uploads/…` the store of evidence, `/_simulator/…` the
//! control interface and a page that shows what happened.
//!
//! Shapes follow the samples of PaystackOSS/openapi with their inconsistencies: a refund's amount is a
//! number in answers and text in most events, metadata is what was sent, `""` or 0. Behaviour follows
//! paystack.com/docs; where Paystack publishes no number or word, the constant and its reason stand in the
//! module that uses it. What it leaves out: plans, splits, subaccounts, transfers, pages, USSD, mobile
//! money; a direct debit mandate is made by the control interface, not by a bank.

mod account;
mod agenda;
mod api;
mod attempt;
mod authorizations;
mod cards;
mod control;
mod customers;
mod disputes;
mod error;
mod fields;
mod hosted;
mod html;
mod page;
mod records;
mod refunds;
mod routes;
mod shapes;
mod status_page;
#[cfg(test)]
mod tests;
mod transactions;
mod webhooks;

pub use account::Options;

use super::faults::Faults;
use super::outbox::{Outbox, Outgoing};
use super::service::{self, Service};
pub use super::service::{SimulatorError, Ticked};
use account::{Account, Turn};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, put};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const MAX_BODY_BYTES: usize = 4 << 20;

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
        let now = now + account.ahead_seconds;
        work(&mut Turn {
            account: &mut account,
            public_url: &options.public_url,
            webhook_url: options.webhook_url.as_ref(),
            now,
        })
    }

    /// See [`Service::tick`].
    pub async fn tick(&self) -> Ticked {
        let due = self.turn(|turn| {
            agenda::run_due(turn);
            webhooks::take_due(turn, &self.options().secret_key)
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
        let signature = webhooks::signature(&outgoing.signing_secret, &outgoing.payload);
        let request = self
            .0
            .http
            .post(&outgoing.url)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Paystack/2.0")
            .header("x-paystack-signature", signature)
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
    fn with_switches<T>(&self, work: impl FnOnce(&mut Faults, &mut Outbox) -> T) -> T {
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
        .route("/checkout/{access_code}", get(hosted::show).post(hosted::submit))
        .route("/uploads/{file_name}", put(hosted::upload))
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
