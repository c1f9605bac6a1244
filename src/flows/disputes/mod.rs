//! Disputes: taken in as gateways report them, and read again while they are open. They are answered at
//! the gateway, not here.

pub mod check_disputes;
pub mod take_in;
