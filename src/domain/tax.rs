//! Owns the arithmetic of a tax on one amount: on top of a net amount, or out of a gross one.
//!
//! Which rate applies to whom, and how the lines of a document come together (`tax_total`), is not here.

use rust_decimal::Decimal;

use super::money::{Money, MoneyError};
use super::rounding::round_ratio;
use super::split::apportion;

/// The exact part of an amount that is tax.
#[derive(Clone, Copy, Debug)]
pub struct TaxFraction {
    numerator: i128,
    denominator: i128,
}

/// A gross amount taken apart: `net + tax` is the gross amount, to the minor unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NetAndTax {
    pub net: Money,
    pub tax: Money,
}

/// The tax on a net amount, rounded once, half away from zero: 8.875 % of 100.00 is 8.88.
///
/// # Errors
/// `Overflow`.
pub fn tax_on_top(net: Money, rate_percent: Decimal) -> Result<Money, MoneyError> {
    TaxFraction::on_top(rate_percent)?.of(net)
}

/// Several taxes on one net amount, each rounded by itself, because each is owed to its own authority
/// (US state and city taxes).
///
/// # Errors
/// `Overflow`.
pub fn taxes_on_top(net: Money, rates_percent: &[Decimal]) -> Result<Vec<Money>, MoneyError> {
    rates_percent.iter().map(|rate| tax_on_top(net, *rate)).collect()
}

/// The tax inside a gross amount, `gross × rate / (100 + rate)` rounded once; the net amount is what
/// remains, so that nothing is lost.
///
/// # Errors
/// `Overflow`; also for a rate of −100 % or less.
pub fn split_inclusive(gross: Money, rate_percent: Decimal) -> Result<NetAndTax, MoneyError> {
    let tax = TaxFraction::included(rate_percent)?.of(gross)?;
    Ok(NetAndTax { net: gross.checked_sub(tax)?, tax })
}

impl TaxFraction {
    /// `rate / 100`. # Errors  `Overflow` for a rate of more than 36 decimals.
    pub fn on_top(rate_percent: Decimal) -> Result<TaxFraction, MoneyError> {
        let rate = rate_percent.normalize();
        let denominator = 10_i128.checked_pow(rate.scale() + 2).ok_or(MoneyError::Overflow)?;
        Ok(TaxFraction { numerator: rate.mantissa(), denominator })
    }

    /// `rate / (100 + rate)`. # Errors  as [`TaxFraction::on_top`].
    pub fn included(rate_percent: Decimal) -> Result<TaxFraction, MoneyError> {
        let TaxFraction { numerator, denominator } = TaxFraction::on_top(rate_percent)?;
        let denominator = denominator.checked_add(numerator).ok_or(MoneyError::Overflow)?;
        Ok(TaxFraction { numerator, denominator })
    }

    /// The tax on an amount, rounded once, half away from zero. # Errors  `Overflow`.
    pub fn of(&self, amount: Money) -> Result<Money, MoneyError> {
        let exact = i128::from(amount.amount_minor).checked_mul(self.numerator);
        let tax = exact.and_then(|exact| round_ratio(exact, self.denominator));
        let tax = tax.and_then(|tax| i64::try_from(tax).ok()).ok_or(MoneyError::Overflow)?;
        Ok(Money::new(tax, amount.currency))
    }

    /// The tax on a price that is not yet money, to so many decimals, half away from zero.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn of_price(&self, price: Decimal, digits: u32) -> Result<Decimal, MoneyError> {
        let (price, target) = (price.normalize(), 10_i128.checked_pow(digits));
        let units = target
            .and_then(|target| price.mantissa().checked_mul(self.numerator)?.checked_mul(target))
            .and_then(|numerator| {
                let scale = 10_i128.checked_pow(price.scale())?;
                round_ratio(numerator, self.denominator.checked_mul(scale)?)
            })
            .ok_or(MoneyError::Overflow)?;
        Decimal::try_from_i128_with_scale(units, digits).map_err(|_| MoneyError::Overflow)
    }

    /// `tax` shared out so that no line is a whole minor unit from its own exact tax.
    pub(super) fn shares(&self, tax: Money, amounts: &[Money]) -> Option<Vec<i64>> {
        let exact = |amount: &Money| i128::from(amount.amount_minor).checked_mul(self.numerator);
        let exact: Option<Vec<i128>> = amounts.iter().map(exact).collect();
        apportion(tax.amount_minor, &exact?, self.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;
    use proptest::prelude::*;

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn tax_on_top_rounds_half_away_from_zero_once() {
        assert_eq!(tax_on_top(eur(100_00), decimal("8.875")), Ok(eur(8_88)));
        assert_eq!(tax_on_top(eur(123_45), decimal("7.25")), Ok(eur(8_95))); // 8.950125
        assert_eq!(tax_on_top(eur(-68_33), decimal("20")), Ok(eur(-13_67))); // -13.666
        assert_eq!(tax_on_top(eur(100_00), decimal("0")), Ok(eur(0)));
    }

    #[test]
    fn each_of_several_taxes_is_rounded_by_itself() {
        // 6.25 % of 10.01 is 0.625625, 1.25 % is 0.125125: 0.63 and 0.13; 7.5 % together would be 0.75.
        let taxes = taxes_on_top(eur(10_01), &[decimal("6.25"), decimal("1.25")]);
        assert_eq!(taxes, Ok(vec![eur(63), eur(13)]));
    }

    #[test]
    fn an_inclusive_price_is_taken_apart_without_loss() {
        let apart = |gross, rate| split_inclusive(eur(gross), decimal(rate)).unwrap();
        assert_eq!(apart(600_00, "10"), NetAndTax { net: eur(545_45), tax: eur(54_55) });
        assert_eq!(apart(784_46, "19"), NetAndTax { net: eur(659_21), tax: eur(125_25) });
        assert_eq!(apart(-20_00, "10"), NetAndTax { net: eur(-18_18), tax: eur(-1_82) });
    }

    #[test]
    fn a_rate_that_takes_everything_away_is_refused() {
        assert_eq!(split_inclusive(eur(1), decimal("-100")), Err(MoneyError::Overflow));
    }

    #[test]
    fn a_price_with_many_decimals_keeps_as_many_as_asked_for() {
        let tax = TaxFraction::included(decimal("19")).unwrap();
        let tax = tax.of_price(decimal("0.385915"), 8).unwrap(); // 0.06161668…
        assert_eq!(tax.to_string(), "0.06161668");
    }

    proptest! {
        #[test]
        fn net_and_tax_are_the_gross_amount(gross in -1_000_000_000_000_i64..1_000_000_000_000, rate in 0_i64..10_000) {
            let rate = Decimal::new(rate, 2);
            let NetAndTax { net, tax } = split_inclusive(eur(gross), rate).unwrap();
            prop_assert_eq!(net.checked_add(tax), Ok(eur(gross)));
            // What was taken out is, to a minor unit, the tax on what remains.
            let again = tax_on_top(net, rate).unwrap();
            prop_assert!((again.amount_minor - tax.amount_minor).abs() <= 1);
        }
    }
}
