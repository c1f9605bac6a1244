//! What happens to every API request: who asks, does a fault strike, carry it out, answer in Twilio's words.

use super::Simulator;
use super::account::{Message, Turn};
use crate::simulator::faults::{ApiFault, closed_connection};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, Uri, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::time::Duration;

/// Numbers of Twilio's documentation that are refused (twilio.com/docs/iam/test-credentials).
const MAGIC: [(&str, u32, &str); 5] = [
    ("+15005550001", 21211, "The 'To' number is not a valid phone number."),
    ("+15005550002", 21612, "The 'To' phone number is not currently reachable via SMS."),
    ("+15005550003", 21408, "Permission to send an SMS has not been enabled for the region."),
    ("+15005550004", 21610, "Attempt to send to unsubscribed recipient"),
    ("+15005550009", 21614, "'To' number is not a valid mobile number"),
];
/// Letters of the longest body that is taken.
const BODY_MAX: usize = 1_600;
const PAGE_SIZE: usize = 50;

type Fields = Vec<(String, String)>;

struct Call {
    method: Method,
    path: String,
    fields: Fields,
}

/// How a call ends: with an answer, or with a closed connection.
enum Ending {
    Answered(u16, Value),
    Reset,
}

/// Answers any request that is for no page.
pub async fn serve_request(
    State(simulator): State<Simulator>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    if !is_let_in(&simulator, &headers) {
        return response(401, &error(401, 20003, "Authenticate"));
    }
    let mut fields: Fields =
        serde_urlencoded::from_str(uri.query().unwrap_or_default()).unwrap_or_default();
    fields.extend(serde_urlencoded::from_bytes::<Fields>(&body).unwrap_or_default());
    let call = Call { method, path: uri.path().to_owned(), fields };
    // In a task of its own: a client that hangs up must not stop what was begun, as it does not there.
    let work = tokio::spawn(async move { carry_out(&simulator, &call).await });
    match work.await {
        Ok(Ending::Answered(status, body)) => response(status, &body),
        Ok(Ending::Reset) => closed_connection(),
        Err(_) => response(500, &server_error()),
    }
}

fn is_let_in(simulator: &Simulator, headers: &HeaderMap) -> bool {
    let options = simulator.options();
    let expected = STANDARD.encode(format!("{}:{}", options.account_sid, options.auth_token));
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    given.and_then(|given| given.strip_prefix("Basic ")) == Some(&expected)
}

fn response(status: u16, body: &Value) -> Response<Body> {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap_or_else(|_| closed_connection())
}

fn error(status: u16, code: u32, message: &str) -> Value {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    json!({ "code": code, "message": message, "more_info": more, "status": status })
}

fn server_error() -> Value {
    error(500, 20500, "Internal Server Error")
}

async fn carry_out(simulator: &Simulator, call: &Call) -> Ending {
    let method = call.method.as_str();
    let fault = simulator.turn(|turn| turn.account.faults.for_request(method, &call.path));
    match fault {
        Some(ApiFault::ErrorBefore) => return Ending::Answered(500, server_error()),
        Some(ApiFault::RateLimit) => {
            return Ending::Answered(429, error(429, 20429, "Too Many Requests"));
        }
        Some(ApiFault::ResetBefore) => return Ending::Reset,
        Some(ApiFault::Slow { milliseconds }) => pause(milliseconds).await,
        _ => {}
    }
    let (status, body) = simulator.turn(|turn| execute(turn, call));
    match fault {
        Some(ApiFault::ErrorAfter) => Ending::Answered(500, server_error()),
        Some(ApiFault::ResetAfter) => Ending::Reset,
        Some(ApiFault::HangAfter { milliseconds }) => {
            pause(milliseconds).await;
            Ending::Reset
        }
        _ => Ending::Answered(status, body),
    }
}

async fn pause(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

fn execute(turn: &mut Turn, call: &Call) -> (u16, Value) {
    let account = format!("/2010-04-01/Accounts/{}/", turn.options.account_sid);
    let not_found = || {
        let says = format!("The requested resource {} was not found", call.path);
        (404, error(404, 20404, &says))
    };
    let Some(resource) = call.path.strip_prefix(&account) else { return not_found() };
    let named = resource.strip_prefix("Messages/").and_then(|rest| rest.strip_suffix(".json"));
    match (call.method.as_str(), resource, named) {
        ("POST", "Messages.json", _) => create(turn, &call.fields),
        ("GET", "Messages.json", _) => (200, list(turn, &call.fields)),
        ("GET", _, Some(sid)) => match turn.message(sid) {
            Some(message) => (200, turn.shown(message)),
            None => not_found(),
        },
        _ => not_found(),
    }
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

fn create(turn: &mut Turn, fields: &Fields) -> (u16, Value) {
    let refused = |code, says: &str| (400, error(400, code, says));
    let (to, from, body) = (field(fields, "To"), field(fields, "From"), field(fields, "Body"));
    if to.is_empty() {
        return refused(21604, "A 'To' phone number is required.");
    }
    if from.is_empty() {
        return refused(21603, "A 'From' phone number is required.");
    }
    if body.is_empty() {
        return refused(21602, "Message body is required.");
    }
    if body.chars().count() > BODY_MAX {
        return refused(21617, "The concatenated message body exceeds the 1600 character limit");
    }
    let digits = to.strip_prefix('+').unwrap_or_default();
    if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return refused(21211, "Invalid 'To' Phone Number");
    }
    if let Some((_, code, says)) = MAGIC.iter().find(|(number, ..)| *number == to) {
        return refused(*code, says);
    }
    if turn.account.opted_out.contains(to) {
        return refused(21610, "Attempt to send to unsubscribed recipient");
    }
    let callback = field(fields, "StatusCallback");
    let message = Message {
        sid: turn.sid(),
        to: to.to_owned(),
        from: from.to_owned(),
        body: body.to_owned(),
        status: "queued".to_owned(),
        error_code: None,
        status_callback: (!callback.is_empty()).then(|| callback.to_owned()),
        // Roughly: how a phone's alphabet counts is not told to anybody by this service.
        segments: body.chars().count().div_ceil(160).max(1),
        created_at: turn.now,
        sent_at: None,
        updated_at: turn.now,
    };
    let shown = turn.shown(&message);
    turn.accept(message);
    (201, shown)
}

/// Newest first.
fn list(turn: &Turn, fields: &Fields) -> Value {
    let size = field(fields, "PageSize").parse().unwrap_or(PAGE_SIZE);
    let (to, from) = (field(fields, "To"), field(fields, "From"));
    let messages: Vec<Value> = turn
        .account
        .messages
        .iter()
        .rev()
        .filter(|message| to.is_empty() || message.to == to)
        .filter(|message| from.is_empty() || message.from == from)
        .take(size)
        .map(|message| turn.shown(message))
        .collect();
    json!({ "messages": messages, "page": 0, "page_size": size, "next_page_uri": Value::Null })
}
