//! Drawing on the customer's credit, soonest-ending first, and giving back what was drawn.

use super::{CreditError, customer_date};
use crate::domain::credit_grant::{
    GrantKind, MovementReason, RETURNED_CREDIT_DAYS, Spendable, split_from,
};
use crate::domain::currency::Currency;
use crate::domain::id::{AllocationId, GrantId, RefundId};
use crate::domain::money::Money;
use crate::store::TenantTx;
use crate::store::credit_grants::{self, CreditGrant, Moved};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

/// What credit is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditPurpose {
    /// Placed on an invoice by this allocation.
    Invoice(AllocationId),
    /// Paid out: only from what was the customer's money.
    Refund(RefundId),
}

impl CreditPurpose {
    fn id(self) -> Uuid {
        match self {
            Self::Invoice(allocation) => allocation.0,
            Self::Refund(refund) => refund.0,
        }
    }

    fn may_take(self, kind: GrantKind) -> bool {
        matches!(self, Self::Invoice(_)) || kind.is_refundable()
    }

    fn drawn(self) -> MovementReason {
        match self {
            Self::Invoice(_) => MovementReason::Applied,
            Self::Refund(_) => MovementReason::Refunded,
        }
    }

    fn given_back(self) -> MovementReason {
        match self {
            Self::Invoice(_) => MovementReason::Unapplied,
            Self::Refund(_) => MovementReason::RefundFailed,
        }
    }
}

/// What one grant gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub grant_id: GrantId,
    /// Positive.
    pub amount: Money,
}

/// Takes `amount` from the customer's credit, soonest-ending first; what has ended before `today` (the
/// customer's civil date) gives nothing. For a purpose that drew before, returns what it drew then.
/// # Errors  `NotPositive`; `NotEnough` with what there is for this purpose.
pub async fn draw(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    purpose: CreditPurpose,
    amount: Money,
) -> Result<Vec<Drawn>, CreditError> {
    draw_from(tx, now, today, purpose, None, amount).await
}

/// As [`draw`], but the credit that came from `source`, a payment or a credit note, gives first: what goes
/// back takes what is unused of that before anything else.
pub async fn draw_from(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    purpose: CreditPurpose,
    source: Option<Uuid>,
    amount: Money,
) -> Result<Vec<Drawn>, CreditError> {
    let earlier = drawn_for(tx, purpose).await?;
    if !earlier.is_empty() {
        return Ok(earlier);
    }
    if !amount.is_positive() {
        return Err(CreditError::NotPositive);
    }
    let grants = spendable(tx, today, amount.currency, |kind| purpose.may_take(kind)).await?;
    let parts = split_from(&grants, source, amount)?;
    let moved = parts
        .iter()
        .map(|&(grant_id, part)| Ok(Moved { grant_id, amount: part.checked_neg()? }))
        .collect::<Result<Vec<_>, CreditError>>()?;
    credit_grants::record(tx, purpose.drawn(), purpose.id(), &moved, now).await?;
    Ok(parts.into_iter().map(|(grant_id, amount)| Drawn { grant_id, amount }).collect())
}

/// Gives everything that this purpose drew back to its grants and returns how much that is. Repeating
/// it gives nothing back twice. Each of the grants can then be used for thirty days at least.
/// # Errors  `NothingDrawn`.
pub async fn put_back(
    tx: &mut TenantTx,
    now: Timestamp,
    purpose: CreditPurpose,
) -> Result<Money, CreditError> {
    let drawn = drawn_for(tx, purpose).await?;
    let first = drawn.first().ok_or(CreditError::NothingDrawn)?;
    let total = Money::sum(first.amount.currency, drawn.iter().map(|part| part.amount))?;
    let given_back = purpose.given_back();
    if !credit_grants::moved_for(tx, given_back, purpose.id()).await?.is_empty() {
        return Ok(total);
    }
    let moved: Vec<_> =
        drawn.iter().map(|part| Moved { grant_id: part.grant_id, amount: part.amount }).collect();
    credit_grants::record(tx, given_back, purpose.id(), &moved, now).await?;
    let until = customer_date(tx, now).await?.saturating_add(RETURNED_CREDIT_DAYS.days());
    let grants: Vec<_> = drawn.iter().map(|part| part.grant_id).collect();
    credit_grants::put_off_end(tx, &grants, until).await?;
    Ok(total)
}

/// What an invoice could be paid with on `today`. Less than the balance while ended credit is not swept.
/// # Errors  `Store`.
pub async fn spendable_credit(
    tx: &mut TenantTx,
    today: Date,
    currency: Currency,
) -> Result<Money, CreditError> {
    sum(spendable(tx, today, currency, |_| true).await?, currency)
}

/// What could be paid out on `today`: only what was the customer's money.
/// # Errors  `Store`.
pub async fn refundable_credit(
    tx: &mut TenantTx,
    today: Date,
    currency: Currency,
) -> Result<Money, CreditError> {
    sum(spendable(tx, today, currency, GrantKind::is_refundable).await?, currency)
}

fn sum(grants: Vec<(Option<Uuid>, Spendable)>, currency: Currency) -> Result<Money, CreditError> {
    Ok(Money::sum(currency, grants.into_iter().map(|(_, grant)| grant.remaining))?)
}

async fn spendable(
    tx: &mut TenantTx,
    today: Date,
    currency: Currency,
    may_give: impl Fn(GrantKind) -> bool,
) -> Result<Vec<(Option<Uuid>, Spendable)>, CreditError> {
    let grants = credit_grants::spendable(tx, currency, today).await?;
    let giving = grants.iter().filter(|grant| may_give(grant.kind));
    Ok(giving.map(|grant| (grant.source_id, CreditGrant::spendable(grant))).collect())
}

async fn drawn_for(tx: &mut TenantTx, purpose: CreditPurpose) -> Result<Vec<Drawn>, CreditError> {
    let moved = credit_grants::moved_for(tx, purpose.drawn(), purpose.id()).await?;
    moved
        .iter()
        .map(|part| Ok(Drawn { grant_id: part.grant_id, amount: part.amount.checked_neg()? }))
        .collect()
}
