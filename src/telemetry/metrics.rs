//! What Prometheus scrapes: which metrics there are, and the state of queues, pools and books at the
//! moment of a scrape. Labels take few values, all of them ours: patterns, states, kinds.
//!
//! A scrape answers while the database does not: then `quittance_database_up` is 0 and what is read
//! from there keeps its last value.

use super::process;
use crate::clock::Clock;
use crate::domain::charge::ChargeState;
use crate::domain::refund::RefundState;
use crate::state::App;
use crate::store::charges::{self, LivingCharges};
use crate::store::diagnostics::{self, Watched};
use crate::store::{StoreError, emails, review, webhook_inbox};
use metrics::{counter, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Duration;

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Seconds; a page should be in the first four, a document in the first six.
const DURATION_BUCKETS: [f64; 11] =
    [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// A scrape must end before Prometheus gives it up (10 s).
const DATABASE_PATIENCE: Duration = Duration::from_secs(3);

/// Those that the settings can name (`cli::gateways`); nothing is configured yet when counting begins.
const GATEWAYS: [&str; 2] = ["stripe", "paystack"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// Every metric: what it is, its name, and what it says. docs/OPERATIONS.md lists the same.
const DESCRIPTIONS: &[(Kind, &str, &str)] = &[
    (
        Kind::Histogram,
        "quittance_http_request_duration_seconds",
        "Time to answer a request, by route, method and status.",
    ),
    (Kind::Gauge, "quittance_http_requests_in_flight", "Requests that are being answered."),
    (
        Kind::Counter,
        "quittance_sign_in_attempts_total",
        "Attempts to sign in, by method and outcome (ok, wrong, throttled).",
    ),
    (Kind::Gauge, "quittance_database_up", "1 when the database answered this scrape in time."),
    (
        Kind::Gauge,
        "quittance_database_clock_skew_seconds",
        "How far the database's clock is ahead of this machine's.",
    ),
    (Kind::Gauge, "quittance_db_pool_connections", "Connections of a pool, by state (used, idle)."),
    (Kind::Gauge, "quittance_db_pool_connections_max", "Connections that a pool may hold."),
    (
        Kind::Gauge,
        "quittance_db_pool_waiting",
        "Transactions that wait for a connection of a pool.",
    ),
    (
        Kind::Histogram,
        "quittance_db_begin_duration_seconds",
        "Time to get a connection and begin a transaction on it, by pool.",
    ),
    (
        Kind::Histogram,
        "quittance_db_transaction_duration_seconds",
        "Time from beginning to end of a transaction, by scope and outcome.",
    ),
    (Kind::Gauge, "quittance_jobs", "Jobs by state."),
    (
        Kind::Gauge,
        "quittance_jobs_oldest_due_age_seconds",
        "How long the job that is due longest has waited.",
    ),
    (
        Kind::Counter,
        "quittance_jobs_total",
        "Tries of jobs, by kind and outcome (done, retry, dead).",
    ),
    (
        Kind::Histogram,
        "quittance_job_duration_seconds",
        "Time that one try of a job took, by kind.",
    ),
    (Kind::Gauge, "quittance_charges", "Charges that have not ended, by state."),
    (Kind::Gauge, "quittance_charges_stuck", "Charges under way for longer than they should."),
    (Kind::Counter, "quittance_charges_ended_total", "Charges that ended, by state."),
    (
        Kind::Counter,
        "quittance_charges_paid_after_end_total",
        "Money for charges that had ended otherwise; a person must look.",
    ),
    (
        Kind::Counter,
        "quittance_charge_failovers_total",
        "Payments that went on at another gateway, by the one that refused.",
    ),
    (
        Kind::Counter,
        "quittance_charge_fees_given_up_total",
        "Charges whose gateway did not say its fee within 30 days.",
    ),
    (Kind::Counter, "quittance_refunds_ended_total", "Refunds that ended, by state."),
    (Kind::Counter, "quittance_subscription_invoices_total", "Invoices that the billing run made."),
    (
        Kind::Counter,
        "quittance_subscriptions_parked_total",
        "Subscriptions that could not be billed; a person must look.",
    ),
    (Kind::Counter, "quittance_usage_events_total", "Usage events that were new."),
    (
        Kind::Counter,
        "quittance_refunds_unfunded_total",
        "Refunds made at a gateway that the customer's credit could not pay for; a person must look.",
    ),
    (
        Kind::Gauge,
        "quittance_gateway_resting",
        "1 while a gateway is left alone because it failed repeatedly.",
    ),
    (Kind::Gauge, "quittance_review_items_open", "What waits for a person to look at it."),
    (Kind::Gauge, "quittance_webhooks", "Messages of gateways, by state."),
    (
        Kind::Counter,
        "quittance_webhooks_read_total",
        "Readings of gateways' messages, by outcome (done, ignored, later, failed).",
    ),
    (Kind::Gauge, "quittance_outbox_waiting", "Facts that wait to be told."),
    (Kind::Gauge, "quittance_outbox_oldest_age_seconds", "How long the oldest fact has waited."),
    (Kind::Counter, "quittance_outbox_failures_total", "Tries to tell a fact that failed."),
    (Kind::Gauge, "quittance_emails", "E-mails by state."),
    (
        Kind::Gauge,
        "quittance_emails_oldest_due_age_seconds",
        "How long the e-mail that is due longest has waited.",
    ),
    (
        Kind::Counter,
        "quittance_emails_total",
        "Tries to send an e-mail, by outcome (sent, postponed, failed, uncertain, suppressed).",
    ),
    (
        Kind::Counter,
        "quittance_email_templates_unreadable_total",
        "E-mails whose stored wording no longer reads; the built-in one was used.",
    ),
    (
        Kind::Histogram,
        "quittance_pdf_render_duration_seconds",
        "Time to render a document, by kind.",
    ),
    (
        Kind::Counter,
        "quittance_pdf_rendered_total",
        "Documents rendered for the first time, by kind.",
    ),
    (
        Kind::Gauge,
        "quittance_check_faults",
        "Faults that the last check found: ledger (contradictions, uneven currencies), audit_log (broken chain).",
    ),
    (
        Kind::Gauge,
        "quittance_check_age_seconds",
        "How long ago the last check ended; +Inf when there was none.",
    ),
    (Kind::Gauge, "quittance_clock_offset_seconds", "How far the sandbox clock is ahead."),
    (Kind::Gauge, "quittance_build_info", "1, with the version and the kind of deployment."),
    (
        Kind::Counter,
        "quittance_trace_spans_exported_total",
        "Spans that the collector of traces took.",
    ),
    (
        Kind::Counter,
        "quittance_trace_spans_dropped_total",
        "Spans that it did not get, by reason (queue_full, export_failed).",
    ),
    (Kind::Counter, "process_cpu_seconds_total", "Time that processors worked for this process."),
    (Kind::Gauge, "process_resident_memory_bytes", "Memory of this process."),
    (Kind::Gauge, "process_start_time_seconds", "When this process started, since 1970."),
    (Kind::Gauge, "process_open_fds", "Open files and sockets."),
    (Kind::Gauge, "process_max_fds", "Files and sockets that may be open."),
];

/// Counters whose first event must be an increase, and not the appearance of a series.
fn begin_counters() {
    for (method, outcomes) in [
        ("password", &["ok", "wrong", "throttled"][..]),
        ("email_link", &["ok", "wrong", "throttled"]),
        ("invitation", &["ok"]),
    ] {
        for &outcome in outcomes {
            counter!("quittance_sign_in_attempts_total", "method" => method, "outcome" => outcome)
                .increment(0);
        }
    }
    for kind in crate::jobs::Job::KINDS {
        for outcome in ["done", "retry", "dead"] {
            counter!("quittance_jobs_total", "kind" => kind, "outcome" => outcome).increment(0);
        }
    }
    for outcome in ["sent", "postponed", "failed", "uncertain", "suppressed"] {
        counter!("quittance_emails_total", "outcome" => outcome).increment(0);
    }
    counter!("quittance_email_templates_unreadable_total").increment(0);
    for kind in ["invoice", "credit_note", "payment"] {
        counter!("quittance_pdf_rendered_total", "kind" => kind).increment(0);
    }
    for reason in ["queue_full", "export_failed"] {
        counter!("quittance_trace_spans_dropped_total", "reason" => reason).increment(0);
    }
    for state in ChargeState::ALL.iter().filter(|state| !state.is_living()) {
        counter!("quittance_charges_ended_total", "state" => state.word()).increment(0);
    }
    counter!("quittance_charges_paid_after_end_total").increment(0);
    counter!("quittance_charge_fees_given_up_total").increment(0);
    for gateway in GATEWAYS {
        counter!("quittance_charge_failovers_total", "from" => gateway).increment(0);
    }
    for state in RefundState::ALL.iter().filter(|state| !state.is_living()) {
        counter!("quittance_refunds_ended_total", "state" => state.word()).increment(0);
    }
    counter!("quittance_refunds_unfunded_total").increment(0);
    counter!("quittance_subscription_invoices_total").increment(0);
    counter!("quittance_subscriptions_parked_total").increment(0);
    counter!("quittance_usage_events_total").increment(0);
    for outcome in ["done", "ignored", "later", "failed"] {
        counter!("quittance_webhooks_read_total", "outcome" => outcome).increment(0);
    }
    counter!("quittance_trace_spans_exported_total").increment(0);
    counter!("quittance_outbox_failures_total").increment(0);
}

/// The process's metrics, begun at the first call.
fn handle() -> Option<&'static PrometheusHandle> {
    if METRICS.get().is_none() {
        let built = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &DURATION_BUCKETS)
            .and_then(PrometheusBuilder::install_recorder);
        match built {
            Ok(handle) => drop(METRICS.set(handle)),
            Err(error) => tracing::error!(%error, "metrics cannot be recorded"),
        }
        for &(kind, name, meaning) in DESCRIPTIONS {
            match kind {
                Kind::Counter => metrics::describe_counter!(name, meaning),
                Kind::Gauge => metrics::describe_gauge!(name, meaning),
                Kind::Histogram => metrics::describe_histogram!(name, meaning),
            }
        }
        begin_counters();
    }
    METRICS.get()
}

/// Prepares recording, so that the first requests count too.
pub fn start() {
    let _ = handle();
}

/// The text that Prometheus scrapes, with queues, pools and books as they stand now.
pub async fn scrape(app: &App) -> String {
    let Some(handle) = handle() else { return String::new() };
    pools(app);
    let look = async {
        let charges = watch_charges(app).await?;
        Ok::<_, StoreError>((diagnostics::watch(&app.db).await?, charges))
    };
    let watched = tokio::time::timeout(DATABASE_PATIENCE, look).await;
    match watched {
        Ok(Ok((watched, charges))) => {
            show_charges(&charges);
            gauge!("quittance_database_up").set(1.0);
            show(app, &watched);
        }
        Ok(Err(error)) => {
            gauge!("quittance_database_up").set(0.0);
            tracing::warn!(%error, "the database cannot be watched");
        }
        Err(_) => {
            gauge!("quittance_database_up").set(0.0);
            tracing::warn!("the database does not answer in time to be watched");
        }
    }
    show_gateways(app);
    gauge!("quittance_clock_offset_seconds").set(app.clock.offset_seconds() as f64);
    let mode = if app.is_sandbox { "sandbox" } else { "live" };
    gauge!("quittance_build_info", "version" => env!("CARGO_PKG_VERSION"), "mode" => mode).set(1.0);
    process::observe();
    handle.run_upkeep();
    handle.render()
}

/// Living charges, messages of gateways by state, and open items of review.
type WatchedCharges = (LivingCharges, Vec<(String, i64)>, i64);

async fn watch_charges(app: &App) -> Result<WatchedCharges, StoreError> {
    let mut tx = app.db.staff_read().await?;
    let living = charges::living(&mut tx, app.clock.now()).await?;
    let messages = webhook_inbox::counts(&mut tx).await?;
    let messages = messages.into_iter().map(|(state, count, _)| (state, count)).collect();
    Ok((living, messages, review::open_count(&mut tx).await?))
}

/// Breakers are this process' own; a scrape reads them without the database.
fn show_gateways(app: &App) {
    for (id, gateway) in app.work.till.gateways.iter() {
        let rests = if gateway.rests_for().is_some() { 1.0 } else { 0.0 };
        gauge!("quittance_gateway_resting", "gateway" => id.to_string()).set(rests);
    }
}

fn show_charges((living, messages, review_items): &WatchedCharges) {
    gauge!("quittance_review_items_open").set(*review_items as f64);
    for state in ChargeState::ALL.iter().filter(|state| state.is_living()) {
        let count = living.by_state.iter().find(|(known, _)| known == state);
        let count = count.map_or(0, |(_, count)| *count);
        gauge!("quittance_charges", "state" => state.word()).set(count as f64);
    }
    gauge!("quittance_charges_stuck").set(living.stuck.len() as f64);
    by_state("quittance_webhooks", &["waiting", "done", "ignored", "failed"], messages);
}

fn pools(app: &App) {
    for pool in app.db.pools() {
        let of = pool.name;
        gauge!("quittance_db_pool_connections_max", "pool" => of).set(f64::from(pool.max));
        gauge!("quittance_db_pool_connections", "pool" => of, "state" => "used")
            .set(f64::from(pool.used));
        gauge!("quittance_db_pool_connections", "pool" => of, "state" => "idle")
            .set(f64::from(pool.idle));
        gauge!("quittance_db_pool_waiting", "pool" => of).increment(0.0);
    }
}

fn show(app: &App, watched: &Watched) {
    let now = app.clock.now();
    let age = |since: Option<jiff::Timestamp>| {
        since.map_or(0.0, |since| now.duration_since(since).as_secs_f64().max(0.0))
    };
    let queues = &watched.queues;
    by_state("quittance_jobs", &["ready", "running", "done", "dead"], &queues.jobs);
    by_state("quittance_emails", emails::STATES, &queues.emails);
    gauge!("quittance_outbox_waiting").set(queues.outbox_waiting as f64);
    gauge!("quittance_jobs_oldest_due_age_seconds").set(age(watched.oldest_due_job_at));
    gauge!("quittance_outbox_oldest_age_seconds").set(age(watched.oldest_fact_at));
    gauge!("quittance_emails_oldest_due_age_seconds").set(age(watched.oldest_due_email_at));
    for (check, last) in &watched.checks {
        let name = check.word();
        let (age, faults) = match last {
            Some(last) => (age(Some(last.checked_at)), last.faults as f64),
            None => (f64::INFINITY, 0.0),
        };
        gauge!("quittance_check_age_seconds", "check" => name).set(age);
        gauge!("quittance_check_faults", "check" => name).set(faults);
    }
    let skew = watched.server_time.duration_since(Clock::system().now());
    gauge!("quittance_database_clock_skew_seconds").set(skew.as_secs_f64());
}

/// One gauge per state, 0 for those that nothing is in: else the last one would stay for ever.
fn by_state(name: &'static str, states: &[&'static str], counts: &[(String, i64)]) {
    for &state in states {
        let count = counts.iter().find(|(counted, _)| counted == state).map_or(0, |(_, n)| *n);
        gauge!(name, "state" => state).set(count as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_metric_is_described_once_and_named_as_prometheus_wants_it() {
        let names: BTreeSet<_> = DESCRIPTIONS.iter().map(|(_, name, _)| name).collect();
        assert_eq!(names.len(), DESCRIPTIONS.len());
        for (kind, name, _) in DESCRIPTIONS {
            assert_eq!(*kind == Kind::Counter, name.ends_with("_total"), "{name}");
            assert!(name.starts_with("quittance_") || name.starts_with("process_"), "{name}");
        }
    }

    #[test]
    fn the_operators_manual_names_every_metric() {
        let manual = include_str!("../../docs/OPERATIONS.md");
        for (_, name, _) in DESCRIPTIONS {
            assert!(manual.contains(&format!("`{name}`")), "{name} is not in docs/OPERATIONS.md");
        }
    }
}
