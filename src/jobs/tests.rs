//! Background work on a real Postgres, as the restricted roles, and over real SMTP.

mod bounces;
mod clock;
mod database;
mod mail;
mod queue;
mod smtp_server;
mod tls;
mod wordings;
