//! The second step of a refund: the gateway is asked, while no transaction is open, and what it said is
//! stored. Only the one caller that takes the refund from `created` to `sent` asks; whatever happens to
//! it then, the refund is looked up.

use super::GATEWAY;
use super::outcome::{Found, record};
use super::settle_refund::SettleRefundError;
use crate::domain::id::{PaymentId, RefundId, TenantId};
use crate::domain::refund::{Refund, Seen, Source};
use crate::flows::payments::Till;
use crate::gateway::{
    ChargeRef, Gateway, GatewayError, GatewayId, IdempotencyKey, RefundRequest, Tags,
};
use crate::store::{StoreError, TenantTx, refunds};
use std::sync::Arc;

/// Sends a stored refund, unless somebody else has; returns it as it stands then.
/// # Errors  `NoGateway` when its gateway is not configured: it waits.
pub async fn send_refund(
    till: &Till,
    tenant: TenantId,
    id: RefundId,
) -> Result<Refund, SettleRefundError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
    let refund = refunds::find(&mut tx, id).await?.ok_or(SettleRefundError::NotFound)?;
    let Some(source) = source_of(&mut tx, &refund).await? else { return Ok(refund) };
    let gateway = gateway(till, &source)?;
    if !refunds::claim_sending(&mut tx, id, now).await? {
        return Ok(refund);
    }
    tx.commit().await?;
    let request = RefundRequest {
        idempotency_key: provider_key(id),
        charge: ChargeRef(source.charge_ref),
        amount: refund.amount,
        tags: Tags {
            tenant_id: tenant,
            payment_id: refund.payment.map(|id| PaymentId(id.0)),
            invoice_id: None,
        },
    };
    let found = match gateway.refund(&request).await {
        Ok(made) => Found::of(&made),
        Err(error) => Found::only(seen_of(&error)),
    };
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
    let stored = refunds::find(&mut tx, id).await?.ok_or(SettleRefundError::NotFound)?;
    let refund = record(&mut tx, now, &GATEWAY, stored, &found).await?;
    tx.commit().await?;
    Ok(refund)
}

/// What an error says of the refund.
fn seen_of(error: &GatewayError) -> Seen {
    match error {
        // It surely was not made, and nothing speaks against another try when the gateway is back.
        GatewayError::NotSent(_) | GatewayError::RateLimited { .. } => Seen::NotSent,
        GatewayError::Refused(refusal) => Seen::Failed { failure_code: refusal.code.clone() },
        GatewayError::NotFound => Seen::Failed { failure_code: "charge_not_found".to_owned() },
        GatewayError::Invalid(_) => Seen::Failed { failure_code: "invalid_request".to_owned() },
        // Nobody knows: it stays `sent` until it is looked up.
        GatewayError::Unknown(_) => Seen::Unclear,
    }
}

/// Where the payment of a refund came from; None for one that is paid by bank.
pub(super) async fn source_of(
    tx: &mut TenantTx,
    refund: &Refund,
) -> Result<Option<Source>, StoreError> {
    let Some(payment) = refund.payment.filter(|_| refund.gateway.is_some()) else {
        return Ok(None);
    };
    Ok(refunds::returnable(tx, payment).await?.and_then(|payment| payment.source))
}

pub(super) fn gateway(till: &Till, source: &Source) -> Result<Arc<dyn Gateway>, SettleRefundError> {
    let id = GatewayId::from(source.gateway.as_str());
    let found = till.gateways.get(&id).map(Arc::clone);
    found.ok_or_else(|| SettleRefundError::NoGateway(source.gateway.clone()))
}

/// The key the gateway knows the refund by. Ours alone: a form's key could be another tenant's guess.
pub(super) fn provider_key(refund: RefundId) -> IdempotencyKey {
    IdempotencyKey(refund.to_string())
}
