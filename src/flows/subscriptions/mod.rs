//! What customers subscribe to.

pub mod group;
pub mod publish_plan;
pub mod subscribe;
pub mod unpark;
