//! Paying online, exactly once: the real adapters over HTTP against the simulators (rows B4, B5, D4 to
//! D7, S1).

mod crash;
mod debits;
mod deposits;
mod fees;
mod hosted;
mod kill;
mod paystack;
mod permutations;
mod reversal;
mod saved;
mod several;
mod stuck;
mod together;
mod webhooks;
