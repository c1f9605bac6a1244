//! `quittance coverage`: whether every time of every subscription is billed exactly once.

use super::open::{self, OpenError};
use crate::config::Config;
use crate::flows::billing::scan_coverage::{ScanReport, scan};
use crate::store::{Db, StoreError, tenants};

/// Prove what subscriptions were billed for.
#[derive(Debug, clap::Subcommand)]
pub enum CoverageCommand {
    /// Compare what every subscription owes with what its invoices cover, and name what differs
    Scan {
        /// Only the customer with this reference
        #[arg(long)]
        customer: Option<String>,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum CoverageCommandError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("there is no customer with the reference {0:?}")]
    NoSuchCustomer(String),
    /// Ends the command with 1, after everything was named.
    #[error("{faults} faults in the coverage of subscriptions")]
    Faults { faults: u64 },
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub async fn run(command: CoverageCommand, config: Config) -> Result<(), CoverageCommandError> {
    let CoverageCommand::Scan { customer } = command;
    open::with_database(&config, async |db| scan_all(db, customer.as_deref()).await).await
}

async fn scan_all(db: &Db, reference: Option<&str>) -> Result<(), CoverageCommandError> {
    let customer = match reference {
        Some(reference) => {
            let mut read = db.staff_read().await?;
            let found = tenants::find_by_account_ref(&mut read, reference).await?;
            let unknown = || CoverageCommandError::NoSuchCustomer(reference.to_owned());
            Some(found.ok_or_else(unknown)?.tenant_id)
        }
        None => None,
    };
    let ScanReport { subscriptions, faults, .. } = scan(db, customer, None, u64::MAX, |faulty| {
        for fault in &faulty.faults {
            println!("{} {}: {fault}", faulty.account_ref, faulty.subscription_id);
        }
    })
    .await?;
    println!("{subscriptions} subscriptions, {faults} faults");
    if faults > 0 {
        return Err(CoverageCommandError::Faults { faults });
    }
    Ok(())
}
