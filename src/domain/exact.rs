//! Owns decimals that are never rounded on the way: an integer of 128 bits and a power of ten.
//!
//! A `Decimal` holds 28 digits and rounds a longer product on its own; what is then rounded to the minor
//! unit has been rounded twice. Prices are formed on this type and rounded once, at the end. Not here:
//! which way a half goes (`rounding`).

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::currency::Currency;
use super::money::{Money, MoneyError};
use super::rounding::{Rounding, round_ratio_by};

/// `mantissa / 10^scale`. Has no `==`, because 1.50 and 1.5 are one value: see [`Exact::compare`].
#[derive(Clone, Copy, Debug)]
pub struct Exact {
    mantissa: i128,
    scale: u32,
}

impl Exact {
    pub const ZERO: Exact = Exact { mantissa: 0, scale: 0 };

    /// The sum.
    ///
    /// # Errors
    /// `Overflow` beyond 38 digits.
    pub fn checked_add(self, other: Exact) -> Result<Exact, MoneyError> {
        if self.scale == other.scale {
            let sum = self.mantissa.checked_add(other.mantissa).ok_or(MoneyError::Overflow)?;
            return Ok(Exact { mantissa: sum, scale: self.scale });
        }
        let (left, right, scale) = self.aligned(other)?;
        let mantissa = left.checked_add(right).ok_or(MoneyError::Overflow)?;
        Ok(Exact { mantissa, scale })
    }

    /// The difference.
    ///
    /// # Errors
    /// `Overflow` beyond 38 digits.
    pub fn checked_sub(self, other: Exact) -> Result<Exact, MoneyError> {
        self.checked_add(other.negated())
    }

    /// The product.
    ///
    /// # Errors
    /// `Overflow` beyond 38 digits.
    pub fn checked_mul(self, other: Exact) -> Result<Exact, MoneyError> {
        if let Some(mantissa) = self.mantissa.checked_mul(other.mantissa) {
            return Ok(Exact { mantissa, scale: self.scale + other.scale });
        }
        let (left, right) = (self.shortest(), other.shortest());
        let mantissa = left.mantissa.checked_mul(right.mantissa).ok_or(MoneyError::Overflow)?;
        Ok(Exact { mantissa, scale: left.scale + right.scale })
    }

    /// `percent / 100` of the value.
    ///
    /// # Errors
    /// `Overflow` beyond 38 digits.
    pub fn percent(self, percent: Decimal) -> Result<Exact, MoneyError> {
        let product = self.checked_mul(percent.into())?;
        Ok(Exact { mantissa: product.mantissa, scale: product.scale + 2 })
    }

    /// The quotient as a whole number, in the direction that `rounding` says.
    ///
    /// # Errors
    /// `Overflow` for a divisor that is not positive or a quotient beyond 128 bits.
    pub fn divided_whole(self, divisor: Exact, rounding: Rounding) -> Result<Exact, MoneyError> {
        let (numerator, denominator, _) = self.aligned(divisor)?;
        let mantissa =
            round_ratio_by(numerator, denominator, rounding).ok_or(MoneyError::Overflow)?;
        Ok(Exact { mantissa, scale: 0 })
    }

    /// The quotient to `digits` decimals, half away from zero: exact when it ends before that.
    ///
    /// # Errors
    /// `Overflow` for a divisor that is not positive or a quotient beyond 128 bits.
    pub fn divided(self, divisor: Exact, digits: u32) -> Result<Exact, MoneyError> {
        let factor = 10_i128.checked_pow(digits).ok_or(MoneyError::Overflow)?;
        let numerator = self.checked_mul(Exact { mantissa: factor, scale: 0 })?;
        let whole = numerator.divided_whole(divisor, Rounding::HalfAwayFromZero)?;
        Ok(Exact { mantissa: whole.mantissa, scale: digits })
    }

    /// # Errors
    /// `Overflow` if the two cannot be written at one scale within 38 digits.
    pub fn compare(self, other: Exact) -> Result<Ordering, MoneyError> {
        let (left, right, _) = self.aligned(other)?;
        Ok(left.cmp(&right))
    }

    /// The smaller of two.
    ///
    /// # Errors
    /// As [`Exact::compare`].
    pub fn min(self, other: Exact) -> Result<Exact, MoneyError> {
        Ok(if self.compare(other)?.is_le() { self } else { other })
    }

    /// The larger of two.
    ///
    /// # Errors
    /// As [`Exact::compare`].
    pub fn max(self, other: Exact) -> Result<Exact, MoneyError> {
        Ok(if self.compare(other)?.is_ge() { self } else { other })
    }

    /// Rounded to `digits` decimals, half away from zero.
    ///
    /// # Errors
    /// `Overflow` if that needs more than 28 digits.
    pub fn rounded(self, digits: u32) -> Result<Decimal, MoneyError> {
        let whole = self.units(digits)?;
        Decimal::try_from_i128_with_scale(whole, digits).map_err(|_| MoneyError::Overflow)
    }

    /// The amount of so many major units in minor units, half away from zero. This is the one rounding
    /// of a price.
    ///
    /// # Errors
    /// `Overflow` beyond 64 bits.
    pub fn to_money(self, currency: Currency) -> Result<Money, MoneyError> {
        let whole = self.units(currency.exponent())?;
        Ok(Money::new(i64::try_from(whole).map_err(|_| MoneyError::Overflow)?, currency))
    }

