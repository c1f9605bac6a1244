//! The router: which parts it has and in which order the middleware runs.
//!
//! From the outside in: panics become answers → every request is counted → security headers →
//! compression → requests from foreign sites are refused → bodies are bounded → sessions → error
//! pages → card numbers are refused → routes.

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
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// No inline script or style anywhere; forms post to ourselves only; nobody frames us but our own
/// mail reader.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// The largest form: a draft of some hundred lines.
const BODY_BYTES_MAX: usize = 1 << 20;

/// Everything that is served.
pub fn router(app: App) -> Router {
    let is_https = app.config.is_https();
    let store = PgSessionStore::new(&app.db, app.clock.clone());
    let pages = app::routes()
        .layer(from_fn_with_state(app.clone(), card_numbers::refuse))
        .layer(from_fn_with_state(app.clone(), error_page::fill_in))
        .layer(session::layer(store, is_https))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CsrfLayer::new())
        .layer(default_header(header::CACHE_CONTROL, "private, no-cache"));
    let mut router = Router::new()
        .merge(pages)
        .merge(assets())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .layer(CompressionLayer::new())
        .layer(default_header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(default_header(header::REFERRER_POLICY, "same-origin"))
        .layer(default_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(default_header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(default_header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(default_header(
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ))
        .layer(default_header(
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ));
    if is_https {
        router = router.layer(default_header(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=63072000; includeSubDomains",
        ));
    }
    router.layer(from_fn(telemetry::observe)).layer(CatchPanicLayer::new()).with_state(app)
}

fn default_header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
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
