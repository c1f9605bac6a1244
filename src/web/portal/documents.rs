//! What the pages of invoices and credit notes share: handing out the PDF, and the list of files.

use crate::auth::CustomerSession;
use crate::domain::document::DocumentKind;
use crate::error::AppError;
use crate::flows::documents::record_download::record_download;
use crate::flows::documents::stored_file::{StoredFileError, stored_file};
use crate::state::App;
use crate::web::ui::Ui;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use uuid::Uuid;

/// The document's file as an attachment, or 304 when the reader has these very bytes. Fetching it is
/// noted in the document's timeline.
pub async fn download(
    app: &App,
    customer: &CustomerSession,
    ui: &Ui,
    request: &HeaderMap,
    kind: DocumentKind,
    id: Uuid,
) -> Result<Response, AppError> {
    let file = stored_file(&app.db, ui.now, customer.tenant, kind, id).await.map_err(app_error)?;
    let etag = HeaderValue::try_from(etag(&file.bytes)).map_err(AppError::internal)?;
    if request.get(header::IF_NONE_MATCH).is_some_and(|known| names(known, &etag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let (actor, document) = (customer.actor(), (kind, id));
    record_download(&app.db, ui.now, customer.tenant, &actor, &ui.time_zone, document).await?;
    // The name is letters, digits and dashes.
    let disposition = format!("attachment; filename=\"{}\"", file.file_name);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, disposition.try_into().map_err(AppError::internal)?),
        (header::ETAG, etag),
        // Issued documents never change, so a copy stays good; others than its reader may not keep it.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    Ok((headers, file.bytes).into_response())
}

/// The hash of the bytes, in quotation marks.
fn etag(bytes: &[u8]) -> String {
    let mut etag = String::from("\"");
    for byte in Sha256::digest(bytes) {
        // Writing into a String cannot fail.
        let _ = write!(etag, "{byte:02x}");
    }
    etag + "\""
}

/// Whether `If-None-Match` names this file. A proxy that compressed it on the way made the tag weak.
fn names(if_none_match: &HeaderValue, etag: &HeaderValue) -> bool {
    let (Ok(listed), Ok(etag)) = (if_none_match.to_str(), etag.to_str()) else { return false };
    listed.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

fn app_error(error: StoredFileError) -> AppError {
    match error {
        StoredFileError::NotFound => AppError::NotFound,
        StoredFileError::Store(error) => error.into(),
        error => AppError::internal(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_the_hash_of_its_bytes() {
        // sha256 of the empty text.
        let empty = "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"";
        assert_eq!(etag(b""), empty);
        let header = |text: &str| HeaderValue::try_from(text).unwrap();
        assert!(names(&header(&format!("\"other\", W/{empty}")), &header(empty)));
        assert!(names(&header("*"), &header(empty)));
        assert!(!names(&header("\"other\""), &header(empty)));
    }
}
