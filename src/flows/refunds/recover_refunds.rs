//! Refunds of which nothing was heard for too long: a crash before it was sent, a lost webhook, a slow
//! bank. One that was never sent is sent; each other one is looked up, none is sent again.

use super::GATEWAY;
use super::send_refund::send_refund;
use super::settle_refund::settle_refund;
use crate::domain::refund::RefundState;
use crate::flows::payments::Till;
use crate::store::{StoreError, refunds};

/// Refunds that are looked at in one run; the next one goes on.
const AT_ONCE: i64 = 100;

/// Goes through what is due; returns how many have ended. A gateway that does not answer is asked again
/// next time.
pub async fn recover_refunds(till: &Till) -> Result<u32, StoreError> {
    let mut ended = 0;
    for (tenant, id) in refunds::due_for_look_up(&till.db, till.clock.now(), AT_ONCE).await? {
        let mut tx = till.db.tenant_read(tenant).await?;
        let Some(before) = refunds::find(&mut tx, id).await? else { continue };
        drop(tx);
        let outcome = match before.state {
            RefundState::Created => send_refund(till, tenant, id).await,
            _ => settle_refund(till, tenant, id).await,
        };
        match outcome {
            Ok(refund) => ended += u32::from(before.state.is_living() && !refund.state.is_living()),
            Err(error) => {
                tracing::warn!(refund_id = %id, %error, "a refund could not be looked up");
                let now = till.clock.now();
                let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
                refunds::mark_checked(&mut tx, id, now).await?;
                tx.commit().await?;
            }
        }
    }
    Ok(ended)
}
