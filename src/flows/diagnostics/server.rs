//! The database server, its roles and migrations, the clock, mail's way out, the public address.

use super::{Finding, Health, could_not_look, unreachable};
use crate::clock::Clock;
use crate::config::Config;
use crate::mail::SmtpConfig;
use crate::store::deployment::{self, Mode};
use crate::store::roles::{MIGRATIONS, RolesError};
use crate::store::{Db, StoreError, diagnostics};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// The oldest server that has what the schema uses.
const SERVER_MAJOR_MIN: u32 = 15;

/// Sign-in links and leases are judged by one clock and stored by another: more than this confuses.
const SKEW_MAX: SignedDuration = SignedDuration::from_secs(5);

pub(super) async fn database(db: &Db) -> Finding {
    const CHECK: &str = "diagnosis-database";
    let version = async {
        let mut tx = db.staff_read().await?;
        diagnostics::server_version(&mut tx).await
    };
    match version.await {
        Err(error) => unreachable(&error),
        Ok(version) => {
            let major: Option<u32> =
                version.split(['.', ' ']).next().and_then(|major| major.parse().ok());
            let is_new_enough = major.is_some_and(|major| major >= SERVER_MAJOR_MIN);
            let (health, key) = if is_new_enough {
                (Health::Ok, "diagnosis-database-ok")
            } else {
                (Health::Fail, "diagnosis-database-too-old")
            };
            Finding::new(CHECK, health, key).with("version", version)
        }
    }
}

pub(super) async fn roles(db: &Db) -> Finding {
    const CHECK: &str = "diagnosis-roles";
    match db.check_restricted().await {
        Ok(()) => Finding::new(CHECK, Health::Ok, "diagnosis-roles-ok"),
        Err(RolesError::Unsafe { role, fault }) => {
            Finding::new(CHECK, Health::Fail, "diagnosis-roles-unsafe")
                .with("role", role)
                .details(vec![fault.to_owned()])
        }
        Err(RolesError::Store(error)) => could_not_look(CHECK, &error),
        Err(error @ (RolesError::NotUtc(_) | RolesError::Migrate(_))) => {
            Finding::new(CHECK, Health::Fail, "diagnosis-roles-not-utc")
                .details(vec![error.to_string()])
        }
    }
}

pub(super) async fn migrations(db: &Db) -> Finding {
    const CHECK: &str = "diagnosis-migrations";
    let applied = async {
        let mut tx = db.staff_read().await?;
        diagnostics::applied_migrations(&mut tx).await
    };
    match applied.await {
        Err(error) => could_not_look(CHECK, &error),
        Ok(None) => Finding::new(CHECK, Health::Warn, "diagnosis-migrations-hidden"),
        Ok(Some(applied)) => compare_migrations(&applied.into_iter().collect()),
    }
}

fn compare_migrations(applied: &BTreeSet<i64>) -> Finding {
    const CHECK: &str = "diagnosis-migrations";
    let known: BTreeSet<i64> = MIGRATIONS.iter().map(|migration| migration.version).collect();
    let missing: Vec<String> = known.difference(applied).map(i64::to_string).collect();
    let foreign: Vec<String> = applied.difference(&known).map(i64::to_string).collect();
    if !missing.is_empty() {
        return Finding::new(CHECK, Health::Fail, "diagnosis-migrations-missing")
            .with("count", missing.len())
            .details(missing);
    }
    if !foreign.is_empty() {
        return Finding::new(CHECK, Health::Warn, "diagnosis-migrations-newer")
            .with("count", foreign.len())
            .details(foreign);
    }
    Finding::new(CHECK, Health::Ok, "diagnosis-migrations-ok").with("count", known.len())
}

