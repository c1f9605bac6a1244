//! Owns why a subscription is not moved to another version with the others.

use crate::domain::word::word_enum;

word_enum! {
    /// Why a subscription keeps what it has.
    pub enum MoveRefusal: "reason not to move" {
        /// It has ended, or everything of it is billed.
        Ended = "ended",
        /// It ends before a period begins under the new version.
        Ending = "ending",
        /// The customer or staff have decided otherwise for a later day.
        ChangeScheduled = "change_scheduled",
        /// A change waits to be paid.
        AwaitsPayment = "awaits_payment",
        /// The billing run left it aside.
        Parked = "parked",
        /// A minimum was agreed: its contract is changed by hand.
        Committed = "committed",
        /// Another subscription of the customer charges for a meter of the new version.
        MeterTaken = "meter_taken",
        /// It has another version by now.
        OtherVersion = "other_version",
    }
}
