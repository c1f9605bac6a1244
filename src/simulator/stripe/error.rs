//! Stripe's error object and the HTTP status it travels with. Owns the wording of the errors that
//! many endpoints share; an endpoint's own refusals stand beside the endpoint.

use serde_json::{Map, Value, json};

/// A refusal as Stripe words it.
#[derive(Debug, Clone)]
pub struct ApiError {
    pub status: u16,
    /// Stripe's `type`: `card_error`, `invalid_request_error`, `idempotency_error`, `api_error`.
    pub kind: &'static str,
    pub code: Option<String>,
    pub decline_code: Option<Box<str>>,
    pub message: String,
    pub param: Option<Box<str>>,
    /// Objects that travel inside the error: `payment_intent`, `setup_intent`, `payment_method`,
    /// `charge`.
    pub attached: Box<Map<String, Value>>,
    /// False when the request was refused before anything ran: such answers are not kept for an
    /// idempotency key.
    pub is_executed: bool,
}

impl ApiError {
    pub fn invalid(message: impl Into<String>) -> Self {
        Self {
            status: 400,
            kind: "invalid_request_error",
            code: None,
            decline_code: None,
            message: message.into(),
            param: None,
            attached: Box::default(),
            is_executed: true,
        }
    }

    /// A parameter that cannot be read. Stripe keeps no answer for an idempotency key in this case.
    pub fn parameter(code: &str, param: &str, message: impl Into<String>) -> Self {
        Self { is_executed: false, ..Self::invalid(message).code(code).param(param) }
    }

    pub fn card(code: &str, decline_code: Option<&str>, message: &str) -> Self {
        Self {
            status: 402,
            kind: "card_error",
            decline_code: decline_code.map(Into::into),
            ..Self::invalid(message).code(code)
        }
    }

    /// An id in the path (404) or in a parameter (400) that names nothing.
    pub fn missing(kind: &str, id: &str, param: &str) -> Self {
        let noun = match kind {
            "payment_method" => "PaymentMethod",
            "checkout.session" => "checkout.session",
            "setup_intent" => "setupintent",
            other => other,
        };
        let error = Self::invalid(format!("No such {noun}: '{id}'"));
        error.code("resource_missing").param(param).status(if param == "id" { 404 } else { 400 })
    }

    pub fn unrecognized_url(method: &str, path: &str) -> Self {
        let message = format!(
            "Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at \
             https://support.stripe.com/."
        );
        Self { is_executed: false, ..Self::invalid(message).status(404) }
    }

    pub fn unauthorized(message: &str) -> Self {
        Self { is_executed: false, ..Self::invalid(message).status(401) }
    }

    /// What Stripe says when something broke at its side.
    pub fn server() -> Self {
        let message = "An unknown error occurred";
        Self { kind: "api_error", ..Self::invalid(message).status(500) }
    }

    pub fn code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    pub fn param(mut self, param: &str) -> Self {
        self.param = Some(param.into());
        self
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    pub fn attach(mut self, name: &str, object: Value) -> Self {
        self.attached.insert(name.to_owned(), object);
        self
    }

    /// The inner error object; also what stands in `last_payment_error` and `last_setup_error`.
    pub fn object(&self) -> Value {
        let mut error = Map::clone(&self.attached);
        error.insert("type".to_owned(), json!(self.kind));
        error.insert("message".to_owned(), json!(self.message));
        if let Some(code) = &self.code {
            let url = format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-"));
            error.insert("code".to_owned(), json!(code));
            error.insert("doc_url".to_owned(), json!(url));
        }
        for (name, value) in [("decline_code", &self.decline_code), ("param", &self.param)] {
            if let Some(value) = value {
                error.insert(name.to_owned(), json!(value));
            }
        }
        Value::Object(error)
    }

    /// The whole answer body.
    pub fn body(&self, request_id: &str) -> Value {
        let mut error = self.object();
        error["request_log_url"] =
            json!(format!("https://dashboard.stripe.com/test/logs/{request_id}"));
        json!({ "error": error })
    }
}
