//! The customer's pages.

pub mod invoice_table;
pub mod language;
pub mod overview;
