//! Owns when a campaign asks a customer to pay what is overdue, currency by currency.
//!
//! Source: the dunning campaigns of getlago/lago-api: an amount at or over the currency's threshold is
//! asked for at most `max_attempts` times, with so many days between.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::domain::currency::Currency;
use crate::domain::money::Money;

/// Who is asked, how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    pub max_attempts: u32,
    pub days_between_attempts: u32,
    /// In minor units of each currency; a currency that is not listed is not dunned.
    pub thresholds_minor: BTreeMap<Currency, i64>,
}

/// What a customer owes in one currency and what was done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    pub amount: Money,
    pub attempts_so_far: u32,
    pub last_attempt_at: Option<Timestamp>,
}

/// What the campaign does about one currency now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Ask for the amount; this is attempt number `attempt`.
    Request {
        attempt: u32,
    },
    BelowThreshold,
    Wait {
        until: Timestamp,
    },
    AttemptsUsed,
}

/// What one run of the campaign does about all currencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The currencies asked for, those with more attempts behind them first.
    pub requests: Vec<(Money, u32)>,
    /// This run made the last attempt: every currency that was ever asked for has used them all.
    pub finished: bool,
}

impl Campaign {
    /// What to do about `overdue` at `at`.
    ///
    /// The next attempt may be made from `days_between_attempts` × 24 hours after the last one on.
    #[must_use]
    pub fn decide(&self, overdue: &Overdue, at: Timestamp) -> Decision {
        if !self.reaches_threshold(overdue.amount) {
            return Decision::BelowThreshold;
        }
        if overdue.attempts_so_far >= self.max_attempts {
            return Decision::AttemptsUsed;
        }
        match overdue.last_attempt_at.and_then(|last| self.next_after(last)) {
            Some(until) if at < until => Decision::Wait { until },
            _ => Decision::Request { attempt: overdue.attempts_so_far + 1 },
        }
    }

    /// Whether `amount` is enough to ask for: at or over the threshold of its currency.
    #[must_use]
    pub fn reaches_threshold(&self, amount: Money) -> bool {
        let threshold = self.thresholds_minor.get(&amount.currency);
        threshold.is_some_and(|threshold_minor| amount.amount_minor >= *threshold_minor)
    }

    /// Decides about every currency the customer owes in.
    ///
    /// The end is told once: by the run that makes the last attempt, not by later ones.
    #[must_use]
    pub fn run(&self, owed: &[Overdue], at: Timestamp) -> Run {
        let attempt = |overdue: &Overdue| match self.decide(overdue, at) {
            Decision::Request { attempt } => Some((overdue.amount, attempt)),
            _ => None,
        };
        let mut requests: Vec<(Money, u32)> = owed.iter().filter_map(attempt).collect();
        requests.sort_by_key(|(money, attempt)| (std::cmp::Reverse(*attempt), money.currency));
        let attempts_after = |overdue: &Overdue| {
            attempt(overdue).map_or(overdue.attempts_so_far, |(_, attempt)| attempt)
        };
        let mut dunned = owed.iter().map(attempts_after).filter(|attempts| *attempts > 0);
        let all_used = dunned.all(|attempts| attempts >= self.max_attempts);
        let finished = !requests.is_empty() && all_used;
        Run { requests, finished }
    }

    fn next_after(&self, last: Timestamp) -> Option<Timestamp> {
        let days = i32::try_from(self.days_between_attempts).ok()?;
        last.checked_add(SignedDuration::from_hours(24) * days).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn campaign() -> Campaign {
        let thresholds_minor = [(Currency::EUR, 150_00), (Currency::USD, 100_00)].into();
        Campaign { max_attempts: 2, days_between_attempts: 2, thresholds_minor }
    }

    fn owed(amount_minor: i64, currency: Currency, attempts: u32, last: Option<&str>) -> Overdue {
        Overdue {
            amount: Money::new(amount_minor, currency),
            attempts_so_far: attempts,
            last_attempt_at: last.map(|at| at.parse().unwrap()),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_amount_is_asked_for_from_its_threshold_on() {
        let now = at("2025-01-07T10:00:00Z");
        let decide = |minor| campaign().decide(&owed(minor, Currency::EUR, 0, None), now);
        assert_eq!(decide(149_99), Decision::BelowThreshold);
        assert_eq!(decide(150_00), Decision::Request { attempt: 1 });
        let pounds = campaign().decide(&owed(1_000_00, Currency::GBP, 0, None), now);
        assert_eq!(pounds, Decision::BelowThreshold);
    }

    #[test]
    fn the_next_attempt_waits_whole_days() {
        let overdue = owed(155_00, Currency::EUR, 1, Some("2025-01-07T10:00:00Z"));
        let decide = |now| campaign().decide(&overdue, at(now));
        let wait = Decision::Wait { until: at("2025-01-09T10:00:00Z") };
        assert_eq!(decide("2025-01-08T10:00:00Z"), wait);
        assert_eq!(decide("2025-01-09T09:59:59Z"), wait);
        assert_eq!(decide("2025-01-09T10:00:00Z"), Decision::Request { attempt: 2 });
    }

    #[test]
    fn nobody_is_asked_more_often_than_the_campaign_says() {
        let overdue = owed(155_00, Currency::EUR, 2, Some("2025-01-07T10:00:00Z"));
        let decision = campaign().decide(&overdue, at("2026-01-01T00:00:00Z"));
        assert_eq!(decision, Decision::AttemptsUsed);
    }

    #[test]
    fn each_currency_has_its_own_attempts_and_the_end_is_told_once() {
        let run = |eur, usd, now| {
            let (eur_minor, eur_attempts) = eur;
            let owed = [
                owed(eur_minor, Currency::EUR, eur_attempts, None),
                owed(120_00, Currency::USD, usd, None),
            ];
            let run = campaign().run(&owed, at(now));
            let codes: Vec<_> = run
                .requests
                .iter()
                .map(|(money, attempt)| (money.currency.code(), *attempt))
                .collect();
            (codes, run.finished)
        };
        let first = run((149_00, 0), 0, "2025-01-03T10:00:00Z");
        assert_eq!(first, (vec![("USD", 1)], false));
        let second = run((159_00, 0), 1, "2025-01-06T10:00:00Z");
        assert_eq!(second, (vec![("USD", 2), ("EUR", 1)], false));
        let third = run((159_00, 1), 2, "2025-01-09T10:00:00Z");
        assert_eq!(third, (vec![("EUR", 2)], true));
        let fourth = run((159_00, 2), 2, "2025-01-12T10:00:00Z");
        assert_eq!(fourth, (vec![], false));
    }
}
