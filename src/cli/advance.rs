//! `quittance advance`: moves a sandbox through time and says what happened on the way (row Q1).

use super::open::{self, OpenError, Server};
use super::running_simulator;
use crate::config::Config;
use crate::jobs::{self, AdvanceError, Advanced, Report};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use std::fmt::Write as _;

/// Move the clock of a sandbox forwards, and do all that becomes due.
#[derive(Debug, clap::Args)]
pub struct AdvanceArgs {
    /// How far: 2h, 30d, 14mo, 1y2mo. Months and years are the calendar's, from the sandbox's today
    pub by: String,
}

#[derive(Debug, thiserror::Error)]
pub enum AdvanceCommandError {
    #[error("{0:?} is no duration such as 2h, 30d, 14mo or 1y2mo")]
    NotADuration(String),
    #[error("this deployment is live: its clock is the system's and does not move")]
    Live,
    #[error("beyond the calendar: {0}")]
    BeyondTheCalendar(jiff::Error),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Advance(#[from] AdvanceError),
}

/// Moves the clock; a server beside it follows within a moment.
pub async fn run(args: AdvanceArgs, mut config: Config) -> Result<(), AdvanceCommandError> {
    let by = parse(&args.by)?;
    running_simulator::use_them(&mut config);
    let server = Server::find(&config).await?;
    let result = run_on(&server, config, by).await;
    server.stop().await;
    print!("{}", told(&result?));
    Ok(())
}

async fn run_on(
    server: &Server,
    config: Config,
    by: Span,
) -> Result<Advanced, AdvanceCommandError> {
    let app = open::open_existing(config, server).await?;
    // The database would refuse too, but only after everything that is due today was done.
    if !app.is_sandbox {
        return Err(AdvanceCommandError::Live);
    }
    let by = length(by, app.clock.now())?;
    let advanced = jobs::advance(&app.work, by).await;
    app.db.close().await;
    Ok(advanced?)
}

fn parse(text: &str) -> Result<Span, AdvanceCommandError> {
    let span: Option<Span> = text.trim().parse().ok();
    span.filter(|span| span.is_positive())
        .ok_or_else(|| AdvanceCommandError::NotADuration(text.to_owned()))
}

/// How long `by` is when it begins now: a month is as long as the calendar says.
fn length(by: Span, now: Timestamp) -> Result<SignedDuration, AdvanceCommandError> {
    let to = now
        .to_zoned(TimeZone::UTC)
        .checked_add(by)
        .map_err(AdvanceCommandError::BeyondTheCalendar)?;
    Ok(to.timestamp().duration_since(now))
}

fn told(advanced: &Advanced) -> String {
    let Advanced { from, to, report } = advanced;
    let mut text = format!("The clock went from {from:.0} to {to:.0}.\n");
    if report.is_empty() {
        text.push_str("  Nothing was due.\n");
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
    // Writing to a String cannot fail.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str, now: &str) -> i64 {
        length(parse(text).unwrap(), now.parse().unwrap()).unwrap().as_hours() / 24
    }

    #[test]
    fn a_month_is_as_long_as_the_calendar_says() {
        assert_eq!(days("1mo", "2026-01-31T09:00:00Z"), 28); // the last of February
        assert_eq!(days("14mo", "2026-11-20T09:00:00Z"), 426); // 365 + 31 + 30: Nov to Nov, Dec 20, Jan 20
        assert_eq!(days("30d", "2026-11-20T09:00:00Z"), 30);
        assert_eq!(days("48h", "2026-11-20T09:00:00Z"), 2);
    }

    #[test]
    fn only_a_positive_duration_moves_the_clock() {
        for text in ["", "30", "d", "-2h", "0d", "2h ago", "tomorrow"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
