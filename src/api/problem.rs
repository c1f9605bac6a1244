//! How the API says no: problem+json (RFC 9457), with the position of what is wrong where there is one.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A refusal. `detail` is for developers; it never holds a secret or another customer's value.
#[derive(Debug)]
pub struct Problem {
    pub status: StatusCode,
    /// A word that programs can compare: `no_such_customer`.
    pub code: &'static str,
    pub detail: String,
    /// Where in the request the item stands that is refused, from 0; None: it is not about one.
    pub position: Option<usize>,
}

impl Problem {
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), position: None }
    }

    /// The database is away, or something is broken: another try can help.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "try again later")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or_default(),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.detail,
        });
        if let Some(position) = self.position {
            body["position"] = json!(position);
        }
        let mut response = (self.status, Json(body)).into_response();
        let problem = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, problem);
        if self.status == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        response
    }
}
