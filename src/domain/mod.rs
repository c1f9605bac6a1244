//! The rules of billing as pure functions: values in, values out.
//!
//! Nothing in here reads a clock, a database, the environment or the network, and no amount is ever
//! a float. Everything else in the program asks this module to decide and then acts on the answer.

#![cfg_attr(
    test,
    expect(
        clippy::inconsistent_digit_grouping,
        reason = "tests write minor units as they are read: 12_34 is 12.34"
    )
)]

pub mod address;
pub mod bank_id;
pub mod country;
pub mod currency;
pub mod money;
pub mod rounding;
pub mod split;
pub mod tax_id;
pub mod tax_total;
