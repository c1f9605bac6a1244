//! The staff's pages through the real router on a real Postgres.

mod desk;
mod documents;
mod email_templates;
mod emails;
mod lookout;
mod matrix;
mod money;
mod panics;
