//! `X-Twilio-Signature`: base64 of the HMAC-SHA1, with the account's token, over the URL as Twilio called it
//! and the form's fields, sorted by name, names and values one after the other.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// The signature of a callback.
#[must_use]
pub fn signature(auth_token: &str, url: &str, fields: &[(String, String)]) -> String {
    STANDARD.encode(hmac::sign(&key(auth_token), signed(url, fields).as_bytes()))
}

/// Whether the callback was signed with the token; takes as long for every wrong one.
pub(super) fn is_genuine(
    auth_token: &str,
    url: &str,
    given: &str,
    fields: &[(String, String)],
) -> bool {
    let Ok(given) = STANDARD.decode(given) else { return false };
    hmac::verify(&key(auth_token), signed(url, fields).as_bytes(), &given).is_ok()
}

fn key(auth_token: &str) -> hmac::Key {
    // SHA-1 is Twilio's choice; as an HMAC it is not broken (RFC 6194 section 3.3).
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.as_bytes())
}

fn signed(url: &str, fields: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut signed = url.to_owned();
    for (name, value) in sorted {
        signed.push_str(name);
        signed.push_str(value);
    }
    signed
}
