//! What a request or a job can reach: database, clock, mail, settings. Cheap to clone.

use crate::clock::Clock;
use crate::config::Config;
use crate::mail::Mailer;
use crate::store::Db;
use std::ops::Deref;
use std::sync::Arc;

/// The running product.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub mailer: Mailer,
    pub config: Config,
    /// Sandbox: the clock can be moved, mail can be read at /dev/mail.
    pub is_sandbox: bool,
}

impl App {
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
