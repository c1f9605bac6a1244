//! The pages a customer's browser opens: checkout, the bank's challenge, a receipt. Owns forms and
//! redirects.

use super::Simulator;
use super::account::Turn;
use super::checkout::entry::{self, Entry, Next};
use super::checkout::page::{self, Shown};
use super::html::{self, escape};
use super::refunds::words;
use super::store::Read;
use super::{agenda, challenge};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

pub async fn show_checkout(
    State(simulator): State<Simulator>,
    Path(session): Path<String>,
) -> Response {
    simulator.turn(|turn| {
        agenda::run_due(turn);
        shown(page::show(turn, &session, &Entry::default(), None), StatusCode::OK)
    })
}

pub async fn submit_checkout(
    State(simulator): State<Simulator>,
    Path(session): Path<String>,
    Form(entry): Form<Entry>,
) -> Response {
    simulator.turn(|turn| {
        agenda::run_due(turn);
        match entry::submit(turn, &session, &entry) {
            Next::Leave(url) => Redirect::to(&url).into_response(),
            Next::Gone => shown(page::show(turn, &session, &entry, None), StatusCode::OK),
            Next::Stay(problem) => {
                let again = page::show(turn, &session, &entry, Some(&problem));
                shown(again, StatusCode::UNPROCESSABLE_ENTITY)
            }
        }
    })
}

fn shown(shown: Shown, status: StatusCode) -> Response {
    match shown {
        Shown::Page(page) => (status, Html(page)).into_response(),
        Shown::Leave(url) => Redirect::to(&url).into_response(),
        Shown::Gone(page) => (StatusCode::GONE, Html(page)).into_response(),
    }
}

pub async fn show_challenge(
    State(simulator): State<Simulator>,
    Path(intent): Path<String>,
) -> Response {
    simulator.turn(|turn| match challenge::page(turn, &intent) {
        Some(page) => Html(page).into_response(),
        None => no_challenge(turn, &intent),
    })
}

fn no_challenge(turn: &mut Turn, intent: &str) -> Response {
    match challenge::finish(turn, intent, false) {
        Some(url) => Redirect::to(&url).into_response(),
        None => (StatusCode::NOT_FOUND, Html(nothing())).into_response(),
    }
}

#[derive(Deserialize)]
pub struct BankAnswer {
    outcome: String,
}

pub async fn finish_challenge(
    State(simulator): State<Simulator>,
    Path(intent): Path<String>,
    Form(answer): Form<BankAnswer>,
) -> Response {
    simulator.turn(|turn| {
        let is_known = !turn.known(&intent).is_null();
        match challenge::finish(turn, &intent, answer.outcome == "accept") {
            Some(url) => Redirect::to(&url).into_response(),
            None if is_known => {
                Html(html::page("3D Secure", "<h1>Done</h1><p>You can close this page.</p>"))
                    .into_response()
            }
            None => (StatusCode::NOT_FOUND, Html(nothing())).into_response(),
        }
    })
}

pub async fn show_receipt(
    State(simulator): State<Simulator>,
    Path(charge): Path<String>,
) -> Response {
    simulator.turn(|turn| {
        let charge = turn.known(&charge);
        if charge.text("object") != "charge" {
            return (StatusCode::NOT_FOUND, Html(nothing())).into_response();
        }
        let body = format!(
            "<h1>Receipt</h1><p class=\"total\">{}</p><p>Payment {}: {}.</p>",
            escape(&words(charge.number("amount"), charge.text("currency"))),
            escape(charge.text("id")),
            escape(charge.text("status")),
        );
        Html(html::page("Receipt", &body)).into_response()
    })
}

fn nothing() -> String {
    html::page("Not found", "<h1>There is nothing here</h1>")
}
