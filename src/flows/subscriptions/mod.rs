//! What customers subscribe to.

pub mod attach_coupon;
pub mod group;
pub mod publish_plan;
pub mod subscribe;
pub mod unpark;
