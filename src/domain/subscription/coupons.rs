//! Owns which coupons of a subscription come off which lines of an invoice, and how much (row E8).
//! The arithmetic is `discount`'s.

use jiff::Timestamp;

use super::change::{ChangeLine, PlannedChange};
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
    /// Codes of the plans that it is for; `None` for every plan. It stays the customer's under another plan,
    /// and comes off nothing there.
    pub plans: Option<Vec<String>>,
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
    let in_force: Vec<&AppliedCoupon> =
        coupons.iter().filter(|coupon| coupon.is_in_force(due_at)).collect();
    let mut taken = Vec::with_capacity(in_force.len());
    for coupon in &in_force {
        let off = match coupon.off {
            Discount::Fixed(amount) => Discount::Fixed(share.of(amount)?),
            percent @ Discount::Percent(_) => percent,
        };
        taken.push(Coupon { off, only: coupon.is_restricted().then(|| positions(coupon, &lines)) });
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

/// The lines that a change charges, after coupons. A fixed amount is for the whole period and was shared
/// over its lines: what stands on lines that stay is not given again.
///
/// # Errors
/// As [`discounted`].
pub fn discounted_change(
    currency: Currency,
    at: Timestamp,
    change: &PlannedChange,
    coupons: &[AppliedCoupon],
    share: Fraction,
) -> Result<Vec<DiscountedLine>, DiscountError> {
    let of = |is_charge: bool| -> Vec<DueLine> {
        let lines = change.lines.iter().filter_map(|line| match line {
            ChangeLine::Charge(line) if is_charge => Some(line.clone()),
            ChangeLine::Credit(line) if !is_charge => Some(line.clone()),
            _ => None,
        });
        lines.collect()
    };
    let (charged, credited) = (of(true), of(false));
    let mut left = coupons.to_vec();
    for coupon in &mut left {
        let Discount::Fixed(amount) = coupon.off else { continue };
        // What it took off the lines that stay, among all that were charged.
        let before: Vec<DueLine> = change.kept.iter().chain(&credited).cloned().collect();
        let alone = std::slice::from_ref(&*coupon);
        let stood = discounted(currency, at, before, alone, share)?;
        let kept = stood.iter().take(change.kept.len()).map(|line| line.discount);
        let kept = Money::sum(currency, kept)?;
        let whole = share.of(amount)?;
        coupon.off = Discount::Fixed(whole.checked_sub(kept)?.max(Money::zero(currency))?);
    }
    discounted(currency, at, charged, &left, Fraction::WHOLE)
}

impl AppliedCoupon {
    /// Whether it comes off lines of this plan.
    #[must_use]
    pub fn is_for_plan(&self, code: &str) -> bool {
        self.plans.as_ref().is_none_or(|only| only.iter().any(|plan| plan == code))
    }

    /// Whether it comes off invoices that are due at `at`.
    #[must_use]
    pub fn is_in_force(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    fn is_restricted(&self) -> bool {
        self.components.is_some() || self.plans.is_some()
    }

    fn is_for(&self, line: &DueLine) -> bool {
        self.is_for_plan(&line.plan)
            && self.components.as_ref().is_none_or(|only| only.contains(&line.component))
    }
}

fn positions(coupon: &AppliedCoupon, lines: &[DueLine]) -> Vec<usize> {
    let of = lines.iter().enumerate().filter(|(_, line)| coupon.is_for(line));
    of.map(|(position, _)| position).collect()
}
