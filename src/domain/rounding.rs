//! Owns the one rounding rule of money: half away from zero, once, from an exact value.
//!
//! Quantities may be rounded in other directions ([`Rounding`]): packages are counted upwards. Products
//! are formed on integers of 128 bits, because a `Decimal` product which needs more than 28 digits rounds
//! on its own and would then be rounded a second time here.

use rust_decimal::Decimal;

use super::currency::Currency;
use super::exact::Exact;
use super::money::{Money, MoneyError};

/// Which integer stands for a value between two. Money knows the first only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// 2.5 → 3, −2.5 → −3. Kill Bill's and EN 16931's "half up".
    HalfAwayFromZero,
    /// 2.5 → 2, −2.5 → −2.
    HalfTowardsZero,
    /// 2.5 → 2, 3.5 → 4: statisticians' and bankers' rounding, met in figures of others.
    HalfEven,
    /// 2.1 → 3, −2.1 → −2: a started package counts whole.
    Ceiling,
    /// 2.9 → 2, −2.9 → −3: a started package counts not at all.
    Floor,
}

/// The quotient of two integers, half away from zero.
///
/// `None` if `denominator` is not positive, or the doubled remainder leaves 128 bits.
pub fn round_ratio(numerator: i128, denominator: i128) -> Option<i128> {
    round_ratio_by(numerator, denominator, Rounding::HalfAwayFromZero)
}

/// The quotient of two integers, in the direction that `rounding` says.
///
/// `None` if `denominator` is not positive, or the doubled remainder leaves 128 bits.
pub fn round_ratio_by(numerator: i128, denominator: i128, rounding: Rounding) -> Option<i128> {
    if denominator <= 0 {
        return None;
    }
    let (quotient, remainder) = (numerator / denominator, numerator % denominator);
    if remainder == 0 {
        return Some(quotient);
    }
    let half = remainder.checked_abs()?.checked_mul(2)?.cmp(&denominator);
    let away_from_zero = match rounding {
        Rounding::HalfAwayFromZero => half.is_ge(),
        Rounding::HalfTowardsZero => half.is_gt(),
        Rounding::HalfEven => half.is_gt() || (half.is_eq() && quotient % 2 != 0),
        Rounding::Ceiling => numerator > 0,
        Rounding::Floor => numerator < 0,
    };
    quotient.checked_add(if away_from_zero { numerator.signum() } else { 0 })
}

/// `value` to `digits` decimals, in the direction that `rounding` says; the result shows all of them.
///
/// # Errors
/// `Overflow` if the result needs more than 28 digits.
pub fn round_to_digits(
    value: Decimal,
    digits: u32,
    rounding: Rounding,
) -> Result<Decimal, MoneyError> {
    let value = value.normalize();
    let units = if digits >= value.scale() {
        let factor = 10_i128.checked_pow(digits - value.scale());
        factor.and_then(|factor| value.mantissa().checked_mul(factor))
    } else {
        round_ratio_by(value.mantissa(), 10_i128.pow(value.scale() - digits), rounding)
    };
    let units = units.ok_or(MoneyError::Overflow)?;
    Decimal::try_from_i128_with_scale(units, digits).map_err(|_| MoneyError::Overflow)
}

/// `value` to the nearest integer, half away from zero: 2.5 → 3, −2.5 → −3.
///
/// # Errors
/// `Overflow` beyond 64 bits.
pub fn round_half_away(value: Decimal) -> Result<i64, MoneyError> {
    round_scaled(value.mantissa(), value.scale(), 0)
}

/// An amount in major units to minor units of `currency`, half away from zero.
///
/// # Errors
/// `Overflow` beyond 64 bits.
pub fn round_to_minor(amount_major: Decimal, currency: Currency) -> Result<Money, MoneyError> {
    let amount = amount_major.normalize();
    let amount_minor = round_scaled(amount.mantissa(), amount.scale(), currency.exponent())?;
    Ok(Money::new(amount_minor, currency))
}

/// What a line costs: `quantity × unit_price`, rounded once to the minor unit.
///
/// `unit_price` is in major units and may have more decimals than the currency.
/// # Errors
/// `Overflow` if the exact product leaves 128 bits or the amount 64.
pub fn line_amount(
    quantity: Decimal,
    unit_price: Decimal,
    currency: Currency,
) -> Result<Money, MoneyError> {
    let (quantity, unit_price) = (quantity.normalize(), unit_price.normalize());
    let product =
        quantity.mantissa().checked_mul(unit_price.mantissa()).ok_or(MoneyError::Overflow)?;
    let scale = quantity.scale() + unit_price.scale();
    Ok(Money::new(round_scaled(product, scale, currency.exponent())?, currency))
}

