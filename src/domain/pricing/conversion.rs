//! Owns how metered units become billed units: bytes are metered, gigabytes are billed.

use rust_decimal::Decimal;

use crate::domain::exact::Exact;
use crate::domain::money::MoneyError;
use crate::domain::rounding::Rounding;

use super::PricingError;

/// Decimals of a billed quantity whose division does not end.
const QUANTITY_DIGITS: u32 = 12;

/// Metered units divided, and rounded to whole ones if so said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// Metered units in one billed unit; above zero.
    pub divide_by: Decimal,
    /// `None` bills fractions, to twelve decimals.
    pub rounding: Option<Rounding>,
}

impl Conversion {
    /// The billed units of so many metered ones.
    ///
    /// # Errors
    /// `PackageSize` for a divisor that is not above zero; `Money` beyond 38 digits.
    /// Source: Stripe's `transform_quantity`; OpenMeter's unit conversion, which bills fractions too.
    pub(super) fn billed(&self, metered: Exact) -> Result<Exact, PricingError> {
        if self.divide_by <= Decimal::ZERO {
            return Err(PricingError::PackageSize { size: self.divide_by });
        }
        let billed: Result<Exact, MoneyError> = match self.rounding {
            Some(rounding) => metered.divided_whole(self.divide_by.into(), rounding),
            None => metered.divided(self.divide_by.into(), QUANTITY_DIGITS),
        };
        Ok(billed?)
    }
}
