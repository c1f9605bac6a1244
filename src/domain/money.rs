//! Owns amounts: an integer of minor units and the currency it is counted in.
//!
//! There is no `+`: two currencies never mix silently, and an overflow is an error, not a wrapped
//! number. Rounding lives in `rounding`, sharing out in `split`, writing for readers in `i18n`.

use std::cmp::Ordering;
use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::currency::Currency;
use super::rounding;

/// An amount of `amount_minor` minor units (cents, kobo, fils) of `currency`.
///
/// Not ordered by itself, because amounts of two currencies have no order: see [`Money::compare`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub amount_minor: i64,
    pub currency: Currency,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("an amount in {left} meets one in {right}")]
    CurrencyMismatch { left: Currency, right: Currency },
    #[error("the amount does not fit into 64 bits of minor units")]
    Overflow,
    #[error("{amount_major} has more decimals than {currency}")]
    TooManyDecimals { amount_major: Decimal, currency: Currency },
}

impl Money {
    pub const fn new(amount_minor: i64, currency: Currency) -> Money {
        Money { amount_minor, currency }
    }

    pub const fn zero(currency: Currency) -> Money {
        Money::new(0, currency)
    }

    /// The amount of so many major units, which must be a whole number of minor units.
    ///
    /// # Errors
    /// `TooManyDecimals` rather than rounding; `Overflow`.
    pub fn from_major_exact(
        amount_major: Decimal,
        currency: Currency,
    ) -> Result<Money, MoneyError> {
        if amount_major.normalize().scale() > currency.exponent() {
            return Err(MoneyError::TooManyDecimals { amount_major, currency });
        }
        rounding::round_to_minor(amount_major, currency)
    }

    /// The amount of so many major units, half a minor unit rounded away from zero.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn from_major_rounded(
        amount_major: Decimal,
        currency: Currency,
    ) -> Result<Money, MoneyError> {
        rounding::round_to_minor(amount_major, currency)
    }

    /// Major units with exactly the currency's decimals: 1050 EUR minor units are `10.50`.
    pub fn to_major(self) -> Decimal {
        Decimal::new(self.amount_minor, self.currency.exponent())
    }

    pub const fn is_zero(self) -> bool {
        self.amount_minor == 0
    }

    pub const fn is_negative(self) -> bool {
        self.amount_minor < 0
    }

    pub const fn is_positive(self) -> bool {
        self.amount_minor > 0
    }

    /// # Errors
    /// `CurrencyMismatch`, `Overflow`.
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        self.with(self.amount_minor.checked_add(other.amount_minor))
    }

    /// # Errors
    /// `CurrencyMismatch`, `Overflow`.
    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        self.with(self.amount_minor.checked_sub(other.amount_minor))
    }

    /// # Errors
    /// `Overflow`.
    pub fn checked_mul(self, factor: i64) -> Result<Money, MoneyError> {
        self.with(self.amount_minor.checked_mul(factor))
    }

    /// # Errors
    /// `Overflow` for the smallest 64-bit integer only.
    pub fn checked_neg(self) -> Result<Money, MoneyError> {
        self.with(self.amount_minor.checked_neg())
    }

    /// # Errors
    /// `Overflow` for the smallest 64-bit integer only.
    pub fn checked_abs(self) -> Result<Money, MoneyError> {
        self.with(self.amount_minor.checked_abs())
    }

    /// # Errors
    /// `CurrencyMismatch`.
    pub fn compare(self, other: Money) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.amount_minor.cmp(&other.amount_minor))
    }

    /// The smaller of two amounts.
    ///
    /// # Errors
    /// `CurrencyMismatch`.
    pub fn min(self, other: Money) -> Result<Money, MoneyError> {
        Ok(if self.compare(other)?.is_le() { self } else { other })
    }

    /// The larger of two amounts.
    ///
    /// # Errors
    /// `CurrencyMismatch`.
    pub fn max(self, other: Money) -> Result<Money, MoneyError> {
        Ok(if self.compare(other)?.is_ge() { self } else { other })
    }

    /// The sum of amounts which must all be in `currency`; zero of it if there are none.
    ///
    /// # Errors
    /// `CurrencyMismatch`, `Overflow`.
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Money>,
    ) -> Result<Money, MoneyError> {
        amounts.into_iter().try_fold(Money::zero(currency), Money::checked_add)
    }

    fn same_currency(self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch { left: self.currency, right: other.currency })
        }
    }

    fn with(self, amount_minor: Option<i64>) -> Result<Money, MoneyError> {
        let amount_minor = amount_minor.ok_or(MoneyError::Overflow)?;
        Ok(Money { amount_minor, ..self })
    }
}

