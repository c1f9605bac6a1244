//! `quittance advance`: moves a sandbox through time and says what happened on each day (row Q1).

use super::open::{self, OpenError, Server};
use super::running_simulator;
use crate::config::Config;
use crate::i18n::Locale;
use crate::jobs::{self, AdvanceError, Advanced, LengthError, Report};
use crate::store::Actor;
use std::fmt::Write as _;

/// Move the clock of a sandbox forwards, and do all that becomes due.
#[derive(Debug, clap::Args)]
pub struct AdvanceArgs {
    /// How far: 2h, 30d, 14mo, 1y2mo. Months and years are the calendar's, from the sandbox's today
    pub by: String,
}

#[derive(Debug, thiserror::Error)]
pub enum AdvanceCommandError {
    #[error(transparent)]
    Length(#[from] LengthError),
    #[error("this deployment is live: its clock is the system's and does not move")]
    Live,
    #[error("{asked_by} is moving the clock at this moment: to {to}, and it is {reached} now")]
    SomebodyElse { asked_by: String, to: String, reached: String },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Advance(AdvanceError),
}

impl From<AdvanceError> for AdvanceCommandError {
    fn from(error: AdvanceError) -> Self {
        match error {
            AdvanceError::Busy(Some(theirs)) => Self::SomebodyElse {
                asked_by: theirs.asked_by,
                to: format!("{:.0}", theirs.to),
                reached: format!("{:.0}", theirs.reached),
            },
            other => Self::Advance(other),
        }
    }
}

/// Moves the clock; a server beside it follows within a moment.
pub async fn run(args: AdvanceArgs, mut config: Config) -> Result<(), AdvanceCommandError> {
    running_simulator::use_them(&mut config);
    let server = Server::find(&config).await?;
    let result = run_on(&server, config, &args.by).await;
    server.stop().await;
    print!("{}", told(&result?));
    Ok(())
}

async fn run_on(
    server: &Server,
    config: Config,
    by: &str,
) -> Result<Advanced, AdvanceCommandError> {
    let app = open::open_existing(config, server).await?;
    // The database would refuse too, but only after everything that is due today was done.
    if !app.is_sandbox {
        return Err(AdvanceCommandError::Live);
    }
    let by = jobs::length(by, app.clock.now())?;
    let advanced = jobs::advance(&app.work, &Actor::System("cli"), by).await;
    app.db.close().await;
    Ok(advanced?)
}

fn told(advanced: &Advanced) -> String {
    let Advanced { from, to, report, days } = advanced;
    let mut text = format!("The clock went from {from:.0} to {to:.0}.\n");
    if days.is_empty() && report.is_empty() {
        text.push_str("  Nothing was due.\n");
    }
    let mut day = None;
    // Writing to a String cannot fail.
    for happened in days {
        if day.replace(happened.on) != Some(happened.on) {
            let _ = writeln!(text, "{}", happened.on);
        }
        let _ = writeln!(text, "  {}", jobs::sentence(Locale::En, happened));
    }
    if !report.is_empty() {
        let _ = writeln!(text, "In all");
    }
    let Report { jobs_done, jobs_failed, .. } = report;
    let counts = [
        ("facts told", report.outbox_dispatched),
        ("facts that could not be told yet", report.outbox_stepped_back),
        ("e-mails queued", report.emails_queued),
        ("e-mails sent", report.emails_sent),
        ("e-mails postponed", report.emails_postponed),
        ("e-mails refused", report.emails_failed),
        ("e-mails of which nobody knows", report.emails_uncertain),
        ("messages of gateways read", report.webhooks_read),
        ("messages of gateways to be read later", report.webhooks_postponed),
        ("messages of gateways given up", report.webhooks_failed),
    ];
    let counts = counts.iter().map(|(what, count)| (*what, *count)).filter(|(_, count)| *count > 0);
    for (what, count) in counts {
        let _ = writeln!(text, "  {count:>6}  {what}");
    }
    for (kind, count) in jobs_done {
        let _ = writeln!(text, "  {count:>6}  jobs done: {kind}");
    }
    for (kind, count) in jobs_failed {
        let _ = writeln!(text, "  {count:>6}  tries of jobs that failed: {kind}");
    }
    text
}
