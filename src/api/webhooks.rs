//! `/webhooks/{gateway}`: what gateways tell us is verified, stored and answered; reading it is a job.
//!
//! These requests have no session, no form and no origin: their signature is all that counts, over the
//! body as it came. So they pass none of the pages' middleware.

use crate::flows::payments::webhooks::{TakeWebhookError, take_webhook};
use crate::state::App;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;

/// Stripe's largest events are some 100 KB.
const BODY_BYTES_MAX: usize = 1 << 20;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/webhooks/{gateway}", post(take))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

/// 200 once the message is stored, or was before; 400 for one that the gateway has not sent. With 503
/// the gateway tries again.
async fn take(
    State(app): State<App>,
    Path(gateway): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    match take_webhook(&app.work.till, &gateway, &headers, &body).await {
        Ok(()) => StatusCode::OK,
        Err(TakeWebhookError::NoGateway(_)) => StatusCode::NOT_FOUND,
        Err(TakeWebhookError::Refused(reason)) => {
            // The gateway is one of ours: its name is no secret and no stranger's text.
            tracing::warn!(gateway, %reason, "a webhook was refused");
            StatusCode::BAD_REQUEST
        }
        Err(TakeWebhookError::Store(error)) => {
            tracing::error!(%error, "a webhook could not be stored");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
