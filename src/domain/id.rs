//! Identifiers: one type per noun, so that an invoice's id cannot be passed for a payment's.
//!
//! All are UUIDs of version 7 when made here (they sort by the time of making, which keeps index
//! pages warm). Owns no lookup.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh identifier; later ones sort after earlier ones.
            #[must_use]
            #[allow(clippy::new_without_default, reason = "a default identifier would be a lie")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// A customer of the operator: one company, the unit of isolation.
    TenantId;
    /// A link in a mail to a new card.
    CardLinkId;
    /// A text message.
    SmsId;
    /// Somebody who signs in.
    PersonId;
    /// A legal issuer of documents.
    SellerId;
    /// A number series of one seller.
    SeriesId;
    InvoiceId;
    CreditNoteId;
    PaymentId;
    /// One attempt to get money through a gateway.
    ChargeId;
    /// A saved card or account.
    PaymentMethodId;
    /// A message from a gateway, as it came.
    InboxId;
    AllocationId;
    /// Credit of one source, with its own expiry.
    GrantId;
    RefundId;
    DisputeId;
    /// Something that a person must look at.
    ReviewItemId;
    /// A rule of routing.
    RuleId;
    PlanId;
    PlanVersionId;
    /// Subscribers of a version that get another one.
    PlanMoveId;
    SubscriptionId;
    SubscriptionGroupId;
    CouponId;
    /// What was offered for a change, to the cent.
    QuoteId;
    SubscriptionChangeId;
    CoverageId;
    /// One pass of the billing run over everything that is due.
    BillingRunId;
    /// An invoice that is paid in agreed parts.
    InstallmentPlanId;
    UsageEventId;
    /// A threshold of use or spending.
    UsageAlertId;
    LedgerTransactionId;
    InvitationId;
    SessionId;
    TaxIdId;
    /// A certificate that frees a customer from a tax.
    TaxExemptionId;
    EmailId;
    JobId;
    DunningScheduleId;
    /// The pursuit of what a customer owes in one currency.
    DunningCampaignId;
}
