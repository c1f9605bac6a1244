//! The router: which parts it has and in which order the middleware runs.
//!
//! From the outside in: security headers → every request is counted → compression → panics become
//! answers → requests from foreign sites are refused → bodies are bounded → sessions → error pages →
//! panics of pages become answers → card numbers are refused → routes. Webhooks pass none of the
//! pages' layers.

use crate::api::{sms_callbacks, usage, webhooks};
use crate::auth::session;
use crate::state::App;
use crate::store::{diagnostics, sessions::PgSessionStore};
use crate::telemetry;
use crate::web::{app, card_numbers, error_page, shell};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

/// No inline script or style anywhere; forms post to ourselves only; nobody frames us but our own
/// mail reader.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// The largest form: a draft of some hundred lines.
const BODY_BYTES_MAX: usize = 1 << 20;

/// What every answer says of itself, unless its page says otherwise.
const DEFAULT_HEADERS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
    ),
];

/// Everything that is served. Each part has its middleware in one stack: the router boxes a service per
/// `layer` call and copies all of them at every request.
pub fn router(app: App) -> Router {
    with_pages(app, app::routes())
}

/// As [`router`], with these pages.
pub(crate) fn with_pages(app: App, pages: Router<App>) -> Router {
    let is_https = app.config.is_https();
    let store = PgSessionStore::new(&app.db, app.clock.clone());
    let around_pages = ServiceBuilder::new()
        .map_response(|mut response: Response| {
            response.headers_mut().entry(header::CACHE_CONTROL).or_insert(PRIVATE);
            response
        })
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(session::layer(store, is_https))
        .layer(from_fn_with_state(app.clone(), error_page::fill_in))
        .layer(CatchPanicLayer::custom(error_page::of_panic))
        .layer(from_fn_with_state(app.clone(), card_numbers::refuse));
    let around_everything = ServiceBuilder::new()
        .map_response(move |response| with_default_headers(response, is_https))
        .layer(from_fn(telemetry::observe))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(error_page::of_panic));
    Router::new()
        .merge(pages.layer(around_pages))
        .merge(webhooks::routes())
        .merge(sms_callbacks::routes())
        .merge(usage::routes())
        .merge(assets())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .layer(around_everything)
        .with_state(app)
}

const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

fn with_default_headers<B>(
    mut response: axum::http::Response<B>,
    is_https: bool,
) -> axum::http::Response<B> {
    let headers = response.headers_mut();
    for (name, value) in &DEFAULT_HEADERS {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    if is_https {
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HTTPS_ONLY);
    }
    response
}

/// Style, font, script and icons, from the binary itself.
fn assets() -> Router<App> {
    const FOR_EVER: &str = "public, max-age=31536000, immutable";
    const FOR_A_DAY: &str = "public, max-age=86400";
    let mut router = Router::new();
    for (files, caching) in [(shell::IMMUTABLE, FOR_EVER), (shell::WELL_KNOWN, FOR_A_DAY)] {
        for &(path, media_type, body) in files {
            let answer = move || async move {
                ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, caching)], body)
            };
            router = router.route(path, get(answer));
        }
    }
    router
}

/// 200 when requests can be served: the database answers.
async fn ready(State(app): State<App>) -> Response {
    match diagnostics::ping(&app.db).await {
        Ok(()) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

async fn metrics(State(app): State<App>) -> Response {
    let text = telemetry::scrape(&app).await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
