//! What customers subscribe to, and what they then do with it.
//!
//! `subscribe` begins; every later act is quoted (`quote`): what it makes is tried in a transaction that
//! is taken back, so that the documents shown are the documents that are made. `acts` holds one act a
//! file; `waiting` those that hold once they are paid.

pub mod act;
pub mod acts;
pub mod arrears;
pub mod attach_coupon;
pub mod group;
pub mod one_meter;
mod outcome;
pub mod publish_plan;
pub mod quote;
pub mod remind;
pub mod subscribe;
pub mod unpark;
mod unused;
pub mod waiting;

pub use act::{Act, ActError, Unused, When};
pub use outcome::{Outcome, QuotedDocument, QuotedLine};
