//! `quittance dunning`: what a schedule would have done, before it is switched on (row H7).

use super::open::{self, OpenError};
use crate::config::Config;
use crate::domain::currency::Currency;
use crate::domain::dunning::{Replay, Share};
use crate::flows::dunning::simulate::{SimulateDunningError, last_year, replay_all};
use crate::flows::dunning::simulate_file::{self, PastFileError};
use crate::store::dunning_schedules::ScheduleVersion;
use crate::store::{Db, StoreError, dunning_schedules};
use jiff::tz::TimeZone;
use std::path::PathBuf;

/// Look at dunning.
#[derive(Debug, clap::Subcommand)]
pub enum DunningCommand {
    /// Replay a schedule over the last year's overdue invoices, or over a file of them; nothing is stored or sent
    Simulate {
        /// The schedule: its id or its name
        #[arg(long)]
        schedule: String,
        /// A second schedule to compare it with: its id or its name; otherwise the default one
        #[arg(long)]
        against: Option<String>,
        /// Invoices of the past, comma-separated: customerID, invoiceNumber, DueDate, InvoiceAmount, SettledDate
        #[arg(long)]
        file: Option<PathBuf>,
        /// The currency of a file that names none
        #[arg(long, default_value = "EUR")]
        currency: String,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum DunningCommandError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("there is no schedule {0:?}")]
    NoSuchSchedule(String),
    #[error("{0:?} is no currency")]
    Currency(String),
    #[error("{path}: {error}")]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("{0}")]
    File(#[from] PastFileError),
    #[error(transparent)]
    Simulate(#[from] SimulateDunningError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub async fn run(command: DunningCommand, config: Config) -> Result<(), DunningCommandError> {
    open::with_database(&config, async |db| simulate(db, command).await).await
}

async fn simulate(db: &Db, command: DunningCommand) -> Result<(), DunningCommandError> {
    let DunningCommand::Simulate { schedule, against, file, currency } = command;
    let schedules = chosen(db, &schedule, against.as_deref()).await?;
    let past = match file {
        Some(path) => {
            let unknown = |_| DunningCommandError::Currency(currency.clone());
            let currency: Currency = currency.parse().map_err(unknown)?;
            let bytes = std::fs::read(&path)
                .map_err(|error| DunningCommandError::Unreadable { path, error })?;
            let read = simulate_file::read(&bytes, currency);
            if let Err(PastFileError::Lines(lines)) = &read {
                for line in lines {
                    eprintln!("line {}: {}", line.line, line.fault);
                }
            }
            read?
        }
        None => {
            let now = open::clock_of(db).await?.now();
            last_year(db, now.to_zoned(TimeZone::UTC).date()).await?
        }
    };
    println!("Invoices due from {} on, replayed to {}", past.from, past.until);
    if past.is_cut {
        println!("There were more invoices than are replayed.");
    }
    let terms = schedules.iter().map(|it| it.terms.clone()).collect();
    for (schedule, replays) in schedules.iter().zip(replay_all(terms, past).await?) {
        println!("\n{}, version {}", schedule.terms.name, schedule.version);
        for (currency, replay) in &replays {
            print(*currency, replay);
        }
    }
    Ok(())
}

/// The newest version of the schedule, then of the one to compare it with, if there is another.
async fn chosen(
    db: &Db,
    schedule: &str,
    against: Option<&str>,
) -> Result<Vec<ScheduleVersion>, DunningCommandError> {
    let all = dunning_schedules::list(&mut db.staff_read().await?).await?;
    let find = |wanted: &str| {
        let is_it =
            |it: &&ScheduleVersion| it.schedule_id.to_string() == wanted || it.terms.name == wanted;
        let found = all.iter().find(is_it).cloned();
        found.ok_or_else(|| DunningCommandError::NoSuchSchedule(wanted.to_owned()))
    };
    let one = find(schedule)?;
    let other = match against {
        Some(wanted) => Some(find(wanted)?),
        None => all.iter().find(|it| it.is_default).cloned(),
    };
    let other = other.filter(|it| it.schedule_id != one.schedule_id);
    Ok(std::iter::once(one).chain(other).collect())
}

fn print(currency: Currency, replay: &Replay) {
    let line = |what: &str, share: Share| {
        println!("    {what:<44} {:>7}  {:>15}", share.invoices, share.amount.to_major());
    };
    println!("  {currency}: invoices and their amounts");
    line("read", replay.invoices);
    line("paid in time, or not yet overdue", replay.on_time);
    line("disputed: left alone", replay.disputed);
    line("overdue, but too little to ask for", replay.too_little);
    line("paid by themselves before the first message", replay.before_first);
    for step in &replay.steps {
        let what = format!("paid after the message of day {}", step.step.after_days);
        line(&what, step.paid_after);
    }
    line("asked and not paid", replay.unpaid);
    line("not asked yet", replay.not_yet);
    println!(
        "  {} messages to {} customers about {} invoices",
        replay.messages(),
        replay.customers_asked,
        replay.asked.invoices
    );
    for step in &replay.steps {
        let what = format!("day {}, {}", step.step.after_days, step.step.template.word());
        println!(
            "    {what:<30} {:>6} sent, {} passed over, asking {} times for {} in all",
            step.messages,
            step.missed,
            step.asked.invoices,
            step.asked.amount.to_major()
        );
    }
    for (month, messages) in &replay.by_month {
        println!("    {:04}-{:02} {messages:>6} messages", month.year(), month.month());
    }
    line("campaigns that would be read-only", replay.read_only);
    line("campaigns that would be suspended", replay.suspended);
    let retries = &replay.retries;
    println!(
        "  {} retries, {} of them moved by a limit; {} refused charges need the customer first",
        replay.retries_made(),
        retries.moved_by_limit,
        retries.needs_customer
    );
}
