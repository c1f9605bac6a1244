//! A gateway definitely refused to open its page: the next one that the rules name is asked (row D12).
//!
//! Never after an unknown outcome, and never for a saved method, which belongs to one gateway. The charge
//! that cannot be paid ends and its successor takes over its invoices in one transaction; the form's key
//! leads to the successor from then on, so that a form sent 64 times still makes one charge to be paid.

use super::look_up::Found;
use super::pay_invoice::{PayInvoiceError, Paying};
use super::send_charge::proceed;
use super::settle_charge::record;
use super::{Payer, Till, route};
use crate::domain::charge::{Charge, ChargeState, NEVER_MADE, Seen};
use crate::domain::id::ChargeId;
use crate::domain::routing::{Asked, Skip};
use crate::gateway::{GatewayError, NotSent};
use crate::store::{charges, routing};

/// Goes on at the next gateway, or ends the charge and says why.
pub(super) async fn fail_over(
    till: &Till,
    payer: &Payer,
    charge: Charge,
    error: GatewayError,
) -> Result<Paying, PayInvoiceError> {
    if let Some(skip) = definite_refusal(&charge, &error)
        && let Some(next) = replace(till, payer, charge.charge_id, skip).await?
    {
        return Box::pin(proceed(till, payer, next)).await;
    }
    let never_sent = Found::only(Seen::NeverSent);
    let charge = record(till, payer.tenant, charge.charge_id, never_sent).await?;
    if charge.state != ChargeState::Canceled {
        // The same form, sent at the same time, has opened the page: its customer may be paying there.
        return Box::pin(proceed(till, payer, charge)).await;
    }
    Err(PayInvoiceError::Unavailable(error))
}

/// Why the gateway is out for this payment, if it is certain that nothing was made there.
fn definite_refusal(charge: &Charge, error: &GatewayError) -> Option<Skip> {
    if !charge.purpose.takes_money() || !error.allows_failover() {
        return None;
    }
    match error {
        GatewayError::Refused(_) => Some(Skip::Refused),
        GatewayError::RateLimited { .. } => Some(Skip::RateLimited),
        GatewayError::NotSent(NotSent::Resting(_)) => Some(Skip::Resting),
        GatewayError::NotSent(NotSent::NoConnection) => Some(Skip::NotReached),
        GatewayError::Unknown(_) | GatewayError::Invalid(_) | GatewayError::NotFound => None,
    }
}

/// The charge to go on with: the successor, made here or by somebody who sent the same form, or the charge
/// itself if it has come further meanwhile. None: no other gateway takes it.
async fn replace(
    till: &Till,
    payer: &Payer,
    id: ChargeId,
    skip: Skip,
) -> Result<Option<Charge>, PayInvoiceError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(payer.tenant, &payer.actor, now).await?;
    let mut charge = charges::find(&mut tx, id).await?.ok_or(PayInvoiceError::NotFound)?;
    if charge.state != ChargeState::Created {
        return match routing::successor(&mut tx, id).await? {
            Some(next) => Ok(charges::find(&mut tx, next).await?),
            None => Ok(charge.state.is_living().then_some(charge)),
        };
    }
    let earlier = routing::decision(&mut tx, id).await?;
    let mut tried = earlier.map(|decision| decision.tried()).unwrap_or_default();
    // The breaker may let the next call through, but not for this payment.
    let skip = if skip == Skip::Resting { Skip::NotReached } else { skip };
    tried.push((charge.gateway.clone(), skip));
    let asked = Asked { amount: charge.amount, kind: route::NEW_METHOD };
    let decision = till.route(&mut tx, asked, &tried).await?;
    let Some(gateway) = decision.chosen().map(str::to_owned) else { return Ok(None) };
    let invoices = charges::invoices_of(&mut tx, id).await?;
    charge.state = ChargeState::Canceled;
    charge.failure_code = Some(NEVER_MADE.to_owned());
    charges::save(&mut tx, &charge, now).await?;
    let from = std::mem::replace(&mut charge.gateway, gateway);
    let next = Charge {
        charge_id: ChargeId::new(),
        state: ChargeState::Created,
        failure_code: None,
        created_at: now,
        ..charge
    };
    let key = format!("failover-{id}");
    let stored = charges::insert(&mut tx, &next, &invoices, &key, &payer.actor).await;
    if let Err(error) = stored {
        // Settled otherwise while the gateway was asked: nothing is left to be paid.
        return if error.is_refusal_of(charges::WITHIN_WHAT_IS_DUE) {
            Ok(None)
        } else {
            Err(error.into())
        };
    }
    routing::record(&mut tx, next.charge_id, &decision, Some(id), now).await?;
    tx.commit().await?;
    tracing::warn!(charge_id = %id, successor = %next.charge_id, from, to = next.gateway, "failed over");
    metrics::counter!("quittance_charge_failovers_total", "from" => from).increment(1);
    Ok(Some(next))
}
