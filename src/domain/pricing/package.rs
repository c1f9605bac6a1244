//! Owns how many packages a quantity takes.

use rust_decimal::Decimal;

use super::{PricingError, not_negative};
use crate::domain::exact::Exact;
use crate::domain::money::MoneyError;
use crate::domain::rounding::Rounding;

/// The number of packages of `size` units that `quantity` takes; `rounding` says what a started one
/// counts (Stripe's `transform_quantity.round`).
///
/// # Errors
/// `NegativeQuantity`, `PackageSize`; `Money` beyond 28 digits.
pub fn packages(
    quantity: Decimal,
    size: Decimal,
    rounding: Rounding,
) -> Result<Decimal, PricingError> {
    not_negative(quantity.into())?;
    if size <= Decimal::ZERO {
        return Err(PricingError::PackageSize { size });
    }
    let count = package_count(quantity.into(), size, rounding)?;
    Ok(count.to_decimal().ok_or(MoneyError::Overflow)?)
}

pub(super) fn package_count(
    quantity: Exact,
    size: Decimal,
    rounding: Rounding,
) -> Result<Exact, MoneyError> {
    quantity.divided_whole(size.into(), rounding)
}
