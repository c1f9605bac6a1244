//! `quittance serve`: a live deployment. Never loads demo data, and refuses a sandbox's books.

use super::open::{self, OpenError, Server};
use super::serve::{self, ListenError};
use crate::config::Config;
use crate::store::deployment::Mode;

#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(
        "this database holds a sandbox (`quittance demo`), whose clock can be moved and whose books \
         are invented. Choose another one: DATABASE_URL or QUITTANCE_HOME"
    )]
    Sandbox,
    #[error(transparent)]
    Serve(#[from] std::io::Error),
}

/// Runs until told to stop.
pub async fn run(config: Config) -> Result<(), ServeError> {
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
) -> Result<(), ServeError> {
    let app = open::open(config, server, Mode::Live).await?;
    if app.is_sandbox {
        return Err(ServeError::Sandbox);
    }
    eprintln!("quittance: serving {}", app.config.public_url);
    Ok(serve::serve(app, listener).await?)
}
