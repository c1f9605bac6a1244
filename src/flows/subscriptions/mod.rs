//! What customers subscribe to.

pub mod publish_plan;
pub mod subscribe;
