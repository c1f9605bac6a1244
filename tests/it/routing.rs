//! Which gateway takes a payment: rules of staff, fail-over after a definite refusal, and nothing else
//! (row D12). The first gateway's port is closed or its answer is lost; the second one is the simulator.

mod down;
mod fail_over;
mod rules;
mod sealed;
