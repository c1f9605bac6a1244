//! Job: dunning. One further job per customer of whom something is due, so that a slow gateway holds up nobody
//! else's turn and a crash costs one customer's run, which is made again.

use super::{ACTOR, Job, Work, enqueue_once};
use crate::domain::id::TenantId;
use crate::flows::dunning::DunningError;
use crate::flows::dunning::follow_campaigns::{customers_after, follow_customer};
use crate::flows::dunning::retry_charge::retry_due;
use crate::store::StoreError;
use jiff::Timestamp;

/// Queues a job for each customer of whom something may be due.
pub(super) async fn queue_customers(work: &Work, now: Timestamp) -> Result<(), StoreError> {
    let mut after = TenantId(uuid::Uuid::nil());
    loop {
        let customers = customers_after(&work.till, after).await?;
        let Some(last) = customers.last().copied() else { return Ok(()) };
        for tenant_id in customers {
            let mut tx = work.db.operator(&ACTOR, now).await?;
            // Two workers that look at the same moment queue it once.
            let key = format!("dun:{tenant_id}@{}", now.as_second() / 60);
            enqueue_once(&mut tx, now, &key, &Job::DunCustomer { tenant_id }).await?;
            tx.commit().await?;
        }
        after = last;
    }
}

/// Sends, pauses and ends what is due of one customer, then charges again what is to be.
pub(super) async fn dun(work: &Work, tenant: TenantId) -> Result<(), DunningError> {
    follow_customer(&work.till, tenant).await?;
    if retry_due(&work.till, tenant).await? > 0 {
        // What was paid ends its campaign, what was refused decides when the next attempt is made.
        follow_customer(&work.till, tenant).await?;
    }
    Ok(())
}
