//! The billing run: what subscriptions owe becomes invoices.
//!
//! `run_due` finds what is due and goes through it; `bill_subscription` makes one invoice in one
//! transaction. A crash anywhere loses nothing and bills nothing twice: how far a subscription is
//! billed moves in the transaction that stores its invoice.

pub mod bill_subscription;
mod explain;
pub mod run_due;
pub mod tax_exemptions;
pub mod tax_proof;
