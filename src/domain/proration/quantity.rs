//! Owns quantities that changed during a period: seats held for a part of it.

use rust_decimal::Decimal;

use super::fraction::decimal_ratio;
use crate::domain::money::MoneyError;
use crate::domain::proration::ProrationError;

/// So many units for so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuantitySegment {
    pub units: Decimal,
    pub days: u32,
}

/// The average quantity over a period of `period_days` days, rounded once at `decimals`.
///
/// Days that no segment covers count as zero units. Units may be negative (a correction).
/// # Errors
/// `EmptyPeriod` for no days; `NotAShare` if a segment is longer than the period; `Money` for an
/// overflow of 128 bits.
pub fn time_weighted_quantity(
    segments: &[QuantitySegment],
    period_days: u32,
    decimals: u32,
) -> Result<Decimal, ProrationError> {
    if period_days == 0 {
        return Err(ProrationError::EmptyPeriod);
    }
    if let Some(long) = segments.iter().find(|segment| segment.days > period_days) {
        let (numerator, denominator) = (long.days.into(), period_days.into());
        return Err(ProrationError::NotAShare { numerator, denominator });
    }
    let scale = segments.iter().map(|s| s.units.normalize().scale()).max().unwrap_or_default();
    let unit_days = segments.iter().try_fold(0_i128, |sum, segment| {
        let units = segment.units.normalize();
        let mantissa = units.mantissa().checked_mul(10_i128.checked_pow(scale - units.scale())?)?;
        sum.checked_add(mantissa.checked_mul(segment.days.into())?)
    });
    let unit_days = unit_days.ok_or(MoneyError::Overflow)?;
    Ok(decimal_ratio(unit_days, scale, period_days.into(), decimals)?)
}
