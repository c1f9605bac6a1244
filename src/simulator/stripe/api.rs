//! What happens to every `/v1` request, in this order: who asks, was it asked before, does a fault
//! strike, carry it out, expand, answer. Owns headers and statuses; what a request does is
//! `routes`.

use super::Simulator;
use super::account::{Cause, Turn};
use super::error::ApiError;
use super::events::API_VERSION;
use super::faults::{ApiFault, closed_connection};
use super::fields::Fields;
use super::form::{self, Tree};
use super::idempotency::Answer;
use super::{agenda, expand, routes};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, Uri, header};
use base64::Engine as _;
use serde_json::Value;
use std::time::Duration;

/// Since this version PaymentIntents take every method that is switched on, unless told otherwise.
const AUTOMATIC_METHODS_SINCE: &str = "2023-08-16";

struct Call {
    method: Method,
    path: String,
    parameters: Tree,
    idempotency_key: Option<String>,
    /// What the client named in `Stripe-Version`.
    version: Option<String>,
}

/// How a call ends: with an answer, or with a closed connection.
enum Ending {
    Answered { answer: Answer, is_replayed: bool },
    Reset,
}

/// Answers any request below `/v1`.
pub async fn serve_request(
    State(simulator): State<Simulator>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let request_id = simulator.turn(|turn| turn.id("req"));
    let call = match read(&simulator, method, &uri, &headers, &body) {
        Ok(call) => call,
        Err(error) => return refusal(&error, &request_id),
    };
    let echo = call.idempotency_key.clone();
    let version = call.version.clone().unwrap_or_else(|| API_VERSION.to_owned());
    // In a task of its own: a client that hangs up must not stop what was begun, as it does not at
    // Stripe.
    let work = tokio::spawn({
        let request_id = request_id.clone();
        async move { carry_out(&simulator, call, &request_id).await }
    });
    let ending = match work.await {
        Ok(Ok(ending)) => ending,
        Ok(Err(error)) => return refusal(&error, &request_id),
        Err(_) => return refusal(&ApiError::server(), &request_id),
    };
    let Ending::Answered { answer, is_replayed } = ending else { return closed_connection() };
    let mut response = Response::builder()
        .status(answer.status)
        .header(header::CONTENT_TYPE, "application/json")
        .header("Request-Id", &request_id)
        .header("Stripe-Version", version);
    if let Some(key) = echo {
        response =
            response.header("Idempotency-Key", key).header("Original-Request", answer.request_id);
    }
    if is_replayed {
        response = response.header("Idempotent-Replayed", "true");
    }
    response
        .body(Body::from(format!("{:#}\n", answer.body)))
        .unwrap_or_else(|_| closed_connection())
}

fn read(
    simulator: &Simulator,
    method: Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Call, ApiError> {
    authenticate(&simulator.options().secret_key, headers)?;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let version = header("Stripe-Version").map(str::to_owned);
    if let Some(version) = version.as_deref().filter(|version| !is_version(version)) {
        let message = format!("Invalid Stripe API version: {version}");
        return Err(ApiError { is_executed: false, ..ApiError::invalid(message) });
    }
    let wrong = |error: form::FormError| ApiError {
        is_executed: false,
        ..ApiError::invalid(format!("Invalid request: {error}"))
    };
    let mut encoded = uri.query().unwrap_or_default().to_owned();
    if !body.is_empty() {
        let text = std::str::from_utf8(body).map_err(|_| ApiError::invalid("Invalid UTF-8"))?;
        encoded = format!("{encoded}&{text}");
    }
    let parameters = form::decode(encoded.trim_start_matches('&')).map_err(wrong)?;
    let is_post = method == Method::POST;
    Ok(Call {
        method,
        path: uri.path().trim_end_matches('/').to_owned(),
        parameters: if encoded.is_empty() { Tree::new() } else { parameters },
        // "GET and DELETE requests … are idempotent by definition": keys are looked at on POST
        // only.
        idempotency_key: header("Idempotency-Key").filter(|_| is_post).map(str::to_owned),
        version,
    })
}

/// The key as bearer token, or as the user of basic authentication.
fn authenticate(secret_key: &str, headers: &HeaderMap) -> Result<(), ApiError> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(given) = given else {
        return Err(ApiError::unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using \
             Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication \
             for details, or we can help at https://support.stripe.com/.",
        ));
    };
    let key = match given.split_once(' ') {
        Some(("Bearer", key)) => key.trim().to_owned(),
        Some(("Basic", encoded)) => basic_user(encoded).unwrap_or_default(),
        _ => String::new(),
    };
    if key == secret_key {
        return Ok(());
    }
    let tail: String = key.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    Err(ApiError::unauthorized(&format!("Invalid API Key provided: {}{tail}", "*".repeat(8))))
}

