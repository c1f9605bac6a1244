//! Writes a message as MIME: text and HTML as alternatives, the attachment beside both.

use super::{Attachment, OutgoingMail, SendError};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as AttachmentPart, Mailbox, MultiPart};

/// The message, ready to be handed over.
/// # Errors  `Refused` when an address is none, or no message can be formed.
pub(super) fn message(sender: &Mailbox, mail: &OutgoingMail) -> Result<Message, SendError> {
    let refused = |reason: String| SendError::Refused { reason, answer: None };
    let recipient = mail
        .recipient
        .parse()
        .map_err(|_| refused("the recipient's address is not well formed".to_owned()))?;
    let sender_name = one_line(&mail.sender_name);
    let from = if sender_name.is_empty() {
        sender.clone()
    } else {
        Mailbox::new(Some(sender_name), sender.email.clone())
    };
    let mut builder = Message::builder()
        .message_id(Some(mail.message_id.clone()))
        .date(mail.sent_at.into())
        .from(from)
        .to(Mailbox::new(None, recipient))
        .subject(one_line(&mail.subject))
        // RFC 3834: keeps "I am on holiday" answers away.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    // A seller's address that is none must not keep an invoice from its reader.
    if let Ok(reply_to) = mail.reply_to.parse() {
        builder = builder.reply_to(Mailbox::new(None, reply_to));
    }
    let bodies = MultiPart::alternative_plain_html(mail.text_body.clone(), mail.html_body.clone());
    let message = match &mail.attachment {
        None => builder.multipart(bodies),
        Some(attachment) => {
            builder.multipart(MultiPart::mixed().multipart(bodies).singlepart(part(attachment)?))
        }
    };
    message.map_err(|error| refused(error.to_string()))
}

fn part(attachment: &Attachment) -> Result<lettre::message::SinglePart, SendError> {
    let content_type = ContentType::parse(&attachment.content_type)
        .map_err(|error| SendError::Refused { reason: error.to_string(), answer: None })?;
    Ok(AttachmentPart::new(file_name(&attachment.file_name))
        .body(attachment.bytes.clone(), content_type))
}

/// Names and subjects hold what people typed; a line break in a header would start another header.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A file name without path separators, which document numbers like `2026/0042` contain.
fn file_name(name: &str) -> String {
    let safe = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '-' } else { c };
    name.chars().map(safe).collect()
}
