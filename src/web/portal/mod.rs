//! The customer's pages.

pub mod account;
pub mod invoice_table;
pub mod language;
pub mod overview;
pub mod people;
pub mod user_agent;
