//! `quittance ledger`: the journal for other programs, and the trial balance.

use super::open::{self, OpenError};
use super::output::{self, OutputError};
use crate::config::Config;
use crate::domain::money::Money;
use crate::flows::ledger_export::{self, JournalFormat, LedgerExportError};
use crate::store::{Db, StoreError, ledger};
use std::path::{Path, PathBuf};

/// Export the ledger, or add it up.
#[derive(Debug, clap::Subcommand)]
pub enum LedgerCommand {
    /// Write the journal of all customers, with assertions of what each owes
    Export {
        /// hledger or beancount
        #[arg(long)]
        format: JournalFormat,
        /// File to write, in place of standard output
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Print the trial balance: each account in each currency, debits positive
    Balance,
}

#[derive(Debug, thiserror::Error)]
pub enum LedgerCommandError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    Export(#[from] LedgerExportError),
    #[error("the ledger does not balance: {} {} is left over", left.to_major(), left.currency.code())]
    Unbalanced { left: Money },
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub async fn run(command: LedgerCommand, config: Config) -> Result<(), LedgerCommandError> {
    open::with_database(&config, async |db| match &command {
        LedgerCommand::Export { format, output } => export(db, *format, output.as_deref()).await,
        LedgerCommand::Balance => balance(db).await,
    })
    .await
}

async fn export(
    db: &Db,
    format: JournalFormat,
    path: Option<&Path>,
) -> Result<(), LedgerCommandError> {
    let mut out = output::open(path)?;
    let exported = ledger_export::export(db, format, &mut out).await?;
    out.keep()?;
    eprintln!(
        "{} transactions, {} assertions of customers' balances",
        exported.transactions, exported.assertions
    );
    Ok(())
}

/// # Errors  `Unbalanced`, after the accounts were printed.
async fn balance(db: &Db) -> Result<(), LedgerCommandError> {
    let mut read = db.staff_read().await?;
    let mut left: Vec<Money> = Vec::new();
    for (account, amount) in ledger::trial_balance(&mut read).await? {
        println!("{:<18}{:>26} {}", account.word(), amount.to_major(), amount.currency.code());
        match left.iter_mut().find(|sum| sum.currency == amount.currency) {
            Some(sum) => *sum = sum.checked_add(amount).map_err(|_| overflow())?,
            None => left.push(amount),
        }
    }
    for sum in &left {
        println!("{:<18}{:>26} {}", "sum", sum.to_major(), sum.currency.code());
    }
    match left.into_iter().find(|sum| !sum.is_zero()) {
        Some(left) => Err(LedgerCommandError::Unbalanced { left }),
        None => Ok(()),
    }
}

fn overflow() -> StoreError {
    StoreError::Corrupt { column: "ledger_entries.amount_minor", value: "sum of a currency".into() }
}