/// For logs, CSV and machines: `1234.50 EUR`, the same in every locale.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_major(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    fn usd(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::USD)
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_of_one_currency_add_and_subtract() {
        assert_eq!(eur(68_33).checked_add(eur(57_50)), Ok(eur(125_83)));
        assert_eq!(eur(10).checked_sub(eur(25)), Ok(eur(-15)));
        assert_eq!(Money::sum(Currency::EUR, [eur(1), eur(2), eur(-3)]), Ok(eur(0)));
        assert_eq!(Money::sum(Currency::EUR, []), Ok(eur(0)));
    }

    #[test]
    fn two_currencies_never_mix() {
        let mismatch = MoneyError::CurrencyMismatch { left: Currency::EUR, right: Currency::USD };
        assert_eq!(eur(1).checked_add(usd(1)), Err(mismatch));
        assert_eq!(eur(1).checked_sub(usd(1)), Err(mismatch));
        assert_eq!(eur(1).compare(usd(1)), Err(mismatch));
        assert_eq!(eur(1).min(usd(1)), Err(mismatch));
        assert_eq!(Money::sum(Currency::EUR, [eur(1), usd(0)]), Err(mismatch));
    }

    #[test]
    fn an_overflow_is_an_error_and_never_wraps() {
        assert_eq!(eur(i64::MAX).checked_add(eur(1)), Err(MoneyError::Overflow));
        assert_eq!(eur(i64::MIN).checked_sub(eur(1)), Err(MoneyError::Overflow));
        assert_eq!(eur(i64::MIN).checked_neg(), Err(MoneyError::Overflow));
        assert_eq!(eur(i64::MIN).checked_abs(), Err(MoneyError::Overflow));
        assert_eq!(eur(i64::MAX).checked_mul(2), Err(MoneyError::Overflow));
    }

    #[test]
    fn major_units_show_all_decimals_of_the_currency() {
        assert_eq!(eur(1050).to_major().to_string(), "10.50");
        assert_eq!(Money::new(1050, Currency::JPY).to_major().to_string(), "1050");
        assert_eq!(Money::new(50, Currency::KWD).to_major().to_string(), "0.050");
        assert_eq!(eur(-5).to_major().to_string(), "-0.05");
    }

    #[test]
    fn exact_conversion_refuses_what_it_would_have_to_round() {
        assert_eq!(Money::from_major_exact(decimal("9.990"), Currency::EUR), Ok(eur(999)));
        assert_eq!(
            Money::from_major_exact(decimal("9.999"), Currency::EUR),
            Err(MoneyError::TooManyDecimals {
                amount_major: decimal("9.999"),
                currency: Currency::EUR
            })
        );
        assert_eq!(Money::from_major_rounded(decimal("9.999"), Currency::EUR), Ok(eur(10_00)));
    }

    #[test]
    fn json_names_the_unit() {
        let json = serde_json::to_string(&eur(-12_34)).unwrap();
        assert_eq!(json, r#"{"amount_minor":-1234,"currency":"EUR"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), eur(-12_34));
    }

    #[test]
    fn the_plain_form_is_the_same_everywhere() {
        assert_eq!(eur(-1_234_50).to_string(), "-1234.50 EUR");
    }

    proptest! {
        #[test]
        fn amounts_of_two_currencies_never_add_subtract_or_compare(a in any::<i64>(), b in any::<i64>()) {
            let mismatch =
                MoneyError::CurrencyMismatch { left: Currency::EUR, right: Currency::USD };
            prop_assert_eq!(eur(a).checked_add(usd(b)), Err(mismatch));
            prop_assert_eq!(eur(a).checked_sub(usd(b)), Err(mismatch));
            prop_assert_eq!(eur(a).compare(usd(b)), Err(mismatch));
            prop_assert_eq!(eur(a).max(usd(b)), Err(mismatch));
            prop_assert_eq!(Money::sum(Currency::EUR, [usd(b)]), Err(mismatch));
        }

        #[test]
        fn minor_to_major_and_back_loses_nothing(amount_minor in any::<i64>(), which in 0..3) {
            let currency = [Currency::JPY, Currency::EUR, Currency::KWD][which as usize];
            let money = Money::new(amount_minor, currency);
            prop_assert_eq!(Money::from_major_exact(money.to_major(), currency), Ok(money));
        }
    }
}
