//! Owns tiers: ascending, each up to and including its bound, the last without one.

use rust_decimal::Decimal;

use super::package::package_count;
use super::{PricedLine, PricedPart, PricingError};
use crate::domain::exact::Exact;
use crate::domain::money::MoneyError;
use crate::domain::rounding::Rounding;

/// What a quantity is charged at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// Major units for each unit, up to twelve decimals (stripe-ruby price.rb).
    PerUnit(Decimal),
    /// Major units for each package of `size` units; `rounding` says what a started one counts.
    PerPackage { size: Decimal, amount: Decimal, rounding: Rounding },
    /// Per cent of the quantity, which is an amount of money.
    Percent(Decimal),
}

/// One tier of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The last quantity that belongs to it; `None` for the last tier.
    pub up_to: Option<Decimal>,
    pub rate: Rate,
    /// Due once as soon as the quantity reaches the tier.
    pub flat_amount: Decimal,
    /// The most the tier charges, flat fee included.
    pub cap: Option<Decimal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TierError {
    #[error("a tiered price needs a tier")]
    NoTiers,
    #[error("tier {tier} ends at {up_to}, not above the one before")]
    NotAscending { tier: usize, up_to: Decimal },
    #[error("the last tier ends at {up_to}: larger quantities would have no price")]
    LastTierEnds { up_to: Decimal },
    #[error("tier {tier} is open-ended, but others follow")]
    OpenTierBeforeLast { tier: usize },
    #[error("tier {tier} has packages of {size} units")]
    PackageSize { tier: usize, size: Decimal },
}

/// The tiers of one price. They cover every quantity above zero, each exactly once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers(Vec<Tier>);

impl Tiers {
    /// # Errors
    /// Each `TierError`; tiers are counted from 1.
    pub fn new(tiers: Vec<Tier>) -> Result<Tiers, TierError> {
        for (position, tier) in tiers.iter().enumerate() {
            if let Rate::PerPackage { size, .. } = tier.rate
                && size <= Decimal::ZERO
            {
                return Err(TierError::PackageSize { tier: position + 1, size });
            }
        }
        let (last, others) = tiers.split_last().ok_or(TierError::NoTiers)?;
        let mut lower = Decimal::ZERO;
        for (position, tier) in others.iter().enumerate() {
            let tier_no = position + 1;
            let up_to = tier.up_to.ok_or(TierError::OpenTierBeforeLast { tier: tier_no })?;
            if up_to <= lower {
                return Err(TierError::NotAscending { tier: tier_no, up_to });
            }
            lower = up_to;
        }
        match last.up_to {
            Some(up_to) => Err(TierError::LastTierEnds { up_to }),
            None => Ok(Tiers(tiers)),
        }
    }

    /// From the lowest.
    #[must_use]
    pub fn as_slice(&self) -> &[Tier] {
        &self.0
    }

    pub(super) fn add_first_flat_fee(&self, line: &mut PricedLine) -> Result<(), MoneyError> {
        match self.0.first() {
            Some(first) => first.add(1, Exact::ZERO, line),
            None => Ok(()),
        }
    }
}

impl Tier {
    /// Whether `quantity` does not go beyond the tier.
    pub(super) fn reaches(&self, quantity: Exact) -> Result<bool, MoneyError> {
        match self.up_to {
            Some(up_to) => Ok(quantity.compare(up_to.into())?.is_le()),
            None => Ok(true),
        }
    }

    /// Adds what `quantity` costs in this tier: its rate, its flat fee, its cap.
    pub(super) fn add(
        &self,
        number: usize,
        quantity: Exact,
        line: &mut PricedLine,
    ) -> Result<(), MoneyError> {
        let units = self.rate.amount_of_package_or_unit(quantity)?;
        let (tier, rate) = (Some(number), self.rate);
        line.add(PricedPart::Units { tier, quantity, rate, amount: units })?;
        let flat: Exact = self.flat_amount.into();
        if !flat.is_zero() {
            line.add(PricedPart::Flat { tier, amount: flat })?;
        }
        if let Some(cap) = self.cap {
            let excess = units.checked_add(flat)?.checked_sub(cap.into())?.at_least_zero();
            if !excess.is_zero() {
                let amount = Exact::ZERO.checked_sub(excess)?;
                line.add(PricedPart::Capped { tier: number, amount })?;
            }
        }
        Ok(())
    }
}

impl Rate {
    /// What `quantity` costs, exactly. A negative quantity is a credit, except that packages of it
    /// cannot be counted.
    ///
    /// # Errors
    /// `PackageSize`, `NegativeQuantity` for packages; `Money` beyond 38 digits.
    pub fn amount_of(self, quantity: Exact) -> Result<Exact, PricingError> {
        if let Rate::PerPackage { size, .. } = self {
            super::not_negative(quantity)?;
            if size <= Decimal::ZERO {
                return Err(PricingError::PackageSize { size });
            }
        }
        Ok(self.amount_of_package_or_unit(quantity)?)
    }

    fn amount_of_package_or_unit(self, quantity: Exact) -> Result<Exact, MoneyError> {
        match self {
            Rate::PerUnit(amount) => quantity.checked_mul(amount.into()),
            Rate::Percent(percent) => quantity.percent(percent),
            Rate::PerPackage { size, amount, rounding } => {
                package_count(quantity, size, rounding)?.checked_mul(amount.into())
            }
        }
    }
}
