//! Stand-ins for the outside systems that Quittance pays with. Each is an HTTP service of its own,
//! with its own state, that speaks the real protocol; none shares code or types with `gateway` or
//! `domain`.

pub mod stripe;
