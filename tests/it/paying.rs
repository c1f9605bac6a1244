//! Paying online, exactly once: the real adapter over HTTP against the simulator of Stripe (rows B4, B5,
//! D5, D6, D7).

mod crash;
mod debits;
mod hosted;
mod saved;
mod webhooks;
