//! Saved payment methods: adding one on the gateway's page, naming, choosing the default, removing
//! (row B5). No number of a card ever comes this way.

use super::pay_invoice::{PayInvoiceError, Paying};
use super::send_charge::proceed;
use super::{Payer, Till};
use crate::domain::charge::{Charge, ChargePurpose, ChargeState, ChargeWay};
use crate::domain::currency::Currency;
use crate::domain::id::{ChargeId, PaymentMethodId};
use crate::domain::money::Money;
use crate::gateway::{GatewayError, MethodRef, SetupSupport};
use crate::store::{StoreError, TenantTx, charges, payment_methods};

/// The longest name a customer can give a method.
pub const NICKNAME_CHARACTERS_MAX: usize = 60;

#[derive(Debug, thiserror::Error)]
pub enum SavedMethodError {
    #[error("no such method")]
    NotFound,
    #[error("a name has at most {NICKNAME_CHARACTERS_MAX} characters")]
    NicknameTooLong,
    /// The gateway still has it; trying again can help.
    #[error("the gateway cannot be reached: {0}")]
    Unavailable(GatewayError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens the gateway's page for a new method, or goes on with what this form began.
pub async fn add_method(
    till: &Till,
    payer: &Payer,
    currency: Currency,
    idempotency_key: &str,
) -> Result<Paying, PayInvoiceError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    if let Some(charge) = charges::find_by_idempotency_key(&mut tx, idempotency_key).await? {
        drop(tx);
        return if charge.purpose == ChargePurpose::Setup {
            proceed(till, payer, charge).await
        } else {
            Err(PayInvoiceError::KeyReused)
        };
    }
    let nothing = Money::zero(currency);
    let saves_alone = till
        .gateways
        .iter()
        .find(|(_, gateway)| gateway.capabilities().setup == SetupSupport::NoCharge);
    let (gateway, _) = saves_alone.ok_or(PayInvoiceError::NotTaken(nothing))?;
    let charge = Charge {
        tenant_id: payer.tenant,
        charge_id: ChargeId::new(),
        gateway: gateway.0.clone(),
        purpose: ChargePurpose::Setup,
        way: ChargeWay::Hosted,
        payment_method: None,
        saves_method: true,
        amount: nothing,
        state: ChargeState::Created,
        provider_session_ref: None,
        provider_charge_ref: None,
        action_url: None,
        failure_code: None,
        created_at: now,
        sent_at: None,
        payment: None,
    };
    charges::insert(&mut tx, &charge, &[], idempotency_key, &payer.actor).await?;
    tx.commit().await?;
    proceed(till, payer, charge).await
}

/// Makes the method the one that is offered first.
pub async fn set_default(
    tx: &mut TenantTx,
    method: PaymentMethodId,
) -> Result<(), SavedMethodError> {
    let is_there = payment_methods::set_default(tx, method).await?;
    is_there.then_some(()).ok_or(SavedMethodError::NotFound)
}

/// Gives the method a name of the customer's own; empty takes it away.
pub async fn set_nickname(
    tx: &mut TenantTx,
    method: PaymentMethodId,
    nickname: &str,
) -> Result<(), SavedMethodError> {
    let nickname = nickname.trim();
    if nickname.chars().count() > NICKNAME_CHARACTERS_MAX {
        return Err(SavedMethodError::NicknameTooLong);
    }
    let is_there = payment_methods::set_nickname(tx, method, nickname).await?;
    is_there.then_some(()).ok_or(SavedMethodError::NotFound)
}

/// Removes the method at the gateway, then here. A crash between the two leaves it in the list; removing
/// it again is harmless there.
pub async fn remove_method(
    till: &Till,
    payer: &Payer,
    id: PaymentMethodId,
) -> Result<(), SavedMethodError> {
    let mut tx = till.db.tenant_read(payer.tenant).await?;
    let method = payment_methods::find(&mut tx, id).await?.ok_or(SavedMethodError::NotFound)?;
    drop(tx);
    // A gateway that is not configured any more cannot be asked, and will not charge it either.
    if let Some(gateway) = till.gateway(&method.gateway) {
        let reference = MethodRef(method.provider_ref);
        gateway.detach_method(&reference).await.map_err(SavedMethodError::Unavailable)?;
    }
    let now = till.clock.now();
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    payment_methods::remove(&mut tx, id, now).await?;
    Ok(tx.commit().await?)
}
