//! Owns Stripe's objects as they are written: the fields we read and no others.
//!
//! Unknown fields and words never break the reading; only what an object makes no sense without is
//! required. API version: see `API_VERSION`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// An object, or only its id where it was not expanded.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Expandable<T> {
    Id(String),
    Object(Box<T>),
}

impl<T> Expandable<T> {
    pub fn object(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

/// Whatever it is, its id is enough.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Named {
    pub id: String,
}

impl Expandable<Named> {
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Object(object) => &object.id,
        }
    }
}

pub(super) type Metadata = BTreeMap<String, String>;

#[derive(Debug, Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
pub(super) struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// Lists are paged by the id of the last object.
pub(super) trait Identified {
    fn id(&self) -> &str;
}

macro_rules! identified {
    ($($name:ident)+) => {$(
        impl Identified for $name {
            fn id(&self) -> &str {
                &self.id
            }
        }
    )+};
}

identified!(PaymentIntent Refund Dispute);

#[derive(Clone, Debug, Deserialize)]
pub(super) struct PaymentIntent {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub status: String,
    pub created: Option<i64>,
    pub customer: Option<Expandable<Named>>,
    pub payment_method: Option<Expandable<PaymentMethod>>,
    pub latest_charge: Option<Expandable<Charge>>,
    pub last_payment_error: Option<ErrorBody>,
    pub next_action: Option<NextAction>,
    pub metadata: Option<Metadata>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct NextAction {
    pub redirect_to_url: Option<RedirectToUrl>,
    /// Micro-deposits, vouchers and transfer instructions have a page under one of these.
    pub verify_with_microdeposits: Option<HostedPage>,
    pub display_bank_transfer_instructions: Option<HostedPage>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct RedirectToUrl {
    pub url: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct HostedPage {
    #[serde(alias = "hosted_instructions_url")]
    pub hosted_verification_url: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Charge {
    pub amount_refunded: Option<i64>,
    pub balance_transaction: Option<Expandable<BalanceTransaction>>,
    pub disputed: Option<bool>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct BalanceTransaction {
    pub id: String,
    pub amount: i64,
    pub fee: i64,
    pub net: i64,
    pub currency: String,
    pub created: Option<i64>,
}

/// The inside of an error answer, of `last_payment_error` and of `last_setup_error`.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ErrorBody {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub code: Option<String>,
    pub decline_code: Option<String>,
    pub network_decline_code: Option<String>,
    pub network_advice_code: Option<String>,
    pub param: Option<String>,
    pub payment_intent: Option<Box<PaymentIntent>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ErrorReply {
    pub error: ErrorBody,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct PaymentMethod {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub customer: Option<Expandable<Named>>,
    pub card: Option<Card>,
    pub sepa_debit: Option<BankDebit>,
    pub bacs_debit: Option<BankDebit>,
    pub us_bank_account: Option<BankDebit>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Card {
    pub brand: Option<String>,
    pub last4: Option<String>,
    pub exp_month: Option<i8>,
    pub exp_year: Option<i16>,
    pub fingerprint: Option<String>,
    pub country: Option<String>,
}

/// The three kinds of bank debit have these under the same names, as far as they have them.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct BankDebit {
    pub last4: Option<String>,
    pub fingerprint: Option<String>,
    pub country: Option<String>,
    /// SEPA: the code of the bank. ACH: its name.
    #[serde(alias = "bank_name")]
    pub bank_code: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SetupIntent {
    pub payment_method: Option<Expandable<PaymentMethod>>,
    pub status: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CheckoutSession {
    pub id: String,
    pub status: Option<String>,
    pub url: Option<String>,
    pub expires_at: Option<i64>,
    pub payment_intent: Option<Expandable<PaymentIntent>>,
    pub setup_intent: Option<Expandable<SetupIntent>>,
    pub metadata: Option<Metadata>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub status: Option<String>,
    pub failure_reason: Option<String>,
    pub payment_intent: Option<Expandable<Named>>,
    pub metadata: Option<Metadata>,
    pub created: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Dispute {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub status: String,
    pub reason: Option<String>,
    pub payment_intent: Option<Expandable<Named>>,
    #[serde(default)]
    pub balance_transactions: Vec<BalanceTransaction>,
    pub evidence_details: Option<EvidenceDetails>,
    pub is_charge_refundable: Option<bool>,
    pub payment_method_details: Option<DisputedMethod>,
    /// Before version 2023 the network's code stood here.
    pub network_reason_code: Option<String>,
    pub created: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct EvidenceDetails {
    pub due_by: Option<i64>,
    pub submission_count: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub(super) struct DisputedMethod {
    pub card: Option<DisputedCard>,
}

#[derive(Debug, Deserialize)]
pub(super) struct DisputedCard {
    pub network_reason_code: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub created: Option<i64>,
    pub livemode: Option<bool>,
    pub data: Option<EventBody>,
}

#[derive(Debug, Deserialize)]
pub(super) struct EventBody {
    pub object: EventSubject,
}

/// As much of any object as tells what to read again.
#[derive(Debug, Default, Deserialize)]
pub(super) struct EventSubject {
    pub id: Option<String>,
    pub object: Option<String>,
    pub payment_intent: Option<serde_json::Value>,
    pub payment_method: Option<serde_json::Value>,
}
