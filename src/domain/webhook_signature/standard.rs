//! Owns the scheme of Standard Webhooks (standardwebhooks.com, version 1): `v1,<base64>` over
//! `<id>.<Unix seconds>.<body>`. Our own webhooks are signed with it (P2).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;

use super::mac::{HmacAlgorithm, same_text};
use super::{DEFAULT_TOLERANCE_SECONDS, SignatureError, check_age};

/// What the three headers say; `None` for one that was not sent. Names are not case-sensitive.
#[derive(Clone, Copy, Debug)]
pub struct StandardHeaders<'a> {
    /// `webhook-id`: the same for each attempt at one event.
    pub id: Option<&'a str>,
    /// `webhook-timestamp`: Unix seconds of the attempt.
    pub timestamp: Option<&'a str>,
    /// `webhook-signature`: one or more, separated by spaces.
    pub signature: Option<&'a str>,
}

/// A symmetric secret, the bytes behind `whsec_…`.
#[derive(Clone, PartialEq, Eq)]
pub struct StandardSecret(Vec<u8>);

impl StandardSecret {
    /// Reads base64, with or without the prefix `whsec_`.
    ///
    /// # Errors
    /// `BadSecret` for anything else, also for no bytes at all.
    pub fn parse(text: &str) -> Result<StandardSecret, SignatureError> {
        let encoded = text.strip_prefix("whsec_").unwrap_or(text);
        match BASE64_STANDARD.decode(encoded) {
            Ok(bytes) if !bytes.is_empty() => Ok(StandardSecret(bytes)),
            _ => Err(SignatureError::BadSecret),
        }
    }
}

impl std::fmt::Debug for StandardSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StandardSecret(…)")
    }
}

/// `Ok` if the headers are right for `body` and at most five minutes from `now`.
///
/// One right `v1` suffices; other versions (`v1a`, `v2`) do not count, whatever they hold.
/// # Errors
/// `MissingHeader`, `BadTimestamp`, `TooOld`, `TooNew`, `Mismatch`; in this order, as in the official
/// libraries.
pub fn verify_standard(
    headers: &StandardHeaders,
    secret: &StandardSecret,
    body: &[u8],
    now: Timestamp,
) -> Result<(), SignatureError> {
    let id = sent("webhook-id", headers.id)?;
    let timestamp = sent("webhook-timestamp", headers.timestamp)?;
    let given = sent("webhook-signature", headers.signature)?;
    let seconds: i64 = timestamp.parse().map_err(|_| SignatureError::BadTimestamp)?;
    check_age(seconds, now, DEFAULT_TOLERANCE_SECONDS)?;
    let expected = signature(secret, id, timestamp, body);
    if given.split(' ').fold(false, |fits, given| fits | same_text(&expected, given)) {
        Ok(())
    } else {
        Err(SignatureError::Mismatch)
    }
}

/// The value of `webhook-signature` for an event `id` sent at `at`.
#[must_use]
pub fn sign_standard(secret: &StandardSecret, id: &str, body: &[u8], at: Timestamp) -> String {
    signature(secret, id, &at.as_second().to_string(), body)
}

fn sent<'a>(name: &'static str, header: Option<&'a str>) -> Result<&'a str, SignatureError> {
    header.filter(|text| !text.is_empty()).ok_or(SignatureError::MissingHeader(name))
}

fn signature(secret: &StandardSecret, id: &str, seconds: &str, body: &[u8]) -> String {
    let parts: [&[u8]; 5] = [id.as_bytes(), b".", seconds.as_bytes(), b".", body];
    format!("v1,{}", BASE64_STANDARD.encode(HmacAlgorithm::Sha256.mac(&secret.0, &parts)))
}
