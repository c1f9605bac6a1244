//! The scan of coverage in parts, so that no part takes longer than a job may.

use super::{ACTOR, Job, Work, enqueue};
use crate::domain::id::{SubscriptionId, TenantId};
use crate::flows::billing::scan_coverage::{remember, scan};
use crate::store::StoreError;

/// Subscriptions that one job looks at: some seconds.
const PART: u64 = 2_000;

/// Looks at the next part; the last one remembers how many faults there are.
pub(super) async fn scan_on(
    work: &Work,
    after: Option<(TenantId, SubscriptionId)>,
    faults: i64,
) -> Result<(), StoreError> {
    let report = scan(&work.db, None, after, PART, |faulty| {
        // Which ones: `quittance coverage scan`.
        tracing::error!(
            tenant = %faulty.tenant_id,
            subscription_id = %faulty.subscription_id,
            faults = faulty.faults.len(),
            "a subscription is not billed exactly once"
        );
    })
    .await?;
    let faults = faults.saturating_add(i64::try_from(report.faults).unwrap_or(i64::MAX));
    let now = work.clock.now();
    if report.last.is_none() {
        return remember(&work.db, &ACTOR, now, faults).await;
    }
    let mut tx = work.db.operator(&ACTOR, now).await?;
    enqueue(&mut tx, now, &Job::ScanCoverage { after: report.last, faults }).await?;
    tx.commit().await
}
