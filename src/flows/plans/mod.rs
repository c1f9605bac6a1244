//! The catalogue as a whole: published from a file, and subscribers moved to another version on a date.

pub mod file;
pub mod move_subscribers;
