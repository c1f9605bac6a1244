//! Text messages to a customer's people: which there are, and the states and consents behind them.

use super::word::word_enum;
use jiff::SignedDuration;

/// Which text of consent is shown now; raised when its meaning changes.
pub const CONSENT_WORDING: i32 = 1;
/// How long a code proves a number.
pub const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// Wrong codes until it proves nothing any more.
pub const CODE_ATTEMPTS_MAX: i32 = 5;
/// A reminder that could not leave in this time is of no use any more: the next one is near.
pub const REMINDER_LIFETIME: SignedDuration = SignedDuration::from_hours(48);

word_enum! {
    /// A text message, by what it is about. The word is used in catalogue keys, too.
    pub enum SmsKind: "text message" {
        /// Proves that the number is theirs who typed it.
        PhoneCode = "phone_code",
        PaymentFailed = "payment_failed",
        PaymentReminder = "payment_reminder",
        FinalReminder = "final_reminder",
    }
}

word_enum! {
    /// Where a message is on its way.
    pub enum SmsState: "state of a text message" {
        Queued = "queued",
        Sending = "sending",
        Sent = "sent",
        Delivered = "delivered",
        Undelivered = "undelivered",
        Failed = "failed",
        /// Not sent: nobody allows it any more.
        Suppressed = "suppressed",
    }
}

word_enum! {
    /// Why a number may, or may not, be written to.
    pub enum ConsentReason: "reason of a consent" {
        /// The code that was sent there was typed in.
        Verified = "verified",
        Withdrawn = "withdrawn",
        /// Somebody replied STOP.
        Stop = "stop",
        /// The provider says that the number takes no messages.
        Barred = "barred",
    }
}
