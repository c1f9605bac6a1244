//! Owns the distinction that matters when a gateway did not say yes: did it happen or not?
//!
//! ```text
//!                was it done?   what the caller does
//! Refused        no             record the refusal; another gateway may be tried
//! NotSent        no             try again later, or another gateway
//! RateLimited    no             try again after `retry_after`
//! Invalid        no             our mistake: alert, do not repeat
//! NotFound       no             there is no such object at the provider
//! Unknown        nobody knows   look up (`find_charge`, `find_refund`), never send a second one
//! ```
//!
//! No variant holds text from the provider's sentences or from our request: codes only, so that no
//! secret and no personal data reaches a log.

use std::time::Duration;

use super::capabilities::AmountRefused;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The provider understood and said no; nothing was done.
    #[error("refused by the gateway: {0}")]
    Refused(Refusal),
    /// It never reached the provider.
    #[error("not sent: {0}")]
    NotSent(NotSent),
    /// It may or may not have been done.
    #[error("outcome unknown: {0}")]
    Unknown(UnknownOutcome),
    /// The provider is asked too often; nothing was done.
    #[error("the gateway asks for fewer requests")]
    RateLimited { retry_after: Option<Duration> },
    /// Our mistake or our configuration's; nothing was done.
    #[error("invalid request: {0}")]
    Invalid(InvalidRequest),
    #[error("the gateway has no such object")]
    NotFound,
}

/// What the provider answered, as codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{code} (HTTP {status})")]
pub struct Refusal {
    pub status: u16,
    /// The provider's code, for example `charge_already_refunded`; its type where it gives no code.
    pub code: String,
    /// The field it complains about.
    pub param: Option<String>,
    /// The provider's name for the exchange, for its support.
    pub request_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    #[error("no connection")]
    NoConnection,
    /// Too many failures just before; the provider is left alone for so long.
    #[error("the gateway is resting for {0:?}")]
    Resting(Duration),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownOutcome {
    #[error("no answer in time")]
    Timeout,
    #[error("the connection was lost after sending")]
    ConnectionLost,
    #[error("HTTP {status}")]
    ServerError { status: u16 },
    /// Another request with the same key is being worked on, or was made with other parameters.
    #[error("the idempotency key is taken")]
    KeyTaken,
    /// An answer that is none: not the provider's JSON, too long, a redirect.
    #[error("unreadable answer with HTTP {status}")]
    Unreadable { status: u16 },
    /// The look-up could not see far enough to say that there is nothing.
    #[error("the look-up ended before the end of the list")]
    LookupIncomplete,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRequest {
    #[error("the gateway rejects our credentials")]
    Credentials,
    #[error("not accepted by the gateway: {0}")]
    Rejected(Refusal),
    #[error("{0}")]
    Amount(#[from] AmountRefused),
    /// See `Capabilities`.
    #[error("the gateway cannot {0}")]
    Unsupported(&'static str),
    #[error("{0} has a character or a length that the gateway does not take")]
    Malformed(&'static str),
}

impl GatewayError {
    /// Whether it is certain that nothing was done.
    #[must_use]
    pub fn is_definite(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }

    /// Whether another gateway may be tried at once: only where nothing was done and it is not our
    /// mistake (row D12).
    #[must_use]
    pub fn allows_failover(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::NotSent(_) | Self::RateLimited { .. })
    }

    /// Whether the provider itself is in trouble, which the breaker counts.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        use UnknownOutcome::{ConnectionLost, ServerError, Timeout, Unreadable};
        match self {
            Self::NotSent(NotSent::NoConnection) => true,
            Self::Unknown(outcome) => {
                matches!(outcome, Timeout | ConnectionLost | ServerError { .. } | Unreadable { .. })
            }
            _ => false,
        }
    }

    /// Whether a question without effect may be asked again at once.
    #[must_use]
    pub fn is_worth_repeating(&self) -> bool {
        self.is_outage() || matches!(self, Self::Unknown(UnknownOutcome::KeyTaken))
    }
}

impl From<AmountRefused> for GatewayError {
    fn from(refused: AmountRefused) -> Self {
        Self::Invalid(InvalidRequest::Amount(refused))
    }
}
