//! Ending a charge of a saved method that waits on a question of the customer's bank, so that its invoices
//! are free for another way to pay (rows B4, D7). The gateway decides: what it has taken by then counts.

use super::Till;
use super::look_up;
use super::settle_charge::{SettleChargeError, record, settle_charge};
use crate::domain::charge::{Charge, ChargeState, ChargeWay};
use crate::domain::id::{ChargeId, TenantId};
use crate::gateway::{ChargeRef, GatewayError};

#[derive(Debug, thiserror::Error)]
pub enum CancelChargeError {
    /// It is not waiting for the customer, or its gateway has no way to end it: it ends by itself.
    #[error("the charge cannot be canceled")]
    CannotBeCanceled,
    /// Nothing is known to have changed; trying again later can help.
    #[error("the gateway cannot be reached: {0}")]
    Unavailable(GatewayError),
    #[error(transparent)]
    Settle(#[from] SettleChargeError),
}

/// Ends the charge and returns it as it stands then; one that has ended, or was paid in the last moment,
/// is returned as it ended.
pub async fn cancel_charge(
    till: &Till,
    tenant: TenantId,
    id: ChargeId,
) -> Result<Charge, CancelChargeError> {
    // The answer may have been given already, and the gateway's name for the charge is needed.
    let charge = settle_charge(till, tenant, id).await?;
    if !charge.state.is_living() {
        return Ok(charge);
    }
    let gateway = till.gateway(&charge.gateway).filter(|_| waits_for_the_bank(&charge));
    let gateway = gateway.filter(|gateway| gateway.capabilities().can_cancel_charges);
    let (Some(gateway), Some(reference)) = (gateway, charge.provider_charge_ref.clone()) else {
        return Err(CancelChargeError::CannotBeCanceled);
    };
    let answer = gateway.cancel_charge(&ChargeRef(reference)).await;
    let seen = answer.map_err(CancelChargeError::Unavailable)?;
    Ok(record(till, tenant, id, look_up::of_charge(seen)).await?)
}

/// Whether the customer can ask for it to be canceled: for a button on its page.
#[must_use]
pub fn can_be_canceled(till: &Till, charge: &Charge) -> bool {
    let gateway = till.gateway(&charge.gateway);
    waits_for_the_bank(charge)
        && gateway.is_some_and(|gateway| gateway.capabilities().can_cancel_charges)
}

/// An open page is closed by whoever pays another way; this is for what has no page.
pub(super) fn waits_for_the_bank(charge: &Charge) -> bool {
    charge.way == ChargeWay::Saved && charge.state == ChargeState::RequiresAction
}
