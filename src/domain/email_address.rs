//! An e-mail address as an account is known by.
//!
//! Owns the one spelling: trimmed and in lower case, so that the same mailbox is the same account, the
//! same throttle and the same invitation, however it is typed.

use std::fmt;
use std::str::FromStr;

/// RFC 5321 §4.5.3.1.3: a path has at most 256 octets with its angle brackets.
const MAX_LENGTH: usize = 254;
/// RFC 5321 §4.5.3.1.1.
const MAX_LOCAL_LENGTH: usize = 64;

/// A checked address. ASCII only: addresses outside it have more than one lower case, and with it
/// more than one account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// A text that is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnEmailAddress;

impl EmailAddress {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or(&self.0, |(local, _)| local)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EmailAddress {
    type Err = NotAnEmailAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let address = text.trim().to_ascii_lowercase();
        let (local, domain) = address.rsplit_once('@').ok_or(NotAnEmailAddress)?;
        let is_local_fine = (1..=MAX_LOCAL_LENGTH).contains(&local.len())
            && local
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"\"(),:;<>@[\\]".contains(&byte));
        let is_domain_fine = domain.split('.').count() >= 2
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            });
        if address.len() <= MAX_LENGTH && is_local_fine && is_domain_fine {
            Ok(Self(address))
        } else {
            Err(NotAnEmailAddress)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_by_one_spelling() {
        let typed: EmailAddress = " Ada.Lovelace+Bills@Example.COM ".parse().unwrap();
        assert_eq!(typed.as_str(), "ada.lovelace+bills@example.com");
        assert_eq!(typed.local_part(), "ada.lovelace+bills");
    }

    #[test]
    fn what_no_mailbox_can_have_is_refused() {
        for text in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "ada@localhost",
            "ada@example..com",
            "ada@-example.com",
            "ada lovelace@example.com",
            "ada@example.com\r\nBcc: eve@example.com",
            "ada@example.com, eve@example.com",
            "äda@example.com",
            "a@b@example.com",
        ] {
            assert_eq!(text.parse::<EmailAddress>(), Err(NotAnEmailAddress), "{text:?}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        assert!(long.parse::<EmailAddress>().is_err());
    }
}
