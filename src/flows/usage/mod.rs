//! What customers use: taken in, rolled up, and counted for the billing run and for pages.

pub mod ask;
pub mod counts;
pub mod known;
pub mod metered;
pub mod meters;
pub mod projected;
pub mod record_events;
pub mod roll_up;
