//! Disputes: taken in as gateways report them. What is answered comes with the desk.

pub mod check_disputes;
pub mod take_in;
