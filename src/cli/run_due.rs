//! `quittance run-due`: the billing run, by hand.

use super::open::{self, OpenError, Server};
use crate::config::Config;
use crate::flows::billing::run_due::RunReport;
use crate::flows::billing::run_record;
use crate::flows::usage::metered::Metered;
use crate::state::App;
use crate::store::billing_runs::RunSource;
use crate::store::{Actor, StoreError};

#[derive(Debug, thiserror::Error)]
pub enum RunDueError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Bills what is due, beside a running server or without one, and says what it did.
pub async fn run(config: Config) -> Result<(), RunDueError> {
    let server = Server::find(&config).await?;
    let result = run_on(&server, config).await;
    server.stop().await;
    let RunReport { invoiced, passed, parked } = result?;
    println!(
        "{invoiced} invoices made, {passed} billings without anything to charge, {parked} parked"
    );
    Ok(())
}

async fn run_on(server: &Server, config: Config) -> Result<RunReport, RunDueError> {
    let app = open::open_existing(config, server).await?;
    let report = recorded(&app).await;
    app.db.close().await;
    Ok(report?)
}

async fn recorded(app: &App) -> Result<RunReport, StoreError> {
    let actor = Actor::System("command");
    let run = run_record::begin(&app.db, &app.clock, RunSource::Command, &actor).await?;
    run_record::carry_out(&app.db, &app.clock, &Metered, run).await
}
