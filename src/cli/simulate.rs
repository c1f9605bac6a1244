//! `quittance simulate`: stand-ins for the payment gateways and the sender of text messages, each as a
//! service of its own (row D2). The demo starts all; alone one serves a deployment whose STRIPE_API_URL or PAYSTACK_API_URL names it.

use super::serve::{self, ListenError};
use crate::clock::Clock;
use crate::config::{Config, PaystackAccount, SmsAccount, StripeAccount};
use crate::domain::currency::Currency;
use crate::gateway::{MethodKind, Secret};
use crate::simulator::paystack;
use crate::simulator::stripe::{self, SimulatorError};
use crate::simulator::twilio;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use url::Url;

/// All are known to everybody: a simulator moves no money.
const SECRET_KEY: &str = "sk_test_quittance_simulator";
const WEBHOOK_SECRET: &str = "whsec_quittance_simulator";
const TWILIO_SID: &str = "AC00000000000000000000000000000000";
const TWILIO_TOKEN: &str = "quittance_simulator";
/// From which its text messages come.
const TWILIO_FROM: &str = "+15551234567";
/// Ids follow from it; a restart with kept state goes on.
const SEED: u64 = 1;

/// Serve a simulated payment gateway.
#[derive(Debug, clap::Subcommand)]
pub enum SimulateCommand {
    /// Stripe: its interface, its hosted pages and its webhooks
    Stripe {
        #[command(flatten)]
        service: ServiceArgs,
        /// Where its webhooks go, such as http://127.0.0.1:8080/webhooks/stripe
        #[arg(long)]
        webhook_url: Option<Url>,
    },
    /// Paystack: its interface, its hosted pages and its webhooks
    Paystack {
        #[command(flatten)]
        service: ServiceArgs,
        /// Where its webhooks go, such as http://127.0.0.1:8080/webhooks/paystack
        #[arg(long)]
        webhook_url: Option<Url>,
    },
    /// Twilio: text messages, what becomes of them, and replies
    Twilio {
        #[command(flatten)]
        service: ServiceArgs,
        /// Where replies go, such as http://127.0.0.1:8080/webhooks/twilio/incoming
        #[arg(long)]
        webhook_url: Option<Url>,
    },
}

#[derive(Debug, clap::Args)]
pub struct ServiceArgs {
    /// Port to serve on
    #[arg(long)]
    port: u16,
    /// The key that requests must carry
    #[arg(long)]
    secret_key: Option<String>,
    /// File that keeps its state across restarts
    #[arg(long)]
    snapshot: Option<PathBuf>,
}

/// How a simulator is set up, whichever it is.
pub struct Setup {
    pub secret_key: String,
    pub webhook_url: Option<Url>,
    pub clock: Clock,
    pub snapshot: Option<PathBuf>,
}

impl Setup {
    /// One that the demo starts: reached with the key that everybody knows.
    #[must_use]
    pub fn of_demo(webhook_url: Option<Url>, clock: Clock, snapshot: PathBuf) -> Self {
        let secret_key = SECRET_KEY.to_owned();
        Self { secret_key, webhook_url, clock, snapshot: Some(snapshot) }
    }

    /// The same for the simulator of Twilio.
    #[must_use]
    pub fn of_demo_twilio(webhook_url: Option<Url>, clock: Clock, snapshot: PathBuf) -> Self {
        let secret_key = TWILIO_TOKEN.to_owned();
        Self { secret_key, ..Self::of_demo(webhook_url, clock, snapshot) }
    }
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
    let (SimulateCommand::Stripe { service, webhook_url }
    | SimulateCommand::Paystack { service, webhook_url }
    | SimulateCommand::Twilio { service, webhook_url }) = &command;
    let listener = serve::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, service.port))).await?;
    let url = address(&listener)?;
    let usual = match &command {
        SimulateCommand::Twilio { .. } => TWILIO_TOKEN,
        _ => SECRET_KEY,
    };
    let key = &service.secret_key.clone().unwrap_or_else(|| usual.to_owned());
    let setup = Setup {
        secret_key: key.clone(),
        webhook_url: webhook_url.clone(),
        clock: Clock::system(),
        snapshot: service.snapshot.clone(),
    };
    match command {
        SimulateCommand::Stripe { .. } => {
            println!(
                "Simulator of Stripe at {url}\n  STRIPE_API_URL={url}\n  STRIPE_SECRET_KEY={key}\n  \
                 STRIPE_WEBHOOK_SECRET={WEBHOOK_SECRET}"
            );
            let simulator = stripe(&listener, setup)?;
            until_stopped(stripe::serve(simulator, listener)).await
        }
        SimulateCommand::Paystack { .. } => {
            println!(
                "Simulator of Paystack at {url}\n  PAYSTACK_API_URL={url}\n  PAYSTACK_SECRET_KEY={key}"
            );
            let simulator = paystack(&listener, setup)?;
            until_stopped(paystack::serve(simulator, listener)).await
        }
        SimulateCommand::Twilio { .. } => {
            println!(
                "Simulator of Twilio at {url}\n  TWILIO_API_URL={url}\n  TWILIO_ACCOUNT_SID={TWILIO_SID}\n  \
                 TWILIO_AUTH_TOKEN={key}\n  TWILIO_FROM={TWILIO_FROM}"
            );
            let simulator = twilio(setup)?;
            until_stopped(twilio::serve(simulator, listener)).await
        }
    }
}

