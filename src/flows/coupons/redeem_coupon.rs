//! Redeeming a coupon for a plan. Who stores what it is attached to does so in the same transaction, so
//! that a redemption is counted exactly when it is given.

use crate::domain::coupon::{CouponDefinition, NotRedeemable, normalized_code};
use crate::domain::currency::Currency;
use crate::store::{StoreError, TenantTx, coupons};
use jiff::civil::Date;

#[derive(Debug, thiserror::Error)]
pub enum RedeemCouponError {
    #[error("there is no such coupon")]
    NoSuchCoupon,
    #[error(transparent)]
    NotRedeemable(#[from] NotRedeemable),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts one redemption of the coupon with this code, as typed, and returns its terms. Rolled back, it
/// was not redeemed. Of two who want the last one at once, one is refused.
pub async fn redeem_coupon(
    tx: &mut TenantTx,
    typed_code: &str,
    plan_code: &str,
    currency: Currency,
    today: Date,
) -> Result<CouponDefinition, RedeemCouponError> {
    let code = normalized_code(typed_code);
    let coupon = coupons::find_by_code(tx, &code).await?.ok_or(RedeemCouponError::NoSuchCoupon)?;
    coupon.redeemable(plan_code, currency, today)?;
    if coupons::take_redemption(tx, coupon.coupon_id, today).await? {
        return Ok(CouponDefinition { redemptions: coupon.redemptions + 1, ..coupon });
    }
    // Somebody else was faster: what is stored now says why.
    let now = coupons::find(tx, coupon.coupon_id).await?.ok_or(RedeemCouponError::NoSuchCoupon)?;
    now.redeemable(plan_code, currency, today)?;
    let max = now.terms.redemptions_max.unwrap_or(now.redemptions);
    Err(NotRedeemable::UsedUp { max }.into())
}
