//! The product as a whole, on a real Postgres as the roles that serve it. One binary: what a test
//! stands on is in `harness`, each other file is one promise.

mod audit;
mod autopay;
mod billing;
mod clock;
mod commands;
mod credits;
mod demo;
mod disputes;
mod fx;
mod harness;
mod immutability;
mod installments;
mod ledger;
mod ledger_export;
mod numbering;
mod paying;
mod plans;
mod portal;
mod receipts;
mod reconcile;
mod refunds;
mod renewals;
mod review;
mod rls;
mod routes;
mod routing;
mod sellers;
mod simulation;
mod subscription_desk;
mod subscriptions;
mod tax;
mod tax_withheld;
mod tidy;
mod usage;
mod watch;
