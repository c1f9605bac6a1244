//! Owns what terms come to in a month, for the operator's figures (MRR).
//!
//! The definition: the prices of a whole period that are charged in advance, after the coupons in force,
//! brought to a month; a year has 12 months, 52 weeks, 365 days. Usage, commitments and tax are no part.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::{AppliedCoupon, Terms};
use crate::domain::discount::{Coupon, DiscountError, apply_coupons};
use crate::domain::money::{Money, MoneyError};
use crate::domain::period::{Interval, IntervalUnit};
use crate::domain::plan::{ComponentTiming, TermsError};
use crate::domain::pricing::{PricingError, Usage};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurringError {
    #[error(transparent)]
    Terms(#[from] TermsError),
    #[error(transparent)]
    Pricing(#[from] PricingError),
    #[error(transparent)]
    Discount(#[from] DiscountError),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Terms {
    /// What a whole period is charged in advance, net, after the coupons in force at `at`; zero in a pause.
    ///
    /// # Errors
    /// A price that cannot be computed; amounts beyond 64 bits.
    pub fn in_advance(
        &self,
        coupons: &[AppliedCoupon],
        at: Timestamp,
    ) -> Result<Money, RecurringError> {
        let currency = self.version.currency;
        let (mut keys, mut amounts) = (Vec::new(), Vec::new());
        for charged in self.charged_at(ComponentTiming::InAdvance) {
            // What is charged in advance is not metered.
            let quantity = charged.fixed_quantity.unwrap_or_default();
            let price = charged.component.price.to_price()?;
            amounts.push(price.line(Usage::Quantity(quantity))?.amount(currency)?);
            keys.push(charged.key);
        }
        let in_force = coupons
            .iter()
            .filter(|coupon| coupon.is_in_force(at) && coupon.is_for_plan(&self.version.code));
        let taken: Vec<Coupon> = in_force
            .map(|coupon| Coupon {
                off: coupon.off,
                only: coupon.components.as_ref().map(|only| {
                    (0..keys.len()).filter(|&position| only.contains(&keys[position])).collect()
                }),
            })
            .collect();
        let after = apply_coupons(currency, &amounts, &taken)?.after;
        Ok(Money::sum(currency, after)?)
    }
}

impl Terms {
    /// What a whole period comes to without usage: net, before coupons, each line rounded as an invoice
    /// rounds it; zero in a pause.
    ///
    /// # Errors
    /// A price that cannot be computed; amounts beyond 64 bits.
    pub fn whole_period(&self) -> Result<Money, RecurringError> {
        let currency = self.version.currency;
        let mut total = Money::zero(currency);
        for charged in self.charged() {
            if let Some(quantity) = charged.fixed_quantity {
                let line = charged.component.price.to_price()?.line(Usage::Quantity(quantity))?;
                total = total.checked_add(line.amount(currency)?)?;
            }
        }
        Ok(total)
    }
}

/// What `amount` of every such interval is in a month, in minor units and not rounded.
#[must_use]
pub fn per_month(amount: Money, interval: Interval) -> Decimal {
    let (times, months): (i64, i64) = match interval.unit {
        IntervalUnit::Day => (365, 12),
        IntervalUnit::Week => (52, 12),
        IntervalUnit::Month => (1, 1),
        IntervalUnit::Quarter => (1, 3),
        IntervalUnit::HalfYear => (1, 6),
        IntervalUnit::Year => (1, 12),
    };
    let every = Decimal::from(months) * Decimal::from(interval.count.get());
    Decimal::from(amount.amount_minor) * Decimal::from(times) / every
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;
    use std::num::NonZeroU16;

    #[test]
    fn a_year_is_twelve_months_and_a_week_four_and_a_third() {
        let amount = Money::new(1_200_00, Currency::EUR);
        let of = |unit, count| {
            per_month(amount, Interval::new(unit, NonZeroU16::new(count).unwrap())).normalize()
        };
        assert_eq!(of(IntervalUnit::Year, 1), Decimal::from(100_00));
        assert_eq!(of(IntervalUnit::Year, 2), Decimal::from(50_00));
        assert_eq!(of(IntervalUnit::Quarter, 1), Decimal::from(400_00));
        // 120000 × 52 / 12
        assert_eq!(of(IntervalUnit::Week, 1), Decimal::from(520_000));
        // 120000 × 365 / (12 × 30)
        let days: Decimal = "121666.67".parse().unwrap();
        assert_eq!(of(IntervalUnit::Day, 30).round_dp(2), days);
    }
}
