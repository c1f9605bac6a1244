//! How long to wait before the next try: twice as long each time, up to a limit, and never all at
//! once.

use jiff::SignedDuration;

/// Waiting times of one kind of work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backoff {
    pub first_s: i64,
    pub longest_s: i64,
}

impl Backoff {
    /// The wait after the `attempts`-th failed try (from 1), spread by a fifth to either side so that
    /// what failed together does not come back together.
    pub(super) fn wait(self, attempts: i32) -> SignedDuration {
        // Without randomness the wait is merely less well spread.
        let random = getrandom::u32().unwrap_or(u32::MAX / 2);
        self.wait_spread_by(attempts, i64::from(random % 401) - 200)
    }

    /// `spread_permille` from −200 to 200.
    fn wait_spread_by(self, attempts: i32, spread_permille: i64) -> SignedDuration {
        let doublings = attempts.saturating_sub(1).clamp(0, 30);
        let wait_s = (self.first_s << doublings).min(self.longest_s);
        SignedDuration::from_millis(wait_s * (1000 + spread_permille))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let backoff = Backoff { first_s: 10, longest_s: 60 };
        let waits: Vec<_> =
            (1..=5).map(|attempts| backoff.wait_spread_by(attempts, 0).as_secs()).collect();
        assert_eq!(waits, [10, 20, 40, 60, 60]);
        assert_eq!(backoff.wait_spread_by(i32::MAX, 0).as_secs(), 60);
    }

    #[test]
    fn waits_are_spread_by_a_fifth() {
        let backoff = Backoff { first_s: 10, longest_s: 60 };
        assert_eq!(backoff.wait_spread_by(1, -200).as_secs(), 8);
        assert_eq!(backoff.wait_spread_by(1, 200).as_secs(), 12);
        for _ in 0..100 {
            assert!((8..=12).contains(&backoff.wait(1).as_secs()));
        }
    }
}
