//! Job: autopay. One further job per customer, so that a slow gateway holds up nobody else's turn and a
//! crash costs one customer's run, which is made again.

use super::{ACTOR, Job, Work, enqueue_once};
use crate::flows::payments::collect_due::tenants_with_due;
use crate::store::StoreError;
use jiff::Timestamp;

/// Queues a job for each customer of whom something is to be collected now.
pub(super) async fn queue_collections(work: &Work, now: Timestamp) -> Result<(), StoreError> {
    for tenant_id in tenants_with_due(&work.till).await? {
        let mut tx = work.db.operator(&ACTOR, now).await?;
        // Two workers that look at the same moment queue it once.
        let key = format!("collect_from:{tenant_id}@{}", now.as_second() / 60);
        enqueue_once(&mut tx, now, &key, &Job::CollectFrom { tenant_id }).await?;
        tx.commit().await?;
    }
    Ok(())
}
