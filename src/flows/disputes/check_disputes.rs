//! Open disputes of which nothing was heard for a while: their messages may be lost. Each is read again at
//! its gateway. A dispute of which no message came at all is for the reconciliation of payouts to find.

use super::take_in::take_in;
use crate::flows::payments::{GATEWAY, Till};
use crate::gateway::DisputeRef;
use crate::store::{StoreError, disputes};
use jiff::SignedDuration;

/// Disputes that are read in one run; the next one goes on.
const AT_ONCE: i64 = 100;
/// Their deadlines are counted in days.
const CHECKED_EVERY: SignedDuration = SignedDuration::from_hours(6);

/// Reads what is due. A gateway that does not answer is asked again another time.
pub async fn check_disputes(till: &Till) -> Result<(), StoreError> {
    let before = till.clock.now() - CHECKED_EVERY;
    for (tenant, gateway, reference) in disputes::due_for_check(&till.db, before, AT_ONCE).await? {
        let taken_in = take_in(till, &gateway, &DisputeRef(reference.clone())).await;
        if !matches!(taken_in, Ok(true)) {
            let error = taken_in.err();
            tracing::warn!(%gateway, %reference, ?error, "a dispute could not be looked up");
            let now = till.clock.now();
            let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
            disputes::mark_checked(&mut tx, &gateway, &reference, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}
