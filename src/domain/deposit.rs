//! A part of an invoice that is due before the rest: before work begins (row D10).
//!
//! Staff ask for a share or an amount on a draft; finalising fixes what it is and when it is due. What is
//! paid on the invoice is paid on its deposit first.

use super::money::{Money, MoneyError};
use super::rounding::percent_of;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// How much is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DepositShare {
    /// 25 means 25 % of the total.
    Percent(Decimal),
    Amount(Money),
}

/// What staff ask for on a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposit {
    pub share: DepositShare,
    /// None: on receipt, which is the day of issue.
    pub due_on: Option<Date>,
}

/// The deposit of an invoice: an amount and a day, as final as the invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedDeposit {
    pub amount: Money,
    pub due_on: Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DepositError {
    #[error("{0} % is no share of a total")]
    NoShare(Decimal),
    #[error("an amount must be greater than zero")]
    NotPositive,
    #[error("nothing is to be paid at all")]
    NothingToPay,
    #[error("{asked} is more than the total of {total}")]
    MoreThanTotal { asked: Money, total: Money },
    #[error("a deposit is due from {issued_on} to {due_on}")]
    DueOutside { issued_on: Date, due_on: Date },
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Deposit {
    /// The deposit of an invoice over `total`. A percentage is rounded half up, once, to the minor unit,
    /// and is one minor unit at least.
    /// # Errors  A share outside 0 to 100 %, more than the total, a day outside issue and due date.
    pub fn fix(
        &self,
        total: Money,
        issued_on: Date,
        invoice_due_on: Date,
    ) -> Result<FixedDeposit, DepositError> {
        if !total.is_positive() {
            return Err(DepositError::NothingToPay);
        }
        let amount = match self.share {
            DepositShare::Percent(percent) => {
                if percent <= Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
                    return Err(DepositError::NoShare(percent));
                }
                let share = percent_of(total, percent)?;
                Money { amount_minor: share.amount_minor.max(1), ..share }
            }
            DepositShare::Amount(amount) => amount,
        };
        if !amount.is_positive() {
            return Err(DepositError::NotPositive);
        }
        if amount.min(total)? != amount {
            return Err(DepositError::MoreThanTotal { asked: amount, total });
        }
        let due_on = self.due_on.unwrap_or(issued_on);
        if due_on < issued_on || due_on > invoice_due_on {
            return Err(DepositError::DueOutside { issued_on, due_on: invoice_due_on });
        }
        Ok(FixedDeposit { amount, due_on })
    }
}

impl FixedDeposit {
    /// What of the deposit is still to be paid, on an invoice of which `paid` was paid and `due` is due:
    /// never more than that.
    /// # Errors  The currencies differ.
    pub fn left(&self, paid: Money, due: Money) -> Result<Money, MoneyError> {
        let left = self.amount.checked_sub(paid)?.min(due)?;
        Ok(if left.is_negative() { Money::zero(left.currency) } else { left })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;
    use jiff::civil::date;

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    fn of(share: DepositShare, total: Money) -> Result<Money, DepositError> {
        let deposit = Deposit { share, due_on: None };
        let fixed = deposit.fix(total, date(2026, 3, 2), date(2026, 4, 1))?;
        assert_eq!(fixed.due_on, date(2026, 3, 2), "on receipt");
        Ok(fixed.amount)
    }

    #[test]
    fn a_percentage_is_rounded_half_up_and_never_nothing() {
        let percent =
            |percent, total| of(DepositShare::Percent(Decimal::from(percent)), eur(total));
        assert_eq!(percent(25, 119_00), Ok(eur(29_75)));
        // 25 % of 0.10 is 2.5 cents, of 0.09 is 2.25 cents, of 0.01 a quarter of a cent.
        assert_eq!(percent(25, 10), Ok(eur(3)));
        assert_eq!(percent(25, 9), Ok(eur(2)));
        assert_eq!(percent(25, 1), Ok(eur(1)));
        assert_eq!(percent(100, 119_00), Ok(eur(119_00)));
        assert_eq!(percent(0, 119_00), Err(DepositError::NoShare(Decimal::ZERO)));
        assert_eq!(percent(101, 1), Err(DepositError::NoShare(Decimal::from(101))));
        assert_eq!(percent(50, 0), Err(DepositError::NothingToPay));
    }

    #[test]
    fn an_amount_is_at_most_the_total() {
        let amount = |minor| of(DepositShare::Amount(eur(minor)), eur(119_00));
        assert_eq!(amount(119_00), Ok(eur(119_00)));
        let (asked, total) = (eur(119_01), eur(119_00));
        assert_eq!(amount(119_01), Err(DepositError::MoreThanTotal { asked, total }));
        assert_eq!(amount(0), Err(DepositError::NotPositive));
    }

    #[test]
    fn it_is_due_between_issue_and_due_date() {
        let (issued_on, due_on) = (date(2026, 3, 2), date(2026, 4, 1));
        let on = |due_on_deposit| {
            let share = DepositShare::Amount(eur(1));
            let deposit = Deposit { share, due_on: Some(due_on_deposit) };
            deposit.fix(eur(100), issued_on, due_on).map(|fixed| fixed.due_on)
        };
        assert_eq!(on(due_on), Ok(due_on));
        let outside = Err(DepositError::DueOutside { issued_on, due_on });
        assert_eq!(on(date(2026, 3, 1)), outside);
        assert_eq!(on(date(2026, 4, 2)), outside);
    }

    #[test]
    fn what_is_paid_is_paid_on_the_deposit_first() {
        let deposit = FixedDeposit { amount: eur(50_00), due_on: date(2026, 3, 2) };
        assert_eq!(deposit.left(eur(0), eur(100_00)), Ok(eur(50_00)));
        assert_eq!(deposit.left(eur(20_00), eur(80_00)), Ok(eur(30_00)));
        assert_eq!(deposit.left(eur(70_00), eur(30_00)), Ok(eur(0)));
        // Credited down to less than the deposit.
        assert_eq!(deposit.left(eur(0), eur(10_00)), Ok(eur(10_00)));
    }
}
