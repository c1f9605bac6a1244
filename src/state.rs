//! What a request or a job can reach: database, clock, mail, settings. Cheap to clone.

use crate::auth::Auth;
use crate::clock::Clock;
use crate::config::Config;
use crate::jobs::Work;
use crate::store::Db;
use crate::web::seller_marks::SellerMarks;
use axum::extract::FromRef;
use std::ops::Deref;
use std::sync::Arc;

/// The running product.
#[derive(Clone)]
pub struct App(Arc<Running>);

struct Running {
    parts: Parts,
    seller_marks: SellerMarks,
}

/// The parts of an [`App`].
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub auth: Auth,
    /// What background work needs; also where captured mail is read.
    pub work: Work,
    pub config: Config,
    /// Sandbox: the clock can be moved, captured mail can be read at /dev/mail.
    pub is_sandbox: bool,
    pub operator_name: Arc<str>,
}

impl App {
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Running { parts, seller_marks: SellerMarks::default() }))
    }

    /// The marks at the head of customers' pages, remembered for a while.
    #[must_use]
    pub fn seller_marks(&self) -> &SellerMarks {
        &self.0.seller_marks
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}

impl FromRef<App> for Auth {
    fn from_ref(app: &App) -> Self {
        app.auth.clone()
    }
}
