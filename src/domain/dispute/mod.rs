//! Owns the reasons, states and deadlines of disputes (chargebacks and the inquiries before them).
//!
//! Not here: the evidence (`flows`). A dispute's money was debited when it was
//! opened, so that losing it moves nothing (trap T2). Rows I1 to I6, semantics 4.11.

mod movement;
mod pattern;
mod paystack;
mod reason;
mod record;
mod status;

pub use movement::Movement;
pub use pattern::{ALERT_DISPUTES, ALERT_WINDOW_DAYS, is_pattern};
pub use paystack::{PaystackCountry, PaystackDisputeStatus, PaystackResolution, respond_by};
pub use reason::{DisputeReason, GivenReason, VISA_CODES, visa_codes, visa_reason};
pub use record::{Dispute, DisputeReport};
pub use status::{DisputeEvent, DisputeStatus, DisputeTransitionRefused};
