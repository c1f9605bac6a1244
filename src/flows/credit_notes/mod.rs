//! Correcting what was invoiced.

pub mod issue_credit_note;