pub(super) async fn clock(db: &Db, clock: &Clock) -> Finding {
    const CHECK: &str = "diagnosis-clock";
    let read = async {
        let mut tx = db.staff_read().await?;
        let server = diagnostics::server_time(&mut tx).await?;
        drop(tx);
        Ok::<_, StoreError>((deployment::mode(db).await?, server))
    };
    let (mode, server) = match read.await {
        Ok(read) => read,
        Err(error) => return could_not_look(CHECK, &error),
    };
    let offset_seconds = clock.offset_seconds();
    let skew = system_time(clock).duration_since(server);
    if skew.abs() > SKEW_MAX {
        return Finding::new(CHECK, Health::Warn, "diagnosis-clock-skewed")
            .with("seconds", skew.as_secs());
    }
    match mode {
        None => Finding::new(CHECK, Health::Warn, "diagnosis-clock-no-mode"),
        Some(Mode::Live) if offset_seconds != 0 => {
            Finding::new(CHECK, Health::Fail, "diagnosis-clock-live-moved")
                .with("seconds", offset_seconds)
        }
        Some(Mode::Live) => Finding::new(CHECK, Health::Ok, "diagnosis-clock-live"),
        Some(Mode::Sandbox) => Finding::new(CHECK, Health::Ok, "diagnosis-clock-sandbox")
            .with("days", offset_seconds / 86_400),
    }
}

/// The system's clock behind the deployment's.
fn system_time(clock: &Clock) -> Timestamp {
    let offset = SignedDuration::from_secs(clock.offset_seconds());
    clock.now().saturating_sub(offset).unwrap_or(Timestamp::MIN)
}

/// Where mail leaves. Whether it arrives is the mail server's to say; see `queues::emails`.
pub(super) async fn mail(db: &Db, config: &Config) -> Finding {
    const CHECK: &str = "diagnosis-mail";
    let Some(url) = &config.smtp_url else {
        let is_sandbox = matches!(deployment::mode(db).await, Ok(Some(Mode::Sandbox)));
        let health = if is_sandbox { Health::Ok } else { Health::Warn };
        return Finding::new(CHECK, health, "diagnosis-mail-captured");
    };
    match url.parse::<SmtpConfig>() {
        // Not the URL: it holds the password.
        Ok(smtp) => Finding::new(CHECK, Health::Ok, "diagnosis-mail-smtp").with("host", smtp.host),
        Err(error) => Finding::new(CHECK, Health::Fail, "diagnosis-mail-unreadable")
            .details(vec![error.to_string()]),
    }
}

/// Whether what people type stays between them and us.
pub(super) async fn public_url(db: &Db, config: &Config) -> Finding {
    const CHECK: &str = "diagnosis-public-url";
    if config.is_https() {
        return Finding::new(CHECK, Health::Ok, "diagnosis-public-url-https");
    }
    let is_local = url::Url::parse(&config.public_url).is_ok_and(|url| is_loopback(&url));
    let is_live = matches!(deployment::mode(db).await, Ok(Some(Mode::Live)));
    match (is_live, is_local) {
        (_, true) => Finding::new(CHECK, Health::Ok, "diagnosis-public-url-local"),
        (false, false) => Finding::new(CHECK, Health::Warn, "diagnosis-public-url-http"),
        (true, false) => Finding::new(CHECK, Health::Fail, "diagnosis-public-url-http"),
    }
}

fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_behind_the_binary_fails_and_one_ahead_of_it_warns() {
        let known: BTreeSet<i64> = MIGRATIONS.iter().map(|migration| migration.version).collect();
        assert_eq!(compare_migrations(&known).health, Health::Ok);
        let mut behind = known.clone();
        let last = behind.pop_last().unwrap();
        let finding = compare_migrations(&behind);
        assert_eq!((finding.health, finding.details), (Health::Fail, vec![last.to_string()]));
        let mut ahead = known;
        ahead.insert(i64::MAX);
        assert_eq!(compare_migrations(&ahead).health, Health::Warn);
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for (url, expected) in [
            ("http://127.0.0.1:8080", true),
            ("http://localhost", true),
            ("http://[::1]:80", true),
            ("http://localhost.example", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(is_loopback(&url.parse().unwrap()), expected, "{url}");
        }
    }
}
