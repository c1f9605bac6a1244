//! What the last check of the books and of the audit log found, for whoever watches the deployment.

use super::{OperatorTx, StaffRead, StoreError};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// What is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// What is kept twice agrees, and the ledger sums to nothing in each currency.
    Ledger,
    /// Every entry of the audit log hashes to what it says.
    AuditLog,
    /// Every time of every subscription is billed exactly once.
    Coverage,
}

impl Check {
    pub const ALL: [Self; 3] = [Self::Ledger, Self::AuditLog, Self::Coverage];

    /// The word stored, and the metrics' label.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::AuditLog => "audit_log",
            Self::Coverage => "coverage",
        }
    }
}

/// How a check came out the last time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastCheck {
    pub checked_at: Timestamp,
    pub faults: i64,
}

/// Remembers how a check came out, in place of the time before.
pub async fn save(
    tx: &mut OperatorTx,
    check: Check,
    faults: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into checks (name, checked_at, faults)
              values ($1, $2, $3)
         on conflict (name) do update
            set checked_at = excluded.checked_at, faults = excluded.faults",
        check.word(),
        now.to_sqlx() as _,
        faults
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How each check came out the last time; None for one that never ended.
pub async fn last(tx: &mut StaffRead) -> Result<Vec<(Check, Option<LastCheck>)>, StoreError> {
    let rows = sqlx::query!("select name, checked_at, faults from checks order by name limit 100")
        .fetch_all(tx.conn())
        .await?;
    let of = |check: Check| {
        rows.iter()
            .find(|row| row.name == check.word())
            .map(|row| LastCheck { checked_at: row.checked_at.to_jiff(), faults: row.faults })
    };
    Ok(Check::ALL.into_iter().map(|check| (check, of(check))).collect())
}
