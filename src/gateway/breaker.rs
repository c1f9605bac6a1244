//! Owns when a failing provider is left alone, and how long to wait before a look-up is repeated.
//!
//! Pure: the monotonic instant is passed in. The sandbox clock plays no part, because a provider's
//! outage lasts in real time.

use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerSettings {
    /// So many failures in a row open it.
    pub failures: u32,
    /// So long it stays open before one request is let through as a trial.
    pub rest: Duration,
}

impl Default for BreakerSettings {
    /// Five in a row, half a minute: a provider's hiccup passes, an outage costs one request in 30 s.
    fn default() -> Self {
        Self { failures: 5, rest: Duration::from_secs(30) }
    }
}

/// ```text
/// closed ──failures in a row──► open ──rest is over──► trial ──success──► closed
///                                 ▲                      └──failure──► open again
/// ```
#[derive(Clone, Debug)]
pub struct Breaker {
    settings: BreakerSettings,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed {
        failures: u32,
    },
    Open {
        until: Instant,
    },
    /// One request is on its way. Should it never report (its caller was cut off), another may try
    /// after `until`.
    Trial {
        until: Instant,
    },
}

/// How a request that was let through ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The provider answered, be it with a refusal.
    Answered,
    /// It did not: see `GatewayError::is_outage`.
    Outage,
}

impl Breaker {
    #[must_use]
    pub fn new(settings: BreakerSettings) -> Self {
        Self { settings, state: State::Closed { failures: 0 } }
    }

    /// Lets a request through, or says for how long the provider still rests.
    /// # Errors  the time left; never zero.
    pub fn admit(&mut self, now: Instant) -> Result<(), Duration> {
        match self.state {
            State::Closed { .. } => Ok(()),
            State::Open { until } | State::Trial { until } if now < until => Err(until - now),
            State::Open { .. } | State::Trial { .. } => {
                self.state = State::Trial { until: now + self.settings.rest };
                Ok(())
            }
        }
    }

    /// Takes note of how a request ended.
    pub fn record(&mut self, ending: Ending, now: Instant) {
        self.state = match (ending, self.state) {
            // An answer to a request from before the outage does not end it.
            (Ending::Answered, State::Open { until }) => State::Open { until },
            (Ending::Answered, _) => State::Closed { failures: 0 },
            (Ending::Outage, State::Closed { failures })
                if failures + 1 < self.settings.failures =>
            {
                State::Closed { failures: failures + 1 }
            }
            // Requests that were on their way when it opened do not make it rest longer.
            (Ending::Outage, State::Open { until }) => State::Open { until },
            (Ending::Outage, _) => State::Open { until: now + self.settings.rest },
        };
    }

    /// For how long requests are refused yet; None when one would be let through. For routing, the status
    /// page and metrics.
    #[must_use]
    pub fn rests_for(&self, now: Instant) -> Option<Duration> {
        match self.state {
            State::Open { until } | State::Trial { until } if now < until => Some(until - now),
            _ => None,
        }
    }
}

/// How long to wait before repeating a look-up for the `attempt`-th time (from 1): up to 200 ms, then
/// twice as much each time, at most 2 s, of which `random` (0 to 65,535) picks the share.
///
/// Full jitter, so that callers who failed together do not come back together.
#[must_use]
pub fn repeat_delay(attempt: u32, random: u16) -> Duration {
    const FIRST_MS: u64 = 200;
    const LONGEST_MS: u64 = 2_000;
    let ceiling_ms = (FIRST_MS << attempt.saturating_sub(1).min(10)).min(LONGEST_MS);
    Duration::from_millis(ceiling_ms * u64::from(random) / u64::from(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: BreakerSettings =
        BreakerSettings { failures: 3, rest: Duration::from_secs(30) };

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn three_failures_in_a_row_open_it_for_thirty_seconds() {
        let start = Instant::now();
        let mut breaker = Breaker::new(SETTINGS);
        for _ in 0..3 {
            assert_eq!(breaker.admit(start), Ok(()));
            breaker.record(Ending::Outage, start);
        }
        assert_eq!(breaker.admit(start + seconds(10)), Err(seconds(20)));
        assert_eq!(breaker.rests_for(start + seconds(29)), Some(seconds(1)));
        assert_eq!(breaker.rests_for(start + seconds(30)), None);
        assert_eq!(breaker.admit(start + seconds(30)), Ok(()));
    }

    #[test]
    fn an_answer_between_failures_starts_the_count_again() {
        let start = Instant::now();
        let mut breaker = Breaker::new(SETTINGS);
        for ending in [Ending::Outage, Ending::Outage, Ending::Answered, Ending::Outage] {
            breaker.record(ending, start);
        }
        assert_eq!(breaker.admit(start), Ok(()));
        breaker.record(Ending::Outage, start);
        assert_eq!(breaker.admit(start), Ok(()));
        breaker.record(Ending::Outage, start);
        assert_eq!(breaker.admit(start), Err(seconds(30)));
    }

    fn opened(start: Instant) -> Breaker {
        let mut breaker = Breaker::new(SETTINGS);
        for _ in 0..3 {
            breaker.record(Ending::Outage, start);
        }
        breaker
    }

    #[test]
    fn after_the_rest_one_trial_goes_through_and_decides() {
        let start = Instant::now();
        let mut breaker = opened(start);
        let later = start + seconds(30);
        assert_eq!(breaker.admit(later), Ok(()));
        assert_eq!(breaker.admit(later), Err(seconds(30)), "the second one waits for the first");
        breaker.record(Ending::Outage, later + seconds(1));
        assert_eq!(breaker.admit(later + seconds(2)), Err(seconds(29)));
        assert_eq!(breaker.admit(later + seconds(31)), Ok(()));
        breaker.record(Ending::Answered, later + seconds(32));
        assert_eq!(breaker.admit(later + seconds(32)), Ok(()));
        assert_eq!(breaker.admit(later + seconds(32)), Ok(()));
    }

    #[test]
    fn a_trial_that_never_reports_blocks_for_one_rest_only() {
        let start = Instant::now();
        let mut breaker = opened(start);
        assert_eq!(breaker.admit(start + seconds(30)), Ok(()));
        assert_eq!(breaker.admit(start + seconds(59)), Err(seconds(1)));
        assert_eq!(breaker.admit(start + seconds(60)), Ok(()));
    }

    #[test]
    fn stragglers_neither_close_it_nor_make_it_rest_longer() {
        let start = Instant::now();
        let mut breaker = opened(start);
        breaker.record(Ending::Outage, start + seconds(20));
        breaker.record(Ending::Answered, start + seconds(20));
        assert_eq!(breaker.admit(start + seconds(25)), Err(seconds(5)));
        assert_eq!(breaker.admit(start + seconds(30)), Ok(()));
    }

    #[test]
    fn waits_double_up_to_two_seconds_and_are_shared_out_evenly() {
        let longest = |attempt| repeat_delay(attempt, u16::MAX).as_millis();
        assert_eq!([1, 2, 3, 4, 5, 50].map(longest), [200, 400, 800, 1600, 2000, 2000]);
        assert_eq!(repeat_delay(4, 0), Duration::ZERO);
        // 13,107 is a fifth of 65,535.
        assert_eq!(repeat_delay(1, 13_107), Duration::from_millis(40));
    }
}
