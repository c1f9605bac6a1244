//! Owns Stripe's scheme: `t=<Unix seconds>,v1=<hex>,v1=<hex>…` over `<seconds>.<body>`.

use jiff::Timestamp;

use super::mac::{HmacAlgorithm, same_text};
use super::{SignatureError, check_age};

/// `Ok` if the header `Stripe-Signature` is Stripe's for `body`.
///
/// One right `v1` suffices: while a secret is rolled, both secrets sign. Signatures of other versions,
/// and parts that cannot be read, are ignored. The signature is checked before the age, so that a
/// forger learns nothing from the answer. With `tolerance_seconds` the timestamp must not be further
/// than that from `now`, before or after; `None` is for replaying stored events only.
/// # Errors
/// `MissingHeader` for an empty one, `BadHeader` without a readable timestamp, `Mismatch`, `TooOld`,
/// `TooNew`.
pub fn verify_stripe(
    header: &str,
    secret: &str,
    body: &[u8],
    now: Timestamp,
    tolerance_seconds: Option<u32>,
) -> Result<(), SignatureError> {
    if header.is_empty() {
        return Err(SignatureError::MissingHeader("Stripe-Signature"));
    }
    let mut signed_at = None;
    let mut signatures = Vec::new();
    for (key, value) in header.split(',').filter_map(|part| part.split_once('=')) {
        match key {
            "t" if signed_at.is_none() => signed_at = Some(value),
            "v1" => signatures.push(value),
            _ => {}
        }
    }
    let seconds_text = signed_at.ok_or(SignatureError::BadHeader)?;
    let seconds: i64 = seconds_text.parse().map_err(|_| SignatureError::BadHeader)?;
    let expected = signature(secret, seconds_text, body);
    // No early end: every signature is compared.
    let is_right = |fits, given: &&str| fits | same_text(&expected, given);
    if !signatures.iter().fold(false, is_right) {
        return Err(SignatureError::Mismatch);
    }
    tolerance_seconds.map_or(Ok(()), |tolerance| check_age(seconds, now, tolerance))
}

/// The header with which Stripe would send `body` at `at`.
#[must_use]
pub fn sign_stripe(secret: &str, body: &[u8], at: Timestamp) -> String {
    let seconds = at.as_second().to_string();
    format!("t={seconds},v1={}", signature(secret, &seconds, body))
}

fn signature(secret: &str, seconds: &str, body: &[u8]) -> String {
    HmacAlgorithm::Sha256.hex(secret.as_bytes(), &[seconds.as_bytes(), b".", body])
}
