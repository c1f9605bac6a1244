//! `/webhooks/twilio/…`: what the provider of text messages tells us. Its signature over the address and
//! the form is all that counts, so these requests pass none of the pages' middleware.

use crate::flows::sms::callbacks::{Callback, TakeCallbackError, take_incoming, take_status};
use crate::state::App;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

/// A text message is at most some kilobytes.
const BODY_BYTES_MAX: usize = 64 << 10;
const SIGNATURE: &str = "x-twilio-signature";
/// Twilio's answer to a reply: none.
const NO_REPLY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/webhooks/twilio/incoming", post(incoming))
        .route("/webhooks/twilio/{tenant}/{sms}", post(status))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

/// 204 once it is stored, or was before; 403 for one that the provider has not signed.
async fn status(
    State(app): State<App>,
    Path((tenant, sms)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let (Ok(tenant), Ok(sms)) = (tenant.parse(), sms.parse()) else {
        return StatusCode::NOT_FOUND;
    };
    let fields = fields(&body);
    let url = format!("{}/webhooks/twilio/{tenant}/{sms}", app.work.base_url);
    let callback = Callback { url: &url, signature: signature(&headers), fields: &fields };
    let who = (&app.db, &app.work.sms);
    answer(take_status(who, app.clock.now(), (tenant, sms), callback).await)
}

async fn incoming(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = fields(&body);
    let url = format!("{}/webhooks/twilio/incoming", app.work.base_url);
    let callback = Callback { url: &url, signature: signature(&headers), fields: &fields };
    match answer(take_incoming((&app.db, &app.work.sms), app.clock.now(), callback).await) {
        StatusCode::NO_CONTENT => ([(header::CONTENT_TYPE, "text/xml")], NO_REPLY).into_response(),
        status => status.into_response(),
    }
}

fn answer(taken: Result<(), TakeCallbackError>) -> StatusCode {
    match taken {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(TakeCallbackError::NotFound) => StatusCode::NOT_FOUND,
        Err(TakeCallbackError::Refused(reason)) => {
            tracing::warn!(%reason, "a callback about text messages was refused");
            StatusCode::FORBIDDEN
        }
        Err(TakeCallbackError::Store(error)) => {
            tracing::error!(%error, "a callback about text messages could not be stored");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

fn signature(headers: &HeaderMap) -> &str {
    headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// What does not read as a form has no field, and so no genuine signature.
fn fields(body: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(body).unwrap_or_default()
}
