//! What customers subscribe to.

pub mod arrears;
pub mod publish_plan;
pub mod remind;
pub mod subscribe;
