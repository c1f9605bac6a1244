//! The billing run: what subscriptions owe becomes invoices.
//!
//! `run_due` finds what is due and goes through it; `bill_subscription` makes one invoice in one
//! transaction, for one subscription or a group; `bill_lines` writes what is owed as lines, `issue_bill`
//! issues them. A crash anywhere loses nothing and bills nothing twice: how far a subscription is
//! billed moves in the transaction that stores its invoice.

pub mod bill_lines;
pub mod bill_subscription;
mod explain;
pub mod issue_bill;
pub mod late_usage;
pub mod next_invoice;
pub mod run_due;
pub mod run_record;
pub mod scan_coverage;
pub mod tax;
pub mod tax_exemptions;
