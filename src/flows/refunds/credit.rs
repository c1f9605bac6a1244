//! The customer's credit as a refund sees it: taken when the refund is asked for, given back when it has
//! come to nothing.

use crate::domain::currency::Currency;
use crate::domain::id::RefundId;
use crate::domain::money::{Money, MoneyError};
use crate::store::{StoreError, TenantTx, payments};
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Debug, thiserror::Error)]
pub enum CreditError {
    #[error("{available} of the customer's credit can go back, not {asked}")]
    NotEnough { available: Money, asked: Money },
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The credit that can be paid out.
pub async fn refundable(
    tx: &mut TenantTx,
    _now: Timestamp,
    currency: Currency,
) -> Result<Money, CreditError> {
    Ok(payments::credit_in(tx, currency).await?)
}

/// Takes `amount` of the credit for the refund; nothing when there is not enough.
pub(super) async fn draw(
    tx: &mut TenantTx,
    now: Timestamp,
    _today: Date,
    _refund: RefundId,
    amount: Money,
) -> Result<(), CreditError> {
    let available = refundable(tx, now, amount.currency).await?;
    if available.compare(amount)?.is_lt() {
        return Err(CreditError::NotEnough { available, asked: amount });
    }
    Ok(payments::move_credit(tx, amount.checked_neg()?).await?)
}

/// Gives the refund's credit back.
pub(super) async fn put_back(
    tx: &mut TenantTx,
    _now: Timestamp,
    _refund: RefundId,
    amount: Money,
) -> Result<(), CreditError> {
    Ok(payments::move_credit(tx, amount).await?)
}
