//! The control interface below `/_simulator`: what Stripe would never offer. What is the same for every
//! provider is `simulator::control`.

use super::Simulator;
use super::account::Turn;
use super::store::Read;
use super::{agenda, debits, disputes, refunds, status_page, webhooks};
use crate::simulator::control::{self, Advance, not_found, shown};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

pub fn router() -> Router<Simulator> {
    Router::new()
        .route("/", get(overview))
        .route("/webhooks/resend/{event}", post(resend))
        .route("/advance", post(advance))
        .route("/charges/{id}/dispute", post(dispute))
        .route("/charges/{id}/{verb}", post(end_debit))
        .route("/disputes/{id}/{verb}", post(decide_dispute))
        .route("/refunds/{id}/{verb}", post(end_refund))
        .merge(control::router())
}

async fn overview(State(simulator): State<Simulator>) -> Html<String> {
    Html(simulator.turn(|turn| {
        agenda::run_due(turn);
        status_page::page(turn)
    }))
}

async fn resend(State(simulator): State<Simulator>, Path(event): Path<String>) -> Response {
    if simulator.turn(|turn| webhooks::resend(turn, &event)) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        not_found("event", &event)
    }
}

/// Moves the account's time ahead and carries out what has become due. Webhooks go out with the
/// next tick.
async fn advance(State(simulator): State<Simulator>, Json(by): Json<Advance>) -> Json<Value> {
    simulator.turn(|turn| {
        turn.account.ahead_seconds += i64::from(by.seconds);
        turn.now += i64::from(by.seconds);
        let done = agenda::run_due(turn);
        Json(json!({ "now": turn.now, "errands_done": done }))
    })
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct NewDispute {
    reason: String,
    inquiry: bool,
}

impl Default for NewDispute {
    fn default() -> Self {
        Self { reason: "fraudulent".to_owned(), inquiry: false }
    }
}

async fn dispute(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    wanted: Option<Json<NewDispute>>,
) -> Response {
    let Json(wanted) = wanted.unwrap_or_default();
    if !disputes::REASONS.iter().any(|(reason, _)| *reason == wanted.reason) {
        return not_found("reason", &wanted.reason);
    }
    let made = simulator.turn(|turn| {
        let charge = charge_id(turn, &id);
        disputes::open(turn, &charge, &wanted.reason, wanted.inquiry)
    });
    if made.is_null() {
        not_found("charge", &id)
    } else {
        Json(json!({ "id": made })).into_response()
    }
}

/// A charge's id, or the one of a PaymentIntent's latest charge.
fn charge_id(turn: &Turn, id: &str) -> String {
    let object = turn.known(id);
    if object.text("object") == "payment_intent" {
        object.text("latest_charge").to_owned()
    } else {
        id.to_owned()
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Failure {
    code: Option<String>,
}

/// `settle` or `fail` a debit that is processing.
async fn end_debit(
    State(simulator): State<Simulator>,
    Path((id, verb)): Path<(String, String)>,
    failure: Option<Json<Failure>>,
) -> Response {
    let code = failure.and_then(|Json(failure)| failure.code);
    let charge = simulator.turn(|turn| {
        let charge = charge_id(turn, &id);
        match verb.as_str() {
            "settle" => debits::settle(turn, &charge),
            "fail" => debits::fail(turn, &charge, code.as_deref().unwrap_or("insufficient_funds")),
            _ => return Value::Null,
        }
        turn.known(&charge)
    });
    shown(charge, "charge", &id)
}

/// `win`, `lose` or `escalate` (an inquiry becomes a dispute).
async fn decide_dispute(
    State(simulator): State<Simulator>,
    Path((id, verb)): Path<(String, String)>,
) -> Response {
    let dispute = simulator.turn(|turn| {
        match verb.as_str() {
            "win" => disputes::win(turn, &id),
            "lose" => disputes::lose(turn, &id),
            "escalate" => disputes::escalate(turn, &id),
            _ => return Value::Null,
        }
        turn.known(&id)
    });
    shown(dispute, "dispute", &id)
}

/// `settle` or `fail` a refund.
async fn end_refund(
    State(simulator): State<Simulator>,
    Path((id, verb)): Path<(String, String)>,
) -> Response {
    let refund = simulator.turn(|turn| {
        match verb.as_str() {
            "settle" => refunds::settle(turn, &id),
            "fail" => refunds::fail(turn, &id),
            _ => return Value::Null,
        }
        turn.known(&id)
    });
    shown(refund, "refund", &id)
}
