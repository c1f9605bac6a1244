//! Owns what of a plan is paid: a consequence of what the invoice received and what was credited on it
//! since the agreement. Nothing of it is stored, so nothing can disagree.
//!
//! Money goes to the down payment, then to the oldest installment, then on; a credit note takes from the
//! last installment first. What is owed sooner stays as agreed.

use jiff::civil::Date;

use super::plan::Schedule;
use crate::domain::money::Money;

/// A part of a plan: the down payment, or an installment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// From 1; 0 is the down payment.
    pub number: u32,
    /// None for the down payment: at once.
    pub due_on: Option<Date>,
    /// As it stands in the agreement.
    pub agreed: Money,
    /// What credit notes have left of it.
    pub amount: Money,
    pub paid: Money,
}

impl Part {
    /// What is still to be paid.
    #[must_use]
    pub fn left(&self) -> Money {
        Money { amount_minor: self.amount.amount_minor - self.paid.amount_minor, ..self.amount }
    }

    #[must_use]
    pub fn is_paid(&self) -> bool {
        self.paid == self.amount
    }
}

/// How a plan stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStanding {
    pub down_payment: Part,
    /// In their order.
    pub installments: Vec<Part>,
}

impl PlanStanding {
    /// The standing of `schedule` after `received` and `credited` minor units since it was agreed. Less
    /// than nothing counts as nothing; more than is owed fills everything and is not the plan's.
    #[must_use]
    pub fn of(schedule: &Schedule, received_minor: i64, credited_minor: i64) -> Self {
        let mut parts = vec![part(0, None, schedule.down_payment)];
        let numbered = schedule.installments.iter();
        parts.extend(numbered.map(|one| part(one.number, Some(one.due_on), one.amount)));
        let mut credited = credited_minor.max(0);
        for part in parts.iter_mut().rev() {
            let off = credited.min(part.agreed.amount_minor);
            part.amount.amount_minor -= off;
            credited -= off;
        }
        let mut received = received_minor.max(0);
        for part in &mut parts {
            part.paid.amount_minor = received.min(part.amount.amount_minor);
            received -= part.paid.amount_minor;
        }
        let installments = parts.split_off(1);
        Self { down_payment: parts[0], installments }
    }

    /// The oldest installment of which something is left.
    #[must_use]
    pub fn next(&self) -> Option<&Part> {
        self.installments.iter().find(|part| !part.is_paid())
    }

    /// What pays everything off.
    #[must_use]
    pub fn left(&self) -> Money {
        let parts = std::iter::once(&self.down_payment).chain(&self.installments);
        let left_minor = parts.map(|part| part.left().amount_minor).sum();
        Money { amount_minor: left_minor, ..self.down_payment.amount }
    }

    /// What has been paid.
    #[must_use]
    pub fn paid(&self) -> Money {
        let parts = std::iter::once(&self.down_payment).chain(&self.installments);
        let paid_minor = parts.map(|part| part.paid.amount_minor).sum();
        Money { amount_minor: paid_minor, ..self.down_payment.amount }
    }

    /// Installments that are paid whole; those that credit notes took away altogether are none.
    #[must_use]
    pub fn installments_paid(&self) -> usize {
        let whole = |part: &&Part| part.is_paid() && part.paid.is_positive();
        self.installments.iter().filter(whole).count()
    }
}

fn part(number: u32, due_on: Option<Date>, agreed: Money) -> Part {
    Part { number, due_on, agreed, amount: agreed, paid: Money::zero(agreed.currency) }
}

