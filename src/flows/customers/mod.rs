//! What a customer may change about itself.

pub mod update_billing_details;
