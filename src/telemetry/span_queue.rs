//! Between the request that ends a span and the collector that wants it: a queue with a limit. A span
//! is put in without waiting, or dropped and counted; one task sends what is in it, batch after batch.
//!
//! The SDK's own batch processor drops in silence; an operator must be able to see it.

use opentelemetry::Context;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanExporter, SpanProcessor};
use std::time::Duration;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// Spans that may wait, at about 2 KB each.
const QUEUE_SPANS: usize = 4096;
/// Spans in one post.
const BATCH_SPANS: usize = 512;
/// How long the first span of a batch waits for others.
const LINGER: Duration = Duration::from_secs(1);

/// The end of the queue that requests see.
#[derive(Debug)]
pub(super) struct SpanQueue {
    spans: mpsc::Sender<SpanData>,
}

/// The other end: the task that sends.
#[derive(Debug)]
pub(super) struct SpanSender {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// A queue and its task, which sends through `exporter`. Must be called within tokio.
pub(super) fn start(
    mut exporter: impl SpanExporter + 'static,
    resource: &Resource,
) -> (SpanQueue, SpanSender) {
    let (spans, waiting) = mpsc::channel(QUEUE_SPANS);
    let (stop, stopped) = watch::channel(false);
    exporter.set_resource(resource);
    let task = tokio::spawn(send(exporter, waiting, stopped));
    (SpanQueue { spans }, SpanSender { stop, task })
}

impl SpanProcessor for SpanQueue {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        if !span.span_context.is_sampled() {
            return;
        }
        if let Err(TrySendError::Full(_) | TrySendError::Closed(_)) = self.spans.try_send(span) {
            count_dropped("queue_full", 1);
        }
    }

    /// Nobody waits for a collector: see [`SpanSender::finish`].
    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

impl SpanSender {
    /// Sends what still waits, for at most `patience`.
    pub(super) async fn finish(self, patience: Duration) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(patience, self.task).await.is_err() {
            tracing::warn!("the collector of traces did not take the last spans in time");
        }
    }
}

async fn send(
    exporter: impl SpanExporter,
    mut waiting: mpsc::Receiver<SpanData>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut batch = Vec::with_capacity(BATCH_SPANS);
    let mut was_taken = true;
    loop {
        let is_last = gather(&mut batch, &mut waiting, &mut stopped).await;
        if !batch.is_empty() {
            let count = batch.len() as u64;
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH_SPANS));
            let is_taken = match exporter.export(full).await {
                Ok(()) => {
                    metrics::counter!("quittance_trace_spans_exported_total").increment(count);
                    true
                }
                Err(error) => {
                    count_dropped("export_failed", count);
                    // Once, not with every batch of a night in which the collector is down.
                    if was_taken {
                        tracing::warn!(%error, "the collector of traces does not take spans");
                    }
                    false
                }
            };
            if is_taken && !was_taken {
                tracing::info!("the collector of traces takes spans again");
            }
            was_taken = is_taken;
        }
        // The rest of a full queue follows; it is bounded, and nothing new comes in at the end.
        if is_last && waiting.is_empty() {
            return;
        }
    }
}

/// Fills `batch` until it is full, its first span has lingered, or the process stops (then true).
async fn gather(
    batch: &mut Vec<SpanData>,
    waiting: &mut mpsc::Receiver<SpanData>,
    stopped: &mut watch::Receiver<bool>,
) -> bool {
    let mut deadline = None;
    loop {
        if *stopped.borrow() {
            while batch.len() < BATCH_SPANS
                && let Ok(span) = waiting.try_recv()
            {
                batch.push(span);
            }
            return true;
        }
        let lingered = async {
            match deadline {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            span = waiting.recv() => match span {
                Some(span) => batch.push(span),
                None => return true,
            },
            () = lingered => return false,
            // A sender that is gone says the same as one that says stop.
            changed = stopped.changed() => if changed.is_err() { return true },
        }
        if batch.len() >= BATCH_SPANS {
            return false;
        }
        deadline.get_or_insert_with(|| tokio::time::Instant::now() + LINGER);
    }
}

fn count_dropped(reason: &'static str, count: u64) {
    metrics::counter!("quittance_trace_spans_dropped_total", "reason" => reason).increment(count);
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry::trace::{Tracer, TracerProvider};
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use std::sync::{Arc, Mutex};
    use std::time::Instant;

    /// A collector that takes as long as it likes.
    #[derive(Clone, Debug)]
    struct Collector {
        taken: Arc<Mutex<Vec<String>>>,
        delay: Duration,
    }

    impl SpanExporter for Collector {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            tokio::time::sleep(self.delay).await;
            self.taken.lock().unwrap().extend(batch.iter().map(|span| span.name.to_string()));
            Ok(())
        }
    }

    fn collector(delay: Duration) -> (Collector, SdkTracerProvider, SpanSender) {
        let collector = Collector { taken: Arc::default(), delay };
        let (queue, sender) = start(collector.clone(), &Resource::builder_empty().build());
        let provider = SdkTracerProvider::builder().with_span_processor(queue).build();
        (collector, provider, sender)
    }

    #[tokio::test]
    async fn what_waits_is_sent_before_the_process_ends() {
        let (collector, provider, sender) = collector(Duration::ZERO);
        let tracer = provider.tracer("test");
        for number in 0..1200 {
            drop(tracer.start(format!("span {number}")));
        }
        sender.finish(Duration::from_secs(5)).await;
        let taken = collector.taken.lock().unwrap();
        assert_eq!(taken.len(), 1200);
        assert_eq!((taken[0].as_str(), taken[1199].as_str()), ("span 0", "span 1199"));
    }

    #[tokio::test]
    async fn a_collector_that_hangs_costs_spans_and_never_time() {
        let (collector, provider, sender) = collector(Duration::from_secs(3600));
        let tracer = provider.tracer("test");
        let begun = Instant::now();
        for _ in 0..3 * QUEUE_SPANS {
            drop(tracer.start("span"));
        }
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        sender.finish(Duration::from_millis(50)).await;
        assert!(begun.elapsed() < Duration::from_secs(3));
        assert!(collector.taken.lock().unwrap().is_empty());
    }
}
