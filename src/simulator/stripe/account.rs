//! One Stripe account: everything a secret key reaches. `Turn` is one request or one errand that is
//! carried out on it; endpoints take `&mut Turn` and never see a lock, a clock or a connection.

use super::agenda::{Agenda, Errand};
use super::events;
use super::faults::Faults;
use super::idempotency::Keys;
use super::ids::Ids;
use super::store::{Read, Store};
use crate::simulator::outbox::Outbox;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use url::Url;

/// What a simulator is started with.
#[derive(Clone)]
pub struct Options {
    /// The key requests must carry, `sk_test_…`.
    pub secret_key: String,
    /// Secret of the webhook endpoint at `webhook_url`, `whsec_…`.
    pub webhook_secret: String,
    /// Where all events go from the start. More endpoints can be made through
    /// `/v1/webhook_endpoints`.
    pub webhook_url: Option<Url>,
    /// The address under which a browser reaches the hosted pages, without a path.
    pub public_url: Url,
    /// The only source of time.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Ids follow from it.
    pub seed: u64,
    /// Where the state is kept across restarts; `None` keeps it in memory only.
    pub snapshot: Option<PathBuf>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    pub store: Store,
    pub ids: Ids,
    pub keys: Keys,
    pub agenda: Agenda,
    pub outbox: Outbox,
    pub faults: Faults,
    /// How far `/_simulator/advance` has moved this account's time ahead of `Options::now`.
    pub ahead_seconds: i64,
}

impl Account {
    pub fn new(seed: u64) -> Self {
        Self {
            store: Store::default(),
            ids: Ids::new(seed),
            keys: Keys::default(),
            agenda: Agenda::default(),
            outbox: Outbox::default(),
            faults: Faults::default(),
            ahead_seconds: 0,
        }
    }

    /// What was under way when the service stopped is not any more.
    pub fn after_restart(mut self) -> Self {
        self.keys.forget_unfinished();
        self.outbox.forget_unfinished();
        self
    }
}

/// Which request an event came from; an errand has none.
#[derive(Debug, Clone, Default)]
pub struct Cause {
    pub request_id: Option<String>,
    pub idempotency_key: Option<String>,
}

pub struct Turn<'a> {
    pub account: &'a mut Account,
    pub public_url: &'a Url,
    /// Unix seconds.
    pub now: i64,
    pub cause: Cause,
    /// Whether PaymentIntents without `payment_method_types` take every method, as they do since
    /// API 2023-08-16.
    pub is_automatic: bool,
}

impl Turn<'_> {
    pub fn id(&mut self, prefix: &str) -> String {
        self.account.ids.id(prefix)
    }

    pub fn find(&self, kind: &str, id: &str, param: &str) -> Result<Value, super::error::ApiError> {
        self.account.store.find(kind, id, param)
    }

    /// A copy of an object of which the caller knows that it is there; `Null` otherwise.
    pub fn known(&self, id: &str) -> Value {
        self.account.store.get(id).cloned().unwrap_or(Value::Null)
    }

    pub fn hidden(&self, id: &str) -> &Value {
        self.account.store.hidden(id)
    }

    pub fn hide(&mut self, id: &str, name: &str, value: Value) {
        self.account.store.hide(id, name, value);
    }

    pub fn insert(&mut self, object: &Value, hidden: Value) {
        self.account.store.insert(object.clone(), hidden);
    }

    pub fn save(&mut self, object: &Value) {
        self.account.store.replace(object.clone());
    }

    /// Saves the object and tells the world what changed.
    pub fn save_and_emit(&mut self, object: &Value, event: &str) {
        let before = self.known(object.text("id"));
        self.save(object);
        events::emit(self, event, object, Some(previous_attributes(&before, object)));
    }

    pub fn emit(&mut self, event: &str, object: &Value) {
        events::emit(self, event, object, None);
    }

    pub fn plan(&mut self, due_at: i64, errand: Errand) {
        self.account.agenda.add(due_at, errand);
    }

    /// The address of a hosted page.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }
}

/// The old values of the fields that differ, nested as in the object: Stripe's
/// `previous_attributes`.
fn previous_attributes(before: &Value, after: &Value) -> Value {
    let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else { return json!({}) };
    let mut changed = Map::new();
    for (name, value) in new {
        let earlier = old.get(name).unwrap_or(&Value::Null);
        if earlier == value {
            continue;
        }
        let entry = match (earlier, value) {
            (Value::Object(_), Value::Object(_)) => previous_attributes(earlier, value),
            _ => earlier.clone(),
        };
        changed.insert(name.clone(), entry);
    }
    Value::Object(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn previous_attributes_hold_the_old_values_of_what_changed() {
        let before =
            json!({"name": "A", "email": null, "address": {"city": "Lagos", "line1": "1"}});
        let after = json!({"name": "B", "email": null, "address": {"city": "Abuja", "line1": "1"}});
        let expected = json!({"name": "A", "address": {"city": "Lagos"}});
        assert_eq!(previous_attributes(&before, &after), expected);
    }
}
