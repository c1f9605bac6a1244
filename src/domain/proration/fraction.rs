//! Owns an exact share of a whole.

use rust_decimal::Decimal;

use super::ProrationError;
use crate::domain::money::{Money, MoneyError};
use crate::domain::rounding::round_ratio;

/// A ratio of two integers from 0 to 1, kept as counted: 15 of 30 days, 881,112 of 2,419,200 seconds.
///
/// Compares as counted: 15/30 is not the same value as 1/2, see [`Fraction::lowest_terms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    pub const NONE: Fraction = Fraction { numerator: 0, denominator: 1 };
    pub const WHOLE: Fraction = Fraction { numerator: 1, denominator: 1 };

    /// # Errors
    /// `EmptyPeriod` for a denominator of zero, `NotAShare` unless `0 <= numerator <= denominator`.
    pub fn new(numerator: i64, denominator: i64) -> Result<Fraction, ProrationError> {
        if denominator == 0 {
            return Err(ProrationError::EmptyPeriod);
        }
        if numerator < 0 || numerator > denominator {
            return Err(ProrationError::NotAShare { numerator, denominator });
        }
        Ok(Fraction { numerator: numerator.into(), denominator: denominator.into() })
    }

    /// What is left of the whole price after `percent` is taken off: 90/100 for 10.
    ///
    /// # Errors
    /// `Percentage` unless it is 0 to 100.
    pub fn after_percent_off(percent: Decimal) -> Result<Fraction, ProrationError> {
        let normal = percent.normalize();
        let denominator = 10_i128.checked_pow(normal.scale() + 2);
        let denominator = denominator.ok_or(ProrationError::Percentage(percent))?;
        let numerator = denominator - normal.mantissa();
        if numerator < 0 || numerator > denominator {
            return Err(ProrationError::Percentage(percent));
        }
        Ok(Fraction { numerator, denominator })
    }

    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// Numerator and denominator without a common divisor: 1/2 for 15 of 30.
    pub fn lowest_terms(self) -> (i128, i128) {
        let divisor = greatest_common_divisor(self.numerator, self.denominator);
        (self.numerator / divisor, self.denominator / divisor)
    }

    /// The rest of the whole; both together are exactly 1.
    #[must_use]
    pub const fn rest(self) -> Fraction {
        Fraction { numerator: self.denominator - self.numerator, denominator: self.denominator }
    }

    /// The share of a share, exact.
    ///
    /// # Errors
    /// `Overflow` beyond 128 bits.
    pub fn times(self, other: Fraction) -> Result<Fraction, MoneyError> {
        let (one, two) = (self.lowest_terms(), other.lowest_terms());
        let numerator = one.0.checked_mul(two.0).ok_or(MoneyError::Overflow)?;
        let denominator = one.1.checked_mul(two.1).ok_or(MoneyError::Overflow)?;
        Ok(Fraction { numerator, denominator })
    }

    /// This share of `whole`, rounded once to the minor unit, half away from zero.
    ///
    /// Shares that make the whole may together be one minor unit more or less than it, since each is
    /// rounded on its own; who must give out the exact whole takes the last as the rest.
    /// # Errors
    /// `Overflow` if the exact product leaves 128 bits.
    pub fn of(self, whole: Money) -> Result<Money, MoneyError> {
        let amount_minor = i128::from(whole.amount_minor)
            .checked_mul(self.numerator)
            .and_then(|product| round_ratio(product, self.denominator))
            .and_then(|rounded| i64::try_from(rounded).ok())
            .ok_or(MoneyError::Overflow)?;
        Ok(Money::new(amount_minor, whole.currency))
    }

    /// This share of a number that is no money (units, credits), rounded once at `decimals`.
    ///
    /// # Errors
    /// `Overflow` if the exact product leaves 128 bits or the result a `Decimal`.
    pub fn of_decimal(self, whole: Decimal, decimals: u32) -> Result<Decimal, MoneyError> {
        let product = whole.mantissa().checked_mul(self.numerator).ok_or(MoneyError::Overflow)?;
        decimal_ratio(product, whole.scale(), self.denominator, decimals)
    }

    /// The share itself as a decimal, rounded once at `decimals`: 0.451612903 for 14/31 at nine.
    ///
    /// # Errors
    /// `Overflow` if that leaves 128 bits or a `Decimal`.
    pub fn to_decimal(self, decimals: u32) -> Result<Decimal, MoneyError> {
        self.of_decimal(Decimal::ONE, decimals)
    }
}

/// `numerator / 10^scale / denominator`, half away from zero at `decimals`.
pub(super) fn decimal_ratio(
    numerator: i128,
    scale: u32,
    denominator: i128,
    decimals: u32,
) -> Result<Decimal, MoneyError> {
    let grown = 10_i128.checked_pow(decimals).and_then(|factor| numerator.checked_mul(factor));
    let divisor = 10_i128.checked_pow(scale).and_then(|factor| denominator.checked_mul(factor));
    grown
        .zip(divisor)
        .and_then(|(numerator, denominator)| round_ratio(numerator, denominator))
        .and_then(|rounded| Decimal::try_from_i128_with_scale(rounded, decimals).ok())
        .ok_or(MoneyError::Overflow)
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
