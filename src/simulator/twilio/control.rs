//! The control interface below `/_simulator`: what Twilio would never offer. What is the same for every
//! provider is `simulator::control`.

use super::account::Turn;
use super::{Simulator, callbacks, status_page};
use crate::simulator::control;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{Html, Redirect};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

/// Words with which a phone ends messages, and begins them again.
const STOP_WORDS: [&str; 6] = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"];
const START_WORDS: [&str; 3] = ["START", "YES", "UNSTOP"];

pub fn router() -> Router<Simulator> {
    Router::new()
        .route("/", get(overview))
        .route("/reply", post(reply_on_page))
        .route("/incoming", post(incoming))
        .route("/unreachable", post(unreachable))
        .merge(control::router())
}

async fn overview(State(simulator): State<Simulator>) -> Html<String> {
    Html(simulator.turn(|turn| {
        turn.run_due();
        status_page::page(turn)
    }))
}

/// What somebody types on a phone.
#[derive(Deserialize)]
struct Reply {
    from: String,
    body: String,
}

async fn incoming(State(simulator): State<Simulator>, Json(reply): Json<Reply>) -> StatusCode {
    simulator.turn(|turn| receive(turn, &reply));
    StatusCode::NO_CONTENT
}

async fn reply_on_page(State(simulator): State<Simulator>, Form(reply): Form<Reply>) -> Redirect {
    simulator.turn(|turn| receive(turn, &reply));
    Redirect::to("/_simulator")
}

fn receive(turn: &mut Turn, reply: &Reply) {
    let word = reply.body.trim().to_uppercase();
    let kind = if STOP_WORDS.contains(&word.as_str()) {
        turn.account.opted_out.insert(reply.from.clone());
        Some("STOP")
    } else if START_WORDS.contains(&word.as_str()) {
        turn.account.opted_out.remove(&reply.from);
        Some("START")
    } else {
        None
    };
    let ours = turn.account.messages.iter().rev().find(|message| message.to == reply.from);
    let to = ours.map(|message| message.from.clone()).unwrap_or_default();
    callbacks::tell_incoming(turn, &reply.from, &to, &reply.body, kind);
}

/// A phone that nothing arrives at from now on; without a code everything does again.
#[derive(Deserialize)]
struct Unreachable {
    number: String,
    error_code: Option<u32>,
}

async fn unreachable(
    State(simulator): State<Simulator>,
    Json(phone): Json<Unreachable>,
) -> StatusCode {
    simulator.turn(|turn| match phone.error_code {
        Some(code) => turn.account.unreachable.insert(phone.number, code),
        None => turn.account.unreachable.remove(&phone.number),
    });
    StatusCode::NO_CONTENT
}
