//! Job: autopay. One further job per customer, so that a slow gateway holds up nobody else's turn and a
//! crash costs one customer's run, which is made again.

use super::{ACTOR, Job, Work, enqueue_once};
use crate::domain::id::TenantId;
use crate::flows::payments::collect_due::{customers_after, has_due};
use crate::store::StoreError;
use jiff::Timestamp;

/// Queues a job for each customer of whom something is to be collected now, as soon as that is known: a
/// run that is cut short has queued what it found.
pub(super) async fn queue_collections(work: &Work, now: Timestamp) -> Result<(), StoreError> {
    let mut after = TenantId(uuid::Uuid::nil());
    loop {
        let customers = customers_after(&work.till, after).await?;
        let Some(last) = customers.last().copied() else { return Ok(()) };
        for tenant_id in customers {
            match has_due(&work.till, tenant_id).await {
                Ok(true) => queue_collection(work, now, tenant_id).await?,
                Ok(false) => {}
                Err(error) if error.is_retryable() => return Err(error),
                // The others have their turn.
                Err(error) => {
                    tracing::error!(tenant = %tenant_id, %error, "what is due cannot be read")
                }
            }
        }
        after = last;
    }
}

async fn queue_collection(
    work: &Work,
    now: Timestamp,
    tenant_id: TenantId,
) -> Result<(), StoreError> {
    let mut tx = work.db.operator(&ACTOR, now).await?;
    // Two workers that look at the same moment queue it once.
    let key = format!("collect_from:{tenant_id}@{}", now.as_second() / 60);
    enqueue_once(&mut tx, now, &key, &Job::CollectFrom { tenant_id }).await?;
    tx.commit().await
}
