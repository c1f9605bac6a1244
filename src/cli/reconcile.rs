//! `quittance reconcile`: computes documents again and lists what does not come to the same (row N3).
//! Changes nothing; exits with 1 when there is an anomaly, so that a script can ask it.

use super::open::{self, OpenError};
use crate::config::Config;
use crate::flows::reconcile_invoices::{Finding, Scope, Summary, reconcile_invoices, sentence};
use crate::i18n::Locale;
use crate::store::{Db, StoreError, recompute};

/// Compute documents again from their inputs.
#[derive(Debug, clap::Subcommand)]
pub enum ReconcileCommand {
    /// Every finalised invoice and credit note: amounts, tax, settlement, postings, files, numbers
    Invoices {
        /// Only this customer's, by the operator's own reference
        #[arg(long)]
        customer: Option<String>,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum ReconcileCommandError {
    #[error("no customer with the reference {0:?}")]
    NoSuchCustomer(String),
    /// They were printed.
    #[error("{count} anomalies")]
    Anomalies { count: u64 },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub async fn run(command: ReconcileCommand, config: Config) -> Result<(), ReconcileCommandError> {
    let ReconcileCommand::Invoices { customer } = command;
    open::with_database(&config, async |db| invoices(db, customer.as_deref()).await).await
}

async fn invoices(db: &Db, customer: Option<&str>) -> Result<(), ReconcileCommandError> {
    let scope = match customer {
        None => Scope::Everything,
        Some(reference) => {
            let mut tx = db.staff_read().await?;
            let tenant = recompute::customer(&mut tx, reference).await?;
            let unknown = || ReconcileCommandError::NoSuchCustomer(reference.to_owned());
            Scope::Customer(tenant.ok_or_else(unknown)?)
        }
    };
    let mut print = |finding| println!("{}", line(&finding));
    let summary = reconcile_invoices(db, scope, &mut print).await?;
    print!("{}", told(&summary, scope));
    match summary.anomalies {
        0 => Ok(()),
        count => Err(ReconcileCommandError::Anomalies { count }),
    }
}

/// "C-1001 INV-000003 line 2: …".
fn line(finding: &Finding) -> String {
    let said = sentence(Locale::En, finding);
    match finding.subject() {
        None => said,
        Some(subject) => {
            let line_no = subject.line_no.map(|no| format!(" line {no}")).unwrap_or_default();
            format!("{} {}{line_no}: {said}", subject.account_ref, subject.number)
        }
    }
}

fn told(summary: &Summary, scope: Scope) -> String {
    let Summary { invoices, credit_notes, lines, repriced, not_recomputable, anomalies } = summary;
    let numbers = match scope {
        Scope::Everything => "The numbers of all series were looked at.",
        Scope::Customer(_) => "Numbers run across customers and were not looked at.",
    };
    format!(
        "{invoices} invoices and {credit_notes} credit notes with {lines} lines were computed again, {repriced} lines \
         of subscriptions priced again.\n{numbers}\n{not_recomputable} lines not recomputable, {anomalies} anomalies.\n"
    )
}
