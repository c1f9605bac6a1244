//! Owns what a dunning schedule says (H1): when a failed charge is tried again, what is sent when, from
//! which amount on, and what the customer may still do meanwhile.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::notice::DunningStep;
use super::retry::{RetrySchedule, RetryScheduleError};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::word::word_enum;

pub const NAME_CHARACTERS_MAX: usize = 80;
pub const STEPS_MAX: usize = 20;
pub const RETRIES_MAX: usize = 19;
/// Nothing of a schedule comes later than this after its beginning.
pub const DAYS_MAX: u32 = 366;

word_enum! {
    /// Which words a step has.
    pub enum DunningTemplate: "dunning template" {
        Friendly = "friendly",
        Firm = "firm",
        /// Says what happens otherwise.
        Final = "final",
    }
}

word_enum! {
    /// What a customer may still do with what they pay for; the later word is the stricter one.
    pub enum Entitlement: "entitlement" {
        Full = "full",
        ReadOnly = "read_only",
        Suspended = "suspended",
    }
}

word_enum! {
    /// What follows when every attempt and step was in vain.
    pub enum WhenExhausted: "end of a schedule" {
        /// Staff decide; nothing else changes.
        AskStaff = "ask_staff",
        /// The customer's access is suspended, and staff decide.
        Suspend = "suspend",
    }
}