#[cfg(test)]
mod tests {
    use super::super::{DueDates, PlanAmounts};
    use super::*;
    use crate::domain::currency::Currency;
    use jiff::civil::date;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn usd(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::USD)
    }

    /// 359.88 with 25 % down in six: 89.97 + 3 × 44.99 + 3 × 44.98.
    fn schedule() -> Schedule {
        let days = DueDates::monthly(date(2027, 1, 31), 6).unwrap();
        let amounts = PlanAmounts::of(usd(359_88), Decimal::from(25), 6).unwrap();
        Schedule::new(amounts, &days).unwrap()
    }

    fn lefts(standing: &PlanStanding) -> Vec<i64> {
        standing.installments.iter().map(|part| part.left().amount_minor).collect()
    }

    #[test]
    fn money_goes_to_the_down_payment_and_then_to_the_oldest() {
        let standing = PlanStanding::of(&schedule(), 89_97 + 44_99 + 10_00, 0);
        assert!(standing.down_payment.is_paid());
        assert_eq!(lefts(&standing), [0, 34_99, 44_99, 44_98, 44_98, 44_98]);
        assert_eq!(standing.next().map(|part| part.number), Some(2));
        assert_eq!(standing.installments_paid(), 1);
        assert_eq!((standing.paid(), standing.left()), (usd(144_96), usd(214_92)));
    }

    #[test]
    fn a_credit_note_takes_from_the_last_installments_first() {
        // 50.00 off: the sixth (44.98) altogether, 5.02 of the fifth.
        let standing = PlanStanding::of(&schedule(), 89_97 + 44_99, 50_00);
        assert_eq!(lefts(&standing), [0, 44_99, 44_99, 44_98, 39_96, 0]);
        assert_eq!(standing.left(), usd(174_92));
        assert_eq!(standing.installments_paid(), 1);
    }

    #[test]
    fn money_that_goes_back_leaves_the_last_paid_installment_open_again() {
        let paid = PlanStanding::of(&schedule(), 89_97 + 44_99 + 44_99, 0);
        assert_eq!(paid.next().map(|part| part.number), Some(3));
        let back = PlanStanding::of(&schedule(), 89_97 + 44_99, 0);
        assert_eq!(back.next().map(|part| part.number), Some(2));
    }

    proptest! {
        #[test]
        fn any_history_of_payments_and_credit_notes_keeps_the_sum(
            total_minor in 2_00_i64..1_000_000_00,
            percent in 0_i64..90,
            count in 1_u32..=12,
            history in prop::collection::vec((any::<bool>(), 1_i64..500_000_00), 0..30),
        ) {
            let total = usd(total_minor);
            let days = DueDates::weekly(date(2027, 1, 4), count).unwrap();
            let amounts = PlanAmounts::of(total, Decimal::from(percent), count).unwrap();
            let schedule = Schedule::new(amounts, &days).unwrap();
            let (mut received, mut credited) = (0, 0);
            for (is_payment, wanted) in history {
                // As the database keeps it: what settles an invoice is never more than its total.
                let amount = wanted.min(total_minor - received - credited);
                if is_payment { received += amount } else { credited += amount }
                let standing = PlanStanding::of(&schedule, received, credited);
                let parts: Vec<Part> = std::iter::once(standing.down_payment)
                    .chain(standing.installments.clone()).collect();
                let sum = |f: fn(&Part) -> i64| parts.iter().map(f).sum::<i64>();
                prop_assert_eq!(sum(|part| part.agreed.amount_minor), total_minor);
                prop_assert_eq!(sum(|part| part.amount.amount_minor), total_minor - credited);
                prop_assert_eq!(sum(|part| part.paid.amount_minor), received);
                prop_assert_eq!(standing.left().amount_minor, total_minor - received - credited);
                for part in &parts {
                    prop_assert!(0 <= part.paid.amount_minor);
                    prop_assert!(part.paid.amount_minor <= part.amount.amount_minor);
                    prop_assert!(part.amount.amount_minor <= part.agreed.amount_minor);
                }
                // Oldest first: behind one that is open, nothing is paid.
                let open = parts.iter().position(|part| !part.is_paid()).unwrap_or(parts.len());
                prop_assert!(parts.iter().skip(open + 1).all(|part| part.paid.is_zero()));
                // Last first: before one that still stands as agreed, nothing was taken off.
                let reduced = parts.iter().position(|part| part.amount != part.agreed);
                let reduced = reduced.unwrap_or(parts.len());
                prop_assert!(parts.iter().skip(reduced + 1).all(|part| part.amount.is_zero()));
            }
        }
    }
}
