//! Every endpoint of the API on one screen.

use super::account::Turn;
use super::api::Answer;
use super::error::ApiError;
use super::fields::Fields;
use super::{authorizations, customers, disputes, refunds, transactions};

type Answered = Result<Answer, ApiError>;

/// Carries out the endpoint; `None` when there is no such URL.
pub fn call(turn: &mut Turn, method: &str, path: &[&str], f: &Fields) -> Option<Answered> {
    match method {
        "GET" => get(turn, path, f),
        "POST" => post(turn, path, f),
        "PUT" => put(turn, path, f),
        _ => None,
    }
}

fn get(turn: &mut Turn, path: &[&str], f: &Fields) -> Option<Answered> {
    Some(match path {
        ["transaction"] => transactions::list(turn, f),
        ["transaction", "verify", reference] => transactions::verify(turn, reference),
        ["transaction", id] => transactions::fetch(turn, id),
        ["customer"] => customers::list(turn, f),
        ["customer", name] => customers::fetch(turn, name),
        ["refund"] => refunds::list(turn, f),
        ["refund", id] => refunds::fetch(turn, id),
        ["dispute"] => disputes::list(turn, f),
        ["dispute", "transaction", id] => disputes::of_transaction(turn, id),
        ["dispute", id] => disputes::fetch(turn, id),
        ["dispute", id, "upload_url"] => disputes::upload_url(turn, id, f),
        _ => return None,
    })
}

fn post(turn: &mut Turn, path: &[&str], f: &Fields) -> Option<Answered> {
    Some(match path {
        ["transaction", "initialize"] => transactions::initialize(turn, f),
        ["transaction", "charge_authorization"] => transactions::charge_authorization(turn, f),
        ["customer"] => customers::create(turn, f),
        // The older path and the newer one.
        ["customer", "authorization", "deactivate"] | ["customer", "deactivate_authorization"] => {
            authorizations::deactivate(turn, f)
        }
        ["refund"] => refunds::create(turn, f),
        ["dispute", id, "evidence"] => disputes::add_evidence(turn, id, f),
        _ => return None,
    })
}

fn put(turn: &mut Turn, path: &[&str], f: &Fields) -> Option<Answered> {
    Some(match path {
        ["customer", code] => customers::update(turn, code, f),
        ["dispute", id] => disputes::update(turn, id, f),
        ["dispute", id, "resolve"] => disputes::resolve(turn, id, f),
        _ => return None,
    })
}
