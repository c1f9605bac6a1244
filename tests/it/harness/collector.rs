//! A collector of traces on a port of its own: takes OTLP over HTTP, as every collector does, and keeps
//! what it was sent.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

#[derive(Clone, Default)]
struct Received {
    requests: Arc<Mutex<Vec<ExportTraceServiceRequest>>>,
    headers: Arc<Mutex<Vec<HeaderMap>>>,
}

/// Where spans arrive.
pub struct Collector {
    /// What `OTEL_EXPORTER_OTLP_ENDPOINT` should say.
    pub url: String,
    received: Received,
}

/// Spans that arrived, of all traces.
#[derive(Clone, Debug)]
pub struct Spans(pub Vec<Span>);

impl Collector {
    pub async fn new() -> Self {
        let received = Received::default();
        let router = Router::new().route("/v1/traces", post(take)).with_state(received.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, received }
    }

    /// An address at which nothing of ours listens.
    pub fn at(url: String) -> Self {
        Self { url, received: Received::default() }
    }

    /// Everything that arrived so far.
    pub fn spans(&self) -> Spans {
        let requests = self.received.requests.lock().unwrap();
        let resources = requests.iter().flat_map(|request| request.resource_spans.iter());
        let scopes = resources.flat_map(|resource| resource.scope_spans.iter());
        Spans(scopes.flat_map(|scope| scope.spans.iter().cloned()).collect())
    }

    /// What the sender says of itself.
    pub fn resource(&self) -> Vec<(String, String)> {
        let requests = self.received.requests.lock().unwrap();
        let resource = requests[0].resource_spans[0].resource.as_ref().unwrap();
        resource.attributes.iter().map(pair).collect()
    }

    /// A header of the first post.
    pub fn header(&self, name: &str) -> String {
        self.received.headers.lock().unwrap()[0][name].to_str().unwrap().to_owned()
    }
}

async fn take(State(received): State<Received>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Ok(request) = ExportTraceServiceRequest::decode(body) else {
        return StatusCode::BAD_REQUEST;
    };
    received.requests.lock().unwrap().push(request);
    received.headers.lock().unwrap().push(headers);
    StatusCode::OK
}

impl Spans {
    pub fn named(&self, name: &str) -> Vec<&Span> {
        self.0.iter().filter(|span| span.name == name).collect()
    }

    /// The only span of this name.
    pub fn one(&self, name: &str) -> &Span {
        let found = self.named(name);
        assert_eq!(found.len(), 1, "{name} among {:?}", self.names());
        found[0]
    }

    pub fn names(&self) -> BTreeSet<&str> {
        self.0.iter().map(|span| span.name.as_str()).collect()
    }

    pub fn of_trace(&self, trace_id: &[u8]) -> Self {
        Self(self.0.iter().filter(|span| span.trace_id == trace_id).cloned().collect())
    }

    /// Each span with those above it, as far as they are ours: `GET /invoices > transaction > begin`.
    pub fn paths(&self) -> BTreeSet<String> {
        self.0.iter().map(|span| self.path(span)).collect()
    }

    fn path(&self, span: &Span) -> String {
        let above = self.0.iter().find(|other| other.span_id == span.parent_span_id);
        match above {
            Some(above) => format!("{} > {}", self.path(above), span.name),
            None => span.name.clone(),
        }
    }

    /// Every text that a reader of the traces could see: names, attributes, events, links, states.
    pub fn texts(&self) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for span in &self.0 {
            texts.push(("name".to_owned(), span.name.clone()));
            texts.extend(span.attributes.iter().map(pair));
            for event in &span.events {
                texts.push(("event".to_owned(), event.name.clone()));
                texts.extend(event.attributes.iter().map(pair));
            }
            texts.extend(span.links.iter().flat_map(|link| link.attributes.iter().map(pair)));
            let status = span.status.iter().map(|status| status.message.clone());
            texts.extend(status.map(|message| ("status".to_owned(), message)));
            texts.push(("trace_state".to_owned(), span.trace_state.clone()));
        }
        texts
    }
}

/// An attribute of a span as text, or "".
pub fn attribute(span: &Span, key: &str) -> String {
    span.attributes
        .iter()
        .find(|pair| pair.key == key)
        .map(|found| pair(found).1)
        .unwrap_or_default()
}

fn pair(attribute: &KeyValue) -> (String, String) {
    let value = attribute.value.as_ref().and_then(|AnyValue { value }| value.as_ref());
    let text = match value {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::BoolValue(is_so)) => is_so.to_string(),
        other => format!("{other:?}"),
    };
    (attribute.key.clone(), text)
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
