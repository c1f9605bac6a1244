//! Fees that a gateway did not know yet when the money came: asked for later, posted once, given up after
//! a month where a person can see it (rows D7, N1).

use super::look_up::LookUpError;
use super::settle_charge::{SettleChargeError, civil_date, post_fee};
use super::{GATEWAY, Till};
use crate::domain::charge::Charge;
use crate::gateway::{ChargeRef, Fees, GatewayError};
use crate::store::charge_fees::{self, FeeState};
use crate::store::{StoreError, TenantTx, charges};
use jiff::{SignedDuration, Timestamp};

/// Charges that are asked about in one run.
const AT_ONCE: usize = 50;

/// How long after one question the next one is asked.
const ASK_AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(6);

/// A fee that is not known by then will not be: the payout's statement must say.
const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Posts the fees that gateways know by now; returns how many.
pub async fn post_fees(till: &Till) -> Result<u32, StoreError> {
    let now = till.clock.now();
    let mut posted = 0;
    for (tenant, id) in charge_fees::not_known(&till.db, now, ASK_AGAIN_AFTER, AT_ONCE).await? {
        let mut tx = till.db.tenant_read(tenant).await?;
        let charge = charges::find(&mut tx, id).await?;
        let is_posted = charge_fees::is_posted(&mut tx, id).await?;
        drop(tx);
        let Some(charge) = charge else { continue };
        let fees = if is_posted { Ok(None) } else { ask(till, &charge).await };
        let fees = fees.unwrap_or_else(|error| {
            tracing::warn!(charge_id = %id, %error, "the fee of a charge is not known");
            None
        });
        let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
        // Another run may have been quicker.
        let is_posted = charge_fees::is_posted(&mut tx, id).await?;
        let state = match fees {
            _ if is_posted => FeeState::Posted,
            Some(fees) => post(&mut tx, now, &charge, fees).await?,
            None => unknown(&charge, now),
        };
        charge_fees::save(&mut tx, id, state, now).await?;
        tx.commit().await?;
        posted += u32::from(state == FeeState::Posted && !is_posted);
    }
    Ok(posted)
}

async fn ask(till: &Till, charge: &Charge) -> Result<Option<Fees>, LookUpError> {
    let gateway = till
        .gateway(&charge.gateway)
        .ok_or_else(|| LookUpError::NoGateway(charge.gateway.clone()))?;
    let reference = charge.provider_charge_ref.clone().ok_or(GatewayError::NotFound)?;
    Ok(gateway.fees(&ChargeRef(reference)).await?)
}

/// Posts it, unless there is none or only the payout says at which rate it was taken.
async fn post(
    tx: &mut TenantTx,
    now: Timestamp,
    charge: &Charge,
    fees: Fees,
) -> Result<FeeState, StoreError> {
    if fees.fee.currency != charge.amount.currency {
        return Ok(FeeState::Foreign);
    }
    if !fees.fee.is_positive() {
        return Ok(FeeState::Nothing);
    }
    let today = civil_date(tx, now).await?;
    match post_fee(tx, now, charge.payment_id(), charge.amount, fees, today).await {
        Ok(()) => Ok(FeeState::Posted),
        Err(SettleChargeError::Store(error)) => Err(error),
        Err(error) => {
            tracing::error!(charge_id = %charge.charge_id, %error, "a fee cannot be posted");
            Ok(FeeState::GivenUp)
        }
    }
}

fn unknown(charge: &Charge, now: Timestamp) -> FeeState {
    if now.duration_since(charge.created_at) < GIVEN_UP_AFTER {
        return FeeState::Unknown;
    }
    let charge_id = charge.charge_id;
    tracing::error!(%charge_id, gateway = charge.gateway, "the fee of a charge never became known");
    metrics::counter!("quittance_charge_fees_given_up_total").increment(1);
    FeeState::GivenUp
}
