//! The boundary to e-mail: what a message is, how it leaves, and what can be said about its fate.
//!
//! Owns composing (MIME), SMTP, the reading of what comes back, and the capture of messages for
//! sandboxes and tests. Not here: who is told what (`jobs`), and the memory of what was sent
//! (`store::emails`).

mod bounce_address;
mod bounce_notice;
#[cfg(test)]
pub(crate) mod bounce_tests;
mod captured;
mod compose;
mod smtp;
mod smtp_url;
pub mod templates;
#[cfg(test)]
mod tests;

pub use bounce_address::{BounceAddress, BounceAddressError};
pub use bounce_notice::{Notice, ReceivedNotice, read_notice};
pub use captured::{CapturedAttachment, CapturedMail, MailFolder};
pub use smtp_url::{SmtpConfig, SmtpUrlError, Tls};

use crate::domain::bounce::EnhancedStatus;
use jiff::Timestamp;
use lettre::address::Envelope;
use lettre::message::Mailbox;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// A file that goes with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub file_name: String,
    /// As in `application/pdf`.
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// A message as its reader will see it.
#[derive(Clone, Debug)]
pub struct OutgoingMail {
    /// What a bounce will name.
    pub id: Uuid,
    /// Names the message for ever: sending it again under the same id is recognisable as the same.
    pub message_id: String,
    pub recipient: String,
    /// The name beside our address, usually the seller's; empty: the configured one.
    pub sender_name: String,
    /// Where an answer goes; empty: to the sender's address.
    pub reply_to: String,
    pub sent_at: Timestamp,
    pub subject: String,
    pub text_body: String,
    pub html_body: String,
    pub attachment: Option<Attachment>,
}

/// Why a message was not sent, as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It did not leave: the server could not be reached, or refused for now. Trying again helps.
    #[error("not now: {reason}")]
    Later { reason: String },
    /// It did not leave and never will: the server refused this message or its recipient for good.
    #[error("refused: {reason}")]
    Refused {
        reason: String,
        /// What the server said; None when we did not even ask it.
        answer: Option<Refusal>,
    },
    /// It was handed over, but nobody said what became of it. Sending again may deliver it twice.
    #[error("handed over, outcome unknown: {reason}")]
    Uncertain { reason: String },
}

/// A mail server's refusal for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: EnhancedStatus,
    /// The server's words; they tend to repeat the address.
    pub diagnostic: String,
}

