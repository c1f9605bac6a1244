//! The subcommands of `quittance`; each file is one.

pub mod import;
