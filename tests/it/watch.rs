//! What an operator sees of a deployment: traces that hang together, logs and traces without anybody's
//! data, metrics that are there when the database is not.

mod metrics;
mod privacy;
mod traces;

use crate::harness::collector::Collector;
use quittance::config::Config;
use quittance::telemetry::{self, Traces};
use std::io;
use std::sync::{Arc, Mutex};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

/// What this thread logs and traces, from now until it is dropped. Tests that use it run on one thread.
struct Watch {
    traces: Traces,
    log: Log,
    _guard: DefaultGuard,
}

impl Watch {
    /// `log` is a filter as QUITTANCE_LOG knows it.
    fn begin(collector: &Collector, log: &str) -> Self {
        let config = Config::read(|name| {
            (name == "OTEL_EXPORTER_OTLP_ENDPOINT").then(|| collector.url.clone())
        });
        let traces = Traces::start(&config.unwrap()).unwrap().unwrap();
        let written = Log::default();
        let subscriber = tracing_subscriber::registry()
            .with(traces.layer())
            .with(telemetry::log_layer(log, true, written.clone()));
        Self { traces, log: written, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// Everything that was logged, once all spans have arrived.
    async fn end(self) -> String {
        drop(self._guard);
        self.traces.finish().await;
        self.log.text()
    }
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}
