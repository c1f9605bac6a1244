//! Giving the customer credit.

use super::CreditError;
use crate::domain::credit_grant::{GrantKind, MovementReason};
use crate::domain::id::GrantId;
use crate::domain::money::Money;
use crate::store::credit_grants::{self, CreditGrant, Moved};
use crate::store::{Actor, TenantTx};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

/// Credit to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGrant {
    /// Made where the wish arose; the same id is granted once.
    pub grant_id: GrantId,
    pub kind: GrantKind,
    /// The payment, credit note or allocation that it comes from.
    pub source_id: Option<Uuid>,
    pub amount: Money,
    /// The last civil day of the customer on which it can be spent; none ends never.
    pub expires_on: Option<Date>,
    /// Of grants that end on one day, the lower is spent first; `USUAL_PRIORITY` when nobody cares.
    pub priority: i16,
    /// For the customer's eyes; may be empty.
    pub note: String,
}

/// Gives the credit and returns its id. An id that was granted before is returned as it is: nothing is
/// given twice, and the caller must not post twice either (the ledger refuses).
/// # Errors  `NotPositive`; `Store` refused by `credit_grants_priority_in_range`.
pub async fn grant(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    new: &NewGrant,
) -> Result<GrantId, CreditError> {
    if credit_grants::find(tx, new.grant_id).await?.is_some() {
        return Ok(new.grant_id);
    }
    if !new.amount.is_positive() {
        return Err(CreditError::NotPositive);
    }
    let grant = CreditGrant {
        grant_id: new.grant_id,
        kind: new.kind,
        source_id: new.source_id,
        amount: new.amount,
        remaining: Money::zero(new.amount.currency),
        expires_on: new.expires_on,
        priority: new.priority,
        note: new.note.trim().to_owned(),
        granted_at: now,
        granted_by: actor.to_string(),
    };
    credit_grants::insert(tx, &grant).await?;
    let moved = [Moved { grant_id: new.grant_id, amount: new.amount }];
    credit_grants::record(tx, MovementReason::Granted, new.grant_id.0, &moved, now).await?;
    Ok(new.grant_id)
}
