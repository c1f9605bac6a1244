//! Owns the least and the most that is due for a period: minimum spend, maximum spend, commitments.

use rust_decimal::Decimal;

use super::PricingError;
use crate::domain::currency::Currency;
use crate::domain::exact::Exact;
use crate::domain::money::{Money, MoneyError};

/// The least and the most due for one period, in major units; the least is at most the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpendLimits {
    minimum: Option<Decimal>,
    maximum: Option<Decimal>,
}

impl SpendLimits {
    pub const NONE: SpendLimits = SpendLimits { minimum: None, maximum: None };

    /// # Errors
    /// `SpendLimits` for a minimum above the maximum.
    pub fn new(
        minimum: Option<Decimal>,
        maximum: Option<Decimal>,
    ) -> Result<SpendLimits, PricingError> {
        match (minimum, maximum) {
            (Some(minimum), Some(maximum)) if minimum > maximum => {
                Err(PricingError::SpendLimits { minimum, maximum })
            }
            _ => Ok(SpendLimits { minimum, maximum }),
        }
    }

    #[must_use]
    pub const fn minimum(self) -> Option<Decimal> {
        self.minimum
    }

    #[must_use]
    pub const fn maximum(self) -> Option<Decimal> {
        self.maximum
    }

    /// How far `total` is above the maximum; zero if it is not.
    pub(super) fn excess(self, total: Exact) -> Result<Exact, MoneyError> {
        match self.maximum {
            Some(maximum) => Ok(total.checked_sub(maximum.into())?.at_least_zero()),
            None => Ok(Exact::ZERO),
        }
    }

    /// How far `total` is below the minimum; zero if it is not.
    pub(super) fn shortfall(self, total: Exact) -> Result<Exact, MoneyError> {
        match self.minimum {
            Some(minimum) => Ok(Exact::from(minimum).checked_sub(total)?.at_least_zero()),
            None => Ok(Exact::ZERO),
        }
    }
}

/// What comes off a line so that the period stays at or below its maximum spend: the excess of billed and
/// line over `maximum`, at most the line. All in major units; rounded once.
///
/// # Errors
/// `Overflow` beyond 38 digits.
pub fn maximum_spend_discount(
    line_amount: Decimal,
    billed_before: Decimal,
    maximum: Decimal,
    currency: Currency,
) -> Result<Money, MoneyError> {
    let total = Exact::from(billed_before).checked_add(line_amount.into())?;
    let excess = total.checked_sub(maximum.into())?.at_least_zero();
    excess.min(Exact::from(line_amount).at_least_zero())?.to_money(currency)
}

/// What is added at the end of a commitment so that it is met: `commitment − used`, both already rounded
/// amounts, or nothing. The lines billed are what counts, so their rounding is never undone.
///
/// # Errors
/// `CurrencyMismatch`, `Overflow`.
pub fn true_up(commitment: Money, used: Money) -> Result<Money, MoneyError> {
    commitment.checked_sub(used)?.max(Money::zero(commitment.currency))
}
