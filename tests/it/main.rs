//! The product as a whole, on a real Postgres as the roles that serve it. One binary: what a test
//! stands on is in `harness`, each other file is one promise.

mod audit;
mod billing;
mod commands;
mod demo;
mod harness;
mod immutability;
mod ledger;
mod ledger_export;
mod numbering;
mod paying;
mod portal;
mod rls;
mod routes;
mod sellers;
mod tidy;
mod usage;
mod watch;
