//! Who a tenant is at a gateway. A customer that is made there twice is harmless, so nothing is stored
//! before the call; the first one stored is the one used.

use super::{Payer, Till};
use crate::gateway::{
    CustomerRef, CustomerRequest, Gateway, GatewayCustomer, GatewayError, IdempotencyKey,
};
use crate::store::{StoreError, payment_methods};

#[derive(Debug, thiserror::Error)]
pub enum GatewayCustomerError {
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The tenant as the gateway knows it, made there if this is the first time.
pub(super) async fn ensure(
    till: &Till,
    payer: &Payer,
    gateway_id: &str,
    gateway: &dyn Gateway,
) -> Result<GatewayCustomer, GatewayCustomerError> {
    let mut tx = till.db.tenant_read(payer.tenant).await?;
    if let Some(known) = payment_methods::gateway_customer(&mut tx, gateway_id).await? {
        return Ok(read(known));
    }
    drop(tx);
    let request = CustomerRequest {
        idempotency_key: IdempotencyKey(format!("customer-{}", uuid::Uuid::now_v7())),
        tenant_id: payer.tenant,
        email: payer.email.clone(),
        name: payer.tenant_name.clone(),
    };
    let made = gateway.create_customer(&request).await?;
    let now = till.clock.now();
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    let (reference, email) = (made.reference.as_str(), &made.email);
    payment_methods::insert_gateway_customer(&mut tx, gateway_id, reference, email, now).await?;
    let stored = payment_methods::gateway_customer(&mut tx, gateway_id).await?;
    tx.commit().await?;
    Ok(stored.map_or(made, read))
}

pub(super) fn read((reference, email): (String, String)) -> GatewayCustomer {
    GatewayCustomer { reference: CustomerRef(reference), email }
}
