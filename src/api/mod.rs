//! What machines call.

pub mod key;
pub mod problem;
pub mod usage;
pub mod webhooks;
