//! Faults on demand: what goes wrong with the next requests and the next webhooks. Owns the rules
//! and the choice of the one that applies; the provider's interface and `outbox` carry them out.

use axum::body::{Body, Bytes};
use axum::http::{Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What goes wrong with an API request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum ApiFault {
    /// 500; nothing was done.
    ErrorBefore,
    /// 500, but all of it was done.
    ErrorAfter,
    /// Done, then silence, then the connection is closed.
    HangAfter { milliseconds: u64 },
    /// The connection is closed without an answer; nothing was done.
    ResetBefore,
    /// The connection is closed without an answer, but all of it was done.
    ResetAfter,
    /// Done and answered, late.
    Slow { milliseconds: u64 },
    /// 429; nothing was done.
    RateLimit,
}

/// What goes wrong with a webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum WebhookFault {
    /// Sent this many times more.
    Duplicate { copies: u32 },
    /// Never sent.
    Drop,
    /// Sent this much later.
    Delay { seconds: i64 },
    /// Sent with these fields of the object overwritten; the object itself stays true.
    Lie { patch: Value },
    /// Signed with a secret that is not the account's.
    Forge,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ApiRule {
    /// Any method when left out.
    #[serde(default)]
    method: Option<String>,
    /// `/v1/refunds`; a `*` at the end stands for anything.
    path: String,
    #[serde(default = "once")]
    times: u32,
    #[serde(flatten)]
    fault: ApiFault,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WebhookRule {
    /// `charge.refunded`; a `*` at the end stands for anything.
    #[serde(rename = "type")]
    kind: String,
    #[serde(default = "once")]
    times: u32,
    #[serde(flatten)]
    fault: WebhookFault,
}

fn once() -> u32 {
    1
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Faults {
    pub api: Vec<ApiRule>,
    pub webhooks: Vec<WebhookRule>,
}

impl Faults {
    /// The fault of the first rule that matches, which then has one time less.
    pub fn for_request(&mut self, method: &str, path: &str) -> Option<ApiFault> {
        let at = self.api.iter().position(|rule| {
            matches_kind(&rule.path, path)
                && rule.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(method))
        })?;
        self.api[at].times = self.api[at].times.saturating_sub(1);
        let fault = self.api[at].fault.clone();
        self.api.retain(|rule| rule.times > 0);
        Some(fault)
    }

    pub fn for_event(&mut self, kind: &str) -> Option<WebhookFault> {
        let at = self.webhooks.iter().position(|rule| matches_kind(&rule.kind, kind))?;
        self.webhooks[at].times = self.webhooks[at].times.saturating_sub(1);
        let fault = self.webhooks[at].fault.clone();
        self.webhooks.retain(|rule| rule.times > 0);
        Some(fault)
    }
}

/// `charge.*` is a pattern, `charge.refunded` a name.
pub fn matches_kind(pattern: &str, kind: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => kind.starts_with(start),
        None => pattern == kind,
    }
}

/// Fields of `patch` in place of those of `object`, nested.
pub fn overwrite(object: &mut Value, patch: &Value) {
    match (object, patch) {
        (Value::Object(object), Value::Object(patch)) => {
            for (name, value) in patch {
                overwrite(object.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (object, patch) => *object = patch.clone(),
    }
}

/// An answer whose body breaks off at once: the server closes the connection in the middle of it.
pub fn closed_connection() -> Response<Body> {
    let broken = futures_util::stream::once(async {
        Err::<Bytes, _>(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    });
    let mut response = Response::new(Body::from_stream(broken));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_strikes_as_often_as_it_says_and_only_its_requests() {
        let rule =
            r#"{"method": "POST", "path": "/v1/refunds*", "fault": "error_after", "times": 2}"#;
        let mut faults =
            Faults { api: vec![serde_json::from_str(rule).unwrap()], ..Faults::default() };
        assert_eq!(faults.for_request("GET", "/v1/refunds"), None);
        assert_eq!(faults.for_request("POST", "/v1/charges"), None);
        assert_eq!(faults.for_request("POST", "/v1/refunds"), Some(ApiFault::ErrorAfter));
        assert_eq!(faults.for_request("POST", "/v1/refunds/re_1"), Some(ApiFault::ErrorAfter));
        assert_eq!(faults.for_request("POST", "/v1/refunds"), None);
    }

    #[test]
    fn rules_read_as_json() {
        let rule = r#"{"type": "charge.*", "fault": "lie", "patch": {"paid": false}}"#;
        let rule: WebhookRule = serde_json::from_str(rule).unwrap();
        assert_eq!(rule.times, 1);
        let patch = serde_json::json!({"paid": false});
        assert_eq!(rule.fault, WebhookFault::Lie { patch });
        assert!(
            serde_json::from_str::<ApiRule>(r#"{"path": "/v1", "fault": "gremlins"}"#).is_err()
        );
    }

    #[test]
    fn a_lie_overwrites_only_what_it_names() {
        let card = |last4: &str| serde_json::json!({"brand": "visa", "last4": last4});
        let mut object = serde_json::json!({"status": "failed", "card": card("4242")});
        let patch = serde_json::json!({"status": "succeeded", "card": {"last4": "0001"}});
        overwrite(&mut object, &patch);
        assert_eq!(object, serde_json::json!({"status": "succeeded", "card": card("0001")}));
    }
}
