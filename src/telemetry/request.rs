//! Each request as metrics, log and traces see it: by its route's pattern and its id, never by its
//! path, its query, or who sent it.

use crate::trace_context;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use opentelemetry_http::HeaderExtractor;
use std::time::Instant;
use tracing::{Instrument, Span, debug_span, field, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use uuid::Uuid;

/// The span that gives each line of the log its request; traces have a richer one.
pub(super) const LOG_SPAN: &str = "request";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longer ids are replaced: they stand in every line of the log.
const REQUEST_ID_LENGTH_MAX: usize = 64;

/// Middleware: counts, times, logs and traces each request, and gives it an id that its answer carries.
pub async fn observe(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    let method = known_method(request.method());
    let request_id = request_id(request.headers());
    let log_span = info_span!(target: "quittance", LOG_SPAN, request_id, trace_id = field::Empty);
    let span = span(&log_span, request.headers(), method, route, &request_id);
    if let Some(trace_id) = trace_id(&span, request.headers()) {
        log_span.record("trace_id", field::display(trace_id));
    }
    let started = Instant::now();
    let _in_flight = InFlight::begin();
    let mut response = async {
        let response = next.run(request).await;
        record(method, route, &response, started);
        response
    }
    .instrument(span.clone())
    // Entered too, and outside: the log looks for it among the spans that are entered.
    .instrument(log_span)
    .await;
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    // Letters, digits, dashes: always a header.
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// A method of our routes, or `_OTHER`: a stranger may send any word, and none may become a label.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "_OTHER",
    }
}

/// The id that a proxy gave the request, if it looks like one, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let is_id = |id: &&str| {
        (1..=REQUEST_ID_LENGTH_MAX).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(is_id);
    given.map_or_else(|| Uuid::now_v7().to_string(), ToOwned::to_owned)
}

/// The server's span, named as OpenTelemetry's conventions for HTTP say, below the caller's if it sent
/// a `traceparent`.
fn span(
    log_span: &Span,
    headers: &HeaderMap,
    method: &'static str,
    route: &str,
    request_id: &str,
) -> Span {
    let span = debug_span!(
        parent: log_span,
        "http",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = field::Empty,
        request_id,
    );
    if !span.is_disabled()
        && let Some(caller) = read(headers).or_else(|| is_chatter(route).then(nobody))
    {
        // Fails where nobody traces, and then it does not matter.
        let _ = span.set_parent(Context::new().with_remote_span_context(caller));
    }
    span
}

/// What joins a line of the log with the trace: ours, or the caller's where we do not trace.
fn trace_id(span: &Span, headers: &HeaderMap) -> Option<TraceId> {
    let context = span.context();
    let ours = context.span().span_context().clone();
    let known = if ours.is_sampled() { Some(ours) } else { read(headers) };
    known.map(|span| span.trace_id())
}

fn read(headers: &HeaderMap) -> Option<SpanContext> {
    trace_context::read(&HeaderExtractor(headers))
}

/// A caller who does not want to be traced: under it the usual samplers, which follow the caller, leave
/// out probes and scrapes with all that they do.
fn nobody() -> SpanContext {
    let (trace_id, span_id) = (TraceId::from(1_u128), SpanId::from(1_u64));
    SpanContext::new(trace_id, span_id, TraceFlags::NOT_SAMPLED, true, TraceState::NONE)
}

/// What only machines ask for, every few seconds.
fn is_chatter(route: &str) -> bool {
    matches!(route, "/healthz" | "/readyz" | "/metrics") || route.starts_with("/assets/")
}

fn record(method: &'static str, route: &str, response: &Response, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    metrics::histogram!("quittance_http_request_duration_seconds",
        "route" => route.to_owned(), "method" => method, "status" => status.to_string())
    .record(seconds);
    if is_chatter(route) {
        tracing::debug!(method, route, status, seconds, "answered");
    } else {
        tracing::info!(method, route, status, seconds, "answered");
    }
}

/// Counts a request that is being answered, also when its client goes away meanwhile.
struct InFlight;

impl InFlight {
    fn begin() -> Self {
        metrics::gauge!("quittance_http_requests_in_flight").increment(1.0);
        Self
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        metrics::gauge!("quittance_http_requests_in_flight").decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_proxy_is_kept_and_anything_else_replaced() {
        let id_for = |sent: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, sent.parse().unwrap());
            request_id(&headers)
        };
        assert_eq!(id_for("7f3a-01"), "7f3a-01");
        for sent in ["ada@analytical.example", "a b", "", &"x".repeat(65)] {
            assert!(id_for(sent).parse::<Uuid>().is_ok(), "{sent:?}");
        }
    }

    #[test]
    fn a_method_that_is_none_does_not_become_a_label() {
        assert_eq!(known_method(&Method::POST), "POST");
        assert_eq!(known_method(&"BREW".parse().unwrap()), "_OTHER");
    }
}
