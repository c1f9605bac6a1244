//! Owns our words for what a gateway does: customers, saved methods, charges, hosted sessions, refunds.
//!
//! Amounts are always `Money` in ISO 4217 minor units; the adapters refuse what they cannot express so.
//! Not here: what a gateway can do (`capabilities`), disputes (`dispute`), errors (`error`), what a webhook
//! says (`event`).

use std::fmt;

use jiff::Timestamp;

use crate::domain::currency::Currency;
use crate::domain::id::{InvoiceId, PaymentId, TenantId};
use crate::domain::money::Money;

macro_rules! references {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub String);

        impl $name {
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(reference: &str) -> Self {
                Self(reference.to_owned())
            }
        }
    )+};
}

references! {
    /// One configured account at a provider; what `payments` stores and `Gateways::get` takes.
    GatewayId;
    /// The provider's name for one of our tenants.
    CustomerRef;
    /// The provider's name for a saved payment method.
    MethodRef;
    /// The provider's name for a charge (Stripe: the PaymentIntent; Paystack: the reference).
    ChargeRef;
    /// The provider's name for a page it hosts.
    SessionRef;
    RefundRef;
    DisputeRef;
    /// The provider's name for a document uploaded as evidence.
    FileRef;
    /// Ours. Stored before the call; the same key never does a thing twice. At most 100 characters of
    /// `A-Z a-z 0-9 - . =` (the narrowest rule of the providers); a UUID fits.
    IdempotencyKey;
}

impl IdempotencyKey {
    const LENGTH_MAX: usize = 100;

    /// Whether every provider takes it as it is.
    #[must_use]
    pub fn is_portable(&self) -> bool {
        let is_safe = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'=');
        (1..=Self::LENGTH_MAX).contains(&self.0.len()) && self.0.bytes().all(is_safe)
    }
}

/// What we attach to each object at the provider, so that an event leads back to our rows: ids only,
/// never a name or an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tags {
    pub tenant_id: TenantId,
    pub payment_id: Option<PaymentId>,
    /// The invoice, where the payment is for exactly one.
    pub invoice_id: Option<InvoiceId>,
}

/// Who pays, as the provider knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayCustomer {
    pub reference: CustomerRef,
    /// The address the provider was given: some charge a saved method only together with it.
    pub email: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerRequest {
    pub idempotency_key: IdempotencyKey,
    pub tenant_id: TenantId,
    pub email: String,
    pub name: String,
}

/// Kinds of payment method. One that this version does not know keeps the provider's word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MethodKind {
    Card,
    SepaDebit,
    BacsDebit,
    AchDebit,
    /// A direct debit mandate of a Nigerian bank.
    NigerianDirectDebit,
    /// The customer pushes money: nothing is saved.
    BankTransfer,
    Other(String),
}

/// What may be shown of a saved method, and what recognises it again. Never a full number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodDetails {
    pub reference: MethodRef,
    pub kind: MethodKind,
    /// Network of a card in the provider's lower-case word: `visa`, `mastercard`.
    pub brand: Option<String>,
    pub last4: Option<String>,
    pub expires: Option<ExpiryMonth>,
    /// The same for the same card or account, whoever saved it.
    pub fingerprint: Option<String>,
    pub bank: Option<String>,
    /// ISO 3166-1 alpha-2 of the issuer.
    pub country: Option<String>,
    /// Whether it can be charged again without the customer.
    pub is_reusable: bool,
    pub customer: Option<CustomerRef>,
}

/// The month after whose last day a card no longer works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExpiryMonth {
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

/// A saved method that is to be charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedMethod {
    pub reference: MethodRef,
    pub kind: MethodKind,
}

/// Whether the customer is there to answer their bank's question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The bank may ask: the customer is sent there and comes back to `return_url`.
    OnSession { return_url: String },
    /// Nobody is there: if the bank asks, the charge fails with `authentication_required`, or waits where
    /// `Capabilities::waits_for_absent_customers` says so.
    OffSession,
}

/// A charge of a saved method. Stored, key included, before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRequest {
    pub idempotency_key: IdempotencyKey,
    pub amount: Money,
    pub customer: GatewayCustomer,
    pub method: SavedMethod,
    pub presence: Presence,
    /// For the customer's bank statement and the provider's pages; no personal data.
    pub description: String,
    pub tags: Tags,
}

/// What is known to find a charge whose outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeLookup {
    pub idempotency_key: IdempotencyKey,
    /// The provider's name, if a reply ever told it.
    pub charge: Option<ChargeRef>,
    pub customer: CustomerRef,
}

