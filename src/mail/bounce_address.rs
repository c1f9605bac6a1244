//! The envelope's sender: an address of its own for each message, so that what comes back says which one
//! it was. Nobody but us can make such an address: it carries a code over the message's id.
//!
//! `bounces@acme.example` becomes `bounces+<id>+<code>@acme.example`; id and code are hexadecimal,
//! because servers on the way may change the case.

use hmac::{Hmac, KeyInit, Mac};
use lettre::Address;
use sha2::Sha256;
use std::fmt;
use uuid::Uuid;

/// Bytes of the code: 64 bits, of which each guess costs a message to us.
const CODE_LENGTH: usize = 8;
/// RFC 5321 4.5.3.1.1: 64 octets before the `@`; id, code and two signs take 50 of them.
const LOCAL_LENGTH_MAX: usize = 14;
/// Keeps the code apart from everything else that the key might ever sign.
const PURPOSE: &[u8] = b"quittance bounce 1\0";

/// Why an address cannot receive bounces.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the address for bounces {0:?} is not one like bounces@acme.example, with at most {LOCAL_LENGTH_MAX} \
     letters, digits or dashes before the @"
)]
pub struct BounceAddressError(pub String);

/// Where bounces go, and the key of their codes.
#[derive(Clone)]
pub struct BounceAddress {
    local: String,
    domain: String,
    key: Vec<u8>,
}

impl fmt::Debug for BounceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No key in a log.
        write!(f, "BounceAddress({}@{})", self.local, self.domain)
    }
}

impl BounceAddress {
    /// # Errors  when the address is none, or too long to carry an id.
    pub fn new(address: &str, key: &[u8]) -> Result<Self, BounceAddressError> {
        let refused = || BounceAddressError(address.to_owned());
        let parsed: Address = address.parse().map_err(|_| refused())?;
        let is_plain = parsed.user().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !is_plain || parsed.user().len() > LOCAL_LENGTH_MAX {
            return Err(refused());
        }
        Ok(Self {
            local: parsed.user().to_ascii_lowercase(),
            domain: parsed.domain().to_ascii_lowercase(),
            key: key.to_owned(),
        })
    }

    /// The envelope's sender of this message.
    pub(crate) fn of_message(&self, id: Uuid) -> Option<Address> {
        let code: String = self.code(id).finalize().into_bytes()[..CODE_LENGTH].iter().fold(
            String::new(),
            |mut code, byte| {
                code.push_str(&format!("{byte:02x}"));
                code
            },
        );
        Address::new(format!("{}+{}+{code}", self.local, id.simple()), &self.domain).ok()
    }

    /// The message that an address was made for; None for any address that we did not make.
    #[must_use]
    pub fn message_of(&self, address: &str) -> Option<Uuid> {
        let address = address.trim().to_ascii_lowercase();
        let (local, domain) = address.rsplit_once('@')?;
        let (id, code) = local.strip_prefix(&self.local)?.strip_prefix('+')?.split_once('+')?;
        // `Uuid` reads other spellings too.
        let id = Uuid::parse_str(id).ok().filter(|_| id.len() == 32 && domain == self.domain)?;
        let is_hex = code.len() == CODE_LENGTH * 2 && code.bytes().all(|b| b.is_ascii_hexdigit());
        let code = u64::from_str_radix(code, 16).ok().filter(|_| is_hex)?;
        self.code(id).verify_truncated_left(&code.to_be_bytes()).ok()?;
        Some(id)
    }

    fn code(&self, id: Uuid) -> Hmac<Sha256> {
        let mut code =
            Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        code.update(PURPOSE);
        code.update(id.as_bytes());
        code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> BounceAddress {
        BounceAddress::new("Bounces@Acme.example", &[7; 32]).unwrap()
    }

    #[test]
    fn an_address_leads_back_to_its_message_whatever_its_case() {
        let id = Uuid::now_v7();
        let address = ours().of_message(id).unwrap().to_string();
        assert!(address.split('@').next().unwrap().len() <= 64, "{address}");
        assert_eq!(ours().message_of(&address), Some(id));
        assert_eq!(ours().message_of(&address.to_uppercase()), Some(id));
    }

    #[test]
    fn an_address_that_we_did_not_make_leads_nowhere() {
        let (ours, id) = (ours(), Uuid::now_v7());
        let address = ours.of_message(id).unwrap().to_string();
        let theirs = BounceAddress::new("bounces@acme.example", &[8; 32]).unwrap();
        assert_eq!(theirs.message_of(&address), None, "another key");
        assert_eq!(ours.message_of(&address.replace("acme", "evil")), None, "another domain");
        let other = Uuid::now_v7().simple().to_string();
        let moved = address.replace(&id.simple().to_string(), &other);
        assert_eq!(ours.message_of(&moved), None, "another message");
        let at = address.find('@').unwrap();
        for forged in [
            address.replace(&address[at - 1..at], "x"),
            format!("{}{}", &address[..at - 1], &address[at..]),
            format!("{}0{}", &address[..at], &address[at..]),
            format!("{}+{}", &address[..at - 17], &address[at..]),
            address.replacen("bounces+", "bounces", 1),
            "bounces@acme.example".into(),
            format!("bounces+{id}+0000000000000000@acme.example"),
            String::new(),
        ] {
            assert_eq!(ours.message_of(&forged), None, "{forged}");
        }
    }

    #[test]
    fn an_address_must_have_room_for_an_id() {
        for address in
            ["", "bounces", "a+b@x.example", "fifteen-letters@x.example", "a b@x.example"]
        {
            assert!(BounceAddress::new(address, &[1; 32]).is_err(), "{address}");
        }
        let longest = BounceAddress::new("fourteen-chars@x.example", &[1; 32]).unwrap();
        assert!(longest.of_message(Uuid::now_v7()).is_some());
    }
}
