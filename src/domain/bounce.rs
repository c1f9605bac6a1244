//! Mail that came back: what the other server's answer means for the message and for its address.
//!
//! Pure reading of status codes (RFC 3463) and of replies (RFC 5321). Who answered, and about which
//! message, is found in `mail` and `store`.

use std::fmt;
use std::str::FromStr;

/// Characters kept of another server's words.
const DIAGNOSTIC_LENGTH_MAX: usize = 300;
/// Words of servers that refuse us, not the address, and give no enhanced status (Exim's dnslists, for one).
const REFUSES_US: [&str; 9] = [
    "listed",
    "blacklist",
    "black list",
    "blocklist",
    "block list",
    "blocked",
    "spam",
    "reputation",
    "relay",
];
/// A name before the `@` that is shorter is also a word of ordinary sentences.
const REDACTED_LENGTH_MIN: usize = 3;

/// An enhanced status code such as 5.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnhancedStatus {
    class: u16,
    subject: u16,
    detail: u16,
}

/// Whether the mail, or the address, is worth another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BounceKind {
    /// 5.x.x: not this message, ever.
    Hard,
    /// 4.x.x: not now, or given up after a while.
    Transient,
}

impl BounceKind {
    /// The word stored, and used in catalogue keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Transient => "transient",
        }
    }
}

/// When in the conversation a server refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedAt {
    Recipient,
    /// After it had seen the message: more often for what is in it than for whom it is.
    Message,
}

/// A text that is no enhanced status code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a status such as 5.1.1")]
pub struct NotAStatus;

impl EnhancedStatus {
    /// "Other undefined status" of permanent failures: all that some servers say.
    pub const FAILED: Self = Self::of(5, 0, 0);

    const fn of(class: u16, subject: u16, detail: u16) -> Self {
        Self { class, subject, detail }
    }

    /// The status that a reply carries in its text, else what its code and a few well-known words say.
    #[must_use]
    pub fn of_reply(code: u16, text: &str, at: RefusedAt) -> Self {
        let class = code / 100;
        let words = text.to_lowercase();
        let refuses_us = REFUSES_US.iter().any(|word| words.contains(word));
        Self::first_in(text).filter(|status| status.class == class).unwrap_or(match (code, at) {
            // "Other or undefined security status": the address may be as good as any.
            (550..=559, RefusedAt::Recipient) if refuses_us => Self::of(5, 7, 0),
            (550 | 551 | 553, RefusedAt::Recipient) => Self::of(5, 1, 0),
            // RFC 5321: exceeded storage allocation.
            (552, RefusedAt::Recipient) => Self::of(5, 2, 2),
            (500..=599, RefusedAt::Message) => Self::of(5, 6, 0),
            _ => Self::of(class, 0, 0),
        })
    }

    /// The status of a notice's recipient. Some servers (Exim) only ever say 5.0.0 and put what the other
    /// side answered into the diagnostic code.
    #[must_use]
    pub fn of_notice(status: Option<Self>, diagnostic: &str) -> Self {
        let said = status.unwrap_or(Self::FAILED);
        if (said.subject, said.detail) != (0, 0) {
            return said;
        }
        let code = reply_code(diagnostic).filter(|code| code / 100 == said.class);
        match code {
            Some(code) => Self::of_reply(code, diagnostic, RefusedAt::Recipient),
            None => Self::first_in(diagnostic).filter(|s| s.class == said.class).unwrap_or(said),
        }
    }

    fn first_in(text: &str) -> Option<Self> {
        text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| word.parse().ok())
    }

    /// None for a success.
    #[must_use]
    pub fn kind(self) -> Option<BounceKind> {
        match self.class {
            5 => Some(BounceKind::Hard),
            4 => Some(BounceKind::Transient),
            _ => None,
        }
    }

    /// Whether nothing more should be sent to the address until somebody has looked: it is the address
    /// that failed. A server that refuses us for policy, content, size or a full mailbox says nothing
    /// against it; were it barred for that, one bad day of ours would silence every customer.
    /// Source: RFC 3463 §3; 5.4.1 is how Exchange Online refuses recipients, 5.4.4 a domain that is gone.
    #[must_use]
    pub fn bars_address(self) -> bool {
        self.class == 5
            && match (self.subject, self.detail) {
                // 5.1.7 and 5.1.8 are about the sender's address.
                (1, 7 | 8) => false,
                // A full mailbox, a message too long for it, a list that cannot be expanded.
                (2, 2..=4) => false,
                (0..=2, _) | (4, 1 | 4) => true,
                _ => false,
            }
    }
}

impl fmt::Display for EnhancedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl FromStr for EnhancedStatus {
    type Err = NotAStatus;

    fn from_str(text: &str) -> Result<Self, NotAStatus> {
        let mut parts = text.trim().splitn(3, '.').map(|part| {
            let is_number =
                (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| is_number)
        });
        let mut next = || parts.next().flatten().ok_or(NotAStatus);
        let status = Self::of(next()?, next()?, next()?);
        if matches!(status.class, 2 | 4 | 5) { Ok(status) } else { Err(NotAStatus) }
    }
}

