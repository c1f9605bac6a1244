//! Billing what is due: by the hour, and when staff ask for it. Both are runs on record.

use super::{ACTOR, Work};
use crate::domain::id::BillingRunId;
use crate::flows::billing::run_record::{begin, carry_out};
use crate::flows::usage::metered::Metered;
use crate::store::StoreError;
use crate::store::billing_runs::RunSource;

/// The hourly run.
pub(super) async fn hourly(work: &Work) -> Result<(), StoreError> {
    let run = begin(&work.db, &work.clock, RunSource::Job, &ACTOR).await?;
    asked(work, run).await
}

/// A run that is on record already.
pub(super) async fn asked(work: &Work, run: BillingRunId) -> Result<(), StoreError> {
    carry_out(&work.db, &work.clock, &Metered, run).await.map(drop)
}
