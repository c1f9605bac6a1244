//! Owns prices per transaction: a percentage of its amount and a fixed fee, between a least and a most,
//! with the first transactions or the first amount free.

use rust_decimal::Decimal;

use super::{PricedLine, PricedPart, PricingError};
use crate::domain::exact::Exact;
use crate::domain::money::MoneyError;

/// What each transaction is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percentage {
    pub rate_percent: Decimal,
    /// Major units for each transaction, one of zero included.
    pub fixed_amount: Decimal,
    /// The least and the most for one transaction, fixed amount included.
    pub minimum: Option<Decimal>,
    pub maximum: Option<Decimal>,
    /// So many transactions are free. Together with `free_amount`: until either is used up.
    pub free_transactions: Option<u32>,
    /// Transactions are free until they sum to this; of the one that crosses it the rest is charged.
    pub free_amount: Option<Decimal>,
}

impl Percentage {
    /// A percentage with nothing else.
    #[must_use]
    pub const fn of(rate_percent: Decimal) -> Percentage {
        Percentage {
            rate_percent,
            fixed_amount: Decimal::ZERO,
            minimum: None,
            maximum: None,
            free_transactions: None,
            free_amount: None,
        }
    }

    /// What the transactions cost, one part each; free ones have none.
    ///
    /// # Errors
    /// `Money` beyond 38 digits.
    /// Source: Lago's percentage charge model (getlago.com/docs, charge models).
    pub(super) fn line(&self, values: &[Decimal]) -> Result<PricedLine, PricingError> {
        let mut line = PricedLine::empty(Exact::ZERO);
        let mut free = FreeAllowance::of(self);
        for (position, value) in values.iter().enumerate() {
            let value = Exact::from(*value);
            line.billed_quantity = line.billed_quantity.checked_add(value)?;
            if let Some(charged) = free.charged_of(value)? {
                self.add(position + 1, value, charged, &mut line)?;
            }
        }
        Ok(line)
    }

    pub(super) fn add_transaction(
        &self,
        number: usize,
        value: Exact,
        line: &mut PricedLine,
    ) -> Result<(), PricingError> {
        self.add(number, value, value, line)
    }

    fn add(
        &self,
        number: usize,
        value: Exact,
        charged_value: Exact,
        line: &mut PricedLine,
    ) -> Result<(), PricingError> {
        let mut amount =
            charged_value.percent(self.rate_percent)?.checked_add(self.fixed_amount.into())?;
        if let Some(minimum) = self.minimum {
            amount = amount.max(minimum.into())?;
        }
        if let Some(maximum) = self.maximum {
            amount = amount.min(maximum.into())?;
        }
        let value = value.to_decimal().ok_or(MoneyError::Overflow)?;
        line.add(PricedPart::Transaction { number, value, charged_value, amount })?;
        Ok(())
    }
}

/// What is still free as the transactions go by.
struct FreeAllowance {
    transactions: Option<u32>,
    amount: Option<Exact>,
}

impl FreeAllowance {
    fn of(percentage: &Percentage) -> FreeAllowance {
        FreeAllowance {
            transactions: percentage.free_transactions,
            amount: percentage.free_amount.map(Exact::from),
        }
    }

    /// The part of a transaction that is charged; `None` when it is free altogether.
    fn charged_of(&mut self, value: Exact) -> Result<Option<Exact>, MoneyError> {
        let is_used_up = match (self.transactions, self.amount) {
            (None, None) => true,
            (Some(0), _) => true,
            (_, Some(amount)) => amount.is_zero(),
            (Some(_), None) => false,
        };
        if is_used_up {
            return Ok(Some(value));
        }
        self.transactions = self.transactions.map(|left| left - 1);
        let Some(left) = self.amount else { return Ok(None) };
        let beyond = value.checked_sub(left)?;
        if beyond.is_negative() || beyond.is_zero() {
            self.amount = Some(left.checked_sub(value)?);
            return Ok(None);
        }
        self.amount = Some(Exact::ZERO);
        Ok(Some(beyond))
    }
}
