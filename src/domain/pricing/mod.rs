//! Owns what a quantity costs: price models, and the terms around them (unit conversion, included units,
//! percentage off, spend limits).
//!
//! A price is exact until its line is rounded, once, half away from zero. Every answer is an explanation:
//! its parts sum to it. Unit amounts are in major units with up to twelve decimals and may be negative.
//! Not here: discounts of a whole invoice (`discount`), tax (`tax_total`), proration. Row F1.

mod conversion;
mod graduated;
mod increment;
mod package;
mod percentage;
mod spend;
mod tier;
mod volume;

pub use conversion::Conversion;
pub use increment::{Increment, IncrementLine};
pub use package::packages;
pub use percentage::Percentage;
pub use spend::{SpendLimits, maximum_spend_discount, true_up};
pub use tier::{Rate, Tier, TierError, Tiers};

use rust_decimal::Decimal;

use super::currency::Currency;
use super::exact::Exact;
use super::money::{Money, MoneyError};

/// How a quantity becomes an amount.
#[derive(Clone, Debug, PartialEq)]
pub enum PriceModel {
    /// The same amount whatever the quantity: a base fee.
    Flat { amount: Decimal },
    /// Per unit, per started package, or a percentage of the quantity when that is an amount of money.
    Simple(Rate),
    /// Each part of the quantity at the rate of the tier it falls into; the flat fee of every tier
    /// reached. Stripe's `graduated`, FlexPrice's "slab".
    Graduated(Tiers),
    /// The whole quantity at the rate of the one tier it reaches, plus that tier's flat fee.
    Volume(Tiers),
    /// A percentage and a fee of each transaction.
    Percentage(Percentage),
}

/// What a tiered price does when nothing was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutUsage {
    /// It costs nothing (FlexPrice, Meteroid).
    Nothing,
    /// The flat fee of the first tier is due all the same (Lago since June 2026, OpenMeter).
    FirstTierFlatFee,
}

/// A model and the terms around it, in the order in which they apply.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// First: metered units become billed units.
    pub conversion: Option<Conversion>,
    /// Then these come off the billed units, never below none.
    pub included_units: Decimal,
    pub model: PriceModel,
    pub without_usage: WithoutUsage,
    /// The priced amount is due so many times.
    pub times: Decimal,
    /// Then so many per cent come off, 0 to 100.
    pub percent_off: Decimal,
    /// Last, the most and the least that is due.
    pub spend: SpendLimits,
}

/// What was used.
#[derive(Clone, Copy, Debug)]
pub enum Usage<'a> {
    Quantity(Decimal),
    /// The amount of each transaction, in the order in which they happened.
    Transactions(&'a [Decimal]),
}

/// One step of the explanation of a price.
#[derive(Clone, Copy, Debug)]
pub enum PricedPart {
    /// `quantity` at `rate`; `tier` counts from 1.
    Units { tier: Option<usize>, quantity: Exact, rate: Rate, amount: Exact },
    /// A fee that does not depend on the quantity.
    Flat { tier: Option<usize>, amount: Exact },
    /// What a tier's cap took off again; negative.
    Capped { tier: usize, amount: Exact },
    /// The fee of one transaction, after its minimum and maximum; `number` counts from 1.
    Transaction { number: usize, value: Decimal, charged_value: Exact, amount: Exact },
    /// The sum of the parts before, once more for each further time.
    Repeated { times: Decimal, amount: Exact },
    /// Negative.
    PercentOff { percent: Decimal, amount: Exact },
    /// What goes beyond the maximum spend; negative.
    AboveMaximum { amount: Exact },
    /// What is missing to the minimum spend.
    BelowMinimum { amount: Exact },
}

