//! The rules of billing as pure functions: values in, values out.
//!
//! Nothing in here reads a clock, a database, the environment or the network, and no amount is ever
//! a float. Everything else in the program asks this module to decide and then acts on the answer.

pub mod currency;
pub mod money;
pub mod rounding;
