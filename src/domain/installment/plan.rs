//! Owns which plans are offered and how an invoice's amount is shared out over one.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::dates::DueDates;
use crate::domain::currency::Currency;
use crate::domain::money::{Money, MoneyError};
use crate::domain::rounding::{percent_of, round_to_minor};
use crate::domain::split::{SplitError, split_equal};

/// What an operator allows. The defaults are those of row G1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanPolicy {
    pub fewest_installments: u32,
    pub most_installments: u32,
    /// In major units of the invoice's currency: 100 means 100.00 EUR or 100 JPY.
    pub least_total: Decimal,
    /// 25 means 25 %.
    pub down_payment_percent: Decimal,
}

/// The amounts of a plan; together they are exactly the invoice's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanAmounts {
    /// Zero if none was agreed.
    pub down_payment: Money,
    pub installments: Vec<Money>,
}

/// One installment, as it stands in the agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installment {
    /// From 1.
    pub number: u32,
    pub due_on: Date,
    pub amount: Money,
}

/// What the customer agrees to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Due at once; its arrival activates the plan.
    pub down_payment: Money,
    pub installments: Vec<Installment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("{installments} installments are not between {fewest} and {most}")]
    InstallmentCount { installments: u32, fewest: u32, most: u32 },
    #[error("{total} is less than {least}")]
    BelowMinimum { total: Money, least: Money },
    #[error("a down payment of {percent} % is not between 0 and less than 100")]
    DownPaymentPercent { percent: Decimal },
    /// Some installment would be of nothing.
    #[error("{remainder} cannot be shared between {installments} installments")]
    TooSmall { remainder: Money, installments: u32 },
    #[error("{amounts} amounts meet {days} days")]
    DatesDiffer { amounts: usize, days: usize },
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Split(#[from] SplitError),
}

impl Default for PlanPolicy {
    fn default() -> PlanPolicy {
        PlanPolicy {
            fewest_installments: 2,
            most_installments: 12,
            least_total: Decimal::ONE_HUNDRED,
            down_payment_percent: Decimal::from(25),
        }
    }
}

impl PlanPolicy {
    /// The least total for which a plan is offered in `currency`.
    ///
    /// # Errors
    /// `Overflow` for an absurd policy.
    pub fn least_total(&self, currency: Currency) -> Result<Money, MoneyError> {
        round_to_minor(self.least_total, currency)
    }

    /// `Ok` if an invoice of `total` may be paid in `installments`.
    ///
    /// # Errors
    /// `InstallmentCount`, `BelowMinimum`.
    pub fn allows(&self, total: Money, installments: u32) -> Result<(), PlanError> {
        let (fewest, most) = (self.fewest_installments, self.most_installments);
        if !(fewest..=most).contains(&installments) {
            return Err(PlanError::InstallmentCount { installments, fewest, most });
        }
        let least = self.least_total(total.currency)?;
        if total.amount_minor < least.amount_minor {
            return Err(PlanError::BelowMinimum { total, least });
        }
        Ok(())
    }

    /// The schedule of a plan for `total`, with the policy's down payment.
    ///
    /// # Errors
    /// As [`PlanPolicy::allows`], [`PlanAmounts::of`] and [`Schedule::new`].
    pub fn schedule(&self, total: Money, due_dates: &DueDates) -> Result<Schedule, PlanError> {
        let count = u32::try_from(due_dates.as_slice().len()).unwrap_or(u32::MAX);
        self.allows(total, count)?;
        Schedule::new(PlanAmounts::of(total, self.down_payment_percent, count)?, due_dates)
    }
}

