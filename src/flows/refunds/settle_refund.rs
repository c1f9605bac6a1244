//! What became of a refund: looked up at the gateway, then stored once.
//!
//! A webhook and the recovery job come here, in any order and at the same time, and again long after the
//! refund has succeeded: banks send money back.

use super::GATEWAY;
use super::outcome::{Found, RecordRefundError, record};
use super::send_refund::{gateway, provider_key, source_of};
use crate::domain::id::{RefundId, TenantId};
use crate::domain::refund::{Refund, RefundState, Seen, Source};
use crate::flows::payments::Till;
use crate::gateway::{ChargeRef, Gateway, GatewayError, RefundLookup, RefundRef};
use crate::store::{StoreError, refunds};
use jiff::{SignedDuration, Timestamp};

#[derive(Debug, thiserror::Error)]
pub enum SettleRefundError {
    #[error("no such refund")]
    NotFound,
    /// The gateway of this refund is not configured any more.
    #[error("no gateway {0:?} is configured")]
    NoGateway(String),
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    #[error(transparent)]
    Record(#[from] RecordRefundError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Looks the refund up and stores what came of it; returns it as it stands then.
/// # Errors  `Gateway` when the gateway does not answer: nothing changed, another time will do.
pub async fn settle_refund(
    till: &Till,
    tenant: TenantId,
    id: RefundId,
) -> Result<Refund, SettleRefundError> {
    let mut tx = till.db.tenant_read(tenant).await?;
    let refund = refunds::find(&mut tx, id).await?.ok_or(SettleRefundError::NotFound)?;
    let source = source_of(&mut tx, &refund).await?;
    drop(tx);
    let Some(source) = source.filter(|_| is_worth_a_look(refund.state)) else { return Ok(refund) };
    let found = look_up(till, &refund, source).await?;
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
    let stored = refunds::find(&mut tx, id).await?.ok_or(SettleRefundError::NotFound)?;
    let refund = record(&mut tx, now, &GATEWAY, stored, &found).await?;
    tx.commit().await?;
    Ok(refund)
}

/// One that was not sent is not there; what has failed stays failed.
fn is_worth_a_look(state: RefundState) -> bool {
    state != RefundState::Created && state.holds_money()
}

/// Asks the gateway how the refund stands: by its name, or by our key while no reply has told the name.
async fn look_up(till: &Till, refund: &Refund, source: Source) -> Result<Found, SettleRefundError> {
    let gateway = gateway(till, &source)?;
    if let Some(name) = &refund.provider_ref {
        let made = gateway.lookup_refund(&RefundRef(name.clone())).await?;
        return Ok(Found::of(&made));
    }
    let charge = ChargeRef(source.charge_ref);
    let lookup = RefundLookup { idempotency_key: provider_key(refund.refund_id), charge };
    if let Some(made) = gateway.find_refund(&lookup).await? {
        return Ok(Found::of(&made));
    }
    let is_final = is_absence_final(gateway.as_ref(), refund, till.clock.now());
    Ok(Found::only(if is_final { Seen::NeverMade } else { Seen::Unclear }))
}

fn is_absence_final(gateway: &dyn Gateway, refund: &Refund, now: Timestamp) -> bool {
    let absence = gateway.capabilities().absence_is_final_after;
    let absence = SignedDuration::try_from(absence).unwrap_or(SignedDuration::MAX);
    refund.sent_at.is_some_and(|sent_at| now.duration_since(sent_at) >= absence)
}
