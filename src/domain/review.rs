//! What a person must look at because no rule can decide it (row D7). Owns the kinds and what may be done
//! about each; the items themselves are rows of `store::review`.

use super::word::word_enum;

word_enum! {
    /// What happened.
    pub enum ReviewKind: "kind of review item" {
        /// Money arrived for a charge that had ended otherwise. It was taken in as the customer's credit.
        LateMoney = "late_money",
        /// The gateway took another currency than was asked for; nothing was taken in.
        OtherCurrency = "other_currency",
        /// A charge lives for longer than it should.
        StuckCharge = "stuck_charge",
        /// A gateway's message could not be read for hours, and is not tried again.
        WebhookFailed = "webhook_failed",
        /// A gateway gave back money that our books have no room for: more than was left of the payment.
        UnknownRefund = "unknown_refund",
        /// A gateway tells of a dispute of a charge that we do not know.
        UnknownDispute = "unknown_dispute",
    }
}

/// What can be tried before a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The charge is looked up at its gateway again.
    LookUp,
    /// The message is read again.
    ReadAgain,
    Nothing,
}

impl ReviewKind {
    #[must_use]
    pub fn retry(self) -> Retry {
        match self {
            Self::LateMoney | Self::OtherCurrency | Self::StuckCharge => Retry::LookUp,
            Self::WebhookFailed => Retry::ReadAgain,
            Self::UnknownRefund | Self::UnknownDispute => Retry::Nothing,
        }
    }
}
