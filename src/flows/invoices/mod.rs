//! The life of an invoice.

pub mod delete_draft;
pub mod draft_invoice;
pub mod finalize_invoice;
pub mod reissue_invoice;
pub mod revise_draft;
pub mod set_deposit;
pub mod set_payment_terms;
pub mod void_invoice;
pub mod write_off_invoice;