fn basic_user(encoded: &str) -> Option<String> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(text.split_once(':').map_or(text.as_str(), |(user, _)| user).to_owned())
}

/// `2026-08-26` or `2026-08-26.dahlia`.
fn is_version(text: &str) -> bool {
    let (date, name) = text.split_once('.').unwrap_or((text, "a"));
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_date && !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

async fn carry_out(
    simulator: &Simulator,
    call: Call,
    request_id: &str,
) -> Result<Ending, ApiError> {
    let (method, path) = (call.method.as_str(), call.path.as_str());
    if let Some(key) = &call.idempotency_key {
        let kept = simulator.turn(|turn| {
            let now = turn.now;
            turn.account.keys.begin(key, method, path, &call.parameters, now)
        })?;
        if let Some(answer) = kept {
            return Ok(Ending::Answered { answer, is_replayed: true });
        }
    }
    let fault = simulator.turn(|turn| turn.account.faults.for_request(method, path));
    let not_done = match fault {
        Some(ApiFault::ErrorBefore) => Some(Err(ApiError::server())),
        Some(ApiFault::RateLimit) => Some(Err(too_many())),
        Some(ApiFault::ResetBefore) => Some(Ok(Ending::Reset)),
        _ => None,
    };
    if let Some(ending) = not_done {
        simulator.turn(|turn| {
            call.idempotency_key.iter().for_each(|key| turn.account.keys.release(key))
        });
        return ending;
    }
    if let Some(ApiFault::Slow { milliseconds }) = fault {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
    let answer = execute(simulator, &call, request_id, fault == Some(ApiFault::ErrorAfter));
    match fault {
        Some(ApiFault::HangAfter { milliseconds }) => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            Ok(Ending::Reset)
        }
        Some(ApiFault::ResetAfter) => Ok(Ending::Reset),
        _ => Ok(Ending::Answered { answer, is_replayed: false }),
    }
}

fn too_many() -> ApiError {
    let message = "Request rate limit exceeded. Learn more about rate limits here \
                   https://stripe.com/docs/rate-limits.";
    ApiError::invalid(message).code("rate_limit").status(429)
}

/// Carries the call out in one turn and keeps its answer for its key.
fn execute(simulator: &Simulator, call: &Call, request_id: &str, is_broken: bool) -> Answer {
    simulator.turn(|turn| {
        turn.cause = Cause {
            request_id: Some(request_id.to_owned()),
            idempotency_key: call.idempotency_key.clone(),
        };
        turn.is_automatic = call.version.as_deref().is_some_and(|v| v >= AUTOMATIC_METHODS_SINCE);
        agenda::run_due(turn);
        let mut outcome = dispatch(turn, call);
        if is_broken {
            outcome = Err(ApiError::server());
        }
        let is_kept = outcome.as_ref().map_or_else(|error| error.is_executed, |_| true);
        let (status, body) = match outcome {
            Ok(body) => (200, body),
            Err(error) => (error.status, error.body(request_id)),
        };
        let answer = Answer { status, body, request_id: request_id.to_owned() };
        if let Some(key) = &call.idempotency_key {
            if is_kept {
                turn.account.keys.keep(key, &answer);
            } else {
                turn.account.keys.release(key);
            }
        }
        answer
    })
}

fn dispatch(turn: &mut Turn, call: &Call) -> Result<Value, ApiError> {
    let mut fields = Fields::new(call.parameters.clone());
    let paths = fields.texts("expand")?.unwrap_or_default();
    let segments: Vec<&str> = call.path.trim_start_matches("/v1").split('/').skip(1).collect();
    let answer = routes::call(turn, call.method.as_str(), &segments, fields);
    let mut answer =
        answer.ok_or_else(|| ApiError::unrecognized_url(call.method.as_str(), &call.path))??;
    expand::expand(turn, &mut answer, &paths)?;
    Ok(answer)
}

fn refusal(error: &ApiError, request_id: &str) -> Response<Body> {
    Response::builder()
        .status(error.status)
        .header(header::CONTENT_TYPE, "application/json")
        .header("Request-Id", request_id)
        .body(Body::from(format!("{:#}\n", error.body(request_id))))
        .unwrap_or_else(|_| closed_connection())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_dates_with_an_optional_name() {
        assert!(is_version("2026-08-26.dahlia") && is_version("2023-08-16"));
        assert!(!is_version("latest") && !is_version("2026-08-26.") && !is_version("2026/08/26"));
    }

    #[test]
    fn the_user_of_basic_authentication_is_the_key() {
        assert_eq!(basic_user("c2tfdGVzdF8xOg=="), Some("sk_test_1".to_owned()));
        assert_eq!(basic_user("%"), None);
    }
}