/// A schedule that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleTerms {
    pub name: String,
    /// Days from one failed attempt to the next.
    pub retry_days: Vec<u32>,
    /// Attempts on one method, the first one included.
    pub attempts_max: u32,
    /// By their day.
    pub steps: Vec<DunningStep>,
    /// In minor units: less is not dunned. A currency that is not named is dunned whatever the amount.
    pub thresholds_minor: BTreeMap<Currency, i64>,
    pub read_only_after_days: Option<u32>,
    pub suspended_after_days: Option<u32>,
    pub when_exhausted: WhenExhausted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleRefused {
    #[error("a schedule needs a name of at most {NAME_CHARACTERS_MAX} characters")]
    Name,
    #[error("a schedule has at most {STEPS_MAX} steps and {RETRIES_MAX} retries")]
    TooMany,
    #[error("a schedule sends something or tries something")]
    Empty,
    #[error(transparent)]
    Retry(#[from] RetryScheduleError),
    #[error("{0} attempts do not fit the waits between them")]
    Attempts(u32),
    #[error("day {0} is too late")]
    TooLate(u32),
    /// Two messages on one channel on one day.
    #[error("two steps on day {0} have the same channel")]
    SameDay(u32),
    #[error("a threshold must not be negative")]
    Threshold,
    #[error("access ends step by step: read-only first, suspended on a later day")]
    Access,
}

impl ScheduleTerms {
    /// Whether this can be a schedule; its steps are put in order.
    ///
    /// # Errors
    /// The first thing that makes no sense.
    pub fn checked(mut self) -> Result<ScheduleTerms, ScheduleRefused> {
        self.name = self.name.trim().to_owned();
        let characters = self.name.chars().count();
        if characters == 0 || characters > NAME_CHARACTERS_MAX {
            return Err(ScheduleRefused::Name);
        }
        if self.steps.len() > STEPS_MAX || self.retry_days.len() > RETRIES_MAX {
            return Err(ScheduleRefused::TooMany);
        }
        if self.steps.is_empty() && self.retry_days.is_empty() {
            return Err(ScheduleRefused::Empty);
        }
        self.retries()?;
        // One attempt was made already when dunning begins; each wait leads to one more at most.
        let attempts = usize::try_from(self.attempts_max).unwrap_or(usize::MAX);
        if attempts == 0 || attempts > self.retry_days.len() + 1 {
            return Err(ScheduleRefused::Attempts(self.attempts_max));
        }
        self.steps.sort_by_key(|step| (step.after_days, step.channel));
        let same = self.steps.windows(2).find(|pair| {
            pair[0].after_days == pair[1].after_days && pair[0].channel == pair[1].channel
        });
        if let Some(pair) = same {
            return Err(ScheduleRefused::SameDay(pair[0].after_days));
        }
        let access = [self.read_only_after_days, self.suspended_after_days];
        let days =
            self.steps.iter().map(|step| step.after_days).chain(access.into_iter().flatten());
        if let Some(late) = days.max().filter(|day| *day > DAYS_MAX) {
            return Err(ScheduleRefused::TooLate(late));
        }
        if let [Some(read_only), Some(suspended)] = access
            && read_only >= suspended
        {
            return Err(ScheduleRefused::Access);
        }
        if self.thresholds_minor.values().any(|minor| *minor < 0) {
            return Err(ScheduleRefused::Threshold);
        }
        Ok(self)
    }

    /// The waits between attempts.
    ///
    /// # Errors
    /// A wait of less than a day, or more than a year.
    pub fn retries(&self) -> Result<RetrySchedule, RetryScheduleError> {
        let days: Vec<i64> = self.retry_days.iter().map(|days| i64::from(*days)).collect();
        RetrySchedule::new(&days)
    }

    /// Whether so much is worth asking for.
    #[must_use]
    pub fn reaches_threshold(&self, overdue: Money) -> bool {
        let threshold = self.thresholds_minor.get(&overdue.currency).copied().unwrap_or(1);
        overdue.amount_minor >= threshold.max(1)
    }

    /// What the customer may still do on `today`, when the days count from `from`.
    #[must_use]
    pub fn entitlement(&self, from: Date, today: Date) -> Entitlement {
        let age = age_days(from, today);
        let is_reached = |day: Option<u32>| day.is_some_and(|day| i64::from(day) <= age);
        if is_reached(self.suspended_after_days) {
            Entitlement::Suspended
        } else if is_reached(self.read_only_after_days) {
            Entitlement::ReadOnly
        } else {
            Entitlement::Full
        }
    }

    /// When access is taken away next after `today`, and to what; None when nothing more is.
    #[must_use]
    pub fn next_escalation(&self, from: Date, today: Date) -> Option<(Date, Entitlement)> {
        let stages = [
            (self.read_only_after_days, Entitlement::ReadOnly),
            (self.suspended_after_days, Entitlement::Suspended),
        ];
        stages.into_iter().find_map(|(day, entitlement)| {
            let on = day_after(from, day?)?;
            (on > today).then_some((on, entitlement))
        })
    }

    /// The last day on which something is sent or taken away.
    #[must_use]
    pub fn last_day(&self) -> u32 {
        let steps = self.steps.iter().map(|step| step.after_days);
        let access = [self.read_only_after_days, self.suspended_after_days];
        steps.chain(access.into_iter().flatten()).max().unwrap_or(0)
    }
}

/// What an unpaid invoice would get, day by day: what a schedule's page shows before it is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreseen<'a> {
    /// The charge is tried again; the number counts the first attempt.
    Retry {
        number: u32,
    },
    Message(&'a DunningStep),
    Access(Entitlement),
}

/// The days of `terms` for an invoice due on `due_on`, whose first charge failed on that day.
#[must_use]
pub fn foreseen(terms: &ScheduleTerms, due_on: Date) -> Vec<(Date, Foreseen<'_>)> {
    let mut days = Vec::new();
    let retries = terms.retries().map(|retries| retries.days(due_on)).unwrap_or_default();
    let made = usize::try_from(terms.attempts_max.saturating_sub(1)).unwrap_or(0);
    for (number, on) in (2..).zip(retries.into_iter().take(made)) {
        days.push((on, Foreseen::Retry { number }));
    }
    for step in &terms.steps {
        days.extend(day_after(due_on, step.after_days).map(|on| (on, Foreseen::Message(step))));
    }
    let stages = [
        (terms.read_only_after_days, Entitlement::ReadOnly),
        (terms.suspended_after_days, Entitlement::Suspended),
    ];
    for (day, entitlement) in stages {
        let on = day.and_then(|day| day_after(due_on, day));
        days.extend(on.map(|on| (on, Foreseen::Access(entitlement))));
    }
    days.sort_by_key(|(on, _)| *on);
    days
}

/// Whole days from `from` to `today`.
pub(super) fn age_days(from: Date, today: Date) -> i64 {
    i64::from((today - from).get_days())
}

pub(super) fn day_after(from: Date, days: u32) -> Option<Date> {
    from.checked_add(i64::from(days).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dunning::Channel;
    use jiff::civil::date;

    fn step(after_days: u32, template: DunningTemplate) -> DunningStep {
        DunningStep { after_days, channel: Channel::Email, template }
    }

    fn standard() -> ScheduleTerms {
        ScheduleTerms {
            name: "Standard".into(),
            retry_days: vec![2, 5, 7],
            attempts_max: 3,
            steps: vec![step(10, DunningTemplate::Firm), step(3, DunningTemplate::Friendly)],
            thresholds_minor: [(Currency::EUR, 10_00)].into(),
            read_only_after_days: Some(25),
            suspended_after_days: Some(40),
            when_exhausted: WhenExhausted::AskStaff,
        }
    }

    #[test]
    fn a_schedule_is_put_in_order_and_shown_day_by_day() {
        let terms = standard().checked().unwrap();
        assert_eq!(terms.steps[0].after_days, 3);
        let days: Vec<_> = foreseen(&terms, date(2026, 3, 1));
        let expected = [
            (date(2026, 3, 3), Foreseen::Retry { number: 2 }),
            (date(2026, 3, 4), Foreseen::Message(&terms.steps[0])),
            // 1 March + 2 + 5; a fourth attempt is one too many
            (date(2026, 3, 8), Foreseen::Retry { number: 3 }),
            (date(2026, 3, 11), Foreseen::Message(&terms.steps[1])),
            (date(2026, 3, 26), Foreseen::Access(Entitlement::ReadOnly)),
            (date(2026, 4, 10), Foreseen::Access(Entitlement::Suspended)),
        ];
        assert_eq!(days, expected);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let refused = |change: fn(&mut ScheduleTerms)| {
            let mut terms = standard();
            change(&mut terms);
            terms.checked().unwrap_err()
        };
        assert_eq!(refused(|t| t.name = "  ".into()), ScheduleRefused::Name);
        assert_eq!(refused(|t| t.attempts_max = 5), ScheduleRefused::Attempts(5));
        assert_eq!(refused(|t| t.attempts_max = 0), ScheduleRefused::Attempts(0));
        assert_eq!(refused(|t| t.steps[0].after_days = 3), ScheduleRefused::SameDay(3));
        assert_eq!(refused(|t| t.steps[0].after_days = 400), ScheduleRefused::TooLate(400));
        assert_eq!(refused(|t| t.suspended_after_days = Some(25)), ScheduleRefused::Access);
        let negative = refused(|t| {
            t.thresholds_minor.insert(Currency::USD, -1);
        });
        assert_eq!(negative, ScheduleRefused::Threshold);
        let nothing = refused(|t| {
            t.steps.clear();
            t.retry_days.clear();
        });
        assert_eq!(nothing, ScheduleRefused::Empty);
        assert!(matches!(refused(|t| t.retry_days[1] = 0), ScheduleRefused::Retry(_)));
    }

    #[test]
    fn access_is_taken_away_on_its_day_and_the_threshold_counts_per_currency() {
        let terms = standard();
        let on = |day| terms.entitlement(date(2026, 3, 1), day);
        assert_eq!(on(date(2026, 3, 25)), Entitlement::Full);
        assert_eq!(on(date(2026, 3, 26)), Entitlement::ReadOnly);
        assert_eq!(on(date(2026, 4, 10)), Entitlement::Suspended);
        let next = terms.next_escalation(date(2026, 3, 1), date(2026, 3, 26));
        assert_eq!(next, Some((date(2026, 4, 10), Entitlement::Suspended)));
        assert!(!terms.reaches_threshold(Money::new(9_99, Currency::EUR)));
        assert!(terms.reaches_threshold(Money::new(10_00, Currency::EUR)));
        assert!(terms.reaches_threshold(Money::new(1, Currency::USD)));
        assert!(!terms.reaches_threshold(Money::new(0, Currency::USD)));
    }
}
