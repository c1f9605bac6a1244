//! What machines call.

pub mod webhooks;
