//! `quittance migrate`: roles, database and schema brought up to date, and nothing else. `serve` and
//! `demo` do the same when they start.

use super::open::{OpenError, Server};
use crate::config::Config;

/// Safe to repeat, and beside a running server of the version before.
pub async fn run(config: Config) -> Result<(), OpenError> {
    let server = Server::find(&config).await?;
    let prepared = server.prepare().await;
    server.stop().await;
    prepared?;
    println!("The schema is up to date.");
    Ok(())
}
