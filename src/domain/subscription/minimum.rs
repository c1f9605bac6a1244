//! Owns the minimum of a period: what it was to come to at least, and what usage that comes late still
//! costs beside it (rows E7, F3).

use crate::domain::money::{Money, MoneyError};
use crate::domain::period::Period;

/// What a period was to come to and what it came to; net, before coupons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minimum {
    pub covered: Period,
    pub owed: Money,
    pub came_to: Money,
}

impl Minimum {
    /// What is charged to bring the period up to the minimum; zero or above.
    ///
    /// # Errors
    /// Two currencies; amounts beyond 64 bits.
    pub fn short(&self) -> Result<Money, MoneyError> {
        self.owed.checked_sub(self.came_to)?.max(Money::zero(self.owed.currency))
    }

    /// What `difference` costs, less than nothing where it is given back, once the period has come to `moved`
    /// more than when it was billed: what is used more first uses up the minimum that was paid, and what is
    /// used less never brings the period below it.
    ///
    /// # Errors
    /// Two currencies; amounts beyond 64 bits.
    pub fn charged(&self, moved: Money, difference: Money) -> Result<Money, MoneyError> {
        let zero = Money::zero(self.owed.currency);
        let before = self.came_to.checked_add(moved)?;
        let after = before.checked_add(difference)?;
        let above = |came_to: Money| came_to.checked_sub(self.owed)?.max(zero);
        above(after)?.checked_sub(above(before)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    /// 20.00 are owed at least.
    fn came_to(minor: i64) -> Minimum {
        let covered = Period::new(
            "2026-02-01T00:00:00Z".parse().unwrap(),
            "2026-03-01T00:00:00Z".parse().unwrap(),
        );
        Minimum { covered: covered.unwrap(), owed: eur(20_00), came_to: eur(minor) }
    }

    #[test]
    fn what_is_used_late_first_uses_up_the_minimum_that_was_paid() {
        // 12.50 was used, so 7.50 was paid for nothing.
        let minimum = came_to(12_50);
        assert_eq!(minimum.short(), Ok(eur(7_50)));
        assert_eq!(minimum.charged(eur(0), eur(5_00)), Ok(eur(0)));
        // 2.50 of it is left then.
        assert_eq!(minimum.charged(eur(5_00), eur(4_00)), Ok(eur(1_50)));
        assert_eq!(minimum.charged(eur(9_00), eur(1_00)), Ok(eur(1_00)));
    }

    #[test]
    fn what_is_used_less_never_brings_a_period_below_its_minimum() {
        // 25.00 was used: 5.00 above.
        let minimum = came_to(25_00);
        assert_eq!(minimum.short(), Ok(eur(0)));
        assert_eq!(minimum.charged(eur(0), eur(-3_00)), Ok(eur(-3_00)));
        assert_eq!(minimum.charged(eur(-3_00), eur(-4_00)), Ok(eur(-2_00)));
        assert_eq!(minimum.charged(eur(-7_00), eur(-1_00)), Ok(eur(0)));
    }
}
