//! The objects of one account, as the JSON that Stripe would answer, and beside each of them what
//! Stripe knows but never tells (the card's number, whether it was set up). Owns keeping and
//! finding; no rules.

use super::error::ApiError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Record {
    kind: String,
    object: Value,
    hidden: Value,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Store {
    records: HashMap<String, Record>,
    /// Ids in the order they were made, by kind.
    order: HashMap<String, Vec<String>>,
}

impl Store {
    /// Keeps a new object under its `id`; `kind` is the word of its `object` field.
    pub fn insert(&mut self, object: Value, hidden: Value) {
        let (id, kind) = (object.text("id").to_owned(), object.text("object").to_owned());
        self.order.entry(kind.clone()).or_default().push(id.clone());
        self.records.insert(id, Record { kind, object, hidden });
    }

    pub fn get(&self, id: &str) -> Option<&Value> {
        self.records.get(id).map(|record| &record.object)
    }

    /// A copy of the object of this kind. `param` names where the id stood: `"id"` means in the
    /// path.
    ///
    /// # Errors
    /// `resource_missing` when there is none, or it is of another kind.
    pub fn find(&self, kind: &str, id: &str, param: &str) -> Result<Value, ApiError> {
        match self.records.get(id) {
            Some(record) if record.kind == kind => Ok(record.object.clone()),
            _ => Err(ApiError::missing(kind, id, param)),
        }
    }

    /// Puts the changed object in place of the one with the same id.
    pub fn replace(&mut self, object: Value) {
        if let Some(record) = self.records.get_mut(object.text("id")) {
            record.object = object;
        }
    }

    /// What the object's owner never sees; `Null` when there is no such object.
    pub fn hidden(&self, id: &str) -> &Value {
        self.records.get(id).map_or(&Value::Null, |record| &record.hidden)
    }

    pub fn hide(&mut self, id: &str, name: &str, value: Value) {
        if let Some(record) = self.records.get_mut(id) {
            record.hidden[name] = value;
        }
    }

    /// All objects of a kind, the newest first.
    pub fn newest(&self, kind: &str) -> impl Iterator<Item = &Value> {
        let ids = self.order.get(kind).map_or(&[][..], Vec::as_slice);
        ids.iter().rev().filter_map(|id| self.get(id))
    }

    pub fn remove(&mut self, id: &str) {
        if let Some(record) = self.records.remove(id)
            && let Some(ids) = self.order.get_mut(&record.kind)
        {
            ids.retain(|other| other != id);
        }
    }
}

/// Reading fields of an object that is known to have them.
pub trait Read {
    /// The text, or "" for null and absent.
    fn text(&self, field: &str) -> &str;
    /// The number, or 0.
    fn number(&self, field: &str) -> i64;
    fn is(&self, field: &str) -> bool;
    /// Whether the field is absent or null.
    fn lacks(&self, field: &str) -> bool;
}

impl Read for Value {
    fn text(&self, field: &str) -> &str {
        self[field].as_str().unwrap_or_default()
    }

    fn number(&self, field: &str) -> i64 {
        self[field].as_i64().unwrap_or_default()
    }

    fn is(&self, field: &str) -> bool {
        self[field].as_bool().unwrap_or_default()
    }

    fn lacks(&self, field: &str) -> bool {
        self[field].is_null()
    }
}

/// The text as JSON, "" as null: how Stripe answers a parameter that was unset.
pub fn or_null(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}
