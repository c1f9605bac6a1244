//! The subcommands of `quittance`; each file is one. Thin: they open the product and call it.

pub mod demo;
pub mod doctor;
pub mod import;
pub mod open;
pub mod serve;
pub mod serve_command;
