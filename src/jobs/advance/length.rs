//! How far a clock is moved, as people type it: 2h, 30d, 14mo, 1y2mo.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

/// The farthest in one go. Ten years of days are some minutes of work.
const LONGEST: SignedDuration = SignedDuration::from_hours(10 * 366 * 24);

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LengthError {
    #[error("{0:?} is no duration such as 2h, 30d, 14mo or 1y2mo")]
    NotADuration(String),
    #[error("{0:?} is farther than ten years")]
    TooFar(String),
}

/// How long `text` is when it begins at `now`: a month is as long as the calendar says. At least a second.
pub fn length(text: &str, now: Timestamp) -> Result<SignedDuration, LengthError> {
    let span: Option<Span> = text.trim().parse().ok();
    let span = span
        .filter(|span| span.is_positive())
        .ok_or_else(|| LengthError::NotADuration(text.to_owned()))?;
    let too_far = || LengthError::TooFar(text.to_owned());
    let to = now.to_zoned(TimeZone::UTC).checked_add(span).map_err(|_| too_far())?;
    let length = to.timestamp().duration_since(now);
    match length.as_secs() {
        i64::MIN..=0 => Err(LengthError::NotADuration(text.to_owned())),
        _ if length > LONGEST => Err(too_far()),
        _ => Ok(length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str, now: &str) -> i64 {
        length(text, now.parse().unwrap()).unwrap().as_hours() / 24
    }

    #[test]
    fn a_month_is_as_long_as_the_calendar_says() {
        assert_eq!(days("1mo", "2026-01-31T09:00:00Z"), 28); // the last of February
        assert_eq!(days("14mo", "2026-11-20T09:00:00Z"), 426); // 365 + 31 + 30: Nov to Nov, Dec 20, Jan 20
        assert_eq!(days("30d", "2026-11-20T09:00:00Z"), 30);
        assert_eq!(days("48h", "2026-11-20T09:00:00Z"), 2);
    }

    #[test]
    fn only_a_positive_duration_moves_the_clock() {
        let now = "2026-11-20T09:00:00Z".parse().unwrap();
        for text in ["", "30", "d", "-2h", "0d", "2h ago", "tomorrow", "1ms"] {
            assert!(length(text, now).is_err(), "{text}");
        }
        for text in ["11y", "9000y"] {
            assert_eq!(length(text, now), Err(LengthError::TooFar(text.into())));
        }
    }
}
