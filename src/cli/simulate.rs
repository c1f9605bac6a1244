//! `quittance simulate`: a stand-in for a payment gateway, as a service of its own (row D2). The demo
//! starts one; alone it serves a deployment whose STRIPE_API_URL names it.

use super::serve::{self, ListenError};
use crate::clock::Clock;
use crate::config::{Config, StripeAccount};
use crate::gateway::{MethodKind, Secret};
use crate::simulator::stripe::{self, Options, Simulator, SimulatorError};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use url::Url;

/// Both are known to everybody: a simulator moves no money.
const SECRET_KEY: &str = "sk_test_quittance_simulator";
const WEBHOOK_SECRET: &str = "whsec_quittance_simulator";
/// Ids follow from it; a restart with kept state goes on.
const SEED: u64 = 1;

/// Serve a simulated payment gateway.
#[derive(Debug, clap::Subcommand)]
pub enum SimulateCommand {
    /// Stripe: its interface, its hosted pages and its webhooks
    Stripe {
        /// Port to serve on
        #[arg(long)]
        port: u16,
        /// Where its webhooks go, such as http://127.0.0.1:8080/webhooks/stripe
        #[arg(long)]
        webhook_url: Option<Url>,
        /// File that keeps its state across restarts
        #[arg(long)]
        snapshot: Option<PathBuf>,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error(transparent)]
    Simulator(#[from] SimulatorError),
    #[error("no address for the simulator: {0}")]
    Address(#[from] std::io::Error),
    #[error("{0} is no address of the simulator's pages")]
    Url(String),
}

/// Runs until told to stop.
pub async fn run(command: SimulateCommand) -> Result<(), SimulateError> {
    let SimulateCommand::Stripe { port, webhook_url, snapshot } = command;
    let listener = serve::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let simulator = simulator(&listener, webhook_url, Clock::system(), snapshot)?;
    let url = address(&listener)?;
    println!(
        "Simulator of Stripe at {url}\n  STRIPE_API_URL={url}\n  STRIPE_SECRET_KEY={SECRET_KEY}\n  \
         STRIPE_WEBHOOK_SECRET={WEBHOOK_SECRET}"
    );
    tokio::select! {
        ended = stripe::serve(simulator, listener) => Ok(ended?),
        () = serve::told_to_stop() => Ok(()),
    }
}

/// A simulator that is about to be served there.
pub fn simulator(
    listener: &TcpListener,
    webhook_url: Option<Url>,
    clock: Clock,
    snapshot: Option<PathBuf>,
) -> Result<Simulator, SimulateError> {
    let url = address(listener)?;
    Ok(Simulator::new(Options {
        secret_key: SECRET_KEY.to_owned(),
        webhook_secret: WEBHOOK_SECRET.to_owned(),
        webhook_url,
        public_url: Url::parse(&url).map_err(|_| SimulateError::Url(url))?,
        now: Arc::new(move || clock.now()),
        seed: SEED,
        snapshot,
    })?)
}

/// The settings with which a deployment uses the simulator that is served there.
pub fn use_it(config: &mut Config, listener: &TcpListener) -> Result<(), SimulateError> {
    config.stripe = Some(account(address(listener)?));
    Ok(())
}

/// The simulated account that is reached at `api_url`.
pub(super) fn account(api_url: String) -> StripeAccount {
    StripeAccount {
        secret_key: Secret::new(SECRET_KEY),
        webhook_secret: Secret::new(WEBHOOK_SECRET),
        api_url: Some(api_url),
        method_kinds: vec![
            MethodKind::Card,
            MethodKind::SepaDebit,
            MethodKind::BacsDebit,
            MethodKind::AchDebit,
        ],
    }
}

fn address(listener: &TcpListener) -> Result<String, SimulateError> {
    Ok(format!("http://{}", listener.local_addr()?))
}
