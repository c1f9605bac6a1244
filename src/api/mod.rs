//! What machines call.

pub mod key;
pub mod problem;
pub mod sms_callbacks;
pub mod usage;
pub mod webhooks;
