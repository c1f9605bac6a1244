//! Disputes as gateways report them: taken in once, in any order, by the gateway's own figures (rows I1,
//! J3).

mod intake;
mod order;
mod unbooked;
