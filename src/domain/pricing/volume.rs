//! Owns volume prices: the whole quantity at the rate of the tier it reaches.
//!
//! One unit more can make the whole cheaper (10,000 at 0.008 are 80.00, 10,001 at 0.005 are 50.01), so
//! nothing can be billed before the period's quantity is known: see `increment`.

use super::{PricedLine, PricingError, Tiers, not_negative};
use crate::domain::exact::Exact;

/// Adds the one tier that a quantity above zero reaches.
pub(super) fn add_parts(
    tiers: &Tiers,
    quantity: Exact,
    line: &mut PricedLine,
) -> Result<(), PricingError> {
    not_negative(quantity)?;
    for (position, tier) in tiers.as_slice().iter().enumerate() {
        if tier.reaches(quantity)? {
            tier.add(position + 1, quantity, line)?;
            break;
        }
    }
    Ok(())
}
