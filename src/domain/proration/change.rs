//! Owns the lines of a change within a period: a credit for the old price, a charge for the new.

use rust_decimal::Decimal;

use super::{Fraction, ProrationError};
use crate::domain::money::{Money, MoneyError};
use crate::domain::split::split_by_amounts;

/// What one whole period costs, and what is taken off it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodPrice {
    pub amount: Money,
    pub reduction: Option<Reduction>,
}

/// A discount on the price of a whole period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// 0 to 100.
    PercentOff(Decimal),
    /// At most the price itself: a period never costs less than nothing.
    AmountOff(Money),
}

/// Both lines of a change. `credit` and `charge` are positive for positive prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProratedChange {
    pub unused: Fraction,
    pub credit: Money,
    pub charge: Money,
}

/// What a subscription by seats costs for one whole period: a base, and a price for each seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatPrice {
    pub base: Money,
    pub unit_price: Money,
    pub reduction: Option<Reduction>,
}

impl PeriodPrice {
    pub const fn full(amount: Money) -> PeriodPrice {
        PeriodPrice { amount, reduction: None }
    }

    /// The price of `share` of the period: the discount first, then the time, then one rounding.
    ///
    /// # Errors
    /// `Percentage`; `Money` for a discount in another currency or an overflow.
    pub fn share(self, share: Fraction) -> Result<Money, ProrationError> {
        match self.reduction {
            None => Ok(share.of(self.amount)?),
            Some(Reduction::PercentOff(percent)) => {
                Ok(share.times(Fraction::after_percent_off(percent)?)?.of(self.amount)?)
            }
            Some(Reduction::AmountOff(off)) => Ok(share.of(less(self.amount, off)?)?),
        }
    }
}

impl ProratedChange {
    /// What the customer owes more, or gets back if negative: the sum of two rounded lines.
    ///
    /// # Errors
    /// `CurrencyMismatch` if old and new price are in two currencies, `Overflow`.
    pub fn net(self) -> Result<Money, MoneyError> {
        self.charge.checked_sub(self.credit)
    }
}

/// The lines of a change from `old` to `new` with `unused` of the period left.
///
/// Each is rounded on its own, half away from zero. What is credited may be capped afterwards, see
/// [`cap_credit`]. When the interval changes too, a new period begins: charge its whole price and take
/// only the credit from here.
/// # Errors
/// As [`PeriodPrice::share`].
/// Source: docs.stripe.com/billing/subscriptions/prorations.
pub fn change(
    unused: Fraction,
    old: PeriodPrice,
    new: PeriodPrice,
) -> Result<ProratedChange, ProrationError> {
    Ok(ProratedChange { unused, credit: old.share(unused)?, charge: new.share(unused)? })
}

/// What may be credited of `potential`: no more than was billed and is not credited yet, nor less
/// than nothing.
///
/// # Errors
/// `CurrencyMismatch`, `Overflow`.
pub fn cap_credit(
    potential: Money,
    billed: Money,
    already_credited: Money,
) -> Result<Money, MoneyError> {
    let nothing = Money::zero(potential.currency);
    potential.min(billed.checked_sub(already_credited)?)?.max(nothing)
}

/// What a change of seats costs for the `unused` rest of the period; negative when seats are given up.
///
/// One line for the difference of the two prices of the whole period, after the discount, rounded once.
/// # Errors
/// As [`PeriodPrice::share`].
pub fn seat_change(
    unused: Fraction,
    price: SeatPrice,
    seats_before: u32,
    seats_after: u32,
) -> Result<Money, ProrationError> {
    let whole = |seats: u32| {
        let total = price.unit_price.checked_mul(seats.into())?.checked_add(price.base)?;
        match price.reduction {
            Some(Reduction::AmountOff(off)) => less(total, off),
            _ => Ok(total),
        }
    };
    let difference = whole(seats_after)?.checked_sub(whole(seats_before)?)?;
    let reduction = price.reduction.filter(|r| matches!(r, Reduction::PercentOff(_)));
    PeriodPrice { amount: difference, reduction }.share(unused)
}

/// The same `share` of each line of one price, each rounded on its own.
///
/// A percentage is taken off every line, an amount off is shared among the lines by their amounts
/// (largest remainder, `split`) before the time is.
/// # Errors
/// `Percentage`, `Money`; `Split` if an amount is taken off lines of which one is negative.
pub fn shares_of_lines(
    share: Fraction,
    lines: &[Money],
    reduction: Option<Reduction>,
) -> Result<Vec<Money>, ProrationError> {
    let Some(Reduction::AmountOff(off)) = reduction else {
        return lines
            .iter()
            .map(|&amount| PeriodPrice { amount, reduction }.share(share))
            .collect();
    };
    let total = Money::sum(off.currency, lines.iter().copied())?;
    if total.is_zero() {
        return lines.iter().map(|line| Ok(share.of(*line)?)).collect();
    }
    let weights: Vec<i64> = lines.iter().map(|line| line.amount_minor).collect();
    let offs = split_by_amounts(off.min(total)?.amount_minor, &weights)?;
    let reduced = lines.iter().zip(offs).map(|(line, off_minor)| {
        Ok(share.of(line.checked_sub(Money::new(off_minor, line.currency))?)?)
    });
    reduced.collect()
}

/// `amount` without `off`, not below nothing.
fn less(amount: Money, off: Money) -> Result<Money, MoneyError> {
    let nothing = Money::zero(amount.currency);
    amount.checked_sub(off.min(amount)?.max(nothing)?)
}
