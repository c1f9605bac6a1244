//! `quittance demo`: everything with one command. Opens a sandbox, fills it with demo data the first
//! time, serves, and says where.

use super::open::{self, OpenError, Server};
use super::serve;
use crate::config::Config;
use crate::store::deployment::Mode;
use std::path::PathBuf;
use tokio::net::TcpListener;

/// Start a sandbox with demo data and serve it.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Port to serve on, in place of QUITTANCE_LISTEN's
    #[arg(long)]
    pub port: Option<u16>,
    /// Folder of the private cluster and of captured mail, in place of QUITTANCE_HOME
    #[arg(long)]
    pub home: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: std::net::SocketAddr, source: std::io::Error },
    #[error(transparent)]
    Open(#[from] OpenError),
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
    config.home = args.home.or(config.home);
    let address = config.listen;
    let listener =
        TcpListener::bind(address).await.map_err(|source| DemoError::Listen { address, source })?;
    let server = Server::find(&config).await?;
    let app = open::open(config, &server, Mode::Sandbox).await?;
    println!("\n  {}\n", app.config.public_url);
    serve::serve(app, listener).await?;
    Ok(())
}
