//! How a deployment is watched (row Q5): logs, metrics, traces. Each carries ids, patterns and counts,
//! never names, addresses or amounts of a customer.

mod metrics;
mod otlp_client;
mod process;
mod request;
mod span_queue;
mod traces;

pub use metrics::{scrape, start as start_metrics};
pub use opentelemetry_otlp::ExporterBuildError;
pub use request::observe;
pub use traces::Traces;

use crate::config::Config;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// Whether this crate says it, and no library.
fn is_ours(about: &Metadata<'_>) -> bool {
    about.target().starts_with("quittance")
}

/// Logs and traces of a running process.
#[derive(Debug)]
pub struct Telemetry {
    traces: Option<Traces>,
}

impl Telemetry {
    /// Logs to standard error and, where a collector is configured, begins to trace. Must be called
    /// within tokio.
    /// # Errors  one of OpenTelemetry's variables does not read.
    pub fn start(config: &Config) -> Result<Self, ExporterBuildError> {
        metrics::start();
        let traces = Traces::start(config)?;
        // A list, and not an Option: the absence of a layer says that it wants to hear of every span.
        let mut layers = vec![log_layer(&config.log_filter, config.log_json, std::io::stderr)];
        layers.extend(traces.as_ref().map(|traces| traces.layer().boxed()));
        // A second start (tests) keeps the first subscriber.
        let _ = tracing_subscriber::registry().with(layers).try_init();
        Ok(Self { traces })
    }

    /// Sends the spans that are still waiting; the last thing that a process does.
    pub async fn finish(self) {
        if let Some(traces) = self.traces {
            traces.finish().await;
        }
    }
}

/// Writes events to `writer`, one a line. `filter` as `RUST_LOG` knows it; an unreadable one means
/// `info`. Each line of a request carries its id and, where it has one, its trace's.
pub fn log_layer<S, W>(filter: &str, json: bool, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter)
        .unwrap_or_else(|_| EnvFilter::new("info"))
        // A library's events are welcome, its spans are not: they would stand between ours, and what
        // they carry is not ours to promise.
        .and(filter_fn(|about| about.is_event() || is_ours(about)));
    let log = tracing_subscriber::fmt::layer().with_writer(writer);
    if json {
        log.json().with_current_span(false).with_filter(filter).boxed()
    } else {
        log.with_filter(filter).boxed()
    }
}
