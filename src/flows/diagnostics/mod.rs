//! What the diagnostics page and `quittance doctor` ask of a deployment (row Q3). Looks and tells;
//! changes nothing.
//!
//! A check that cannot look has failed: an answer that is missing is not a good one.

mod books;
mod charges;
mod coverage;
mod gateways;
mod probe;
mod queues;
mod server;
#[cfg(test)]
mod tests;
mod wordings;

pub(super) use books::uneven_currencies;
pub use gateways::gateways;

use crate::clock::Clock;
use crate::config::Config;
use crate::i18n::{self, Arg, Locale};
use crate::store::{Db, StoreError};
use std::borrow::Cow;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    Ok,
    /// Works, but somebody should look.
    Warn,
    /// Broken, or not safe.
    Fail,
}

impl Health {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// The outcome of one check: a sentence of the catalogue that says what is so and what to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The message key of the check's name.
    pub check: &'static str,
    pub health: Health,
    /// The message key of the sentence.
    key: &'static str,
    args: Vec<(&'static str, Arg<'static>)>,
    /// Facts for whoever repairs it, not translated.
    pub details: Vec<String>,
}

impl Finding {
    fn new(check: &'static str, health: Health, key: &'static str) -> Self {
        Self { check, health, key, args: Vec::new(), details: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<Arg<'static>>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    fn details(mut self, details: Vec<String>) -> Self {
        self.details = details;
        self
    }

    #[must_use]
    pub fn name(&self, locale: Locale) -> Cow<'static, str> {
        i18n::text(locale, self.check)
    }

    #[must_use]
    pub fn sentence(&self, locale: Locale) -> String {
        if self.args.is_empty() {
            i18n::text(locale, self.key).into_owned()
        } else {
            i18n::text_with(locale, self.key, &self.args)
        }
    }
}

/// All checks, in the order in which one repairs: a database that cannot be reached hides the rest.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn diagnose(db: &Db, clock: &Clock, config: &Config) -> Vec<Finding> {
    let database = server::database(db).await;
    let is_reachable = database.health != Health::Fail;
    let mut findings = vec![database];
    if is_reachable {
        findings.push(server::roles(db).await);
        findings.push(server::migrations(db).await);
        findings.push(server::clock(db, clock).await);
        findings.push(queues::jobs(db, clock.now()).await);
        findings.push(queues::outbox(db).await);
        findings.push(queues::emails(db).await);
        findings.push(charges::charges(db, clock.now()).await);
        findings.push(charges::webhooks(db, clock.now()).await);
        findings.push(wordings::wordings(db).await);
        findings.push(books::contradictions(db).await);
        findings.push(books::trial_balance(db).await);
        findings.push(books::newest_invoices(db).await);
        findings.push(coverage::coverage(db, clock.now()).await);
        findings.push(coverage::parked(db).await);
    }
    findings.push(server::mail(db, config).await);
    findings.push(probe::pdf().await);
    findings.push(server::public_url(db, config).await);
    findings
}

/// What `doctor` says when it cannot even connect.
#[must_use]
pub fn unreachable(error: &dyn std::error::Error) -> Finding {
    Finding::new("diagnosis-database", Health::Fail, "diagnosis-database-unreachable")
        .details(vec![error.to_string()])
}

/// The finding of a check that could not look.
fn could_not_look(check: &'static str, error: &StoreError) -> Finding {
    Finding::new(check, Health::Fail, "diagnosis-could-not-look").details(vec![error.to_string()])
}
