//! Owns what an operator offers, as staff set it for everybody, for one seller or for one customer.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::dates::{DatesError, DueDates};
use super::plan::{PlanAmounts, PlanError, PlanPolicy, Schedule};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::rounding::round_to_minor;
use crate::domain::word::word_enum;
use jiff::ToSpan;

/// Between two installments of a plan that nobody of the staff has looked at.
const STEP_DAYS_MAX: i64 = 31;

/// More installments than staff may agree on, too.
pub const INSTALLMENTS_MAX: u32 = 12;
/// No plan ends later than so many days after it was agreed.
const DAYS_MAX: i64 = 731;
/// Characters of a note that are kept.
pub const NOTE_CHARACTERS_MAX: usize = 1000;

word_enum! {
    /// How far apart the installments are.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Frequency: "installment frequency" {
        Weekly = "weekly",
        Monthly = "monthly",
        /// On days that are named one by one.
        Custom = "custom",
    }
}

/// Who may have a plan, and of which kind. Stored as JSON; the defaults are those of row G1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRules {
    pub is_allowed: bool,
    /// Customers take one by themselves; otherwise they ask and staff answer.
    pub is_self_service: bool,
    pub fewest_installments: u32,
    pub most_installments: u32,
    /// In major units of the invoice's currency.
    pub least_total: Decimal,
    pub most_total: Option<Decimal>,
    /// Empty: every currency.
    pub currencies: Vec<Currency>,
    pub frequencies: Vec<Frequency>,
    /// 25 means 25 %.
    pub down_payment_percent: Decimal,
    /// So long after its day an installment that is paid by hand is not asked for again.
    pub grace_days: u32,
    /// So long a plan waits for its down payment.
    pub down_payment_days: u32,
}

impl Default for PlanRules {
    fn default() -> Self {
        let policy = PlanPolicy::default();
        Self {
            is_allowed: true,
            is_self_service: true,
            fewest_installments: policy.fewest_installments,
            most_installments: policy.most_installments,
            least_total: policy.least_total,
            most_total: None,
            currencies: Vec::new(),
            frequencies: Frequency::ALL.to_vec(),
            down_payment_percent: policy.down_payment_percent,
            grace_days: 3,
            down_payment_days: 3,
        }
    }
}

/// Why no plan is offered for an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOffered {
    #[error("no plans are offered")]
    NotAllowed,
    #[error("no plans are offered in {}", .0.code())]
    Currency(Currency),
    #[error("{total} is less than {least}")]
    BelowMinimum { total: Money, least: Money },
    #[error("{total} is more than {most}")]
    AboveMaximum { total: Money, most: Money },
}

/// What is wrong with rules that were typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesRefused {
    #[error("plans have 2 to {INSTALLMENTS_MAX} installments")]
    Count,
    #[error("a total is not negative, and the greatest not below the least")]
    Totals,
    #[error("a down payment is 0 to 90 %")]
    DownPayment,
    #[error("there must be at least one frequency")]
    NoFrequency,
    #[error("0 to 30 days")]
    Days,
}

impl PlanRules {
    /// `Ok` when an amount like this may be paid in installments at all.
    /// # Errors  the first rule that speaks against it.
    pub fn offers(&self, total: Money) -> Result<(), NotOffered> {
        if !self.is_allowed {
            return Err(NotOffered::NotAllowed);
        }
        if !self.currencies.is_empty() && !self.currencies.contains(&total.currency) {
            return Err(NotOffered::Currency(total.currency));
        }
        let bound = |major| round_to_minor(major, total.currency);
        let least = bound(self.least_total).map_err(|_| NotOffered::NotAllowed)?;
        if total.amount_minor < least.amount_minor {
            return Err(NotOffered::BelowMinimum { total, least });
        }
        if let Some(most) = self.most_total {
            let most = bound(most).map_err(|_| NotOffered::NotAllowed)?;
            if total.amount_minor > most.amount_minor {
                return Err(NotOffered::AboveMaximum { total, most });
            }
        }
        Ok(())
    }

