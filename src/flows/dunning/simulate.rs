//! A schedule, replayed over what really happened in the last year, or over a file, before it is switched on
//! (row H7). Reads, and stores nothing.

use crate::domain::currency::Currency;
use crate::domain::dunning::{PastInvoice, Replay, ScheduleTerms, replay};
use crate::domain::money::MoneyError;
use crate::store::{Db, StoreError, dunning_report};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

#[derive(Debug, thiserror::Error)]
pub enum SimulateDunningError {
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    pub invoices: Vec<PastInvoice>,
    /// The first due date, and the last day that is walked.
    pub from: Date,
    pub until: Date,
    /// There were more invoices than are replayed.
    pub is_cut: bool,
}

/// The last year's overdue invoices and refused charges.
///
/// # Errors
/// The database's.
pub async fn last_year(db: &Db, today: Date) -> Result<Past, StoreError> {
    let from = today.saturating_sub(1.year());
    let mut tx = db.staff_read().await?;
    let mut invoices = dunning_report::past(&mut tx, from, today).await?;
    let is_cut = invoices.len() > dunning_report::INVOICES_MAX;
    invoices.truncate(dunning_report::INVOICES_MAX);
    Ok(Past { invoices, from, until: today, is_cut })
}

/// Each schedule's replay of the same past. Takes a processor for seconds where the past is long, so that it
/// runs beside the requests of others.
///
/// # Errors
/// A sum that no amount holds.
pub async fn replay_all(
    schedules: Vec<ScheduleTerms>,
    past: Past,
) -> Result<Vec<BTreeMap<Currency, Replay>>, SimulateDunningError> {
    let work = move || {
        let one = |terms: &ScheduleTerms| replay(terms, &past.invoices, past.until);
        schedules.iter().map(one).collect::<Result<Vec<_>, MoneyError>>()
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(replays) => Ok(replays?),
        Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
    }
}
