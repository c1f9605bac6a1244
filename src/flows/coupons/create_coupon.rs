//! Making a coupon.

use crate::domain::coupon::{CouponError, CouponTerms};
use crate::domain::id::CouponId;
use crate::store::{Actor, OperatorTx, StoreError, coupons};
use jiff::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum CreateCouponError {
    #[error(transparent)]
    Terms(#[from] CouponError),
    #[error("another coupon is called {code}")]
    CodeTaken { code: String },
    #[error(transparent)]
    Store(StoreError),
}

/// Stores the coupon under an id that its form chose: sent twice, it is one coupon.
pub async fn create_coupon(
    tx: &mut OperatorTx,
    now: Timestamp,
    actor: &Actor,
    id: CouponId,
    terms: CouponTerms,
) -> Result<(), CreateCouponError> {
    let terms = terms.checked()?;
    match coupons::insert(tx, id, &terms, &actor.to_string(), now).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_refusal_of(coupons::CODE_KEY) => {
            Err(CreateCouponError::CodeTaken { code: terms.code })
        }
        Err(error) => Err(CreateCouponError::Store(error)),
    }
}
