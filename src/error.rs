//! The one error that crosses the wire. It has no place for a database message: what went wrong inside
//! is logged under a reference, and the reference is all that the page shows.

use crate::store::StoreError;
use axum::http::StatusCode;

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Not there, or another tenant's: the two look the same.
    #[error("not found")]
    NotFound,
    /// Signed in, but the role does not allow it.
    #[error("forbidden")]
    Forbidden,
    /// The request itself does not read.
    #[error("bad request")]
    BadRequest,
    /// The database cannot be reached; trying again can help.
    #[error("unavailable: {0}")]
    Unavailable(StoreError),
    /// A defect.
    #[error("internal: {0}")]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl AppError {
    /// A defect, with its cause for the log.
    pub fn internal(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Internal(Box::new(cause))
    }

    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            retryable if retryable.is_retryable() => Self::Unavailable(retryable),
            other => Self::internal(other),
        }
    }
}
