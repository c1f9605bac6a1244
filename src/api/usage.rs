//! `POST /v1/usage/events`: one event or a batch, all or nothing, each counted once (row F2).

use super::key;
use super::problem::Problem;
use crate::flows::api_keys::USAGE_WRITE;
use crate::flows::usage::record_events::{
    CustomerEvent, RecordEventsError, UsageEvent, record_events,
};
use crate::state::App;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Ten thousand events of usual size.
const BODY_BYTES_MAX: usize = 8 << 20;

pub fn routes() -> Router<App> {
    Router::new().route("/v1/usage/events", post(take)).layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

/// An event as it is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentEvent {
    id: String,
    #[serde(default = "api_source")]
    source: String,
    /// The customer's account reference.
    customer: String,
    meter: String,
    #[serde(default = "one")]
    quantity: Decimal,
    /// None: now.
    occurred_at: Option<Timestamp>,
    #[serde(default)]
    properties: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Sent {
    Batch { events: Vec<SentEvent> },
    One(SentEvent),
}

fn api_source() -> String {
    "api".to_owned()
}

fn one() -> Decimal {
    Decimal::ONE
}

async fn take(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    key::require(&app, &headers, USAGE_WRITE).await?;
    let now = app.clock.now();
    let sent: Sent = serde_json::from_slice(&body).map_err(|error| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "unreadable",
            format!("the body does not read: {error}"),
        )
    })?;
    let sent = match sent {
        Sent::Batch { events } => events,
        Sent::One(event) => vec![event],
    };
    let events = sent.into_iter().map(|event| event.read(now)).collect();
    let recorded = record_events(&app.db, now, events).await.map_err(refused)?;
    let answer = json!({ "accepted": recorded.accepted, "duplicates": recorded.duplicates });
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

impl SentEvent {
    fn read(self, now: Timestamp) -> CustomerEvent {
        CustomerEvent {
            customer: self.customer,
            event: UsageEvent {
                source: self.source,
                id: self.id,
                meter: self.meter,
                quantity: self.quantity,
                occurred_at: self.occurred_at.unwrap_or(now),
                properties: self.properties,
            },
        }
    }
}

fn refused(error: RecordEventsError) -> Problem {
    let unprocessable =
        |code| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, error.to_string());
    match &error {
        RecordEventsError::Count(_) => unprocessable("count"),
        RecordEventsError::Event { .. } => unprocessable("event"),
        RecordEventsError::NoSuchCustomer { .. } => unprocessable("no_such_customer"),
        RecordEventsError::NoSuchMeter { .. } => unprocessable("no_such_meter"),
        RecordEventsError::Store(cause) => {
            tracing::error!(error = %cause, "usage events could not be stored");
            Problem::unavailable()
        }
    }
}
