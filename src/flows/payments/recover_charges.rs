//! Charges of which nothing was heard for too long: a crash, a lost webhook, a slow debit. Each is looked
//! up at its gateway and settled; none is ever sent again (row D7).

use super::cancel_charge::{can_be_canceled, cancel_charge};
use super::settle_charge::settle_charge;
use super::{GATEWAY, Till};
use crate::clock::Stopwatch;
use crate::domain::charge::{BANK_QUESTION_OPEN, Charge};
use crate::flows::review;
use crate::store::{StoreError, charges};
use std::time::Duration;

/// Charges that are looked up in one run; the next one goes on.
const AT_ONCE: usize = 100;
/// After so long no further charge is looked up, so that a gateway that answers slowly does not use up the
/// time of the job; the next run goes on.
const LOOKS_UP_FOR: Duration = Duration::from_secs(60);

/// Looks up what is due. A gateway that does not answer is asked again next time: what stays open for
/// too long is put into the review queue, before anybody is waited for.
pub async fn recover_charges(till: &Till) -> Result<u32, StoreError> {
    review::watch_charges(&till.db, till.clock.now()).await?;
    let since = Stopwatch::start();
    let mut ended = 0;
    let due = charges::due_for_look_up(&till.db, till.clock.now(), AT_ONCE).await?;
    for (tenant, charge_id) in due {
        if since.elapsed() >= LOOKS_UP_FOR {
            break;
        }
        match settle_charge(till, tenant, charge_id).await {
            Ok(charge) => {
                let charge = give_up(till, charge).await;
                ended += u32::from(!charge.state.is_living());
            }
            Err(error) => {
                tracing::warn!(%charge_id, %error, "a charge could not be looked up");
                let now = till.clock.now();
                let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
                charges::mark_checked(&mut tx, charge_id, now).await?;
                tx.commit().await?;
            }
        }
    }
    if ended > 0 {
        // What was stuck until now need not wait for the next run to settle itself.
        review::watch_charges(&till.db, till.clock.now()).await?;
    }
    Ok(ended)
}

/// The charge after a question that its bank has asked for a day without an answer was withdrawn; as it
/// was when there is no such question or the gateway does not answer.
async fn give_up(till: &Till, charge: Charge) -> Charge {
    let waited = till.clock.now().duration_since(charge.created_at);
    if waited < BANK_QUESTION_OPEN || !can_be_canceled(till, &charge) {
        return charge;
    }
    let charge_id = charge.charge_id;
    match cancel_charge(till, charge.tenant_id, charge_id).await {
        Ok(charge) => charge,
        Err(error) => {
            tracing::warn!(%charge_id, %error, "a charge could not be canceled");
            charge
        }
    }
}
