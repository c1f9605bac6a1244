//! Traces over OTLP/HTTP, for whoever sets `OTEL_EXPORTER_OTLP_ENDPOINT`; otherwise none of this
//! exists and a span costs one look at a static.
//!
//! What is traced is what the code marks with a span of `tracing`: the request, transactions, flows,
//! jobs, mail, rendering. Events stay in the log: an error's text may repeat what somebody typed.

use super::is_ours;
use super::otlp_client::OtlpClient;
use super::request::LOG_SPAN;
use super::span_queue::{self, SpanSender};
use crate::config::Config;
use opentelemetry::trace::TracerProvider;
use opentelemetry::{Key, KeyValue};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::time::Duration;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

/// How long a process that ends waits for the collector.
const LAST_SPANS: Duration = Duration::from_secs(5);

/// Our service's name, unless somebody chooses another.
const SERVICE: &str = "quittance";

/// Spans on their way to a collector. [`Traces::finish`] sends the last ones.
#[derive(Debug)]
pub struct Traces {
    provider: SdkTracerProvider,
    sender: SpanSender,
}

impl Traces {
    /// Begins to send to the configured collector; None when there is none. Must be called within
    /// tokio. Whether the collector answers is not asked: a request never depends on it.
    ///
    /// Headers, sampler and the service's name are the standard variables' (`OTEL_…`), as the SDK reads
    /// them.
    /// # Errors  the endpoint, or one of those variables, does not read.
    pub fn start(config: &Config) -> Result<Option<Self>, ExporterBuildError> {
        let Some(endpoint) = &config.traces_endpoint else { return Ok(None) };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(OtlpClient::new())
            .with_endpoint(endpoint)
            .build()?;
        let resource = resource();
        let (queue, sender) = span_queue::start(exporter, &resource);
        let provider =
            SdkTracerProvider::builder().with_resource(resource).with_span_processor(queue).build();
        Ok(Some(Self { provider, sender }))
    }

    /// What turns our spans into OpenTelemetry's, for a subscriber.
    pub fn layer<S>(&self) -> impl Layer<S> + Send + Sync + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer(SERVICE))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_context_activation(false)
            .with_filter(filter_fn(|about| {
                about.is_span() && is_ours(about) && about.name() != LOG_SPAN
            }))
    }

    /// Sends what is still waiting, for a few seconds at most.
    pub async fn finish(self) {
        self.sender.finish(LAST_SPANS).await;
    }
}

/// Who we are: `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`, else `quittance`.
fn resource() -> Resource {
    let named = Resource::builder().build();
    let name = named
        .get(&Key::new("service.name"))
        .map(|name| name.to_string())
        .filter(|name| !name.is_empty() && !name.starts_with("unknown_service"))
        .unwrap_or_else(|| SERVICE.to_owned());
    Resource::builder()
        .with_attribute(KeyValue::new("service.name", name))
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build()
}