async fn until_stopped(
    serving: impl Future<Output = Result<(), SimulatorError>>,
) -> Result<(), SimulateError> {
    tokio::select! {
        ended = serving => Ok(ended?),
        () = serve::told_to_stop() => Ok(()),
    }
}

/// A simulator of Stripe that is about to be served there.
pub fn stripe(listener: &TcpListener, setup: Setup) -> Result<stripe::Simulator, SimulateError> {
    let clock = setup.clock;
    Ok(stripe::Simulator::new(stripe::Options {
        secret_key: setup.secret_key,
        webhook_secret: WEBHOOK_SECRET.to_owned(),
        webhook_url: setup.webhook_url,
        public_url: public_url(listener)?,
        now: Arc::new(move || clock.now()),
        seed: SEED,
        snapshot: setup.snapshot,
    })?)
}

/// A simulator of Paystack that is about to be served there.
pub fn paystack(
    listener: &TcpListener,
    setup: Setup,
) -> Result<paystack::Simulator, SimulateError> {
    let clock = setup.clock;
    Ok(paystack::Simulator::new(paystack::Options {
        secret_key: setup.secret_key,
        webhook_url: setup.webhook_url,
        public_url: public_url(listener)?,
        now: Arc::new(move || clock.now()),
        seed: SEED,
        snapshot: setup.snapshot,
    })?)
}

/// A simulator of Twilio that is about to be served.
pub fn twilio(setup: Setup) -> Result<twilio::Simulator, SimulateError> {
    let clock = setup.clock;
    Ok(twilio::Simulator::new(twilio::Options {
        account_sid: TWILIO_SID.to_owned(),
        auth_token: setup.secret_key,
        incoming_url: setup.webhook_url,
        now: Arc::new(move || clock.now()),
        seed: SEED,
        snapshot: setup.snapshot,
    })?)
}

/// The settings with which a deployment uses the demo's simulators, which are served there. Paystack
/// takes naira, everything else goes to Stripe; text messages go to Twilio.
pub fn use_them(
    config: &mut Config,
    [stripe, paystack, twilio]: [&TcpListener; 3],
) -> Result<(), SimulateError> {
    config.stripe = Some(stripe_account(address(stripe)?));
    config.paystack = Some(paystack_account(address(paystack)?));
    config.sms = sms_account(address(twilio)?);
    Ok(())
}

/// The simulated account of Stripe that is reached at `api_url`.
pub(super) fn stripe_account(api_url: String) -> StripeAccount {
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

/// The simulated account of Paystack that is reached at `api_url`.
pub(super) fn paystack_account(api_url: String) -> PaystackAccount {
    PaystackAccount {
        secret_key: Secret::new(SECRET_KEY),
        currencies: vec![Currency::NGN],
        api_url: Some(api_url),
    }
}

/// The simulated account of Twilio that is reached at `api_url`.
pub(super) fn sms_account(api_url: String) -> Option<SmsAccount> {
    Some(SmsAccount {
        account_sid: TWILIO_SID.to_owned(),
        auth_token: Secret::new(TWILIO_TOKEN),
        from: TWILIO_FROM.parse().ok()?,
        api_url: Some(api_url),
    })
}

fn public_url(listener: &TcpListener) -> Result<Url, SimulateError> {
    let url = address(listener)?;
    Url::parse(&url).map_err(|_| SimulateError::Url(url))
}

fn address(listener: &TcpListener) -> Result<String, SimulateError> {
    Ok(format!("http://{}", listener.local_addr()?))
}
