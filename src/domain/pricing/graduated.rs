//! Owns graduated prices: the quantity fills the tiers in order.

use rust_decimal::Decimal;

use super::{PricedLine, PricingError, Tiers, not_negative};
use crate::domain::exact::Exact;

/// Adds each tier that a quantity above zero reaches: the part of the quantity within it, its flat fee.
pub(super) fn add_parts(
    tiers: &Tiers,
    quantity: Exact,
    line: &mut PricedLine,
) -> Result<(), PricingError> {
    not_negative(quantity)?;
    let mut lower = Decimal::ZERO;
    for (position, tier) in tiers.as_slice().iter().enumerate() {
        let is_last_reached = tier.reaches(quantity)?;
        let upper = match tier.up_to {
            Some(up_to) if !is_last_reached => up_to.into(),
            _ => quantity,
        };
        tier.add(position + 1, upper.checked_sub(lower.into())?, line)?;
        if is_last_reached {
            break;
        }
        lower = tier.up_to.unwrap_or(lower);
    }
    Ok(())
}