impl PlanAmounts {
    /// Shares `total` between a down payment of `down_payment_percent` and `installments` parts.
    ///
    /// The down payment is rounded once, half away from zero; the parts share exactly what it leaves,
    /// differ by at most one minor unit, and the first are the larger (trap T1: 359.88 with 25 % in six
    /// is 89.97 + 3 × 44.99 + 3 × 44.98, not 90 + 6 × 45).
    /// # Errors
    /// `DownPaymentPercent` outside 0 ≤ percent < 100; `TooSmall` if a part would be nothing.
    pub fn of(
        total: Money,
        down_payment_percent: Decimal,
        installments: u32,
    ) -> Result<PlanAmounts, PlanError> {
        let percent = down_payment_percent;
        if percent < Decimal::ZERO || percent >= Decimal::ONE_HUNDRED {
            return Err(PlanError::DownPaymentPercent { percent });
        }
        let down_payment = percent_of(total, percent)?;
        let remainder = total.checked_sub(down_payment)?;
        if installments == 0 || remainder.amount_minor < i64::from(installments) {
            return Err(PlanError::TooSmall { remainder, installments });
        }
        Ok(PlanAmounts { down_payment, installments: equal_parts(remainder, installments)? })
    }
}

impl Schedule {
    /// The amounts on their days, numbered from 1.
    ///
    /// # Errors
    /// `DatesDiffer` unless there is one day for each installment.
    pub fn new(amounts: PlanAmounts, due_dates: &DueDates) -> Result<Schedule, PlanError> {
        let installments = numbered(1, &amounts.installments, due_dates)?;
        Ok(Schedule { down_payment: amounts.down_payment, installments })
    }

    /// Everything the customer pays: exactly the invoice's amount.
    ///
    /// # Errors
    /// `Overflow` never happens for a schedule made by these rules.
    pub fn total(&self) -> Result<Money, MoneyError> {
        let parts = self.installments.iter().map(|installment| installment.amount);
        parts.into_iter().try_fold(self.down_payment, Money::checked_add)
    }

    /// What pays the plan off: the installments whose numbers are not in `paid`. There is no discount
    /// and no fee for paying early.
    ///
    /// # Errors
    /// `Overflow` never happens for a schedule made by these rules.
    pub fn outstanding(&self, paid: &[u32]) -> Result<Money, MoneyError> {
        let zero = Money::zero(self.down_payment.currency);
        let unpaid = self.installments.iter().filter(|part| !paid.contains(&part.number));
        unpaid.map(|installment| installment.amount).try_fold(zero, Money::checked_add)
    }

    /// The schedule after the installments not in `paid` were moved to `due_dates`: their sum is shared
    /// anew, the paid ones stay, the new ones are numbered on from the last.
    ///
    /// # Errors
    /// `TooSmall` if nothing, or less than a minor unit for each day, is left.
    pub fn rescheduled(&self, paid: &[u32], due_dates: &DueDates) -> Result<Schedule, PlanError> {
        let outstanding = self.outstanding(paid)?;
        let count = u32::try_from(due_dates.as_slice().len()).unwrap_or(u32::MAX);
        if count == 0 || outstanding.amount_minor < i64::from(count) {
            return Err(PlanError::TooSmall { remainder: outstanding, installments: count });
        }
        let last = self.installments.iter().map(|part| part.number).max().unwrap_or(0);
        let moved = numbered(last + 1, &equal_parts(outstanding, count)?, due_dates)?;
        let kept = self.installments.iter().filter(|part| paid.contains(&part.number)).copied();
        let installments = kept.chain(moved).collect();
        Ok(Schedule { down_payment: self.down_payment, installments })
    }
}

fn equal_parts(amount: Money, count: u32) -> Result<Vec<Money>, PlanError> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let parts = split_equal(amount.amount_minor, count)?;
    Ok(parts.into_iter().map(|part| Money::new(part, amount.currency)).collect())
}

fn numbered(
    first: u32,
    amounts: &[Money],
    due_dates: &DueDates,
) -> Result<Vec<Installment>, PlanError> {
    let days = due_dates.as_slice();
    if amounts.len() != days.len() {
        return Err(PlanError::DatesDiffer { amounts: amounts.len(), days: days.len() });
    }
    let parts = (first..).zip(days).zip(amounts);
    Ok(parts
        .map(|((number, due_on), amount)| Installment { number, due_on: *due_on, amount: *amount })
        .collect())
}

#[cfg(test)]
mod tests;