impl SendError {
    /// Why, in words of the mail server or our own.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Later { reason } | Self::Refused { reason, .. } | Self::Uncertain { reason } => {
                reason
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum MailConfigError {
    #[error("the sender's address {0:?} is not one like billing@acme.example")]
    Sender(String),
    #[error(transparent)]
    Url(#[from] SmtpUrlError),
    #[error("the mail server's TLS settings: {0}")]
    Tls(String),
    #[error(transparent)]
    Bounces(#[from] BounceAddressError),
    #[error("the file of certificates {path} cannot be read: {source}")]
    CaFile { path: PathBuf, source: std::io::Error },
}

/// Where messages leave, and under which address. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: Transport,
    sender: Mailbox,
    /// None: bounces go to the sender and nobody reads them here.
    bounces: Option<BounceAddress>,
}

#[derive(Clone, Debug)]
enum Transport {
    Smtp(Arc<smtp::SmtpTransport>),
    Folder(MailFolder),
    Memory(Arc<Mutex<Vec<CapturedMail>>>),
}

impl Mailer {
    /// Sends through a mail server. The sender's name stands beside the address where no seller speaks.
    /// # Errors  `Sender`, `Tls`. The server is not asked.
    pub fn smtp(
        config: SmtpConfig,
        sender_name: &str,
        sender_address: &str,
    ) -> Result<Self, MailConfigError> {
        let transport = Transport::Smtp(Arc::new(smtp::SmtpTransport::new(config)?));
        Ok(Self { transport, sender: mailbox(sender_name, sender_address)?, bounces: None })
    }

    /// Sends nothing; writes each message into a folder as one `.eml` file.
    /// # Errors  `Sender`.
    pub fn folder(
        folder: impl Into<PathBuf>,
        sender_name: &str,
        sender_address: &str,
    ) -> Result<Self, MailConfigError> {
        let transport = Transport::Folder(MailFolder::new(folder.into()));
        Ok(Self { transport, sender: mailbox(sender_name, sender_address)?, bounces: None })
    }

    /// Sends nothing; keeps the messages in memory, for tests.
    /// # Errors  `Sender`.
    pub fn memory(sender_name: &str, sender_address: &str) -> Result<Self, MailConfigError> {
        let transport = Transport::Memory(Arc::default());
        Ok(Self { transport, sender: mailbox(sender_name, sender_address)?, bounces: None })
    }

    /// The same, with an envelope's sender of its own for each message, so that bounces name it.
    #[must_use]
    pub fn with_bounces(self, bounces: BounceAddress) -> Self {
        Self { bounces: Some(bounces), ..self }
    }

    /// The message's id in the form of RFC 5322, the same for the same `id`.
    #[must_use]
    pub fn message_id(&self, id: Uuid) -> String {
        format!("<{id}@{}>", self.sender.email.domain())
    }

    /// The name that people know the sender by when no seller speaks.
    #[must_use]
    pub fn sender_name(&self) -> &str {
        self.sender.name.as_deref().unwrap_or_else(|| self.sender.email.as_ref())
    }

    /// Whether a message may be sent again when nobody knows if it left: capturing writes the same
    /// file again, a mail server would deliver a second copy.
    #[must_use]
    pub fn resending_is_harmless(&self) -> bool {
        !matches!(self.transport, Transport::Smtp(_))
    }

    /// The folder of captured messages, when this mailer writes into one.
    #[must_use]
    pub fn captured_folder(&self) -> Option<&MailFolder> {
        match &self.transport {
            Transport::Folder(folder) => Some(folder),
            Transport::Smtp(_) | Transport::Memory(_) => None,
        }
    }

    /// What a memory mailer was given so far, oldest first; empty for the others.
    #[must_use]
    pub fn sent_in_memory(&self) -> Vec<CapturedMail> {
        match &self.transport {
            // A panic elsewhere leaves whole messages: a push cannot be half done.
            Transport::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Transport::Smtp(_) | Transport::Folder(_) => Vec::new(),
        }
    }

    /// Sends one message. Bounded in time: see [`SmtpConfig`].
    /// # Errors  [`SendError`], which says whether the message may have left.
    pub async fn send(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        let message = compose::message(&self.sender, mail)?;
        match &self.transport {
            Transport::Smtp(smtp) => {
                let envelope = self.envelope(mail, message.envelope())?;
                smtp.send(&envelope, &message.formatted()).await
            }
            Transport::Folder(folder) => folder
                .write(&mail.message_id, message.formatted())
                .await
                .map_err(|error| SendError::Later { reason: error.to_string() }),
            Transport::Memory(sent) => {
                let captured = CapturedMail::parse("memory", &message.formatted());
                let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
                sent.retain(|mail| mail.message_id != captured.message_id);
                sent.push(captured);
                Ok(())
            }
        }
    }
}

impl Mailer {
    fn envelope(&self, mail: &OutgoingMail, own: &Envelope) -> Result<Envelope, SendError> {
        let Some(sender) = self.bounces.as_ref().and_then(|bounces| bounces.of_message(mail.id))
        else {
            return Ok(own.clone());
        };
        Envelope::new(Some(sender), own.to().to_vec())
            .map_err(|error| SendError::Refused { reason: error.to_string(), answer: None })
    }
}

fn mailbox(name: &str, address: &str) -> Result<Mailbox, MailConfigError> {
    let address = address.parse().map_err(|_| MailConfigError::Sender(address.to_owned()))?;
    Ok(Mailbox::new(Some(compose::one_line(name)).filter(|name| !name.is_empty()), address))
}