/// The three digits of a reply: the first number of that form, from 400 to 599.
fn reply_code(text: &str) -> Option<u16> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .filter(|word| word.len() == 3)
        .find_map(|word| word.parse().ok().filter(|code| (400..600).contains(code)))
}

/// Another server's words without addresses, and without the name before the `@` of `recipient`, as
/// one line of at most 300 characters.
#[must_use]
pub fn without_addresses(text: &str, recipient: &str) -> String {
    let name = recipient.split('@').next().unwrap_or_default().to_lowercase();
    let hides = |word: &str| {
        let word = word.to_lowercase();
        let is_name = name.len() >= REDACTED_LENGTH_MIN && word.contains(&name);
        word.contains('@') || word.contains("=40") || is_name
    };
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| if hides(word) { "<…>" } else { word })
        .collect();
    words.join(" ").chars().take(DIAGNOSTIC_LENGTH_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(text: &str) -> EnhancedStatus {
        text.parse().unwrap()
    }

    #[test]
    fn a_status_is_three_numbers_of_a_known_class() {
        assert_eq!(status(" 5.1.10 ").to_string(), "5.1.10");
        for text in ["", "5", "5.1", "5.1.1.1", "3.0.0", "5.1.x", "5..1", "+5.1.1", "5.1.1000"] {
            assert_eq!(text.parse::<EnhancedStatus>(), Err(NotAStatus), "{text}");
        }
    }

    #[test]
    fn only_what_is_wrong_with_the_address_bars_it() {
        for text in ["5.0.0", "5.1.0", "5.1.1", "5.1.10", "5.2.0", "5.2.1", "5.4.1", "5.4.4"] {
            assert!(status(text).bars_address(), "{text}");
        }
        // Full, too long, loop, sender, policy, content; and nothing transient.
        for text in
            ["5.2.2", "5.2.3", "5.3.4", "5.4.6", "5.1.8", "5.7.1", "5.7.26", "5.6.0", "4.1.1"]
        {
            assert!(!status(text).bars_address(), "{text}");
        }
        assert_eq!(status("5.7.1").kind(), Some(BounceKind::Hard));
        assert_eq!(status("4.4.7").kind(), Some(BounceKind::Transient));
        assert_eq!(status("2.0.0").kind(), None);
    }

    #[test]
    fn a_reply_without_an_enhanced_status_is_read_by_its_code_and_its_moment() {
        let read = |code, text: &str, at| EnhancedStatus::of_reply(code, text, at).to_string();
        let (to, with) = (RefusedAt::Recipient, RefusedAt::Message);
        assert_eq!(read(550, "5.1.1 <x@y>: no", to), "5.1.1");
        assert_eq!(read(550, "no such user", to), "5.1.0");
        assert_eq!(read(552, "mailbox full", to), "5.2.2");
        assert_eq!(read(554, "no", to), "5.0.0");
        assert_eq!(read(554, "spam", with), "5.6.0");
        assert_eq!(read(554, "5.7.1 spam", with), "5.7.1");
        // An address of the network is no status.
        assert_eq!(read(550, "192.0.2.1: no such user", to), "5.1.0");
        // A block list bars no customer's address.
        for text in ["192.0.2.1 is in a black list at bl.example", "Blocked", "relay not permitted"]
        {
            assert_eq!(read(550, text, to), "5.7.0", "{text}");
            assert!(!EnhancedStatus::of_reply(554, text, to).bars_address(), "{text}");
        }
        assert_eq!(read(450, "4.2.1 busy", to), "4.2.1");
    }

    #[test]
    fn a_notice_that_says_5_0_0_is_read_by_what_the_other_side_answered() {
        let read = |said: Option<&str>, diagnostic: &str| {
            EnhancedStatus::of_notice(said.map(status), diagnostic).to_string()
        };
        assert_eq!(read(Some("5.0.0"), "smtp; 550 5.1.1 no such user"), "5.1.1");
        assert_eq!(read(Some("5.0.0"), "smtp; 550 no such user"), "5.1.0");
        assert_eq!(read(Some("5.0.0"), ""), "5.0.0");
        assert_eq!(read(Some("5.7.1"), "smtp; 550 5.1.1 x"), "5.7.1");
        assert_eq!(read(None, "smtp; 552 full"), "5.2.2");
        assert_eq!(read(Some("4.0.0"), "smtp; 451 4.7.1 greylisted"), "4.7.1");
    }

    #[test]
    fn a_diagnostic_is_kept_without_whom_it_was_for() {
        let text = "550 5.1.1 <Jane.Doe@Kundin.example>:\r\n\tuser 'jane.doe' unknown";
        let kept = without_addresses(text, "jane.doe@kundin.example");
        assert_eq!(kept, "550 5.1.1 <…> user <…> unknown");
        assert_eq!(without_addresses("no mailbox al here", "al@x.example"), "no mailbox al here");
        assert_eq!(without_addresses(&"x ".repeat(400), "a@b.example").chars().count(), 300);
    }
}
