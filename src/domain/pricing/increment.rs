//! Owns billing a period in parts (progressive billing): each line costs what the period costs so far,
//! less what it cost before.
//!
//! Both are rounded, so the lines of a period sum to its price to the minor unit. A volume price may fall
//! when the quantity grows, so its whole amount stands on the last line.

use rust_decimal::Decimal;

use super::{Price, PriceModel, PricingError, Usage};
use crate::domain::currency::Currency;
use crate::domain::money::{Money, MoneyError};
use crate::domain::rounding::round_to_minor;

/// One part of a period.
#[derive(Clone, Copy, Debug)]
pub struct Increment {
    /// Used in the period before this part.
    pub quantity_before: Decimal,
    pub quantity: Decimal,
    /// No other part of the period follows. The minimum spend and fees without usage are decided then.
    pub is_last: bool,
    /// What the earlier lines of the period came to.
    pub billed_before: Money,
}

/// The line of one part: `amount = usage − maximum_spend_discount + minimum_spend_true_up`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IncrementLine {
    pub usage: Money,
    pub maximum_spend_discount: Money,
    pub minimum_spend_true_up: Money,
    pub amount: Money,
}

impl Price {
    /// What one part of a period costs.
    ///
    /// # Errors
    /// As [`Price::line`]; `Money` if `billed_before` is in another currency.
    /// Source: OpenMeter's progressive billing; docs/MONEY.md, "Prices".
    pub fn increment(
        &self,
        part: Increment,
        currency: Currency,
    ) -> Result<IncrementLine, PricingError> {
        let quantity_after =
            part.quantity_before.checked_add(part.quantity).ok_or(MoneyError::Overflow)?;
        let after = self.through(quantity_after, part.is_last, currency)?;
        let before = self.through(part.quantity_before, false, currency)?;
        let usage = after.checked_sub(before)?;

        let zero = Money::zero(currency);
        let total = part.billed_before.checked_add(usage)?;
        let maximum_spend_discount = match self.spend.maximum() {
            Some(maximum) => {
                let excess = total.checked_sub(round_to_minor(maximum, currency)?)?.max(zero)?;
                excess.min(usage.max(zero)?)?
            }
            None => zero,
        };
        let minimum_spend_true_up = match self.spend.minimum() {
            Some(minimum) if part.is_last => {
                let due = total.checked_sub(maximum_spend_discount)?;
                super::true_up(round_to_minor(minimum, currency)?, due)?
            }
            _ => zero,
        };
        let amount =
            usage.checked_sub(maximum_spend_discount)?.checked_add(minimum_spend_true_up)?;
        Ok(IncrementLine { usage, maximum_spend_discount, minimum_spend_true_up, amount })
    }

    /// What the period costs up to `quantity`, rounded; as long as it goes on, only what can no longer
    /// become less.
    fn through(
        &self,
        quantity: Decimal,
        is_last: bool,
        currency: Currency,
    ) -> Result<Money, PricingError> {
        let is_open = !is_last && (quantity.is_zero() || self.settles_at_the_end());
        if is_open {
            return Ok(Money::zero(currency));
        }
        Ok(self.before_limits(Usage::Quantity(quantity))?.amount(currency)?)
    }

    fn settles_at_the_end(&self) -> bool {
        matches!(self.model, PriceModel::Volume(_))
    }
}
