//! One file per business verb, each read top to bottom: load → decide → store → tell.
//!
//! `(&mut TenantTx, now, …)` is one atomic step; the caller that began the transaction commits it.
//! `(&App, …)` talks to the outside world or opens its own transactions.

pub mod api_keys;
pub mod audit_verify;
pub mod billing;
pub mod card_link;
pub mod checks;
pub mod coupons;
pub mod credit_notes;
pub mod credits;
pub mod customers;
pub mod diagnostics;
pub mod disputes;
pub mod documents;
pub mod dunning;
pub mod emails;
pub mod fx;
pub mod imports;
pub mod installments;
pub mod invoices;
pub mod keys;
pub mod ledger_export;
pub mod notices;
pub mod payments;
pub mod people;
pub mod plans;
pub mod reconcile_invoices;
pub mod refunds;
pub mod review;
pub mod routing;
pub mod sellers;
pub mod sms;
pub mod subscriptions;
pub mod usage;
