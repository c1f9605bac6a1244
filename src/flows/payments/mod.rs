//! Money that arrived and where it went.

pub mod apply_credit;
pub mod record_offline_payment;
