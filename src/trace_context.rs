//! The way of a trace through a queue: what a row remembers of the span that wrote it (W3C Trace
//! Context), and the link from the span that works the row off. Ids only, nothing of the request.
//!
//! Below every layer: store, jobs and telemetry all need it, and it needs none of them.

use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{SpanContext, TraceContextExt};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The header, and the column, that names a span.
const TRACEPARENT: &str = "traceparent";

/// The current span as a `traceparent`; None while nobody traces.
#[must_use]
pub fn current() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    span.is_valid().then(|| {
        format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), span.trace_flags().to_u8())
    })
}

/// Links `span` to the one that `traceparent` names. What does not read links nothing.
pub fn link(span: &Span, traceparent: Option<&str>) {
    if span.is_disabled() {
        return;
    }
    if let Some(origin) = traceparent.and_then(|text| read(&Carrier(text))) {
        span.add_link(origin);
    }
}

/// The span that a request's headers, or a column, name; None when they do not read.
pub fn read(carrier: &dyn Extractor) -> Option<SpanContext> {
    let context = TraceContextPropagator::new().extract(carrier);
    let span = context.span().span_context().clone();
    span.is_valid().then_some(span)
}

/// A `traceparent` that came without headers around it.
struct Carrier<'a>(&'a str);

impl Extractor for Carrier<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        (key == TRACEPARENT).then_some(self.0)
    }
    fn keys(&self) -> Vec<&str> {
        vec![TRACEPARENT]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_is_read_as_the_specification_writes_it() {
        // The example of https://www.w3.org/TR/trace-context/#traceparent-header
        let span =
            read(&Carrier("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")).unwrap();
        assert_eq!(span.trace_id().to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(span.span_id().to_string(), "00f067aa0ba902b7");
        assert!(span.is_sampled() && span.is_remote());
    }

    #[test]
    fn what_is_no_traceparent_names_no_span() {
        for text in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473é-00f067aa0ba902b7-01",
        ] {
            assert!(read(&Carrier(text)).is_none(), "{text:?}");
        }
    }

    #[test]
    fn outside_of_any_trace_there_is_nothing_to_remember() {
        assert_eq!(current(), None);
    }
}
