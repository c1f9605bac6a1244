//! The look at alerts about use in parts, so that no part takes longer than a job may.

use super::{ACTOR, Job, Work, enqueue};
use crate::domain::id::{SubscriptionId, TenantId};
use crate::flows::usage::check_alerts::check_alerts;
use crate::store::StoreError;

/// Subscriptions that one job looks at: some seconds.
const PART: u16 = 500;

/// Looks at the next part, and asks for the one after it.
pub(super) async fn check_on(
    work: &Work,
    after: Option<(TenantId, SubscriptionId)>,
) -> Result<(), StoreError> {
    let now = work.clock.now();
    let after = check_alerts(&work.db, now, after, PART).await?.last;
    if after.is_none() {
        return Ok(());
    }
    let mut tx = work.db.operator(&ACTOR, now).await?;
    enqueue(&mut tx, now, &Job::CheckUsageAlerts { after }).await?;
    tx.commit().await
}
