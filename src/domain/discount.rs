//! Owns discounts and coupons on the lines of an invoice, and the one order of row E8:
//!
//! 1. the price of the whole period is formed, exactly (`pricing`);
//! 2. a reduction agreed on that price comes off it, and what remains is shared by time (`proration`);
//! 3. the line is rounded, once;
//! 4. coupons on the invoice: percentages come off each line, in the order in which they are listed, each
//!    of what is left, rounded at the line; then fixed amounts come off the lines together, in the order
//!    in which they are listed, shared out by largest remainder;
//! 5. tax is computed on what remains (`tax_total`).
//!
//! So what is agreed on a price is prorated with it, a percentage never depends on a fixed amount beside
//! it, and no tax is charged on what the customer does not pay. A discount never makes an amount negative.

use rust_decimal::Decimal;

use super::currency::Currency;
use super::money::{Money, MoneyError};
use super::rounding::percent_of;
use super::split::{SplitError, split_by_amounts};

/// What a coupon takes off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Discount {
    /// 0 to 100.
    Percent(Decimal),
    /// Above zero.
    Fixed(Money),
}

/// A discount and the lines it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Coupon {
    pub off: Discount,
    /// Positions of the lines, from 0; `None` for all.
    pub only: Option<Vec<usize>>,
}

/// Lines after their discounts. `amount = after + discount`, line by line.
#[derive(Clone, Debug, PartialEq)]
pub struct DiscountedLines {
    /// What came off each line.
    pub line_discounts: Vec<Money>,
    /// What each line costs now: the amount that is taxed.
    pub after: Vec<Money>,
    /// What each coupon took off, in the order in which they were given.
    pub by_coupon: Vec<Money>,
    pub total: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DiscountError {
    #[error("{percent} per cent off is not between 0 and 100")]
    PercentOff { percent: Decimal },
    #[error("a discount of {amount} is not above zero")]
    NotPositive { amount: Money },
    #[error("a coupon is for line {line}, of {lines}")]
    NoSuchLine { line: usize, lines: usize },
    #[error(transparent)]
    Split(#[from] SplitError),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Discount {
    /// What comes off `amount`: a percentage of it, rounded half away from zero, also of a credit; a fixed
    /// amount as far as there is something to take it from.
    ///
    /// # Errors
    /// `PercentOff`, `NotPositive`, or the currencies differ.
    pub fn of(self, amount: Money) -> Result<Money, DiscountError> {
        match self {
            Discount::Percent(percent) => {
                if percent.is_sign_negative() || percent > Decimal::ONE_HUNDRED {
                    return Err(DiscountError::PercentOff { percent });
                }
                Ok(percent_of(amount, percent)?)
            }
            Discount::Fixed(off) => {
                if off.is_negative() {
                    return Err(DiscountError::NotPositive { amount: off });
                }
                Ok(off.min(amount)?.max(Money::zero(amount.currency))?)
            }
        }
    }
}

/// `discount` shared out over `lines` in proportion to their amounts, largest remainder first, ties to the
/// earliest. At most what the lines sum to; a line at or below zero takes no part; none becomes negative.
///
/// # Errors
/// The currencies differ, or `Overflow`.
pub fn spread(discount: Money, lines: &[Money]) -> Result<Vec<Money>, DiscountError> {
    let currency = discount.currency;
    let sum = Money::sum(currency, lines.iter().copied())?;
    let shared = discount.min(sum)?;
    if !shared.is_positive() {
        return Ok(vec![Money::zero(currency); lines.len()]);
    }
    let weights: Vec<i64> = lines.iter().map(|line| line.amount_minor.max(0)).collect();
    let shares = split_by_amounts(shared.amount_minor, &weights)?;
    Ok(shares.into_iter().map(|share| Money::new(share, currency)).collect())
}

/// The lines after all coupons: percentages first, then fixed amounts, as the head of this module says.
///
/// # Errors
/// Each `DiscountError`; lines and fixed amounts must be in `currency`.
pub fn apply_coupons(
    currency: Currency,
    lines: &[Money],
    coupons: &[Coupon],
) -> Result<DiscountedLines, DiscountError> {
    let mut after = lines.to_vec();
    let mut by_coupon = vec![Money::zero(currency); coupons.len()];
    let is_percent = |coupon: &Coupon| matches!(coupon.off, Discount::Percent(_));
    let percentages = coupons.iter().enumerate().filter(|(_, coupon)| is_percent(coupon));
    let fixed = coupons.iter().enumerate().filter(|(_, coupon)| !is_percent(coupon));
    for (position, coupon) in percentages.chain(fixed) {
        by_coupon[position] = take_off(currency, &mut after, coupon)?;
    }
    let line_discounts = lines
        .iter()
        .zip(&after)
        .map(|(before, after)| before.checked_sub(*after))
        .collect::<Result<_, _>>()?;
    let total = Money::sum(currency, by_coupon.iter().copied())?;
    Ok(DiscountedLines { line_discounts, after, by_coupon, total })
}

/// Takes one coupon off the lines it is for; returns how much that was.
fn take_off(
    currency: Currency,
    lines: &mut [Money],
    coupon: &Coupon,
) -> Result<Money, DiscountError> {
    let positions: Vec<usize> = match &coupon.only {
        Some(only) => only.clone(),
        None => (0..lines.len()).collect(),
    };
    if let Some(&line) = positions.iter().find(|position| **position >= lines.len()) {
        return Err(DiscountError::NoSuchLine { line, lines: lines.len() });
    }
    let amounts: Vec<Money> = positions.iter().map(|position| lines[*position]).collect();
    let parts = match coupon.off {
        Discount::Percent(_) => {
            amounts.iter().map(|amount| coupon.off.of(*amount)).collect::<Result<Vec<_>, _>>()?
        }
        Discount::Fixed(_) => {
            let sum = Money::sum(currency, amounts.iter().copied())?;
            spread(coupon.off.of(sum)?, &amounts)?
        }
    };
    for (position, part) in positions.iter().zip(&parts) {
        lines[*position] = lines[*position].checked_sub(*part)?;
    }
    Ok(Money::sum(currency, parts)?)
}

#[cfg(test)]
mod tests;
