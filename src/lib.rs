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
/// Messages, amounts and dates in the reader's language.
pub mod i18n;
/// A private PostgreSQL for when DATABASE_URL is not set.
pub mod local_postgres;
/// All SQL, behind a tenant's transaction.
pub mod store;
/// Pages for humans.
pub mod web;
