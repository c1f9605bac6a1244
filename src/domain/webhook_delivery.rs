//! Owns what an endpoint's answer to one of our webhooks means (P2).
//!
//! Source: the Standard Webhooks specification, "Delivery success and failure". Not here: signing
//! (`webhook_signature`), sending and the schedule of retries (`flows`).

use jiff::Timestamp;
use rust_decimal::Decimal;

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryOutcome {
    Delivered,
    /// The endpoint points elsewhere; we do not follow, its owner should correct the address.
    Redirected,
    /// 410: the endpoint wants nothing any more and is switched off.
    Gone,
    /// Try again on schedule.
    Retry,
    /// The endpoint is overloaded: try again, with longer waits.
    RetrySlower,
}

impl DeliveryOutcome {
    /// What an HTTP status means. Only 2xx counts as delivered.
    #[must_use]
    pub fn of_status(status: u16) -> DeliveryOutcome {
        match status {
            200..=299 => DeliveryOutcome::Delivered,
            300..=399 => DeliveryOutcome::Redirected,
            410 => DeliveryOutcome::Gone,
            429 | 502 | 504 => DeliveryOutcome::RetrySlower,
            _ => DeliveryOutcome::Retry,
        }
    }
}

/// The whole seconds to wait that a `Retry-After` header asks for, rounded up; `None` if it asks
/// nothing that can be understood.
///
/// Reads seconds (also with decimals, which RFC 9110 does not know but servers send) and an HTTP date,
/// counted from `now`; a date that has passed asks for no wait.
#[must_use]
pub fn retry_after_seconds(header: &str, now: Timestamp) -> Option<u64> {
    let header = header.trim();
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    if !header.is_empty() && header.chars().all(is_number) {
        let seconds = header.parse::<Decimal>().ok()?.ceil();
        return u64::try_from(seconds).ok();
    }
    let date = jiff::fmt::rfc2822::parse(header).ok()?.timestamp();
    Some(u64::try_from(date.duration_since(now).as_secs()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_what_to_do() {
        let expected = [
            (200, DeliveryOutcome::Delivered),
            (299, DeliveryOutcome::Delivered),
            (301, DeliveryOutcome::Redirected),
            (404, DeliveryOutcome::Retry),
            (410, DeliveryOutcome::Gone),
            (429, DeliveryOutcome::RetrySlower),
            (500, DeliveryOutcome::Retry),
            (502, DeliveryOutcome::RetrySlower),
            (503, DeliveryOutcome::Retry),
            (504, DeliveryOutcome::RetrySlower),
            (0, DeliveryOutcome::Retry),
        ];
        for (status, outcome) in expected {
            assert_eq!(DeliveryOutcome::of_status(status), outcome, "{status}");
        }
    }

    #[test]
    fn a_wait_is_rounded_up_to_whole_seconds() {
        let now = "2015-10-21T07:26:00Z".parse().unwrap();
        let wait = |header| retry_after_seconds(header, now);
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait("120.1"), Some(121));
        assert_eq!(wait(" 0 "), Some(0));
        for nothing in ["", "-1", "soon", "1e3", "99999999999999999999999999999"] {
            assert_eq!(wait(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_date_counts_from_now() {
        let now = "2015-10-21T07:26:00Z".parse().unwrap();
        assert_eq!(retry_after_seconds("Wed, 21 Oct 2015 07:28:00 GMT", now), Some(120));
        assert_eq!(retry_after_seconds("Wed, 21 Oct 2015 07:25:00 GMT", now), Some(0));
    }
}
