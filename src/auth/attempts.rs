//! Counts attempts to sign in, for whoever watches for guessing. By method and outcome, never by whom.

use super::session::Method;

/// One more attempt, with the outcome `ok`, `wrong` or `throttled`.
pub(super) fn count(method: Method, outcome: &'static str) {
    metrics::counter!("quittance_sign_in_attempts_total",
        "method" => method.word(), "outcome" => outcome)
    .increment(1);
}
