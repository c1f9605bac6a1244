//! Taking what is left of a grant away: by nobody's wish when it ends, or because what it came from is
//! undone.

use super::CreditError;
use crate::domain::credit_grant::MovementReason;
use crate::domain::money::Money;
use crate::store::TenantTx;
use crate::store::credit_grants::{self, CreditGrant, Moved};
use jiff::Timestamp;
use uuid::Uuid;

/// Takes all that is left of the grant and returns how much that was. The caller posts it.
/// # Errors  `NotPositive` when nothing is left.
pub async fn withdraw(
    tx: &mut TenantTx,
    now: Timestamp,
    grant: &CreditGrant,
    reason: MovementReason,
    purpose: Uuid,
) -> Result<Money, CreditError> {
    if !grant.remaining.is_positive() {
        return Err(CreditError::NotPositive);
    }
    let moved = [Moved { grant_id: grant.grant_id, amount: grant.remaining.checked_neg()? }];
    credit_grants::record(tx, reason, purpose, &moved, now).await?;
    Ok(grant.remaining)
}
