//! What staff agree with a customer beside plan and seats, and the end of a coupon.

use super::super::{StoreError, TenantTx};
use super::stored_window;
use crate::domain::id::SubscriptionId;
use crate::domain::money::Money;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

/// Terms of a contract that hold from the next invoice on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The least that a whole period comes to.
    pub commitment: Option<Money>,
    pub draft_window: SignedDuration,
    pub purchase_order: String,
    pub change_needs_payment: bool,
}

/// Stores the terms in the place of those there were; the audit log keeps both.
/// # Errors  `Refused` by `subscriptions_commitment_positive`, `subscriptions_draft_window_bounded`.
pub async fn save_contract(
    tx: &mut TenantTx,
    id: SubscriptionId,
    contract: &Contract,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions
            set commitment_minor = $3, draft_window_s = $4, purchase_order = $5, change_needs_payment = $6
          where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0,
        contract.commitment.map(|commitment| commitment.amount_minor),
        stored_window(contract.draft_window)?,
        contract.purchase_order,
        contract.change_needs_payment
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a coupon off invoices that are due from `until` on; one that ends earlier stays as it is.
/// Returns whether there was such a coupon.
pub async fn end_coupon(
    tx: &mut TenantTx,
    id: SubscriptionId,
    code: &str,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let ended = sqlx::query!(
        "update subscription_coupons
            set until_at = greatest($4, from_at)
          where tenant_id = $1 and subscription_id = $2 and code = $3 and (until_at is null or until_at > $4)",
        tx.tenant().0,
        id.0,
        code,
        until.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(ended.rows_affected() == 1)
}
