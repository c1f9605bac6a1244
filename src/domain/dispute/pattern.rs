//! Owns when disputes are too many to be chance (I5).

use jiff::{SignedDuration, Timestamp};

/// So many disputes of one tenant or card …
pub const ALERT_DISPUTES: usize = 3;
/// … within so many days raise an alert.
pub const ALERT_WINDOW_DAYS: i64 = 90;

/// Whether the disputes opened at `opened_at` (in any order) raise an alert at `now`: at least
/// [`ALERT_DISPUTES`] within the last [`ALERT_WINDOW_DAYS`] × 24 hours.
#[must_use]
pub fn is_pattern(opened_at: &[Timestamp], now: Timestamp) -> bool {
    let window = SignedDuration::from_hours(24 * ALERT_WINDOW_DAYS);
    let is_recent = |opened: &&Timestamp| **opened <= now && now.duration_since(**opened) < window;
    opened_at.iter().filter(is_recent).count() >= ALERT_DISPUTES
}

#[cfg(test)]
mod tests {
    use super::is_pattern;
    use jiff::Timestamp;

    #[test]
    fn three_in_ninety_days_raise_an_alert() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let opened =
            ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"].map(at);
        // 1 January plus 90 days is 1 April.
        assert!(is_pattern(&opened, at("2026-03-31T23:59:59Z")));
        assert!(!is_pattern(&opened, at("2026-04-01T00:00:00Z")));
        assert!(!is_pattern(&opened[..2], at("2026-03-01T00:00:00Z")));
        assert!(!is_pattern(&opened, at("2026-02-15T00:00:00Z")));
    }
}
