//! Owns how often the card networks let one declined charge be tried again.
//!
//! Source: semantics 4.14 (checkout.com, developers.tabapay.com): Visa 15 in 30 days, 20 since
//! 2025-05-19; Mastercard 10 in 24 hours and 35 in 30 days. Going over costs a fee per attempt.

use crate::domain::word::word_enum;
use jiff::{SignedDuration, Timestamp};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// 2025-05-19T00:00:00Z in Unix seconds, from when on Visa allows 20.
const VISA_RAISED_AT_SECOND: i64 = 1_747_612_800;

word_enum! {
    /// A network with a published limit, or another.
    pub enum CardNetwork: "card network" {
        Visa = "visa",
        Mastercard = "mastercard",
        Other = "other",
    }
}

/// At most so many attempts in any window of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptLimit {
    pub attempts: usize,
    pub window: SignedDuration,
}

impl CardNetwork {
    /// The limits in force at `at`; none is known for other networks.
    #[must_use]
    pub fn limits(self, at: Timestamp) -> Vec<AttemptLimit> {
        let limit = |attempts, days: i32| AttemptLimit { attempts, window: DAY * days };
        match self {
            CardNetwork::Visa if at.as_second() < VISA_RAISED_AT_SECOND => vec![limit(15, 30)],
            CardNetwork::Visa => vec![limit(20, 30)],
            CardNetwork::Mastercard => vec![limit(10, 1), limit(35, 30)],
            CardNetwork::Other => Vec::new(),
        }
    }

    /// The first instant from `at` on at which another attempt stays within the limits, given the
    /// earlier attempts at the same charge (in any order).
    ///
    /// An attempt leaves its window when the window's whole length has passed.
    #[must_use]
    pub fn free_from(self, earlier_attempts: &[Timestamp], at: Timestamp) -> Timestamp {
        free_within(&self.limits(at), earlier_attempts, at)
    }

    /// The network of a card whose brand a gateway calls so.
    #[must_use]
    pub fn of_brand(brand: Option<&str>) -> CardNetwork {
        match brand {
            Some("visa") => CardNetwork::Visa,
            Some("mastercard") => CardNetwork::Mastercard,
            _ => CardNetwork::Other,
        }
    }
}

/// The first instant from `at` on at which another attempt stays within all of `limits`.
pub(super) fn free_within(
    limits: &[AttemptLimit],
    earlier_attempts: &[Timestamp],
    at: Timestamp,
) -> Timestamp {
    let mut attempts = earlier_attempts.to_vec();
    attempts.sort_unstable();
    let free_from = |limit: &AttemptLimit| {
        let blocking = attempts.len().checked_sub(limit.attempts)?;
        attempts.get(blocking)?.checked_add(limit.window).ok()
    };
    limits.iter().filter_map(free_from).fold(at, Timestamp::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn visa_allows_twenty_in_thirty_days_since_may_2025() {
        let now = at("2026-01-31T00:00:00Z");
        let nineteen = vec![at("2026-01-10T12:00:00Z"); 19];
        assert_eq!(CardNetwork::Visa.free_from(&nineteen, now), now);
        let twenty = vec![at("2026-01-10T12:00:00Z"); 20];
        assert_eq!(CardNetwork::Visa.free_from(&twenty, now), at("2026-02-09T12:00:00Z"));
        let before = CardNetwork::Visa.limits(at("2025-05-18T23:59:59Z"));
        assert_eq!(before[0].attempts, 15);
        assert_eq!(CardNetwork::Visa.limits(at("2025-05-19T00:00:00Z"))[0].attempts, 20);
    }

    #[test]
    fn mastercard_allows_ten_a_day() {
        let ten: Vec<Timestamp> = (0..10)
            .map(|hour| at("2026-01-10T00:00:00Z") + SignedDuration::from_hours(hour))
            .collect();
        let free = CardNetwork::Mastercard.free_from(&ten, at("2026-01-10T12:00:00Z"));
        assert_eq!(free, at("2026-01-11T00:00:00Z"));
        let other = CardNetwork::Other.free_from(&ten, at("2026-01-10T12:00:00Z"));
        assert_eq!(other, at("2026-01-10T12:00:00Z"));
    }

    #[test]
    fn mastercard_allows_thirty_five_in_thirty_days() {
        let daily: Vec<Timestamp> = (0..35)
            .map(|turn| at("2026-01-01T00:00:00Z") + SignedDuration::from_hours(16 * turn))
            .collect();
        let free = CardNetwork::Mastercard.free_from(&daily, at("2026-01-25T00:00:00Z"));
        assert_eq!(free, at("2026-01-31T00:00:00Z"));
    }
}
