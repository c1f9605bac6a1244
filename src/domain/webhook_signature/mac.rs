//! Owns the keyed hashes and the schemes that are nothing but one.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;

use super::SignatureError;

/// A keyed hash of RFC 2104.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HmacAlgorithm {
    Sha256,
    Sha512,
}

impl HmacAlgorithm {
    /// The hash of the parts one after the other, 32 or 64 bytes. A key may have any length.
    #[must_use]
    pub fn mac(self, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        match self {
            HmacAlgorithm::Sha256 => mac::<Hmac<Sha256>>(key, parts),
            HmacAlgorithm::Sha512 => mac::<Hmac<Sha512>>(key, parts),
        }
    }

    /// [`HmacAlgorithm::mac`] in lower-case hexadecimal digits.
    #[must_use]
    pub fn hex(self, key: &[u8], parts: &[&[u8]]) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 0xf)]);
        let bytes = self.mac(key, parts);
        bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
    }
}

/// `Ok` if `header` is the hash of the body alone, in lower-case hexadecimal digits.
///
/// # Errors
/// `MissingHeader` (named as the caller reads it) if it is empty, `Mismatch` if it is another.
pub fn verify_body_hmac(
    algorithm: HmacAlgorithm,
    header_name: &'static str,
    header: &str,
    secret: &str,
    body: &[u8],
) -> Result<(), SignatureError> {
    if header.is_empty() {
        return Err(SignatureError::MissingHeader(header_name));
    }
    let expected = algorithm.hex(secret.as_bytes(), &[body]);
    if same_text(&expected, header) { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// `Ok` if Paystack signed `body`: HMAC-SHA512 with the account's secret key, header
/// `x-paystack-signature`.
///
/// There is no timestamp in it: an event that was seen before is recognised by its id.
/// # Errors
/// `MissingHeader`, `Mismatch`.
pub fn verify_paystack(header: &str, secret_key: &str, body: &[u8]) -> Result<(), SignatureError> {
    let name = "x-paystack-signature";
    verify_body_hmac(HmacAlgorithm::Sha512, name, header, secret_key, body)
}

/// Compares without telling by the time it takes where the difference is.
pub(super) fn same_text(expected: &str, given: &str) -> bool {
    expected.as_bytes().ct_eq(given.as_bytes()).into()
}

fn mac<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // A hash of RFC 2104 takes a key of any length, so that the empty result is never given.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { return Vec::new() };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}
