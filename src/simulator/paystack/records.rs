//! What one account holds. Only facts; what they look like on the wire is `shapes`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// As Paystack writes it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Customer {
    pub id: u64,
    /// `CUS_…`
    pub code: String,
    /// Lower case: Paystack knows a customer by it.
    pub email: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    pub metadata: Value,
    pub created_at: i64,
}

/// What the customer's bank says when a saved authorization is charged.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "behaviour", rename_all = "snake_case")]
pub enum Behaviour {
    #[default]
    Pays,
    Declines {
        sentence: String,
    },
    /// Asks the customer each time.
    Asks,
    /// Pays, and the payment is disputed at once.
    Disputes,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Authorization {
    /// `AUTH_…`
    pub code: String,
    pub customer: u64,
    /// `card` or `direct_debit`.
    pub channel: String,
    pub bin: String,
    pub last4: String,
    pub exp_month: String,
    pub exp_year: String,
    pub brand: String,
    pub bank: String,
    /// The same for the same card, whoever entered it.
    pub signature: String,
    pub is_active: bool,
    pub behaviour: Behaviour,
}

words! {
    /// Source: paystack.com/docs/payments/verify-payments.
    Status {
        /// Nobody has tried to pay yet.
        Abandoned = "abandoned",
        /// The customer must do something: a PIN, a question of the bank, a transfer.
        Ongoing = "ongoing",
        Pending = "pending",
        Processing = "processing",
        Success = "success",
        Failed = "failed",
        Reversed = "reversed",
    }
}

/// What the hosted page asks for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// How to pay.
    Entry,
    Pin,
    Phone,
    Otp,
    /// 3D Secure.
    Bank,
    /// The customer is told an account to transfer to.
    Transfer,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Transaction {
    pub id: u64,
    pub reference: String,
    pub access_code: String,
    pub customer: u64,
    pub amount: i64,
    pub currency: String,
    pub status: Status,
    pub gateway_response: String,
    pub channel: String,
    /// As it was sent; null when nothing was.
    pub metadata: Value,
    pub authorization: Option<String>,
    pub callback_url: Option<String>,
    /// What the page offers.
    pub channels: Vec<String>,
    pub stage: Stage,
    /// Number of the card on the page, while its owner is asked something.
    pub entered_card: Option<String>,
    pub entered_expiry: Option<(String, String)>,
    pub is_saved_charge: bool,
    pub attempts: u32,
    pub fees: Option<i64>,
    pub created_at: i64,
    pub paid_at: Option<i64>,
}

words! {
    RefundStatus {
        Pending = "pending",
        Processing = "processing",
        Processed = "processed",
        Failed = "failed",
        NeedsAttention = "needs-attention",
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refund {
    pub id: u64,
    pub transaction: u64,
    pub dispute: Option<u64>,
    pub amount: i64,
    pub currency: String,
    pub status: RefundStatus,
    pub customer_note: String,
    pub merchant_note: String,
    pub created_at: i64,
    pub updated_at: i64,
}

words! {
    DisputeStatus {
        AwaitingMerchant = "awaiting-merchant-feedback",
        AwaitingBank = "awaiting-bank-feedback",
        Resolved = "resolved",
    }
}

words! {
    Resolution {
        MerchantAccepted = "merchant-accepted",
        AutoAccepted = "auto-accepted",
        Declined = "declined",
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Dispute {
    pub id: u64,
    pub transaction: u64,
    /// What the bank wants back.
    pub refund_amount: i64,
    pub status: DisputeStatus,
    pub resolution: Option<Resolution>,
    /// `chargeback`, `fraud` or `general`.
    pub category: String,
    pub evidence: Option<Value>,
    pub attachments: Vec<String>,
    pub messages: Vec<(String, i64)>,
    pub due_at: i64,
    pub resolved_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
}
