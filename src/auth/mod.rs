//! Who is asking: passwords, e-mail links, sessions, throttles, and from a request to its principal.
//!
//! Owns how somebody proves who they are and for how long that counts. What a principal may do is
//! decided in `domain::access`; the SQL stands in `store::{people, sessions, sign_in}`.

mod attempts;
pub mod client;
pub mod link;
pub mod local_path;
pub mod password;
pub mod principal;
pub mod session;
pub mod sign_in;
#[cfg(test)]
pub(crate) mod test_world;
#[cfg(test)]
mod tests;
pub mod throttle;
pub mod token;

pub use client::{Client, ClientIpSource};
pub use password::Passwords;
pub use principal::{CustomerSession, Principal, SignedInPerson, StaffSession};

use crate::clock::Clock;
use crate::store::Db;

/// What signing in needs. Cheap to clone; extractors take it from the router's state.
#[derive(Clone, Debug)]
pub struct Auth {
    pub db: Db,
    pub clock: Clock,
    pub passwords: Passwords,
    pub client_ip: ClientIpSource,
}

impl Auth {
    #[must_use]
    pub fn new(db: Db, clock: Clock, client_ip: ClientIpSource) -> Self {
        Self { db, clock, passwords: Passwords::new(), client_ip }
    }
}
