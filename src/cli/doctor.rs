//! `quittance doctor`: the diagnostics page on a terminal. Changes nothing; exits with 1 when a check
//! has failed, so that a deployment script can ask it.

use super::open::Server;
use crate::clock::Clock;
use crate::config::Config;
use crate::flows::diagnostics::{Finding, Health, diagnose, unreachable};
use crate::i18n::Locale;
use crate::store::{Db, PoolSizes, clock};

/// Look at this deployment and say what is wrong with it.
#[derive(Debug, clap::Args)]
pub struct DoctorArgs {}

/// Some check has failed; they were printed.
#[derive(Debug, thiserror::Error)]
#[error("{count} of the checks failed")]
pub struct DoctorError {
    count: usize,
}

/// Prints every finding.
/// # Errors  a check has failed.
pub async fn run(_args: DoctorArgs, config: Config) -> Result<(), DoctorError> {
    let findings = examine(&config).await;
    for finding in &findings {
        print!("{}", printed(finding));
    }
    let count = findings.iter().filter(|finding| finding.health == Health::Fail).count();
    if count == 0 { Ok(()) } else { Err(DoctorError { count }) }
}

async fn examine(config: &Config) -> Vec<Finding> {
    // The server is held until the checks are done: a private cluster stops with it.
    let server = match Server::find(config).await {
        Ok(server) => server,
        Err(error) => return vec![unreachable(&error)],
    };
    // Not `Server::connect`, which refuses unsafe roles before they can be reported.
    let sizes = PoolSizes { portal: 1, staff_read: 1, worker: 1 };
    let db = match Db::connect(|role| server.options(role), sizes).await {
        Ok(db) => db,
        Err(error) => return vec![unreachable(&error)],
    };
    let clock = Clock::system();
    match clock::offset_seconds(&db).await {
        Ok(offset_seconds) => clock.set_offset_seconds(offset_seconds),
        Err(error) => return vec![unreachable(&error)],
    }
    diagnose(&db, &clock, config).await
}

fn printed(finding: &Finding) -> String {
    let (name, sentence) = (finding.name(Locale::En), finding.sentence(Locale::En));
    let mut text = format!("{:<5}{name}: {sentence}\n", finding.health.word());
    for detail in &finding.details {
        text.push_str(&format!("       {detail}\n"));
    }
    text
}
