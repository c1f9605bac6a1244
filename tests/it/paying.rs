//! Paying online, exactly once: the real adapters over HTTP against the simulators (rows B4, B5, D4 to
//! D7).

mod crash;
mod hosted;
mod paystack;
mod saved;
mod webhooks;