    /// `Ok` when staff may save them.
    /// # Errors  what is wrong first.
    pub fn check(&self) -> Result<(), RulesRefused> {
        let (fewest, most) = (self.fewest_installments, self.most_installments);
        if fewest < 2 || most > INSTALLMENTS_MAX || fewest > most {
            return Err(RulesRefused::Count);
        }
        let is_below = self.most_total.is_some_and(|most| most < self.least_total);
        if self.least_total < Decimal::ZERO || is_below {
            return Err(RulesRefused::Totals);
        }
        let percent = self.down_payment_percent;
        if percent < Decimal::ZERO || percent > Decimal::from(90) {
            return Err(RulesRefused::DownPayment);
        }
        if self.frequencies.is_empty() {
            return Err(RulesRefused::NoFrequency);
        }
        if self.grace_days > 30 || self.down_payment_days > 30 {
            return Err(RulesRefused::Days);
        }
        Ok(())
    }
}

/// What somebody proposes: how many parts, how far apart. Amounts follow from what is due that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanTerms {
    pub installments: u32,
    pub frequency: Frequency,
    /// None: one step after the day of the agreement. Not for custom days.
    pub first_due_on: Option<Date>,
    /// Only for custom days.
    pub days: Vec<Date>,
    pub down_payment_percent: Decimal,
    /// What the customer writes with a request, or staff with an offer.
    pub note: String,
}

