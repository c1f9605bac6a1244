//! Quittance: a self-hosted billing portal. This file is the map.
//!
//! A request walks `web` (or `api`) → `flows` → `domain` (decides) and `store` (remembers); what
//! somebody must be told leaves through the outbox, `jobs`, `mail` and `documents`.

/// The one clock.
pub mod clock;
/// Settings from the environment.
pub mod config;
/// Pure rules.
pub mod domain;
/// The one error that crosses the wire.
pub mod error;
/// The words of all languages, and amounts and dates as their readers write them.
pub mod i18n;
/// Background work: the queues, the timetable, the worker.
pub mod jobs;
/// One file per business verb.
pub mod flows;
/// A private PostgreSQL for when DATABASE_URL is not set.
pub mod local_postgres;
/// E-mail: what a message says and how it leaves.
pub mod mail;
/// What a request or a job can reach.
pub mod state;
/// All SQL, behind a tenant's transaction.
pub mod store;
/// Pages for humans.
pub mod web;
pub mod documents;