/// A quantity and what it costs. The amounts of `parts` sum to `total`.
#[derive(Clone, Debug)]
pub struct PricedLine {
    /// After conversion and included units; the sum of the transactions if those are charged.
    pub billed_quantity: Exact,
    pub parts: Vec<PricedPart>,
    /// In major units, not yet rounded.
    pub total: Exact,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PricingError {
    #[error("a quantity of {quantity} cannot be divided among tiers, packages or included units")]
    NegativeQuantity { quantity: Decimal },
    #[error("a package of {size} units is none")]
    PackageSize { size: Decimal },
    #[error("{percent} per cent off is not between 0 and 100")]
    PercentOff { percent: Decimal },
    #[error("a minimum of {minimum} above a maximum of {maximum}")]
    SpendLimits { minimum: Decimal, maximum: Decimal },
    #[error(transparent)]
    Tiers(#[from] TierError),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl PricedPart {
    /// In major units, not rounded.
    #[must_use]
    pub const fn amount(self) -> Exact {
        match self {
            PricedPart::Units { amount, .. }
            | PricedPart::Flat { amount, .. }
            | PricedPart::Capped { amount, .. }
            | PricedPart::Transaction { amount, .. }
            | PricedPart::Repeated { amount, .. }
            | PricedPart::PercentOff { amount, .. }
            | PricedPart::AboveMaximum { amount }
            | PricedPart::BelowMinimum { amount } => amount,
        }
    }
}

impl PricedLine {
    /// The line's amount: the total rounded once to the minor unit, half away from zero.
    ///
    /// # Errors
    /// `Overflow` beyond 64 bits.
    pub fn amount(&self, currency: Currency) -> Result<Money, MoneyError> {
        self.total.to_money(currency)
    }
}

impl From<PriceModel> for Price {
    /// The model without any terms around it.
    fn from(model: PriceModel) -> Price {
        Price {
            conversion: None,
            included_units: Decimal::ZERO,
            model,
            without_usage: WithoutUsage::Nothing,
            times: Decimal::ONE,
            percent_off: Decimal::ZERO,
            spend: SpendLimits::NONE,
        }
    }
}

impl Price {
    /// What `usage` costs, explained. The usage is that of the whole period; for a part of it see
    /// [`Price::increment`].
    ///
    /// # Errors
    /// `NegativeQuantity` where only a quantity from zero makes sense; `PercentOff`, `PackageSize` for
    /// impossible terms; `Money` beyond 38 digits.
    /// Source: docs/MONEY.md, "Prices".
    pub fn line(&self, usage: Usage) -> Result<PricedLine, PricingError> {
        let mut line = self.before_limits(usage)?;
        let excess = self.spend.excess(line.total)?;
        if !excess.is_zero() {
            line.add(PricedPart::AboveMaximum { amount: Exact::ZERO.checked_sub(excess)? })?;
        }
        let shortfall = self.spend.shortfall(line.total)?;
        if !shortfall.is_zero() {
            line.add(PricedPart::BelowMinimum { amount: shortfall })?;
        }
        Ok(line)
    }

    /// The price with its percentage off, but without the least and the most that is due.
    fn before_limits(&self, usage: Usage) -> Result<PricedLine, PricingError> {
        let mut line = match (&self.model, usage) {
            (PriceModel::Percentage(percentage), Usage::Transactions(values)) => {
                percentage.line(values)?
            }
            (PriceModel::Percentage(percentage), Usage::Quantity(value)) => {
                percentage.line(&[value])?
            }
            (_, Usage::Quantity(quantity)) => self.line_of(quantity.into())?,
            (_, Usage::Transactions(values)) => {
                let sum = values
                    .iter()
                    .try_fold(Exact::ZERO, |sum, value| sum.checked_add((*value).into()))?;
                self.line_of(sum)?
            }
        };
        if self.times != Decimal::ONE {
            let repeated = line.total.checked_mul(self.times.into())?.checked_sub(line.total)?;
            line.add(PricedPart::Repeated { times: self.times, amount: repeated })?;
        }
        if !self.percent_off.is_zero() {
            let percent = self.percent_off;
            if percent.is_sign_negative() || percent > Decimal::ONE_HUNDRED {
                return Err(PricingError::PercentOff { percent });
            }
            let amount = Exact::ZERO.checked_sub(line.total.percent(percent)?)?;
            line.add(PricedPart::PercentOff { percent, amount })?;
        }
        Ok(line)
    }

    fn line_of(&self, metered: Exact) -> Result<PricedLine, PricingError> {
        let quantity = self.billed(metered)?;
        let mut line = PricedLine::empty(quantity);
        match &self.model {
            PriceModel::Flat { amount } => {
                line.add(PricedPart::Flat { tier: None, amount: (*amount).into() })?;
            }
            PriceModel::Simple(rate) => {
                let amount = rate.amount_of(quantity)?;
                line.add(PricedPart::Units { tier: None, quantity, rate: *rate, amount })?;
            }
            PriceModel::Graduated(tiers) | PriceModel::Volume(tiers) if quantity.is_zero() => {
                if self.without_usage == WithoutUsage::FirstTierFlatFee {
                    tiers.add_first_flat_fee(&mut line)?;
                }
            }
            PriceModel::Graduated(tiers) => graduated::add_parts(tiers, quantity, &mut line)?,
            PriceModel::Volume(tiers) => volume::add_parts(tiers, quantity, &mut line)?,
            PriceModel::Percentage(percentage) => {
                percentage.add_transaction(1, quantity, &mut line)?;
            }
        }
        Ok(line)
    }

    /// Metered units as billed units, less the included ones.
    fn billed(&self, metered: Exact) -> Result<Exact, PricingError> {
        let converted = match &self.conversion {
            Some(conversion) => conversion.billed(metered)?,
            None => metered,
        };
        if self.included_units.is_zero() {
            return Ok(converted);
        }
        not_negative(converted)?;
        Ok(converted.checked_sub(self.included_units.into())?.at_least_zero())
    }
}

impl PricedLine {
    fn empty(billed_quantity: Exact) -> PricedLine {
        PricedLine { billed_quantity, parts: Vec::new(), total: Exact::ZERO }
    }

    fn add(&mut self, part: PricedPart) -> Result<(), MoneyError> {
        self.total = self.total.checked_add(part.amount())?;
        self.parts.push(part);
        Ok(())
    }
}

fn not_negative(quantity: Exact) -> Result<(), PricingError> {
    if quantity.is_negative() {
        let quantity = quantity.to_decimal().unwrap_or(Decimal::MIN);
        return Err(PricingError::NegativeQuantity { quantity });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
