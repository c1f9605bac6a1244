//! Every endpoint below `/v1` on one screen.

use super::account::Turn;
use super::error::ApiError;
use super::fields::Fields;
use super::{
    balance, catalogue, charges, checkout, customers, disputes, events, mandates, payment_intents,
    payment_methods, refunds, search, setup_intents, webhooks,
};
use serde_json::Value;

type Answer = Result<Value, ApiError>;

/// Carries out the endpoint; `None` when there is no such URL.
pub fn call(turn: &mut Turn, method: &str, path: &[&str], fields: Fields) -> Option<Answer> {
    let answer = match method {
        "POST" => post(turn, path, fields),
        "GET" => get(turn, path, fields),
        "DELETE" => delete(turn, path, &fields),
        _ => None,
    };
    answer.or_else(|| known_without_effect(method, path))
}

fn post(turn: &mut Turn, path: &[&str], f: Fields) -> Option<Answer> {
    Some(match path {
        ["customers"] => customers::create(turn, f),
        ["customers", id] => customers::update(turn, id, f),
        ["payment_methods"] => payment_methods::create(turn, f),
        ["payment_methods", id] => payment_methods::update(turn, id, f),
        ["payment_methods", id, "attach"] => payment_methods::attach(turn, id, f),
        ["payment_methods", id, "detach"] => payment_methods::detach(turn, id, &f),
        ["payment_intents"] => payment_intents::create(turn, f),
        ["payment_intents", id] => payment_intents::update(turn, id, f),
        ["payment_intents", id, "confirm"] => payment_intents::confirm_endpoint(turn, id, f),
        ["payment_intents", id, "capture"] => payment_intents::capture(turn, id, f),
        ["payment_intents", id, "cancel"] => payment_intents::cancel(turn, id, f),
        ["setup_intents"] => setup_intents::create(turn, f),
        ["setup_intents", id] => setup_intents::update(turn, id, f),
        ["setup_intents", id, "confirm"] => setup_intents::confirm_endpoint(turn, id, f),
        ["setup_intents", id, "cancel"] => setup_intents::cancel(turn, id, f),
        ["checkout", "sessions"] => checkout::create(turn, f),
        ["checkout", "sessions", id] => checkout::update(turn, id, f),
        ["checkout", "sessions", id, "expire"] => checkout::expire(turn, id, &f),
        ["payment_pages", id, "confirm"] => checkout::confirm_page(turn, id, f),
        ["charges", id] => charges::update(turn, id, f),
        ["refunds"] => refunds::create(turn, f),
        ["refunds", id] => refunds::update(turn, id, f),
        ["refunds", id, "cancel"] => refunds::cancel(turn, id, &f),
        ["disputes", id] => disputes::update(turn, id, f),
        ["disputes", id, "close"] => disputes::close(turn, id, &f),
        ["products"] => catalogue::create_product(turn, f),
        ["prices"] => catalogue::create_price(turn, f),
        ["webhook_endpoints"] => webhooks::create_endpoint(turn, f),
        ["webhook_endpoints", id] => webhooks::update_endpoint(turn, id, f),
        _ => return None,
    })
}

fn get(turn: &mut Turn, path: &[&str], f: Fields) -> Option<Answer> {
    let list = match path {
        ["customers"] => customers::list(turn, f),
        ["customers", "search"] => search::search(turn, "customer", f),
        ["payment_intents", "search"] => search::search(turn, "payment_intent", f),
        ["charges", "search"] => search::search(turn, "charge", f),
        ["customers", id, "payment_methods"] => payment_methods::list(turn, f, Some(id)),
        ["payment_methods"] => payment_methods::list(turn, f, None),
        ["payment_intents"] => payment_intents::list(turn, f),
        ["payment_intents", id] => payment_intents::retrieve(turn, id, f),
        ["setup_intents"] => setup_intents::list(turn, f),
        ["setup_intents", id] => setup_intents::retrieve(turn, id, f),
        ["setup_attempts"] => setup_intents::list_attempts(turn, f),
        ["checkout", "sessions"] => checkout::list(turn, f),
        ["charges"] => charges::list(turn, f),
        ["radar", "early_fraud_warnings"] => charges::list_fraud_warnings(turn, f),
        ["refunds"] => refunds::list(turn, f),
        ["disputes"] => disputes::list(turn, f),
        ["balance_transactions"] | ["balance", "history"] => balance::list_transactions(turn, f),
        ["balance"] => balance::retrieve(turn, &f),
        ["events"] => events::list(turn, f),
        ["products"] => catalogue::list(turn, "product", f),
        ["prices"] => catalogue::list(turn, "price", f),
        ["webhook_endpoints"] => webhooks::list_endpoints(turn, f),
        _ => return retrieve(turn, path, &f),
    };
    Some(list)
}

fn retrieve(turn: &mut Turn, path: &[&str], f: &Fields) -> Option<Answer> {
    let object = match path {
        ["customers", id] => customers::retrieve(turn, id),
        ["customers", _, "payment_methods", id] | ["payment_methods", id] => {
            payment_methods::retrieve(turn, id)
        }
        ["checkout", "sessions", id] | ["payment_pages", id] => checkout::retrieve(turn, id),
        ["checkout", "sessions", id, "line_items"] => checkout::list_line_items(turn, id),
        ["charges", id] => charges::retrieve(turn, id),
        ["refunds", id] => refunds::retrieve(turn, id),
        ["disputes", id] => disputes::retrieve(turn, id),
        ["balance_transactions", id] => balance::retrieve_transaction(turn, id),
        ["mandates", id] => mandates::retrieve(turn, id),
        ["events", id] => events::retrieve(turn, id),
        ["products", id] => catalogue::retrieve(turn, "product", id),
        ["prices", id] => catalogue::retrieve(turn, "price", id),
        ["webhook_endpoints", id] => turn.find("webhook_endpoint", id, "id"),
        ["radar", "early_fraud_warnings", id] => turn.find("radar.early_fraud_warning", id, "id"),
        _ => return None,
    };
    Some(f.finish().and(object))
}

fn delete(turn: &mut Turn, path: &[&str], f: &Fields) -> Option<Answer> {
    match path {
        ["customers", id] => Some(f.finish().and_then(|()| customers::delete(turn, id))),
        ["webhook_endpoints", id] => {
            Some(f.finish().and_then(|()| webhooks::delete_endpoint(turn, id)))
        }
        _ => None,
    }
}

/// Endpoints of Stripe that this simulator leaves out say so, instead of claiming that there is no
/// such URL.
fn known_without_effect(method: &str, path: &[&str]) -> Option<Answer> {
    const LEFT_OUT: [&str; 13] = [
        "accounts",
        "billing_portal",
        "coupons",
        "credit_notes",
        "files",
        "invoiceitems",
        "invoices",
        "payouts",
        "plans",
        "quotes",
        "subscriptions",
        "tax_rates",
        "test_helpers",
    ];
    let first = path.first().filter(|first| LEFT_OUT.contains(first))?;
    let message = format!("This simulator of Stripe has no {first} ({method}).");
    Some(Err(ApiError::invalid(message).status(404)))
}