/// What a line costs whose price is for `base_quantity` units (BT-149): `quantity × unit_price /
/// base_quantity`, rounded once to the minor unit.
///
/// # Errors
/// `Overflow` if the base quantity is not positive, the exact product leaves 128 bits or the amount 64.
pub fn line_amount_per(
    quantity: Decimal,
    unit_price: Decimal,
    base_quantity: Decimal,
    currency: Currency,
) -> Result<Money, MoneyError> {
    let product = Exact::from(quantity).checked_mul(unit_price.into())?;
    let in_minor_units = product.checked_mul(Decimal::from(currency.minor_per_major()).into())?;
    let whole = in_minor_units.divided_whole(base_quantity.into(), Rounding::HalfAwayFromZero)?;
    let amount_minor = whole.to_decimal().ok_or(MoneyError::Overflow)?;
    Ok(Money::new(round_half_away(amount_minor)?, currency))
}

/// `percent` of `amount`, rounded once to the minor unit: tax, a percentage discount, a deposit.
///
/// # Errors
/// `Overflow` if the exact product leaves 128 bits or the amount 64.
pub fn percent_of(amount: Money, percent: Decimal) -> Result<Money, MoneyError> {
    let percent = percent.normalize();
    let product = i128::from(amount.amount_minor)
        .checked_mul(percent.mantissa())
        .ok_or(MoneyError::Overflow)?;
    let amount_minor = round_scaled(product, percent.scale() + 2, 0)?;
    Ok(Money::new(amount_minor, amount.currency))
}

