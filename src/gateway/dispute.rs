//! Owns what a gateway tells about a dispute, and what we answer. The rules are `domain::dispute`.

use jiff::Timestamp;
use jiff::civil::Date;

use super::model::{ChargeRef, DisputeRef, FileRef};
use crate::domain::dispute::DisputeStatus;
use crate::domain::money::Money;

/// A dispute as the provider has it now. Codes stay as given (I1): an unknown one never fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeFacts {
    pub reference: DisputeRef,
    pub charge: Option<ChargeRef>,
    /// `None` if the provider names no amount (Paystack before it is settled).
    pub amount: Option<Money>,
    /// Our state; `None` for a status this version does not know.
    pub status: Option<DisputeStatus>,
    /// The status in the provider's word, and how it was resolved where that is a word of its own.
    pub raw_status: String,
    pub raw_resolution: Option<String>,
    /// The reason in the provider's word: `fraudulent`, `chargeback`; `domain::dispute` maps it.
    pub raw_reason: Option<String>,
    /// The card network's code, for example `10.4`.
    pub network_reason_code: Option<String>,
    /// The provider's own deadline; `None` when no answer is possible.
    pub respond_by: Option<Timestamp>,
    pub evidence_submissions: u32,
    pub is_charge_refundable: bool,
    /// What moved at the provider, in the order it moved: withdrawal, fee, reinstatement.
    pub movements: Vec<DisputeMovement>,
    pub created_at: Option<Timestamp>,
    pub resolved_at: Option<Timestamp>,
}

/// One booking of the provider for a dispute, in the currency it settles in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeMovement {
    /// The provider's name for the booking: the same one is never booked twice.
    pub reference: String,
    /// Negative when it was taken from us.
    pub amount: Money,
    /// What the provider keeps for it, positive when it costs us.
    pub fee: Money,
    /// `amount` less `fee`.
    pub net: Money,
    pub created_at: Option<Timestamp>,
}

/// What we answer to a dispute. Sent once; text only as far as the provider has a field for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    pub customer_name: String,
    pub customer_email: String,
    pub customer_phone: Option<String>,
    pub billing_address: Option<String>,
    /// The address from which the customer agreed.
    pub customer_ip: Option<String>,
    /// What was sold.
    pub service_description: String,
    pub service_on: Option<Date>,
    /// Sign-ins and use, as text.
    pub activity_log: Option<String>,
    /// Everything else.
    pub statement: String,
    /// Files uploaded before, with what they show.
    pub files: Vec<(EvidenceFileKind, FileRef)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvidenceFileKind {
    Receipt,
    ServiceDocumentation,
    CustomerCommunication,
    Agreement,
    Other,
}

/// A document to upload. Providers take PDF, PNG and JPEG of a few megabytes.
#[derive(Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    pub file_name: String,
    /// For example `application/pdf`.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for EvidenceFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EvidenceFile({}, {} bytes)", self.media_type, self.bytes.len())
    }
}
