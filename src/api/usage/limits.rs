//! What a product asks before it serves: how a customer's running periods stand to limits and spend caps.

use super::not_told;
use crate::api::key;
use crate::api::problem::Problem;
use crate::flows::api_keys::USAGE_READ;
use crate::flows::usage::ask::limits_of_customer;
use crate::flows::usage::running::{MeterUse, RunningUse};
use crate::state::App;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

/// What is asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The customer's account reference.
    customer: String,
}

pub(super) async fn tell(
    State(app): State<App>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Value>, Problem> {
    key::require(&app, &headers, USAGE_READ).await?;
    let Query(Asked { customer }) = asked.map_err(|rejection| {
        Problem::new(StatusCode::BAD_REQUEST, "unreadable", rejection.body_text())
    })?;
    let now = app.clock.now();
    let uses = limits_of_customer(&app.db, now, &customer).await.map_err(not_told)?;
    let subscriptions: Vec<_> = uses.iter().map(subscription).collect();
    Ok(Json(json!({ "customer": customer, "data_as_of": now, "subscriptions": subscriptions })))
}

fn subscription(running: &RunningUse) -> Value {
    let meters: Vec<_> = running.meters.iter().map(meter).collect();
    json!({
        "subscription": running.subscription_id,
        "plan": running.plan,
        "currency": running.currency.code(),
        "from": running.period.start(),
        "to": running.period.end(),
        "spend": running.spend.map(|spend| spend.to_major()),
        "cap": running.cap().map(|cap| cap.to_major()),
        "cap_reached": running.cap_reached(),
        "meters": meters,
    })
}

fn meter(one: &MeterUse) -> Value {
    json!({
        "meter": one.meter.code,
        "used": one.used.normalize(),
        "limit": one.included.map(|limit| limit.normalize()),
        "percent": one.percent(),
    })
}
