//! What happens to every API request, in this order: who asks, does a fault strike, carry it out, answer
//! in Paystack's envelope. Owns headers and statuses; what a request does is `routes`.

use super::error::ApiError;
use super::fields::Fields;
use super::{Simulator, agenda, routes};
use crate::simulator::faults::{ApiFault, closed_connection};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, Uri, header};
use serde_json::{Value, json};
use std::time::Duration;

/// What an endpoint answers when it has done what was asked.
pub struct Answer {
    pub message: &'static str,
    pub data: Value,
    /// Of lists: which part of it this is.
    pub meta: Value,
}

impl Answer {
    pub fn new(message: &'static str, data: Value) -> Self {
        Self { message, data, meta: Value::Null }
    }

    fn body(self) -> Value {
        let mut body = json!({ "status": true, "message": self.message });
        for (name, value) in [("data", self.data), ("meta", self.meta)] {
            if !value.is_null() {
                body[name] = value;
            }
        }
        body
    }
}

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
    let call = match read(&simulator, method, &uri, &headers, &body) {
        Ok(call) => call,
        Err(error) => return response(error.status, &error.body()),
    };
    // In a task of its own: a client that hangs up must not stop what was begun, as it does not there.
    let work = tokio::spawn(async move { carry_out(&simulator, &call).await });
    match work.await {
        Ok(Ending::Answered(status, body)) => response(status, &body),
        Ok(Ending::Reset) => closed_connection(),
        Err(_) => response(500, &ApiError::server().body()),
    }
}

fn response(status: u16, body: &Value) -> Response<Body> {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(Body::from(body.to_string()))
        .unwrap_or_else(|_| closed_connection())
}

fn read(
    simulator: &Simulator,
    method: Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Call, ApiError> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let key = header(header::AUTHORIZATION).and_then(|given| given.strip_prefix("Bearer "));
    if key.map(str::trim) != Some(simulator.options().secret_key.as_str()) {
        return Err(ApiError::unauthorized());
    }
    let kind = header(header::CONTENT_TYPE).unwrap_or_default();
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    let fields = Fields::read(uri.query().unwrap_or_default(), body, is_form)?;
    Ok(Call { method, path: uri.path().trim_end_matches('/').to_owned(), fields })
}

async fn carry_out(simulator: &Simulator, call: &Call) -> Ending {
    let method = call.method.as_str();
    let fault = simulator.turn(|turn| turn.account.faults.for_request(method, &call.path));
    let refused = |error: ApiError| Ending::Answered(error.status, error.body());
    match fault {
        Some(ApiFault::ErrorBefore) => return refused(ApiError::server()),
        Some(ApiFault::RateLimit) => return refused(ApiError::too_many()),
        Some(ApiFault::ResetBefore) => return Ending::Reset,
        Some(ApiFault::Slow { milliseconds }) => pause(milliseconds).await,
        _ => {}
    }
    let answer = execute(simulator, call);
    match fault {
        Some(ApiFault::ErrorAfter) => refused(ApiError::server()),
        Some(ApiFault::ResetAfter) => Ending::Reset,
        Some(ApiFault::HangAfter { milliseconds }) => {
            pause(milliseconds).await;
            Ending::Reset
        }
        _ => match answer {
            Ok(answer) => Ending::Answered(200, answer.body()),
            Err(error) => refused(error),
        },
    }
}

async fn pause(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

fn execute(simulator: &Simulator, call: &Call) -> Result<Answer, ApiError> {
    simulator.turn(|turn| {
        agenda::run_due(turn);
        let segments: Vec<&str> = call.path.split('/').skip(1).collect();
        let answer = routes::call(turn, call.method.as_str(), &segments, &call.fields);
        answer.unwrap_or_else(|| Err(ApiError::no_such_route()))
    })
}
