//! `/logos/{hash}`: a seller's logo. Found by the hash of its bytes, so that it may be kept for ever; anybody
//! may see it, as anybody may see a letterhead. Nothing but logos is reachable this way.

use crate::error::AppError;
use crate::state::App;
use crate::store::sellers::logos;
use crate::web::path::Path;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const PNG: HeaderValue = HeaderValue::from_static("image/png");

/// GET /logos/{hash}
pub async fn show(
    State(app): State<App>,
    Path(sha256): Path<String>,
) -> Result<Response, AppError> {
    let png = logos::png(&app.db, &sha256).await?.ok_or(AppError::NotFound)?;
    Ok(([(header::CONTENT_TYPE, PNG), (header::CACHE_CONTROL, FOR_EVER)], png).into_response())
}
