//! The customer's pages: what is due, invoices, credit notes, credit, payments with their receipts and
//! refunds; paying one or several invoices; and the settings, with payment methods, autopay and people.

pub mod account;
pub mod autopay;
pub mod billing_details;
mod billing_details_fields;
mod billing_details_typed;
pub mod charge;
pub use billing_details_typed::jurisdiction_name;
pub mod credit_note;
pub mod credit_notes;
pub mod credit_use;
pub mod credits;
mod display_currency;
mod documents;
pub mod invoice;
mod invoice_settlements;
mod invoice_stub;
pub mod invoice_table;
pub mod invoices;
mod invoices_filter;
pub mod language;
pub mod overview;
pub mod pay;
mod pay_form;
mod pay_view;
mod payer;
pub mod payment;
mod payment_attempts;
pub mod payment_method_removal;
mod payment_method_text;
pub mod payment_methods;
pub mod payments;
pub mod people;
pub mod refunds;
mod timeline;
pub mod user_agent;
