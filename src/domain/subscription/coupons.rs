//! Owns which coupons of a subscription come off which lines of an invoice, and how much (row E8).
//! The arithmetic is `discount`'s.

use jiff::Timestamp;

use super::due::DueLine;
use crate::domain::currency::Currency;
use crate::domain::discount::{Coupon, Discount, DiscountError, apply_coupons};
use crate::domain::money::Money;
use crate::domain::proration::Fraction;

/// A coupon as the customer took it.
#[derive(Clone, Debug, PartialEq)]
pub struct AppliedCoupon {
    pub code: String,
    pub off: Discount,
    /// Component codes; `None` for every line.
    pub components: Option<Vec<String>>,
    /// It comes off invoices that are due from here …
    pub from: Timestamp,
    /// … to before here.
    pub until: Option<Timestamp>,
}

/// A line and what comes off it.
#[derive(Clone, Debug)]
pub struct DiscountedLine {
    pub line: DueLine,
    /// Zero or above, at most the line's amount.
    pub discount: Money,
    /// The coupons that are for this line.
    pub coupons: Vec<AppliedCoupon>,
}

/// The lines of the invoice due at `due_at` after the coupons in force then. Of a fixed amount, which is
/// for a whole period, `share` comes off: 1 for the invoice of a cycle, the rest of the period for a
/// change within it.
///
/// # Errors
/// Each `DiscountError`; lines and fixed amounts must be in `currency`.
pub fn discounted(
    currency: Currency,
    due_at: Timestamp,
    lines: Vec<DueLine>,
    coupons: &[AppliedCoupon],
    share: Fraction,
) -> Result<Vec<DiscountedLine>, DiscountError> {
    let in_force: Vec<&AppliedCoupon> = coupons
        .iter()
        .filter(|coupon| coupon.from <= due_at && coupon.until.is_none_or(|until| due_at < until))
        .collect();
    let mut taken = Vec::with_capacity(in_force.len());
    for coupon in &in_force {
        let off = match coupon.off {
            Discount::Fixed(amount) => Discount::Fixed(share.of(amount)?),
            percent @ Discount::Percent(_) => percent,
        };
        taken.push(Coupon {
            off,
            only: coupon.components.as_ref().map(|_| positions(coupon, &lines)),
        });
    }
    let amounts: Vec<Money> = lines.iter().map(|line| line.amount).collect();
    let off = apply_coupons(currency, &amounts, &taken)?;
    Ok(lines
        .into_iter()
        .zip(off.line_discounts)
        .map(|(line, discount)| {
            let is_for = |coupon: &&&AppliedCoupon| coupon.is_for(&line);
            let coupons = in_force.iter().filter(is_for).map(|coupon| (*coupon).clone()).collect();
            DiscountedLine { line, discount, coupons }
        })
        .collect())
}

impl AppliedCoupon {
    fn is_for(&self, line: &DueLine) -> bool {
        self.components.as_ref().is_none_or(|only| only.contains(&line.component))
    }
}

fn positions(coupon: &AppliedCoupon, lines: &[DueLine]) -> Vec<usize> {
    let of = lines.iter().enumerate().filter(|(_, line)| coupon.is_for(line));
    of.map(|(position, _)| position).collect()
}
