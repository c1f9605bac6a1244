//! Reads what came to the envelope's sender: delivery status notifications (RFC 3464), and what else
//! arrives there and is none, such as answers from holidays.
//!
//! Nothing in a notice is believed about which message it is about: that is the address it came to.

use crate::domain::bounce::EnhancedStatus;
use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use std::collections::BTreeMap;

/// A message that came to an address for bounces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedNotice {
    /// Where it says it was delivered to, the most trustworthy first.
    pub addressed_to: Vec<String>,
    pub notice: Notice,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Not delivered, and given up.
    Failed { status: EnhancedStatus, diagnostic: String },
    /// Not delivered yet.
    Delayed { status: EnhancedStatus, diagnostic: String },
    /// Delivered, or passed on to where no notices come from.
    Delivered,
    /// An answer that a mailbox gave by itself.
    AutoReply,
    /// Neither: a person's answer, spam, a notice in words of its own.
    Other,
}

/// Reads the bytes of a message. Whatever they are, they are something.
#[must_use]
pub fn read_notice(bytes: &[u8]) -> ReceivedNotice {
    // An empty message of mail-parser's has no root to ask for headers.
    let Some(message) = MessageParser::default().parse(bytes) else {
        return ReceivedNotice { addressed_to: Vec::new(), notice: Notice::Other };
    };
    let received =
        ReceivedNotice { addressed_to: addressed_to(&message), notice: notice(&message) };
    take_apart(message);
    received
}

/// Drops a message level by level. Messages lie in messages as deep as their sender liked, and by itself
/// each would drop the next one on the same stack until that overflows.
fn take_apart(message: Message<'_>) {
    let mut messages = vec![message];
    while let Some(mut message) = messages.pop() {
        messages.extend(message.parts.drain(..).filter_map(|part| match part.body {
            PartType::Message(inner) => Some(inner),
            _ => None,
        }));
    }
}

/// Where servers write the envelope's recipient, then the headers of the message itself.
fn addressed_to(message: &Message<'_>) -> Vec<String> {
    let mut addresses = Vec::new();
    for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
        for value in message.header_values(name) {
            match value {
                HeaderValue::Text(text) => addresses.push(text.to_string()),
                HeaderValue::Address(address) => extend(&mut addresses, address),
                _ => {}
            }
        }
    }
    if let Some(to) = message.to() {
        extend(&mut addresses, to);
    }
    addresses
}

fn extend(addresses: &mut Vec<String>, found: &Address<'_>) {
    addresses.extend(found.iter().filter_map(|one| one.address()).map(str::to_owned));
}

fn notice(message: &Message<'_>) -> Notice {
    let is_of = |part: &dyn Fn(&str, Option<&str>) -> bool,
                 kind: Option<&mail_parser::ContentType<'_>>| {
        kind.is_some_and(|kind| {
            let subtype = kind.subtype().map(str::to_ascii_lowercase);
            part(&kind.ctype().to_ascii_lowercase(), subtype.as_deref())
        })
    };
    let is_report =
        is_of(&|main, sub| (main, sub) == ("multipart", Some("report")), message.content_type());
    let status = message.parts.iter().find(|part| {
        is_of(
            &|main, sub| {
                main == "message"
                    && matches!(sub, Some("delivery-status" | "global-delivery-status"))
            },
            part.content_type(),
        )
    });
    match status.filter(|_| is_report) {
        Some(part) => worst(&groups(&String::from_utf8_lossy(part.contents()))),
        None if is_auto_reply(message) => Notice::AutoReply,
        None => Notice::Other,
    }
}

/// RFC 3834 5, and what was customary before.
fn is_auto_reply(message: &Message<'_>) -> bool {
    let text = |name: &str| {
        message.header(name).and_then(HeaderValue::as_text).unwrap_or_default().to_ascii_lowercase()
    };
    let submitted = text("Auto-Submitted");
    (!submitted.is_empty() && !submitted.starts_with("no"))
        || !text("X-Autoreply").is_empty()
        || !text("X-Autorespond").is_empty()
        || matches!(text("Precedence").as_str(), "auto_reply" | "bulk" | "junk")
}

/// The fields of one recipient, by their names in lower case.
type Group = BTreeMap<String, String>;

/// The recipients' fields; the first group is about the message as a whole.
fn groups(text: &str) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut group = Group::new();
    let mut last: Option<String> = None;
    for line in text.lines() {
        if line.trim().is_empty() {
            groups.push(std::mem::take(&mut group));
            last = None;
        } else if line.starts_with([' ', '\t']) {
            if let Some(value) = last.as_ref().and_then(|name| group.get_mut(name)) {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            let name = name.trim().to_ascii_lowercase();
            group.entry(name.clone()).or_insert_with(|| value.trim().to_owned());
            last = Some(name);
        }
    }
    groups.push(group);
    groups.retain(|group| group.contains_key("final-recipient") || group.contains_key("action"));
    groups
}

/// Our messages have one recipient, but theirs may have passed it on to several: the worst counts.
fn worst(groups: &[Group]) -> Notice {
    let read: Vec<Notice> = groups.iter().map(of_group).collect();
    let failed = read.iter().find(|notice| matches!(notice, Notice::Failed { .. }));
    let delayed = read.iter().find(|notice| matches!(notice, Notice::Delayed { .. }));
    failed.or(delayed).or(read.first()).cloned().unwrap_or(Notice::Other)
}

fn of_group(group: &Group) -> Notice {
    let field = |name: &str| group.get(name).map(String::as_str).unwrap_or_default();
    let diagnostic = field("diagnostic-code").to_owned();
    // A comment may follow: `5.1.1 (user unknown)`.
    let said = field("status").split_whitespace().next().and_then(|word| word.parse().ok());
    let action = field("action").split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let status = EnhancedStatus::of_notice(said, &diagnostic);
    match (action.as_str(), status.kind()) {
        ("failed", Some(_)) => Notice::Failed { status, diagnostic },
        // Failed with the status of a success contradicts itself; it did fail.
        ("failed", None) => Notice::Failed { status: EnhancedStatus::FAILED, diagnostic },
        ("delayed", _) => Notice::Delayed { status, diagnostic },
        ("delivered" | "relayed" | "expanded", _) => Notice::Delivered,
        _ => Notice::Other,
    }
}
