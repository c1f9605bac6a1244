//! Owns whether a webhook comes from whom it says: the signature schemes of Stripe, Standard Webhooks
//! and Paystack, over the raw bytes of the body.
//!
//! Signatures are compared as text in constant time, so that only the one spelling a sender uses is
//! right. Not here: replay of an event already seen (the inbox), the secrets' storage. Row D6,
//! semantics 4.12.

mod mac;
mod standard;
mod stripe;

pub use mac::{HmacAlgorithm, verify_body_hmac, verify_paystack};
pub use standard::{StandardHeaders, StandardSecret, sign_standard, verify_standard};
pub use stripe::{sign_stripe, verify_stripe};

use jiff::Timestamp;

/// How far a timestamp may be from now unless said otherwise: five minutes (Stripe, Standard Webhooks).
pub const DEFAULT_TOLERANCE_SECONDS: u32 = 300;

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("the header {0} is missing")]
    MissingHeader(&'static str),
    #[error("the signature header cannot be read")]
    BadHeader,
    #[error("the timestamp is no number of seconds")]
    BadTimestamp,
    #[error("the secret is not written as it should be")]
    BadSecret,
    #[error("no signature fits the body")]
    Mismatch,
    #[error("signed {age_seconds} seconds ago")]
    TooOld { age_seconds: i64 },
    #[error("signed {ahead_seconds} seconds in the future")]
    TooNew { ahead_seconds: i64 },
}

/// `Ok` if `signed_at` (Unix seconds) is at most `tolerance_seconds` from `now`, in either direction.
fn check_age(signed_at: i64, now: Timestamp, tolerance_seconds: u32) -> Result<(), SignatureError> {
    let age_seconds = now.as_second().saturating_sub(signed_at);
    let tolerance = i64::from(tolerance_seconds);
    if age_seconds > tolerance {
        return Err(SignatureError::TooOld { age_seconds });
    }
    if age_seconds < -tolerance {
        return Err(SignatureError::TooNew { ahead_seconds: age_seconds.saturating_neg() });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
