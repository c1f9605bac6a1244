//! Owns what a verified webhook says: which object to read again. Its figures are never used (D6).

use jiff::Timestamp;

use super::model::{ChargeRef, DisputeRef, MethodRef, RefundRef, SessionRef};
use crate::domain::webhook_signature::SignatureError;

/// What to do after a webhook: read `object` again at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventHint {
    /// The same for the same event however often it is sent: the provider's event id, or derived from
    /// event, object and status where there is none.
    pub dedupe_key: String,
    pub provider_event_id: Option<String>,
    /// The provider's word: `charge.dispute.created`.
    pub kind: String,
    pub object: EventObject,
    /// When it happened, by the provider's clock.
    pub created_at: Option<Timestamp>,
    /// `Some(false)` for test data.
    pub is_live: Option<bool>,
}

/// The object to read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventObject {
    Charge(ChargeRef),
    Session(SessionRef),
    Refund(RefundRef),
    /// All refunds of a charge: the event names the charge only.
    RefundsOf(ChargeRef),
    Dispute(DisputeRef),
    Method(MethodRef),
    /// Nothing that concerns us.
    None,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// Not from the provider, or not any more: answer 400 and store nothing.
    #[error("signature: {0}")]
    Signature(#[from] SignatureError),
    /// Signed, but no event as we know it.
    #[error("the signed body is no event")]
    Unreadable,
}
