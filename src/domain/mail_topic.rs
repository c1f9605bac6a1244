//! Which kinds of mail a person may do without, and which must reach them.

use super::word::word_enum;

word_enum! {
    /// A kind of mail that a person may decline. What the law or a contract asks to be told is in none
    /// of them: documents, money that will be collected or was not, changes of a contract, the last
    /// reminder before something ends, signing in.
    pub enum MailTopic: "mail topic" {
        /// Payments that arrived, refunds on their way.
        Receipts = "receipts",
        /// Cards that end soon.
        ExpiringCards = "expiring_cards",
        /// Thresholds of use and spending.
        Usage = "usage",
        /// Reminders of what is due, before the last one.
        PaymentReminders = "payment_reminders",
    }
}
