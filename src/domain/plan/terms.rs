//! Owns how a price is written down: what is stored with a plan version and answered by the API.
//! Amounts are decimals in major units, as text.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::domain::pricing::{
    Percentage, Price, PriceModel, PricingError, Rate, SpendLimits, Tier, TierError, Tiers,
};
use crate::domain::rounding::Rounding;

/// A price model and the terms around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceTerms {
    #[serde(flatten)]
    pub model: ModelTerms,
    /// Units of each period that cost nothing.
    #[serde(default, skip_serializing_if = "Decimal::is_zero")]
    pub included_units: Decimal,
    /// The least and the most that a whole period costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Decimal>,
}

/// How a quantity becomes an amount; see `pricing::PriceModel`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "model", rename_all = "snake_case")]
pub enum ModelTerms {
    Flat {
        amount: Decimal,
    },
    PerUnit {
        unit_amount: Decimal,
    },
    /// A started package costs as much as a full one.
    Package {
        size: Decimal,
        amount: Decimal,
    },
    Graduated {
        tiers: Vec<TierTerms>,
    },
    Volume {
        tiers: Vec<TierTerms>,
    },
    Percentage {
        rate_percent: Decimal,
    },
}

/// A tier: up to and including its bound, the last without one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierTerms {
    pub up_to: Option<Decimal>,
    pub unit_amount: Decimal,
    #[serde(default, skip_serializing_if = "Decimal::is_zero")]
    pub flat_amount: Decimal,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    #[error("an amount of {0} is less than nothing")]
    Negative(Decimal),
    #[error("{0} has more than twelve decimals")]
    TooFine(Decimal),
    #[error(transparent)]
    Pricing(#[from] PricingError),
}

impl From<TierError> for TermsError {
    fn from(error: TierError) -> Self {
        Self::Pricing(error.into())
    }
}

/// Decimals of a unit price (stripe-ruby price.rb).
const DECIMALS_MAX: u32 = 12;

impl From<ModelTerms> for PriceTerms {
    fn from(model: ModelTerms) -> Self {
        Self { model, included_units: Decimal::ZERO, minimum: None, maximum: None }
    }
}

impl PriceTerms {
    /// The price to compute with.
    ///
    /// # Errors
    /// `Negative`, `TooFine`; `Pricing` for tiers, packages or limits that make no sense.
    pub fn to_price(&self) -> Result<Price, TermsError> {
        for amount in self.amounts() {
            if amount.is_sign_negative() && !amount.is_zero() {
                return Err(TermsError::Negative(amount));
            }
            if amount.normalize().scale() > DECIMALS_MAX {
                return Err(TermsError::TooFine(amount));
            }
        }
        let mut price = Price::from(self.model.to_model()?);
        price.included_units = self.included_units;
        price.spend = SpendLimits::new(self.minimum, self.maximum)?;
        Ok(price)
    }

    /// Whether the whole period costs the same whatever happens in it.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        matches!(self.model, ModelTerms::Flat { .. })
    }

    /// The price of one unit, where every unit costs the same and nothing is around it.
    #[must_use]
    pub fn plain_unit_amount(&self) -> Option<Decimal> {
        let is_plain =
            self.included_units.is_zero() && self.minimum.is_none() && self.maximum.is_none();
        match self.model {
            ModelTerms::Flat { amount } if is_plain => Some(amount),
            ModelTerms::PerUnit { unit_amount } if is_plain => Some(unit_amount),
            _ => None,
        }
    }

    fn amounts(&self) -> Vec<Decimal> {
        let mut amounts = match &self.model {
            ModelTerms::Flat { amount } => vec![*amount],
            ModelTerms::PerUnit { unit_amount } => vec![*unit_amount],
            ModelTerms::Package { size, amount } => vec![*size, *amount],
            ModelTerms::Graduated { tiers } | ModelTerms::Volume { tiers } => {
                tiers.iter().flat_map(|tier| [tier.unit_amount, tier.flat_amount]).collect()
            }
            ModelTerms::Percentage { rate_percent } => vec![*rate_percent],
        };
        amounts.push(self.included_units);
        amounts.extend(self.minimum.into_iter().chain(self.maximum));
        amounts
    }
}

impl ModelTerms {
    fn to_model(&self) -> Result<PriceModel, TermsError> {
        Ok(match self {
            Self::Flat { amount } => PriceModel::Flat { amount: *amount },
            Self::PerUnit { unit_amount } => PriceModel::Simple(Rate::PerUnit(*unit_amount)),
            Self::Package { size, amount } => {
                if *size <= Decimal::ZERO {
                    return Err(PricingError::PackageSize { size: *size }.into());
                }
                let (size, amount) = (*size, *amount);
                PriceModel::Simple(Rate::PerPackage { size, amount, rounding: Rounding::Ceiling })
            }
            Self::Graduated { tiers } => PriceModel::Graduated(to_tiers(tiers)?),
            Self::Volume { tiers } => PriceModel::Volume(to_tiers(tiers)?),
            Self::Percentage { rate_percent } => {
                PriceModel::Percentage(Percentage::of(*rate_percent))
            }
        })
    }
}

fn to_tiers(terms: &[TierTerms]) -> Result<Tiers, TierError> {
    let tier = |terms: &TierTerms| Tier {
        up_to: terms.up_to,
        rate: Rate::PerUnit(terms.unit_amount),
        flat_amount: terms.flat_amount,
        cap: None,
    };
    Tiers::new(terms.iter().map(tier).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pricing::Usage;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn stored_tiers_cost_what_they_say() {
        // 12,500 calls: 1,000 at 0.010, 9,000 at 0.008, 2,500 at 0.005 = 10 + 72 + 12.50
        let json = r#"{"model":"graduated","tiers":[
            {"up_to":"1000","unit_amount":"0.010"},
            {"up_to":"10000","unit_amount":"0.008"},
            {"up_to":null,"unit_amount":"0.005"}]}"#;
        let terms: PriceTerms = serde_json::from_str(json).unwrap();
        let line = terms.to_price().unwrap().line(Usage::Quantity(dec("12500"))).unwrap();
        let usd = "USD".parse().unwrap();
        assert_eq!(line.amount(usd).unwrap().amount_minor, 94_50);
    }

    #[test]
    fn a_price_below_nothing_is_refused() {
        let terms = PriceTerms::from(ModelTerms::PerUnit { unit_amount: dec("-1") });
        assert_eq!(terms.to_price().unwrap_err(), TermsError::Negative(dec("-1")));
        let fine = PriceTerms::from(ModelTerms::Flat { amount: dec("0.0000000000001") });
        assert_eq!(fine.to_price().unwrap_err(), TermsError::TooFine(dec("0.0000000000001")));
    }

    #[test]
    fn included_units_come_off_before_tiers() {
        let json = r#"{"model":"package","size":"1000","amount":"5","included_units":"1000"}"#;
        let terms: PriceTerms = serde_json::from_str(json).unwrap();
        let line = terms.to_price().unwrap().line(Usage::Quantity(dec("4500"))).unwrap();
        // 3,500 left: four started packages at 5
        assert_eq!(line.amount("USD".parse().unwrap()).unwrap().amount_minor, 20_00);
    }
}
