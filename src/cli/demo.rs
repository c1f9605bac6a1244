//! `quittance demo`: everything with one command. Opens a sandbox, fills it with demo data the first
//! time, serves, and says where and as whom to sign in.

use super::open::{self, OpenError, Server};
use super::serve::{self, ListenError};
use crate::config::Config;
use crate::demo::{self, LoadDemoError, PASSWORD, SIGN_INS};
use crate::state::App;
use crate::store::deployment::Mode;
use std::fmt::Write as _;

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
    listener: tokio::net::TcpListener,
    config: Config,
) -> Result<(), DemoError> {
    let app = open::open(config, server, Mode::Sandbox).await?;
    if !app.is_sandbox {
        return Err(DemoError::Live);
    }
    demo::load(&app.db, &app.auth.passwords, app.clock.now()).await?;
    print!("{}", welcome(&app));
    Ok(serve::serve(app, listener).await?)
}

fn welcome(app: &App) -> String {
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
