//! The rules of billing as pure functions: values in, values out.
//!
//! Nothing in here reads a clock, a database, the environment or the network, and no amount is ever
//! a float. Everything else in the program asks this module to decide and then acts on the answer.

pub mod access;
pub mod address;
pub mod bank_id;
pub mod billing_details;
pub mod bounce;
pub mod brand_color;
pub mod card_number;
pub mod charge;
pub mod country;
pub mod credit_note;
pub mod currency;
pub mod discount;
pub mod dispute;
pub mod document;
pub mod dunning;
pub mod email_address;
pub mod en16931;
pub mod epc_transfer;
pub mod exact;
pub mod id;
pub mod installment;
pub mod invoice;
pub mod ledger;
pub mod money;
pub mod number_series;
pub mod party;
pub mod payment;
pub mod payment_method;
pub mod payment_terms;
pub mod period;
pub mod place_of_supply;
pub mod plan;
pub mod pricing;
pub mod proration;
pub mod rounding;
pub mod seller_settings;
pub mod split;
pub mod subscription;
pub mod subscription_status;
pub mod tax;
pub mod tax_id;
pub mod tax_rate;
pub mod tax_total;
pub mod usage;
pub mod webhook_delivery;
pub mod webhook_signature;
pub mod word;
