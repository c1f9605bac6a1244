//! Refusals in Paystack's words: `{"status": false, "message", "meta": {"nextStep"}, "type", "code"}`.
//! Source: paystack.com/docs/api/errors and the refusals among the samples of PaystackOSS/openapi.

use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    pub status: u16,
    pub message: String,
    kind: &'static str,
    code: &'static str,
    next_step: &'static str,
}

const CHECK_VALUES: &str = "Ensure that the value(s) you're passing are valid.";
const CHECK_REFERENCE: &str =
    "Ensure that you're passing the reference of a transaction that exists on this integration";

impl ApiError {
    fn of(code: &'static str, status: u16, message: impl Into<String>) -> Self {
        let (message, kind) = (message.into(), "validation_error");
        Self { status, message, kind, code, next_step: CHECK_VALUES }
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::of("invalid_params", 400, message)
    }

    pub fn missing(message: impl Into<String>) -> Self {
        Self::of("missing_params", 400, message)
    }

    pub fn not_found(message: impl Into<String>) -> Self {
        Self::of("not_found", 404, message)
    }

    pub fn no_transaction() -> Self {
        let error = Self::of("transaction_not_found", 400, "Transaction reference not found.");
        Self { next_step: CHECK_REFERENCE, ..error }
    }

    pub fn duplicate_reference() -> Self {
        Self::of("duplicate_reference", 400, "Duplicate Transaction Reference")
    }

    pub fn unauthorized() -> Self {
        Self::of("invalid_Key", 401, "Invalid key")
    }

    pub fn no_such_route() -> Self {
        Self::of("route_not_found", 404, "Route not found")
    }

    pub fn server() -> Self {
        let error = Self::of("unknown", 500, "An error occurred while processing your request");
        Self { kind: "api_error", next_step: "Try again later", ..error }
    }

    pub fn too_many() -> Self {
        let error = Self::of("rate_limited", 429, "Too many requests");
        Self { kind: "api_error", next_step: "Try again later", ..error }
    }

    pub fn body(&self) -> Value {
        json!({
            "status": false,
            "message": self.message,
            "meta": { "nextStep": self.next_step },
            "type": self.kind,
            "code": self.code,
        })
    }
}
