//! The pages before a session: signing in and out, e-mail links, invitations, the choice of a tenant.

pub mod invitation;
pub mod link;
pub mod password;
pub mod sign_out;
pub mod switch_tenant;
#[cfg(test)]
mod tests;

use axum::http::{HeaderValue, header};
use axum::response::Response;
pub(in crate::web) use invitation::weak_password;
use jiff::Timestamp;

/// Keeps a page whose address is a secret out of caches, and the address out of other sites' logs.
pub(in crate::web) fn secret(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Says in the answer when to come back (429).
pub(in crate::web) fn retry_after(mut response: Response, wait: Wait) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.seconds));
    response
}

/// How long somebody has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) struct Wait {
    seconds: u64,
}

impl Wait {
    pub(in crate::web) fn until(until: Timestamp, now: Timestamp) -> Self {
        Self { seconds: u64::try_from(until.duration_since(now).as_secs()).unwrap_or(0).max(1) }
    }

    /// Rounded up: who comes back after so many minutes is let in.
    pub(in crate::web) fn minutes(self) -> i64 {
        i64::try_from(self.seconds.div_ceil(60)).unwrap_or(i64::MAX)
    }
}
