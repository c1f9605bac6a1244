//! The subcommands of `quittance`; each file is one. Thin: they open the product and call it.

pub mod advance;
pub mod api_keys;
pub mod audit;
pub mod coverage;
pub mod demo;
pub mod doctor;
pub mod dunning;
pub mod fx;
mod gateways;
pub mod import;
pub mod keys;
pub mod ledger;
pub mod mail;
pub mod meters;
pub mod migrate;
pub mod open;
pub mod output;
pub mod people;
pub mod plans;
pub mod reconcile;
pub mod run_due;
mod running_simulator;
pub mod serve;
pub mod serve_command;
pub mod settings;
pub mod simulate;
