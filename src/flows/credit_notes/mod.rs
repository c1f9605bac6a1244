//! Correcting what was invoiced.

pub mod credit_amounts;
pub mod issue_credit_note;
pub mod void_credit_note;
