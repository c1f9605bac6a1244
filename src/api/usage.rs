//! `POST /v1/usage/events`: one event or a batch, all or nothing, each counted once (rows F2, F3).
//! `GET /v1/usage`: what a meter counted of a customer's in a period, as the billing run would.
//! `GET /v1/usage/limits`: how the running periods of a customer stand to limits and spend caps (row F4).

mod limits;
mod sent;

use self::sent::Sent;
use super::key;
use super::problem::Problem;
use crate::flows::api_keys::{USAGE_READ, USAGE_WRITE};
use crate::flows::usage::ask::{AskUsageError, usage_of_customer};
use crate::flows::usage::known::Known;
use crate::flows::usage::record_events::{RecordEventsError, UsageEventError, record_events};
use crate::state::App;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Extension, FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// Ten thousand events of usual size.
const BODY_BYTES_MAX: usize = 8 << 20;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/v1/usage/events", post(take))
        .route("/v1/usage", get(tell))
        .route("/v1/usage/limits", get(limits::tell))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(Extension(Known::default()))
}

/// Whoever calls may send usage. Known from the headers, before the body is read: nobody without a key makes
/// us keep megabytes.
struct MaySend;

impl FromRequestParts<App> for MaySend {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        key::require(app, &parts.headers, USAGE_WRITE).await?;
        Ok(Self)
    }
}

async fn take(
    _: MaySend,
    State(app): State<App>,
    Extension(known): Extension<Known>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let body = body.map_err(|rejection| body_refused(&rejection))?;
    let now = app.clock.now();
    let events = Sent::read(&body, now).map_err(|error| {
        let detail = format!("the body does not read: {}", error.detail);
        let problem = Problem::new(StatusCode::BAD_REQUEST, "unreadable", detail);
        Problem { position: error.position, ..problem }
    })?;
    let recorded = record_events(&app.db, &known, now, events).await.map_err(refused)?;
    let answer = json!({ "accepted": recorded.accepted, "duplicates": recorded.duplicates });
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

/// What is asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// The customer's account reference.
    customer: String,
    meter: String,
    /// From this instant on, up to but not including the other one.
    from: Timestamp,
    to: Timestamp,
}

async fn tell(
    State(app): State<App>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Value>, Problem> {
    key::require(&app, &headers, USAGE_READ).await?;
    let Query(asked) = asked.map_err(|rejection| {
        Problem::new(StatusCode::BAD_REQUEST, "unreadable", rejection.body_text())
    })?;
    let Asked { customer, meter, from, to } = asked;
    let now = app.clock.now();
    let answer = usage_of_customer(&app.db, now, &customer, &meter, from, to).await;
    let answer = answer.map_err(not_told)?;
    let mut told = json!({
        "customer": customer,
        "meter": meter,
        "from": from,
        "to": to,
        "quantity": answer.quantity.normalize(),
        "data_as_of": answer.as_of.counted_at,
        "newest_received_at": answer.as_of.newest_received_at,
    });
    if let Some(parts) = answer.groups {
        let groups = parts
            .into_iter()
            .map(|part| json!({ "group": part.group, "quantity": part.quantity.normalize() }));
        told["groups"] = groups.collect();
    }
    Ok(Json(told))
}

fn not_told(error: AskUsageError) -> Problem {
    let (status, code) = match &error {
        AskUsageError::Period(_) => (StatusCode::UNPROCESSABLE_ENTITY, "period"),
        AskUsageError::NoSuchCustomer(_) => (StatusCode::NOT_FOUND, "no_such_customer"),
        AskUsageError::NoSuchMeter(_) => (StatusCode::NOT_FOUND, "no_such_meter"),
        AskUsageError::Store(cause) => {
            tracing::error!(error = %cause, "usage could not be counted");
            return Problem::unavailable();
        }
    };
    Problem::new(status, code, error.to_string())
}

fn body_refused(rejection: &BytesRejection) -> Problem {
    let status = rejection.status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        let detail = format!("a body has at most {BODY_BYTES_MAX} bytes; send several batches");
        return Problem::new(status, "too_large", detail);
    }
    Problem::new(status, "unreadable", "the body did not arrive as a whole")
}

fn refused(error: RecordEventsError) -> Problem {
    let (status, code) = match &error {
        RecordEventsError::Count(_) => (StatusCode::UNPROCESSABLE_ENTITY, "count"),
        RecordEventsError::Event { source, .. } => {
            let code = match source {
                UsageEventError::InTheFuture { .. } => "in_the_future",
                UsageEventError::TooOld { .. } => "too_old",
                _ => "event",
            };
            (StatusCode::UNPROCESSABLE_ENTITY, code)
        }
        RecordEventsError::NoSuchCustomer { .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, "no_such_customer")
        }
        RecordEventsError::NoSuchMeter { .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, "no_such_meter")
        }
        RecordEventsError::NothingToCorrect { .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, "nothing_to_correct")
        }
        RecordEventsError::OtherMeter { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "other_meter"),
        RecordEventsError::AlreadyCorrected { .. } | RecordEventsError::CorrectedMeanwhile => {
            (StatusCode::CONFLICT, "already_corrected")
        }
        RecordEventsError::Store(cause) => {
            tracing::error!(error = %cause, "usage events could not be stored");
            return Problem::unavailable();
        }
    };
    let problem = Problem::new(status, code, error.to_string());
    Problem { position: error.position(), ..problem }
}