/// Why terms make no schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsRefused {
    #[error("{installments} installments are not between {fewest} and {most}")]
    Count { installments: u32, fewest: u32, most: u32 },
    #[error("installments are not offered {}", .0.word())]
    Frequency(Frequency),
    #[error("{days} days are named for {installments} installments")]
    DaysMissing { days: usize, installments: u32 },
    #[error("{0} has passed")]
    Past(Date),
    #[error("{0} is too far away")]
    TooLate(Date),
    #[error(transparent)]
    NotOffered(#[from] NotOffered),
    #[error(transparent)]
    Dates(#[from] DatesError),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl PlanTerms {
    /// The exact schedule of `total`, agreed on `today`.
    /// # Errors  days that are none, have passed or lie too far ahead; more parts than minor units.
    pub fn schedule(&self, total: Money, today: Date) -> Result<Schedule, TermsRefused> {
        let days = self.due_dates(today)?;
        for day in days.as_slice() {
            if *day <= today {
                return Err(TermsRefused::Past(*day));
            }
            if *day > today.saturating_add(DAYS_MAX.days()) {
                return Err(TermsRefused::TooLate(*day));
            }
        }
        let count = u32::try_from(days.as_slice().len()).unwrap_or(u32::MAX);
        let amounts = PlanAmounts::of(total, self.down_payment_percent, count)?;
        Ok(Schedule::new(amounts, &days)?)
    }

    /// Whether `rules` let a customer have these terms for `total` without asking anybody.
    /// # Errors  the first rule that speaks against it.
    pub fn within(&self, rules: &PlanRules, total: Money) -> Result<(), TermsRefused> {
        rules.offers(total)?;
        self.counted(rules.fewest_installments, rules.most_installments)?;
        if !rules.frequencies.contains(&self.frequency) {
            return Err(TermsRefused::Frequency(self.frequency));
        }
        Ok(())
    }

    /// Whether a customer may begin and space a plan like this without asking anybody: nobody defers what is
    /// due by more than a month at a time.
    /// # Errors  `TooLate`.
    pub fn is_prompt(&self, today: Date) -> Result<(), TermsRefused> {
        let mut before = today;
        for day in self.first_due_on.iter().chain(&self.days) {
            if *day > before.saturating_add(STEP_DAYS_MAX.days()) {
                return Err(TermsRefused::TooLate(*day));
            }
            before = *day;
        }
        Ok(())
    }

    /// Whether the number of installments lies in these bounds.
    /// # Errors  `Count`.
    pub fn counted(&self, fewest: u32, most: u32) -> Result<(), TermsRefused> {
        let installments = self.installments;
        if (fewest..=most).contains(&installments) {
            Ok(())
        } else {
            Err(TermsRefused::Count { installments, fewest, most })
        }
    }

    fn due_dates(&self, today: Date) -> Result<DueDates, TermsRefused> {
        let count = self.installments;
        Ok(match self.frequency {
            Frequency::Weekly => {
                let next = today.saturating_add(1.week());
                DueDates::weekly(self.first_due_on.unwrap_or(next), count)?
            }
            Frequency::Monthly => match self.first_due_on {
                Some(first) => DueDates::monthly(first, count)?,
                // Counted from the day of the agreement, so that the 31st stays the 31st.
                None => {
                    let days = DueDates::monthly(today, count + 1)?;
                    DueDates::custom(days.as_slice().iter().skip(1).copied().collect())?
                }
            },
            Frequency::Custom => {
                let days = self.days.len();
                if u32::try_from(days) != Ok(count) {
                    return Err(TermsRefused::DaysMissing { days, installments: count });
                }
                DueDates::custom(self.days.clone())?
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn terms(installments: u32, frequency: Frequency) -> PlanTerms {
        PlanTerms {
            installments,
            frequency,
            first_due_on: None,
            days: Vec::new(),
            down_payment_percent: Decimal::from(25),
            note: String::new(),
        }
    }

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    #[test]
    fn nobody_defers_by_more_than_a_month_at_a_time_without_being_asked() {
        let today = date(2027, 1, 20);
        let mut late = terms(2, Frequency::Monthly);
        assert_eq!(late.is_prompt(today), Ok(()));
        // 31 days after 20 January is 20 February.
        late.first_due_on = Some(date(2027, 2, 20));
        assert_eq!(late.is_prompt(today), Ok(()));
        late.first_due_on = Some(date(2027, 2, 21));
        assert_eq!(late.is_prompt(today), Err(TermsRefused::TooLate(date(2027, 2, 21))));
        let mut wide = terms(2, Frequency::Custom);
        wide.days = vec![date(2027, 2, 1), date(2027, 3, 5)];
        assert_eq!(wide.is_prompt(today), Err(TermsRefused::TooLate(date(2027, 3, 5))));
    }

    #[test]
    fn the_first_installment_comes_a_month_after_the_agreement_and_keeps_its_day() {
        let today = date(2027, 1, 31);
        let schedule = terms(3, Frequency::Monthly).schedule(eur(359_88), today).unwrap();
        let days: Vec<Date> = schedule.installments.iter().map(|part| part.due_on).collect();
        assert_eq!(days, [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]);
        let weekly = terms(2, Frequency::Weekly).schedule(eur(100_00), today).unwrap();
        assert_eq!(weekly.installments[0].due_on, date(2027, 2, 7));
    }

    #[test]
    fn custom_days_are_as_many_as_the_installments_and_lie_ahead() {
        let today = date(2027, 1, 10);
        let mut custom = terms(2, Frequency::Custom);
        custom.days = vec![date(2027, 1, 20)];
        let missing = TermsRefused::DaysMissing { days: 1, installments: 2 };
        assert_eq!(custom.schedule(eur(100_00), today), Err(missing));
        custom.days = vec![date(2027, 1, 10), date(2027, 1, 20)];
        let past = TermsRefused::Past(date(2027, 1, 10));
        assert_eq!(custom.schedule(eur(100_00), today), Err(past));
        custom.days = vec![date(2027, 1, 20), date(2029, 1, 20)];
        let late = TermsRefused::TooLate(date(2029, 1, 20));
        assert_eq!(custom.schedule(eur(100_00), today), Err(late));
    }

    #[test]
    fn the_rules_bound_amount_currency_count_and_frequency() {
        let rules = PlanRules {
            most_total: Some(Decimal::from(500)),
            currencies: vec![Currency::EUR],
            frequencies: vec![Frequency::Monthly],
            ..PlanRules::default()
        };
        assert_eq!(rules.offers(eur(100_00)), Ok(()));
        assert_eq!(rules.offers(eur(500_00)), Ok(()));
        let (total, least) = (eur(99_99), eur(100_00));
        assert_eq!(rules.offers(total), Err(NotOffered::BelowMinimum { total, least }));
        let (total, most) = (eur(500_01), eur(500_00));
        assert_eq!(rules.offers(total), Err(NotOffered::AboveMaximum { total, most }));
        let usd = Money::new(200_00, Currency::USD);
        assert_eq!(rules.offers(usd), Err(NotOffered::Currency(Currency::USD)));
        let count = TermsRefused::Count { installments: 13, fewest: 2, most: 12 };
        assert_eq!(terms(13, Frequency::Monthly).within(&rules, eur(200_00)), Err(count));
        let weekly = terms(6, Frequency::Weekly).within(&rules, eur(200_00));
        assert_eq!(weekly, Err(TermsRefused::Frequency(Frequency::Weekly)));
        let closed = PlanRules { is_allowed: false, ..rules };
        assert_eq!(closed.offers(eur(200_00)), Err(NotOffered::NotAllowed));
    }
}
