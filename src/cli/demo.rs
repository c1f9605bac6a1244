//! `quittance demo`: everything with one command. Opens a sandbox, fills it with demo data the first
//! time, serves, and says where and as whom to sign in.

use super::open::{self, OpenError, Server};
use super::running_simulator;
use super::serve::{self, ListenError};
use super::simulate::{self, Setup, SimulateError};
use crate::config::Config;
use crate::demo::{self, LoadDemoError, PASSWORD, SIGN_INS};
use crate::simulator::{paystack, stripe, twilio};
use crate::state::App;
use crate::store::deployment::Mode;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;
use url::Url;

/// Start a sandbox with demo data and serve it.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Port to serve on, in place of QUITTANCE_LISTEN's
    #[arg(long)]
    pub port: Option<u16>,
}

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(
        "this database holds a live deployment; demo data never gets into it. \
         Choose another one: DATABASE_URL or QUITTANCE_HOME"
    )]
    Live,
    #[error("the demo data could not be loaded: {0}")]
    Load(#[from] LoadDemoError),
    #[error("the simulator of the payment gateway: {0}")]
    Simulate(#[from] SimulateError),
    #[error(transparent)]
    Serve(#[from] std::io::Error),
}

/// Runs until told to stop.
pub async fn run(args: DemoArgs, mut config: Config) -> Result<(), DemoError> {
    if let Some(port) = args.port {
        let had_default_url = config.public_url == format!("http://{}", config.listen);
        config.listen.set_port(port);
        if had_default_url {
            config.public_url = format!("http://{}", config.listen);
        }
    }
    let listener = serve::listen(config.listen).await?;
    let server = Server::find(&config).await?;
    let result = run_on(&server, listener, config).await;
    server.stop().await;
    result
}

async fn run_on(
    server: &Server,
    listener: TcpListener,
    mut config: Config,
) -> Result<(), DemoError> {
    // Services of their own on ports of their own, reached over HTTP like the real ones.
    let at_stripe = listen_beside(&listener, 1).await?;
    let at_paystack = listen_beside(&listener, 2).await?;
    let at_twilio = listen_beside(&listener, 3).await?;
    simulate::use_them(&mut config, [&at_stripe, &at_paystack, &at_twilio])?;
    let webhooks = format!("http://{}/webhooks", listener.local_addr()?);
    let app = open::open(config, server, Mode::Sandbox).await?;
    if !app.is_sandbox {
        return Err(DemoError::Live);
    }
    demo::load(&app.db, &app.auth.passwords, &app.work.till, app.clock.now()).await?;
    running_simulator::remember(&app.config)?;
    let setup = |gateway: &str| {
        let snapshot = app.config.home().join(format!("simulated-{gateway}.json"));
        let webhook_url = Url::parse(&format!("{webhooks}/{gateway}")).ok();
        Setup::of_demo(webhook_url, app.clock.clone(), snapshot)
    };
    let stripe = simulate::stripe(&at_stripe, setup("stripe"))?;
    let paystack = simulate::paystack(&at_paystack, setup("paystack"))?;
    let twilio = simulate::twilio(Setup::of_demo_twilio(
        Url::parse(&format!("{}/webhooks/twilio/incoming", app.config.public_url)).ok(),
        app.clock.clone(),
        app.config.home().join("simulated-twilio.json"),
    ))?;
    let addresses = [at_stripe.local_addr()?, at_paystack.local_addr()?, at_twilio.local_addr()?];
    print!("{}", welcome(&app, addresses));
    tokio::select! {
        served = serve::serve(app, listener) => Ok(served?),
        ended = stripe::serve(stripe, at_stripe) => Ok(ended.map_err(SimulateError::from)?),
        ended = paystack::serve(paystack, at_paystack) => Ok(ended.map_err(SimulateError::from)?),
        ended = twilio::serve(twilio, at_twilio) => Ok(ended.map_err(SimulateError::from)?),
    }
}

/// So many ports further, so that pages opened before a restart are still there; any other one if it is
/// taken.
async fn listen_beside(listener: &TcpListener, further: u16) -> Result<TcpListener, DemoError> {
    let next = listener.local_addr()?.port().checked_add(further).unwrap_or(0);
    match serve::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, next))).await {
        Err(ListenError::Taken { .. }) => {
            Ok(serve::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?)
        }
        listening => Ok(listening?),
    }
}

fn welcome(app: &App, [stripe, paystack, twilio]: [SocketAddr; 3]) -> String {
    let url = &app.config.public_url;
    let mut text =
        format!("\n  Quittance demo   {url}\n\n  Sign in with the password: {PASSWORD}\n\n");
    let width = SIGN_INS.iter().map(|sign_in| sign_in.email.len()).max().unwrap_or(0);
    for sign_in in &SIGN_INS {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    {:width$}  {}", sign_in.email, sign_in.sees);
    }
    let _ = write!(text, "\n  Mail is captured and can be read at {url}/dev/mail");
    let _ = write!(text, " (folder {})", app.config.home().join("mail").display());
    let _ = write!(
        text,
        "\n  Payments are simulated; what happened is at http://{stripe}/_simulator (Stripe: card 4242 4242 4242 4242)\
         \n  and at http://{paystack}/_simulator (Paystack, for naira: card 4084 0840 8408 4081)\
         \n  Text messages are simulated, too: http://{twilio}/_simulator"
    );
    let home = match &app.config.home {
        Some(home) => format!(" --home {}", home.display()),
        None => String::new(),
    };
    let _ = write!(
        text,
        "\n  Move the clock:  quittance advance 30d{home}\n  Stop:            Ctrl-C\n\n"
    );
    text
}
