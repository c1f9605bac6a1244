//! The one clock of the product. Nothing else reads the time: jobs, sessions, mail, documents and
//! expiries all follow it, so that a sandbox deployment can be moved through months (row Q1).
//!
//! A sandbox clock is the system's clock plus an offset kept in the database. Reading it costs no
//! query: a background task copies the offset into memory (`store::clock::follow`).

use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// Measures how long something takes, for metrics. Not time that anybody is told: no sandbox moves it.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    #[must_use]
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// How far this deployment's time is ahead of the system's.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset_seconds: Arc<AtomicI64>,
}

impl Clock {
    /// The system's clock; it stays so unless an offset is set.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// The instant this deployment calls now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the only place that reads the system's clock")]
    pub fn now(&self) -> Timestamp {
        let offset = SignedDuration::from_secs(self.offset_seconds.load(Ordering::Relaxed));
        let system = Timestamp::now();
        system.checked_add(offset).unwrap_or(Timestamp::MAX)
    }

    /// How far the clock has been moved, in seconds; 0 in a live deployment.
    #[must_use]
    pub fn offset_seconds(&self) -> i64 {
        self.offset_seconds.load(Ordering::Relaxed)
    }

    /// Takes over the offset that the database holds.
    pub fn set_offset_seconds(&self, offset_seconds: i64) {
        self.offset_seconds.store(offset_seconds, Ordering::Relaxed);
    }
}