/// `mantissa / 10^scale × 10^exponent` as an integer, half away from zero.
fn round_scaled(mantissa: i128, scale: u32, exponent: u32) -> Result<i64, MoneyError> {
    let rounded = if exponent >= scale {
        10_i128.checked_pow(exponent - scale).and_then(|factor| mantissa.checked_mul(factor))
    } else {
        match 10_i128.checked_pow(scale - exponent) {
            Some(divisor) => round_ratio(mantissa, divisor),
            // 10^39 and more: every mantissa of 128 bits is below half of it.
            None => Some(0),
        }
    };
    rounded.and_then(|amount| i64::try_from(amount).ok()).ok_or(MoneyError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_half_goes_away_from_zero_on_both_sides() {
        let rounded = ["2.5", "2.4999", "-2.5", "-2.4999", "0.5", "-0.5", "0", "1.9556789"]
            .map(|text| round_half_away(decimal(text)).unwrap());
        assert_eq!(rounded, [3, 2, -3, -2, 1, -1, 0, 2]);
    }

    #[test]
    fn each_currency_rounds_at_its_own_decimals() {
        let minor = |text, currency| round_to_minor(decimal(text), currency).unwrap().amount_minor;
        assert_eq!(minor("10.275", Currency::USD), 10_28);
        assert_eq!(minor("-10.124", Currency::USD), -10_12);
        assert_eq!(minor("1023.5", Currency::JPY), 1024);
        assert_eq!(minor("-100.4", Currency::JPY), -100);
        assert_eq!(minor("1000.5", Currency::KWD), 1000_500);
        assert_eq!(minor("1.23456789", "CLF".parse().unwrap()), 12346);
        assert_eq!(minor("999999999.999", Currency::USD), 1_000_000_000_00);
    }

    #[test]
    fn a_line_is_rounded_once_after_the_multiplication() {
        let line = |quantity, price| {
            line_amount(decimal(quantity), decimal(price), Currency::USD).unwrap().amount_minor
        };
        assert_eq!(line("123.456", "0.50"), 61_73); // 61.728
        assert_eq!(line("1000", "0.003333"), 3_33); // 3.333; rounding the price first gives 0
        assert_eq!(line("-1", "625743.54"), -625_743_54);
        assert_eq!(line("3", "0.005"), 2); // 0.015
    }

    #[test]
    fn a_product_of_more_than_28_decimals_is_not_rounded_on_the_way() {
        // 0.5 × 0.0099…9 (26 nines) is 0.0049…95, below half a cent. A `Decimal` holds 28 decimals,
        // would make it 0.0050…0 and then a whole cent of it.
        let unit_price = decimal("0.0099999999999999999999999999");
        let amount = line_amount(decimal("0.5"), unit_price, Currency::EUR);
        assert_eq!(amount, Ok(Money::zero(Currency::EUR)));
    }

    #[test]
    fn a_percentage_may_have_decimals_of_its_own() {
        let of = |minor, percent| {
            percent_of(Money::new(minor, Currency::USD), decimal(percent)).unwrap().amount_minor
        };
        assert_eq!(of(100_00, "8.875"), 8_88); // 8.875
        assert_eq!(of(123_45, "7.25"), 8_95); // 8.950125
        assert_eq!(of(100_00, "0.001"), 0); // 0.001
        assert_eq!(of(359_88, "25"), 89_97);
        assert_eq!(of(-68_33, "20"), -13_67); // -13.666
    }

    #[test]
    fn what_leaves_64_bits_is_refused() {
        assert_eq!(round_half_away(decimal("9223372036854775807")), Ok(i64::MAX));
        assert_eq!(round_half_away(decimal("9223372036854775807.5")), Err(MoneyError::Overflow));
        assert_eq!(
            round_to_minor(Decimal::MAX, Currency::KWD).map(|money| money.amount_minor),
            Err(MoneyError::Overflow)
        );
        assert_eq!(
            line_amount(Decimal::MAX, Decimal::MAX, Currency::EUR),
            Err(MoneyError::Overflow)
        );
    }

    #[test]
    fn a_price_for_a_dozen_is_divided_before_it_is_rounded() {
        let line = |quantity, price, base| {
            line_amount_per(decimal(quantity), decimal(price), decimal(base), Currency::EUR)
                .map(|amount| amount.amount_minor)
        };
        assert_eq!(line("132", "15.24", "12"), Ok(16_764)); // 11 × 15.24
        assert_eq!(line("1", "0.10", "3"), Ok(3)); // 0.0333…
        assert_eq!(line("1", "10", "0"), Err(MoneyError::Overflow));
    }

    #[test]
    fn each_direction_has_its_own_integer() {
        let all = |numerator| {
            [
                Rounding::HalfAwayFromZero,
                Rounding::HalfTowardsZero,
                Rounding::HalfEven,
                Rounding::Ceiling,
                Rounding::Floor,
            ]
            .map(|rounding| round_ratio_by(numerator, 10, rounding).unwrap())
        };
        assert_eq!(all(25), [3, 2, 2, 3, 2]);
        assert_eq!(all(35), [4, 3, 4, 4, 3]);
        assert_eq!(all(-25), [-3, -2, -2, -2, -3]);
        assert_eq!(all(21), [2, 2, 2, 3, 2]);
        assert_eq!(all(-29), [-3, -3, -3, -2, -3]);
        assert_eq!(all(30), [3; 5]);
    }

    #[test]
    fn rounding_to_digits_shows_them_all() {
        let to = |text, digits| {
            round_to_digits(decimal(text), digits, Rounding::HalfAwayFromZero).unwrap().to_string()
        };
        assert_eq!(
            [to("1.23456789", 4), to("0", 2), to("99.996", 2)],
            ["1.2346", "0.00", "100.00"]
        );
    }

    #[test]
    fn a_ratio_needs_a_positive_denominator() {
        assert_eq!(round_ratio(1, 0), None);
        assert_eq!(round_ratio(1, -2), None);
        assert_eq!(round_ratio(-1, 2), Some(-1));
        assert_eq!(round_ratio(5_33 * 30, 16), Some(999)); // 999.375
    }

    proptest! {
        #[test]
        fn rounding_moves_a_value_by_at_most_a_half(mantissa in any::<i64>(), scale in 0_u32..20) {
            let value = Decimal::new(mantissa, scale);
            let rounded = Decimal::from(round_half_away(value).unwrap());
            prop_assert!((rounded - value).abs() <= Decimal::new(5, 1));
        }

        #[test]
        fn rounding_mirrors_at_zero(mantissa in 0..i64::MAX, scale in 0_u32..20) {
            let value = Decimal::new(mantissa, scale);
            prop_assert_eq!(round_half_away(-value).unwrap(), -round_half_away(value).unwrap());
        }
    }
}
