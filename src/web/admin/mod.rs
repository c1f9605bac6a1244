//! The staff's pages: customers, their documents, credit and payment terms; payments, refunds, disputes
//! and the review queue; plans and coupons; rules of routing; sellers, e-mails and their wordings; the audit log, diagnostics.
//!
//! Pages across customers read as the role that can only select. Pages about one customer read as that
//! customer and are on record in its audit chain; every write is one customer's transaction with the
//! member of staff as its actor (`access`).

pub mod access;
pub mod allocation_acts;
pub mod api_keys;
pub mod audit_log;
pub mod billing_runs;
pub mod clock;
mod clock_view;
pub mod coupons;
pub mod credit_note;
pub mod credit_note_form;
pub mod credit_placing;
pub mod credits;
mod credits_view;
pub mod customer;
pub mod customer_parts;
pub mod customers;
pub mod diagnostics;
pub mod disputes;
pub mod done;
mod draft_deposit;
mod draft_fields;
pub mod draft_form;
mod draft_typed;
pub mod dunning;
pub mod email_acts;
pub mod email_template;
mod email_template_view;
pub mod email_templates;
pub mod emails;
pub mod exchange_rates;
pub mod installments;
pub mod invoice;
mod invoice_act_forms;
pub mod invoice_acts;
mod invoice_allocations;
pub mod invoice_explanations;
pub mod invoices;
mod links;
pub mod meters;
pub mod overview;
pub mod parts;
pub mod payment;
pub mod payment_form;
pub mod payment_terms_form;
pub mod payments;
pub mod plans;
pub mod reconciliation;
pub mod refund_acts;
mod refund_excess;
pub mod refund_form;
mod refund_parts;
pub mod refunds;
pub mod review;
pub mod routing;
pub mod routing_form;
mod routing_text;
pub mod sellers;
pub mod sms;
pub mod subscriptions;
pub mod tax_exemptions;
mod tax_proof;
#[cfg(test)]
mod tests;
pub mod typed;
mod withholding_form;
