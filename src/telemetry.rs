//! Logs and metrics (row Q5). Logs carry ids and counts, never names, addresses or amounts of a
//! customer; a request is logged by its route's pattern, not by its path.

use crate::domain::charge::ChargeState;
use crate::state::App;
use crate::store::{StoreError, charges, diagnostics, webhook_inbox};
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Instant;

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Seconds; a page should be in the first three.
const DURATION_BUCKETS: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];

/// Starts logging to standard error. `filter` as `RUST_LOG` knows it; an unreadable one means `info`.
pub fn start_logging(filter: &str, json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_new(filter)
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start (tests) keeps the first subscriber.
    let _ = if json { log.json().try_init() } else { log.try_init() };
}

/// The process's metrics, begun at the first call.
fn metrics_handle() -> Option<&'static PrometheusHandle> {
    if METRICS.get().is_none() {
        let built = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &DURATION_BUCKETS)
            .and_then(PrometheusBuilder::install_recorder);
        match built {
            Ok(handle) => drop(METRICS.set(handle)),
            Err(error) => tracing::error!(%error, "metrics cannot be recorded"),
        }
        describe();
    }
    METRICS.get()
}

fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_histogram!(
        "quittance_http_request_duration_seconds",
        "Time to answer a request, by route and status."
    );
    describe_gauge!("quittance_jobs", "Jobs by state.");
    describe_gauge!("quittance_outbox_waiting", "Facts that wait to be told.");
    describe_gauge!("quittance_emails", "E-mails by state.");
    describe_gauge!("quittance_charges", "Charges that have not ended, by state.");
    describe_gauge!("quittance_charges_stuck", "Charges under way for longer than they should.");
    describe_counter!("quittance_charges_ended_total", "Charges that ended, by state.");
    describe_counter!(
        "quittance_charges_paid_after_end_total",
        "Money for charges that had ended otherwise; a person must look."
    );
    describe_gauge!("quittance_webhooks", "Messages of gateways, by state.");
    describe_counter!("quittance_webhooks_read_total", "Readings of messages, by outcome.");
    describe_gauge!("quittance_clock_offset_seconds", "How far the sandbox clock is ahead.");
    describe_counter!("quittance_pdf_rendered_total", "Documents rendered for the first time.");
}

/// Prepares recording, so that the first requests count too.
pub fn start_metrics() {
    let _ = metrics_handle();
}

/// The text that Prometheus scrapes, with the queues as they stand now.
/// # Errors  the database cannot be asked.
pub async fn scrape(app: &App) -> Result<String, StoreError> {
    let Some(handle) = metrics_handle() else { return Ok(String::new()) };
    let queues = diagnostics::queues(&app.db).await?;
    for (state, count) in &queues.jobs {
        metrics::gauge!("quittance_jobs", "state" => state.clone()).set(*count as f64);
    }
    for (state, count) in &queues.emails {
        metrics::gauge!("quittance_emails", "state" => state.clone()).set(*count as f64);
    }
    scrape_charges(app).await?;
    metrics::gauge!("quittance_outbox_waiting").set(queues.outbox_waiting as f64);
    metrics::gauge!("quittance_clock_offset_seconds").set(app.clock.offset_seconds() as f64);
    Ok(handle.render())
}

async fn scrape_charges(app: &App) -> Result<(), StoreError> {
    let mut tx = app.db.staff_read().await?;
    let living = charges::living(&mut tx, app.clock.now()).await?;
    for state in ChargeState::ALL.iter().filter(|state| state.is_living()) {
        let count = living.by_state.iter().find(|(known, _)| known == state);
        let count = count.map_or(0, |(_, count)| *count);
        metrics::gauge!("quittance_charges", "state" => state.word()).set(count as f64);
    }
    metrics::gauge!("quittance_charges_stuck").set(living.stuck.len() as f64);
    for (state, count, _) in webhook_inbox::counts(&mut tx).await? {
        metrics::gauge!("quittance_webhooks", "state" => state).set(count as f64);
    }
    Ok(())
}

/// Middleware: counts and times each request under its route's pattern.
pub async fn observe(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let started = Instant::now();
    let response = next.run(request).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    metrics::histogram!("quittance_http_request_duration_seconds",
        "route" => route.clone(), "method" => method.to_string(), "status" => status.to_string())
    .record(seconds);
    tracing::debug!(%method, route, status, seconds, "answered");
    response
}
