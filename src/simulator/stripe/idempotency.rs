//! Idempotency keys as Stripe honours them: the first answer is kept, whatever it was, and replayed
//! to a request with the same parameters; other parameters, or a key still at work, are refused.
//! Source: docs.stripe.com/api/idempotent_requests.

use super::error::ApiError;
use super::form::Tree;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;

/// "Keys can be removed after they are at least 24 hours old"; this simulator removes them then.
const KEPT_SECONDS: i64 = 24 * 60 * 60;
const MAX_KEY_LENGTH: usize = 255;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub request_id: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    method: String,
    path: String,
    parameters: Tree,
    /// `None` while the first request is at work.
    answer: Option<Answer>,
    first_seen_at: i64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Keys(HashMap<String, Kept>);

impl Keys {
    /// Reserves the key. `Some` is the kept answer to replay; `None` means carry the request out,
    /// then call `keep` or `release`.
    ///
    /// # Errors
    /// The key is too long, still at work (409), or was used with other parameters (400).
    pub fn begin(
        &mut self,
        key: &str,
        method: &str,
        path: &str,
        parameters: &Tree,
        now: i64,
    ) -> Result<Option<Answer>, ApiError> {
        if key.len() > MAX_KEY_LENGTH {
            return Err(ApiError::invalid("Idempotency-Key can be at most 255 characters long."));
        }
        self.0.retain(|_, kept| kept.answer.is_none() || now - kept.first_seen_at < KEPT_SECONDS);
        let Some(kept) = self.0.get(key) else {
            let kept = Kept {
                method: method.to_owned(),
                path: path.to_owned(),
                parameters: parameters.clone(),
                answer: None,
                first_seen_at: now,
            };
            self.0.insert(key.to_owned(), kept);
            return Ok(None);
        };
        if kept.method != method || kept.path != path {
            return Err(refused(format!(
                "Keys for idempotent requests can only be used for the same endpoint they were first used for \
                 ('{path}' vs '{}'). Try using a key other than '{key}' if you meant to execute a different request.",
                kept.path
            )));
        }
        if kept.parameters != *parameters {
            return Err(refused(format!(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. \
                 Try using a key other than '{key}' if you meant to execute a different request."
            )));
        }
        match &kept.answer {
            Some(answer) => Ok(Some(answer.clone())),
            None => Err(refused(format!(
                "There is currently another in-progress request using this Stripe-Idempotency-Key (that probably \
                 means you submitted twice, and the other request is still going through): {key}."
            ))
            .code("idempotency_key_in_use")
            .status(409)),
        }
    }

    pub fn keep(&mut self, key: &str, answer: &Answer) {
        if let Some(kept) = self.0.get_mut(key) {
            kept.answer = Some(answer.clone());
        }
    }

    /// Nothing ran: the key is as if it had never been used.
    pub fn release(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// After a restart nothing is at work any more.
    pub fn forget_unfinished(&mut self) {
        self.0.retain(|_, kept| kept.answer.is_some());
    }
}

fn refused(message: String) -> ApiError {
    ApiError { is_executed: false, ..ApiError::invalid(message).kind("idempotency_error") }
}

#[cfg(test)]
mod tests {
    use super::super::form::decode;
    use super::*;
    use serde_json::json;

    const PATH: &str = "/v1/refunds";

    fn answer() -> Answer {
        Answer { status: 200, body: json!({"id": "re_1"}), request_id: "req_1".to_owned() }
    }

    #[test]
    fn a_finished_key_replays_for_24_hours_and_is_free_afterwards() {
        let (mut keys, tree) = (Keys::default(), decode("amount=5").unwrap());
        assert_eq!(keys.begin("k", "POST", PATH, &tree, 0).unwrap(), None);
        keys.keep("k", &answer());
        assert_eq!(keys.begin("k", "POST", PATH, &tree, 86_399).unwrap(), Some(answer()));
        assert_eq!(keys.begin("k", "POST", PATH, &tree, 86_400).unwrap(), None);
    }

    #[test]
    fn a_key_at_work_conflicts_and_other_parameters_are_refused() {
        let (mut keys, tree) = (Keys::default(), decode("amount=5").unwrap());
        keys.begin("k", "POST", PATH, &tree, 0).unwrap();
        assert_eq!(keys.begin("k", "POST", PATH, &tree, 1).unwrap_err().status, 409);
        keys.keep("k", &answer());
        let other = decode("amount=6").unwrap();
        let error = keys.begin("k", "POST", PATH, &other, 1).unwrap_err();
        assert_eq!((error.status, error.kind), (400, "idempotency_error"));
        let error = keys.begin("k", "POST", "/v1/customers", &tree, 1).unwrap_err();
        assert!(error.message.contains("same endpoint"), "{}", error.message);
    }
}
