//! Quittance: a self-hosted billing portal. This file is the map.
//!
//! A request walks `web` (or `api`) → `flows` → `domain` (decides) and `store` (remembers); what
//! somebody must be told leaves through the outbox, `jobs`, `mail` and `documents`.

/// Who is asking: passwords, links, sessions, principals.
pub mod auth;
/// The one clock.
pub mod clock;
/// Pure rules.
pub mod domain;
/// One file per business verb.
pub mod flows;
/// The words of all languages, and amounts and dates as their readers write them.
pub mod i18n;
/// Background work: the queues, the timetable, the worker.
pub mod jobs;
/// A private PostgreSQL for when DATABASE_URL is not set.
pub mod local_postgres;
/// E-mail: what a message says and how it leaves.
pub mod mail;
/// All SQL, behind a tenant's transaction.
pub mod store;
