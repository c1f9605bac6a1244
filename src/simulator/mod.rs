//! Stand-ins for the outside systems that Quittance pays with, and writes to phones with. Each is an HTTP service of its own,
//! with its own state, that speaks the real protocol; none shares code or types with `gateway` or
//! `domain`.
//!
//! What is the same for every provider stands here: time that passes (`agenda`), webhooks on their way
//! (`outbox`), faults on demand (`faults`, `control`), pages (`html`, `status_page`), ids, serving and
//! snapshots (`service`). What a provider says and does is its own folder's.

mod agenda;
mod control;
mod faults;
mod html;
mod ids;
mod outbox;
pub mod paystack;
mod service;
mod status_page;
pub mod stripe;
pub mod twilio;
