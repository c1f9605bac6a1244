//! What a customer's browser opens: the checkout page and what it asks for. Owns forms and redirects.
//! Also the store that evidence is put into.

use super::account::Turn;
use super::page::{self, Problem};
use super::records::{Stage, Status, Transaction};
use super::{Simulator, agenda, attempt, html};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

/// What any of the page's forms may send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// `card` or `bank_transfer`.
    channel: String,
    number: String,
    expiry: String,
    cvv: String,
    /// PIN, phone number or one-time password.
    secret: String,
    /// `accept` or `refuse`: what the bank is answered.
    outcome: String,
    /// `sent` when a transfer is on its way, `over` to choose another way to pay.
    step: String,
}

pub async fn show(State(simulator): State<Simulator>, Path(code): Path<String>) -> Response {
    simulator.turn(|turn| {
        agenda::run_due(turn);
        match find(turn, &code) {
            Some(t) if is_done(t) => leave(t),
            Some(t) => Html(page::page(turn, t, None)).into_response(),
            None => nothing(),
        }
    })
}

pub async fn submit(
    State(simulator): State<Simulator>,
    Path(code): Path<String>,
    Form(entry): Form<Entry>,
) -> Response {
    simulator.turn(|turn| {
        agenda::run_due(turn);
        let Some(t) = find(turn, &code) else { return nothing() };
        if is_done(t) {
            return leave(t);
        }
        let problem = take(turn, t.id, t.stage, &entry).err();
        let Some(t) = find(turn, &code) else { return nothing() };
        match problem {
            Some(problem) => {
                let again = page::page(turn, t, Some(&problem));
                (StatusCode::UNPROCESSABLE_ENTITY, Html(again)).into_response()
            }
            None if is_done(t) => leave(t),
            // The next question stands at the same address.
            None => Redirect::to(&turn.page(&format!("/checkout/{code}"))).into_response(),
        }
    })
}

/// Carries out what the customer entered; `Err` is what the page says about it.
fn take(turn: &mut Turn, id: u64, stage: Stage, entry: &Entry) -> Result<(), Problem> {
    if entry.step == "over" {
        attempt::start_over(turn, id);
        return Ok(());
    }
    match stage {
        Stage::Entry if entry.channel == "bank_transfer" => attempt::offer_transfer(turn, id),
        Stage::Entry => {
            return attempt::enter_card(turn, id, &entry.number, &entry.expiry, &entry.cvv);
        }
        Stage::Pin | Stage::Phone | Stage::Otp => {
            return attempt::enter_secret(turn, id, entry.secret.trim());
        }
        Stage::Bank => {
            attempt::answer_bank(turn, id, entry.outcome == "accept");
            let t = turn.transaction(id).filter(|t| t.status == Status::Failed);
            // On the page the customer may try another card; a saved one is at its end.
            let refused = t.filter(|t| !t.is_saved_charge).map(|t| t.gateway_response.clone());
            return refused.map_or(Ok(()), Err);
        }
        Stage::Transfer if entry.step == "sent" => attempt::await_transfer(turn, id),
        Stage::Transfer => {}
    }
    Ok(())
}

fn find<'a>(turn: &'a Turn, code: &str) -> Option<&'a Transaction> {
    turn.account.transactions.iter().find(|t| t.access_code == code)
}

/// Nothing is left to do on the page.
fn is_done(t: &Transaction) -> bool {
    match t.status {
        Status::Success | Status::Reversed | Status::Pending | Status::Processing => true,
        Status::Failed => t.is_saved_charge,
        Status::Abandoned | Status::Ongoing => false,
    }
}

/// Back to the seller, with the reference in both of the ways that Paystack writes it.
fn leave(t: &Transaction) -> Response {
    let Some(mut url) = t.callback_url.as_deref().and_then(|url| url::Url::parse(url).ok()) else {
        let body = "<h1>Done</h1><p>You can close this page.</p>";
        return Html(html::page("Done", body)).into_response();
    };
    url.query_pairs_mut()
        .append_pair("trxref", &t.reference)
        .append_pair("reference", &t.reference);
    // 303: the browser gets it, whatever brought it here.
    Redirect::to(url.as_str()).into_response()
}

fn nothing() -> Response {
    let body = html::page("Not found", "<h1>There is nothing here</h1>");
    (StatusCode::NOT_FOUND, Html(body)).into_response()
}

/// Keeps that a file was put here, not the file.
pub async fn upload(
    State(simulator): State<Simulator>,
    Path(file_name): Path<String>,
    body: axum::body::Bytes,
) -> StatusCode {
    if body.is_empty() {
        return StatusCode::BAD_REQUEST;
    }
    simulator.turn(|turn| turn.account.uploads.push(file_name));
    StatusCode::OK
}