/// Where a charge is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeState {
    Succeeded,
    /// On its way, for days with a direct debit: neither charged again nor dunned.
    Processing,
    /// The customer must go there. `None`: the provider does not say where.
    RequiresAction {
        redirect_url: Option<String>,
    },
    /// Authorised, not taken. We never ask for it, somebody else may have.
    RequiresCapture,
    /// Nothing was tried yet, or the customer left the page.
    Unstarted,
    /// This attempt came to nothing. While its hosted session is open the customer may try again there.
    Failed {
        decline: Decline,
    },
    Canceled,
    /// The money came and went back entirely: look at refunds and disputes.
    Reversed,
    /// A state this version does not know: look again later, never charge again.
    Unknown {
        status: String,
    },
}

impl ChargeState {
    /// Whether nothing but a refund or a dispute can follow.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed { .. } | Self::Canceled | Self::Reversed)
    }
}

/// Why a bank or the provider said no: codes as given, for `domain::dunning` to judge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decline {
    /// The provider's code: `card_declined`, `insufficient_funds`, …; for Paystack its sentence.
    pub code: String,
    /// The issuer's reason in the provider's words, where it says more than `code`.
    pub decline_code: Option<String>,
    /// The network's response code, for example Visa `51`.
    pub network_code: Option<String>,
    /// The network's advice, for example Mastercard `03`.
    pub network_advice_code: Option<String>,
}

/// A charge as the provider has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub reference: ChargeRef,
    /// The key it was made with, if it is ours.
    pub idempotency_key: Option<IdempotencyKey>,
    pub tags: Option<Tags>,
    pub state: ChargeState,
    /// What the customer pays or paid, a surcharge of the provider included.
    pub amount: Money,
    /// What was asked for, where the provider tells it apart from `amount`.
    pub requested: Option<Money>,
    pub amount_refunded: Option<Money>,
    pub is_disputed: bool,
    pub customer: Option<CustomerRef>,
    pub method: Option<MethodDetails>,
    pub created_at: Option<Timestamp>,
    /// Known when the provider has settled it: `fees` asks again.
    pub fees: Option<Fees>,
}

/// What the provider kept, in the currency it settles in (not always the charge's).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fees {
    pub gross: Money,
    pub fee: Money,
    pub net: Money,
}

/// What a hosted page is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionPurpose {
    /// Save a method, charge nothing.
    Setup { currency: Currency },
    /// Pay; with `saves_method` the method may be charged later without the customer.
    Payment { amount: Money, saves_method: bool },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRequest {
    pub idempotency_key: IdempotencyKey,
    pub customer: GatewayCustomer,
    pub purpose: SessionPurpose,
    /// Kinds to offer, in order; empty for cards alone.
    pub kinds: Vec<MethodKind>,
    /// Shown on the page, for example the invoice's number.
    pub description: String,
    /// Where the customer returns: after success, and after giving up.
    pub success_url: String,
    pub cancel_url: String,
    /// When the page shall close, if the provider can do that (Stripe: 30 minutes to 24 hours ahead).
    pub expires_at: Option<Timestamp>,
    pub tags: Tags,
}

/// A page of the provider that the customer is sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostedSession {
    pub reference: SessionRef,
    pub url: String,
    pub expires_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// The customer may still act there.
    Open,
    /// Done: the charge may still be `Processing`.
    Complete,
    Expired,
    Unknown {
        status: String,
    },
}

/// What came of a hosted page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionResult {
    pub reference: SessionRef,
    pub idempotency_key: Option<IdempotencyKey>,
    pub tags: Option<Tags>,
    pub state: SessionState,
    /// The charge of a payment page, once there is one.
    pub charge: Option<Charge>,
    /// The method that was saved or used.
    pub method: Option<MethodDetails>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    pub idempotency_key: IdempotencyKey,
    pub charge: ChargeRef,
    /// At most what is left of the charge: the provider refuses more.
    pub amount: Money,
    pub tags: Tags,
}

/// What is known to find a refund whose outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundLookup {
    pub idempotency_key: IdempotencyKey,
    pub charge: ChargeRef,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundState {
    /// Accepted; the money is not back yet.
    Pending,
    Succeeded,
    /// The customer or we must give bank details.
    RequiresAction,
    /// The money is ours again; the code is the provider's.
    Failed {
        reason: Option<String>,
    },
    Canceled,
    /// A state this version does not know: look again later, never refund again.
    Unknown {
        status: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    pub reference: RefundRef,
    pub idempotency_key: Option<IdempotencyKey>,
    pub charge: Option<ChargeRef>,
    pub amount: Money,
    pub state: RefundState,
    /// It is how the gateway carries out a lost dispute: nobody decided to give this back.
    pub is_of_dispute: bool,
    pub created_at: Option<Timestamp>,
}
