//! Giving a parked subscription back to the billing run. Whether it can be billed now is the run's to say.

use crate::domain::id::SubscriptionId;
use crate::store::subscriptions::{self, BillingUnit};
use crate::store::{StoreError, TenantTx};

#[derive(Debug, thiserror::Error)]
pub enum UnparkError {
    #[error("no such subscription")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the run bills when the subscription is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unparked {
    pub unit: BillingUnit,
    /// False when somebody gave it back before.
    pub was_parked: bool,
}

/// Gives the subscription back to the run; the audit log keeps `reason`. One that is not parked stays as
/// it is.
pub async fn unpark(
    tx: &mut TenantTx,
    id: SubscriptionId,
    reason: &str,
) -> Result<Unparked, UnparkError> {
    let subscription = subscriptions::lock(tx, id).await?.ok_or(UnparkError::NotFound)?;
    let one = BillingUnit::One(id);
    let unit = subscription.group_id.map_or(one, BillingUnit::Group);
    let was_parked = subscription.parked_reason.is_some();
    if was_parked {
        tx.set_reason(reason).await?;
        subscriptions::unpark(tx, id).await?;
    }
    Ok(Unparked { unit, was_parked })
}
