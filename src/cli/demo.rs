//! `quittance demo`: everything with one command. Opens a sandbox, fills it with demo data the first
//! time, serves, and says where and as whom to sign in.

use super::open::{self, OpenError, Server};
use super::running_simulator;
use super::serve::{self, ListenError};
use super::simulate::{self, SimulateError};
use crate::config::Config;
use crate::demo::{self, LoadDemoError, PASSWORD, SIGN_INS};
use crate::simulator::stripe;
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
    // A service of its own on a port of its own, reached over HTTP like the real one.
    let gateway = listen_beside(&listener).await?;
    simulate::use_it(&mut config, &gateway)?;
    let webhooks = format!("http://{}/webhooks/stripe", listener.local_addr()?);
    let app = open::open(config, server, Mode::Sandbox).await?;
    if !app.is_sandbox {
        return Err(DemoError::Live);
    }
    demo::load(&app.db, &app.auth.passwords, app.clock.now()).await?;
    running_simulator::remember(&app.config)?;
    let snapshot = app.config.home().join("simulated-stripe.json");
    let simulator = simulate::simulator(
        &gateway,
        Url::parse(&webhooks).ok(),
        app.clock.clone(),
        Some(snapshot),
    )?;
    print!("{}", welcome(&app, &format!("http://{}", gateway.local_addr()?)));
    tokio::select! {
        served = serve::serve(app, listener) => Ok(served?),
        ended = stripe::serve(simulator, gateway) => Ok(ended.map_err(SimulateError::from)?),
    }
}

/// The next port, so that pages opened before a restart are still there; any other one if it is taken.
async fn listen_beside(listener: &TcpListener) -> Result<TcpListener, DemoError> {
    let next = listener.local_addr()?.port().checked_add(1).unwrap_or(0);
    match serve::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, next))).await {
        Err(ListenError::Taken { .. }) => {
            Ok(serve::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?)
        }
        listening => Ok(listening?),
    }
}

fn welcome(app: &App, gateway: &str) -> String {
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
        "\n  Cards are simulated: 4242 4242 4242 4242 works; what happened is at {gateway}/_simulator"
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
