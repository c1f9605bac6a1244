//! What customers use: taken in, and counted for the billing run.

pub mod metered;
pub mod record_events;
