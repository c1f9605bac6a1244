//! The control interface below `/_simulator`: what Paystack would never offer. What is the same for every
//! provider is `simulator::control`.

use super::account::Turn;
use super::records::Behaviour;
use super::shapes::{self, NoMetadata};
use super::{Simulator, agenda, attempt, authorizations, disputes, refunds, status_page};
use crate::simulator::control::{self, Advance, not_found, shown};
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

pub fn router() -> Router<Simulator> {
    Router::new()
        .route("/", get(overview))
        .route("/advance", post(advance))
        .route("/authorizations/{code}", post(teach))
        .route("/customers/{code}/mandate", post(add_mandate))
        .route("/transactions/{reference}/dispute", post(dispute))
        .route("/transactions/{reference}/{verb}", post(end_transaction))
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

/// Moves the account's time ahead and carries out what has become due. Webhooks go out with the next tick.
async fn advance(State(simulator): State<Simulator>, Json(by): Json<Advance>) -> Json<Value> {
    simulator.turn(|turn| {
        turn.account.ahead_seconds += i64::from(by.seconds);
        turn.now += i64::from(by.seconds);
        let done = agenda::run_due(turn);
        Json(json!({ "now": turn.now, "errands_done": done }))
    })
}

/// How the bank of a saved card answers from now on.
async fn teach(
    State(simulator): State<Simulator>,
    Path(code): Path<String>,
    Json(behaviour): Json<Behaviour>,
) -> Response {
    let taught = simulator.turn(|turn| {
        let found = turn.account.authorizations.iter_mut().find(|a| a.code == code);
        found.map_or(Value::Null, |authorization| {
            authorization.behaviour = behaviour;
            shapes::authorization(authorization)
        })
    });
    shown(taught, "authorization", &code)
}

/// A direct debit mandate, as if the customer's bank had approved it.
async fn add_mandate(State(simulator): State<Simulator>, Path(code): Path<String>) -> Response {
    let made = simulator.turn(|turn| {
        let customer = turn.account.customers.iter().find(|customer| customer.code == code);
        let Some(customer) = customer.map(|customer| customer.id) else { return Value::Null };
        json!({ "authorization_code": authorizations::add_mandate(turn, customer) })
    });
    shown(made, "customer", &code)
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct NewDispute {
    category: Option<String>,
}

async fn dispute(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
    wanted: Option<Json<NewDispute>>,
) -> Response {
    let category = wanted.and_then(|Json(wanted)| wanted.category);
    let category = category.unwrap_or_else(|| disputes::CATEGORIES[0].to_owned());
    if !disputes::CATEGORIES.contains(&category.as_str()) {
        return not_found("category", &category);
    }
    let made = simulator.turn(|turn| {
        let transaction = number_of(turn, &reference)?;
        disputes::open(turn, transaction, &category)
    });
    shown(made.map_or(Value::Null, |id| json!({ "id": id })), "paid transaction", &reference)
}

fn number_of(turn: &Turn, reference: &str) -> Option<u64> {
    turn.named_transaction(reference).ok().map(|t| t.id)
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Failure {
    sentence: Option<String>,
}

/// `settle` or `fail` a transfer or a debit that is on its way.
async fn end_transaction(
    State(simulator): State<Simulator>,
    Path((reference, verb)): Path<(String, String)>,
    failure: Option<Json<Failure>>,
) -> Response {
    let sentence = failure.and_then(|Json(failure)| failure.sentence);
    let sentence = sentence.unwrap_or_else(|| "Insufficient Funds".to_owned());
    let ended = simulator.turn(|turn| {
        let Some(id) = number_of(turn, &reference) else { return Value::Null };
        match verb.as_str() {
            "settle" => attempt::settle(turn, id),
            "fail" => attempt::fail_later(turn, id, &sentence),
            _ => return Value::Null,
        }
        let ended = turn.transaction(id);
        ended.map_or(Value::Null, |t| shapes::transaction(turn, t, NoMetadata::Null))
    });
    shown(ended, "transaction", &reference)
}

/// `win` or `lose` what was contested, `remind` of it.
async fn decide_dispute(
    State(simulator): State<Simulator>,
    Path((id, verb)): Path<(u64, String)>,
) -> Response {
    let decided = simulator.turn(|turn| {
        match verb.as_str() {
            "win" => disputes::decide(turn, id, true),
            "lose" => disputes::decide(turn, id, false),
            "remind" => disputes::remind(turn, id),
            _ => return Value::Null,
        }
        turn.dispute(id).map_or(Value::Null, |dispute| shapes::dispute(turn, dispute))
    });
    shown(decided, "dispute", &id.to_string())
}

/// `settle`, `fail` or `hold` (it needs attention) a refund.
async fn end_refund(
    State(simulator): State<Simulator>,
    Path((id, verb)): Path<(u64, String)>,
) -> Response {
    let ended = simulator.turn(|turn| {
        match verb.as_str() {
            "settle" => refunds::settle(turn, id),
            "fail" => refunds::fail(turn, id),
            "hold" => refunds::hold(turn, id),
            _ => return Value::Null,
        }
        turn.refund_mut(id).map_or(Value::Null, |refund| shapes::refund(refund))
    });
    shown(ended, "refund", &id.to_string()).into_response()
}
