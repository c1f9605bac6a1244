//! The checks that run by themselves: that the books agree with themselves and that the audit log was
//! not changed. What they find is remembered for the metrics; repairing is a person's work.

use super::audit_verify::{AuditVerifyError, verify_database};
use super::diagnostics::uneven_currencies;
use crate::store::checks::{self, Check};
use crate::store::{Actor, Db, StoreError, diagnostics, ledger};
use jiff::Timestamp;

/// Why a check could not be made. A check that finds faults has been made.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error("the audit log cannot be read: {0}")]
    Read(std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts what is kept twice and differs, and currencies in which the ledger does not sum to nothing.
pub async fn check_ledger(db: &Db, actor: &Actor, now: Timestamp) -> Result<(), CheckError> {
    let mut tx = db.staff_snapshot().await?;
    let contradictions = diagnostics::contradictions(&mut tx).await?;
    let uneven = uneven_currencies(&ledger::trial_balance(&mut tx).await?);
    drop(tx);
    let faults = contradictions.len() + uneven.len();
    if faults > 0 {
        // Which ones: `quittance doctor`. They name customers' amounts, which no log may.
        tracing::error!(
            contradictions = contradictions.len(),
            uneven = uneven.len(),
            "the books do not agree"
        );
    }
    save(db, actor, now, Check::Ledger, i64::try_from(faults).unwrap_or(i64::MAX)).await
}

/// Follows every chain of the audit log from its first entry. One broken entry is one fault: what comes
/// after it proves nothing any more.
pub async fn verify_audit_log(db: &Db, actor: &Actor, now: Timestamp) -> Result<(), CheckError> {
    let faults = match verify_database(db).await {
        Ok(_) => 0,
        Err(AuditVerifyError::Store(error)) => return Err(error.into()),
        Err(AuditVerifyError::Read(error)) => return Err(CheckError::Read(error)),
        Err(broken) => {
            tracing::error!(error = %broken, "the audit log is broken");
            1
        }
    };
    save(db, actor, now, Check::AuditLog, faults).await
}

async fn save(
    db: &Db,
    actor: &Actor,
    now: Timestamp,
    check: Check,
    faults: i64,
) -> Result<(), CheckError> {
    let mut tx = db.operator(actor, now).await?;
    checks::save(&mut tx, check, faults, now).await?;
    Ok(tx.commit().await?)
}
