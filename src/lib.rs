//! Quittance: a self-hosted billing portal. This file is the map.
//!
//! A request walks `web` (or `api`) → `flows` → `domain` (decides) and `store` (remembers); what
//! somebody must be told leaves through the outbox, `jobs`, `mail` and `documents`.

// A page is one nested type until it is erased, and the compiler computes the layout of all of it.
#![recursion_limit = "256"]

/// What machines call.
pub mod api;
/// Passwords, links, sessions: who makes a request.
pub mod auth;
/// The commands of the binary.
pub mod cli;
/// The one clock.
pub mod clock;
/// Settings from the environment.
pub mod config;
/// Demo data, through the real flows.
pub mod demo;
/// View model → PDF.
pub mod documents;
/// Pure rules.
pub mod domain;
/// The one error that crosses the wire.
pub mod error;
/// One file per business verb.
pub mod flows;
/// The boundary to payment gateways, and their adapters.
pub mod gateway;
/// The words of all languages, and amounts and dates as their readers write them.
pub mod i18n;
/// Background work: the queues, the timetable, the worker.
pub mod jobs;
/// A private PostgreSQL for when DATABASE_URL is not set.
pub mod local_postgres;
/// E-mail: what a message says and how it leaves.
pub mod mail;
/// Values that nobody reads in the database.
pub mod seal;
/// The router: order of middleware, explained.
pub mod server;
/// Stand-ins for outside systems, as services of their own.
pub mod simulator;
/// Text messages: the boundary to a provider.
pub mod sms;
/// What a request or a job can reach.
pub mod state;
/// All SQL, behind a tenant's transaction.
pub mod store;
/// Logs, metrics and traces.
pub mod telemetry;
/// The way of a trace through a queue.
pub mod trace_context;
/// Pages for humans.
pub mod web;
