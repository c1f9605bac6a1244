//! The product as a whole, on a real Postgres as the roles that serve it. One binary: what a test
//! stands on is in `harness`, each other file is one promise.

mod audit;
mod autopay;
mod billing;
mod commands;
mod credits;
mod demo;
mod disputes;
mod harness;
mod immutability;
mod ledger;
mod ledger_export;
mod numbering;
mod paying;
mod plans;
mod portal;
mod receipts;
mod refunds;
mod review;
mod rls;
mod routes;
mod routing;
mod sellers;
mod subscriptions;
mod subscription_desk;
mod tidy;
mod usage;
mod watch;
