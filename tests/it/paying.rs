//! Paying online, exactly once: the real adapter over HTTP against the simulator of Stripe (rows B4, B5,
//! D5, D6, D7).

mod crash;
mod deposits;
mod fees;
mod hosted;
mod reversal;
mod saved;
mod several;
mod webhooks;
