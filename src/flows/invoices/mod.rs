//! The life of an invoice.

pub mod draft_invoice;
pub mod finalize_invoice;
pub mod void_invoice;
pub mod write_off_invoice;
