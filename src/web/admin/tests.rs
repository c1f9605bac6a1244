//! The staff's pages through the real router on a real Postgres.

mod desk;
mod documents;
mod lookout;
mod matrix;
mod money;
