//! Who calls the API: a bearer token that is a key with the scope of the call (row P1).

use super::problem::Problem;
use crate::flows::api_keys::{self, ApiKeyError};
use crate::state::App;
use axum::http::{HeaderMap, StatusCode, header};

/// Lets the call pass when its key has the scope.
/// # Errors  401 without a known key, 403 without the scope, 503 when nobody can say.
pub async fn require(app: &App, headers: &HeaderMap, scope: &str) -> Result<(), Problem> {
    let unknown =
        || Problem::new(StatusCode::UNAUTHORIZED, "no_such_key", "send Authorization: Bearer qk_…");
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let secret = bearer.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(unknown)?;
    match api_keys::require(&app.db, secret, scope, app.clock.now()).await {
        Ok(()) => Ok(()),
        Err(ApiKeyError::Unknown) => Err(unknown()),
        Err(error @ ApiKeyError::ScopeMissing(_)) => {
            Err(Problem::new(StatusCode::FORBIDDEN, "scope_missing", error.to_string()))
        }
        Err(error) => {
            tracing::error!(%error, "a key could not be looked up");
            Err(Problem::unavailable())
        }
    }
}
