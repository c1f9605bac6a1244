//! From a gateway's charge to our payment: what a refund or a dispute that began there is about.

use super::Till;
use super::settle_charge::{SettleChargeError, settle_told};
use crate::domain::id::{ChargeId, PaymentId, TenantId};
use crate::gateway::{ChargeRef, Gateway, GatewayError};
use crate::store::{StoreError, charges, receipts};

#[derive(Debug, thiserror::Error)]
pub enum OurPaymentError {
    /// Another time will do.
    #[error("charge {0} is not settled yet")]
    NotSettled(ChargeId),
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    #[error(transparent)]
    Settle(#[from] SettleChargeError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The payment that this charge brought, and whose it is; settled first if nobody had noticed, also when
/// the charge had ended otherwise and its money came late. None: the charge is not ours (an account may
/// serve several deployments), or no money came of it.
/// # Errors  `NotSettled` while the charge is under way.
pub(in crate::flows) async fn our_payment(
    till: &Till,
    gateway_id: &str,
    gateway: &dyn Gateway,
    charge: &ChargeRef,
) -> Result<Option<(TenantId, PaymentId)>, OurPaymentError> {
    let tags = match gateway.lookup_charge(charge).await {
        Ok(charge) => charge.tags,
        Err(GatewayError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let Some((tenant, payment)) = tags.and_then(|tags| Some((tags.tenant_id, tags.payment_id?)))
    else {
        return Ok(None);
    };
    let id = ChargeId(payment.0);
    let mut tx = till.db.tenant_read(tenant).await?;
    let found = charges::find(&mut tx, id).await?;
    drop(tx);
    if found.is_none_or(|charge| charge.gateway != gateway_id) {
        return Ok(None);
    }
    let settled = settle_told(till, tenant, id).await?;
    if settled.state.is_living() {
        return Err(OurPaymentError::NotSettled(id));
    }
    // Not by `charge.payment`: money that came late is a payment, too.
    let mut tx = till.db.tenant_read(tenant).await?;
    let payment = receipts::payment(&mut tx, settled.payment_id()).await?;
    Ok(payment.map(|payment| (tenant, payment.payment_id)))
}
