//! Text messages: the boundary to a provider. Owns what a message is on its way out, what can come of it,
//! and how a provider's word of its fate is trusted; `twilio` speaks one provider's protocol. Knows no
//! customer, no consent and no database.

pub mod twilio;

use async_trait::async_trait;
use jiff::Timestamp;

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingSms {
    /// E.164.
    pub to: String,
    pub body: String,
    /// Where the provider tells what became of it.
    pub status_callback: String,
}

/// The provider has taken a message on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenSms {
    /// The provider's name for it.
    pub reference: String,
    pub fate: Fate,
}

/// How far a message has come, in the order in which it goes; later ones end it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    OnItsWay,
    Delivered,
    /// It will not arrive. The provider's code for why, 0 without one.
    Undelivered {
        code: u32,
    },
}

/// Why a message was not sent, or nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// Nothing was sent; later it may be.
    #[error("not sent for now: {0}")]
    Later(NotNow),
    /// Nothing was sent, and the number takes none: its owner said stop, or it is no mobile phone.
    #[error("the number takes no messages: {code}")]
    Barred { code: u32, is_stop: bool },
    /// Nothing was sent, for good.
    #[error("refused: {code}")]
    Refused { code: u32 },
    /// It may have left: look it up before it is sent again.
    #[error("nobody knows whether it was sent")]
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    #[error("no connection")]
    NoConnection,
    #[error("too many requests")]
    TooMany,
    /// Our account is not let in: an operator must look.
    #[error("the credentials are refused")]
    Credentials,
}

/// A status that the provider told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport {
    pub reference: String,
    pub fate: Fate,
}

/// A message that somebody sent to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingSms {
    pub from: String,
    /// Its sender wants no more messages.
    pub is_stop: bool,
}

/// A callback that the provider has not sent, or that does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    #[error("the signature is not the provider's")]
    Forged,
    #[error("the callback does not read")]
    Unreadable,
}

/// What a provider of text messages does for us.
#[async_trait]
pub trait SmsSender: Send + Sync {
    /// Sends the message. There is no key that keeps it from being sent twice: after `Unknown` it must be
    /// looked for with [`SmsSender::sent`].
    async fn send(&self, sms: &OutgoingSms) -> Result<TakenSms, SmsError>;

    /// Messages with this text that left for this number at or after `since`, newest first.
    /// # Errors  `Later` or `Unknown`: it cannot be said now.
    async fn sent(&self, to: &str, body: &str, since: Timestamp)
    -> Result<Vec<TakenSms>, SmsError>;

    /// Reads a status that came to `url` with these form fields.
    fn read_status(
        &self,
        url: &str,
        signature: &str,
        fields: &[(String, String)],
    ) -> Result<StatusReport, CallbackError>;

    /// Reads a message that somebody sent to us, as it came to `url`.
    fn read_incoming(
        &self,
        url: &str,
        signature: &str,
        fields: &[(String, String)],
    ) -> Result<IncomingSms, CallbackError>;
}