    /// The same value, if it has no more than 28 digits.
    #[must_use]
    pub fn to_decimal(self) -> Option<Decimal> {
        let shortest = self.shortest();
        Decimal::try_from_i128_with_scale(shortest.mantissa, shortest.scale).ok()
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// The value or, if it is below zero, zero.
    #[must_use]
    pub fn at_least_zero(self) -> Exact {
        if self.is_negative() { Exact::ZERO } else { self }
    }

    fn negated(self) -> Exact {
        // 128 bits are never full: each mantissa comes from 96 bits or a checked product.
        Exact { mantissa: self.mantissa.saturating_neg(), scale: self.scale }
    }

    /// How many steps of `10^-digits` the value is, half away from zero.
    fn units(self, digits: u32) -> Result<i128, MoneyError> {
        if digits >= self.scale {
            let factor = 10_i128.checked_pow(digits - self.scale);
            return factor
                .and_then(|factor| self.mantissa.checked_mul(factor))
                .ok_or(MoneyError::Overflow);
        }
        match 10_i128.checked_pow(self.scale - digits) {
            Some(divisor) => round_ratio_by(self.mantissa, divisor, Rounding::HalfAwayFromZero)
                .ok_or(MoneyError::Overflow),
            // 10^39 and more: every mantissa of 128 bits is below half of it.
            None => Ok(0),
        }
    }

    /// Both mantissas at the larger scale.
    fn aligned(self, other: Exact) -> Result<(i128, i128, u32), MoneyError> {
        let scale = self.scale.max(other.scale);
        let at = |value: Exact| {
            let factor = 10_i128.checked_pow(scale - value.scale)?;
            value.mantissa.checked_mul(factor)
        };
        match (at(self), at(other)) {
            (Some(left), Some(right)) => Ok((left, right, scale)),
            _ if self.has_trailing_zero() || other.has_trailing_zero() => {
                self.shortest().aligned(other.shortest())
            }
            _ => Err(MoneyError::Overflow),
        }
    }

    fn has_trailing_zero(self) -> bool {
        self.scale > 0 && self.mantissa % 10 == 0
    }

    fn shortest(self) -> Exact {
        let mut value = self;
        while value.has_trailing_zero() {
            value = Exact { mantissa: value.mantissa / 10, scale: value.scale - 1 };
        }
        value
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Exact {
        Exact { mantissa: value.mantissa(), scale: value.scale() }
    }
}

impl From<Money> for Exact {
    /// In major units.
    fn from(amount: Money) -> Exact {
        Exact { mantissa: i128::from(amount.amount_minor), scale: amount.currency.exponent() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        text.parse::<Decimal>().unwrap().into()
    }

    #[test]
    fn a_product_of_more_than_28_digits_is_kept_whole() {
        // 0.0099…9 (26 nines) × 0.5 is below half a cent; a `Decimal` product would be half a cent.
        let product = exact("0.0099999999999999999999999999").checked_mul(exact("0.5")).unwrap();
        assert_eq!(product.to_money(Currency::EUR), Ok(Money::zero(Currency::EUR)));
    }

    #[test]
    fn a_half_goes_away_from_zero_at_the_digits_asked_for() {
        assert_eq!(exact("0.385915").rounded(2).unwrap().to_string(), "0.39");
        assert_eq!(exact("-2.5").rounded(0).unwrap().to_string(), "-3");
        assert_eq!(exact("7").rounded(3).unwrap().to_string(), "7.000");
        assert_eq!(exact("1000.5").to_money(Currency::JPY), Ok(Money::new(1001, Currency::JPY)));
    }

    #[test]
    fn values_are_compared_across_scales() {
        assert!(exact("1.50").compare(exact("1.5")).unwrap().is_eq());
        assert!(exact("10").compare(exact("9.999999999999")).unwrap().is_gt());
        let (large, small) =
            (exact("79228162514264337593543950335"), Exact::from(Decimal::new(1, 28)));
        assert_eq!(large.compare(small), Err(MoneyError::Overflow));
    }

    #[test]
    fn division_is_whole_in_a_direction_or_ends_at_a_digit() {
        let packages = |quantity, rounding| {
            let whole = exact(quantity).divided_whole(exact("20"), rounding).unwrap();
            whole.to_decimal().unwrap().to_string()
        };
        assert_eq!(packages("20.1", Rounding::Ceiling), "2");
        assert_eq!(packages("39.9", Rounding::Floor), "1");
        assert_eq!(
            exact("1").divided(exact("3"), 4).unwrap().to_decimal(),
            Some(Decimal::new(3333, 4))
        );
        assert!(exact("1").divided(exact("0"), 4).is_err());
    }

    proptest! {
        #[test]
        fn what_is_added_can_be_taken_away(a in any::<i64>(), b in any::<i64>(), s in 0_u32..12, t in 0_u32..12) {
            let (a, b) = (Exact::from(Decimal::new(a, s)), Exact::from(Decimal::new(b, t)));
            let back = a.checked_add(b).unwrap().checked_sub(b).unwrap();
            prop_assert!(back.compare(a).unwrap().is_eq());
        }
    }
}
