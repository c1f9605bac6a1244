//! Owns Paystack's objects as they are written, with all their ways to write one thing: amounts as
//! numbers or text, ids as numbers or text, metadata as object, text, `""`, `0` or null, instants in
//! camelCase beside snake_case (sometimes both in one object).

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// What each answer is wrapped in.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope<T> {
    pub status: bool,
    pub data: Option<T>,
    pub meta: Option<Page>,
    /// In refusals only: `validation_error`, `processor_error`, …
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub code: Option<String>,
    pub message: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Page {
    #[serde(rename = "pageCount")]
    pub page_count: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Transaction {
    #[serde(default, deserialize_with = "id_text")]
    pub id: Option<String>,
    pub status: Option<String>,
    pub reference: Option<String>,
    #[serde(default, deserialize_with = "minor_units")]
    pub amount: Option<i64>,
    #[serde(default, deserialize_with = "minor_units")]
    pub requested_amount: Option<i64>,
    #[serde(default, deserialize_with = "minor_units")]
    pub fees: Option<i64>,
    pub currency: Option<String>,
    pub gateway_response: Option<String>,
    #[serde(default, deserialize_with = "metadata")]
    pub metadata: Map<String, Value>,
    #[serde(default, deserialize_with = "object_or_none")]
    pub authorization: Option<Authorization>,
    #[serde(default, deserialize_with = "object_or_none")]
    pub customer: Option<Customer>,
    pub created_at: Option<String>,
    #[serde(rename = "createdAt")]
    pub created_at_camel: Option<String>,
    pub transaction_date: Option<String>,
    /// A charge of a saved card may wait for the customer's bank.
    pub paused: Option<bool>,
    pub authorization_url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Authorization {
    pub authorization_code: Option<String>,
    pub channel: Option<String>,
    pub last4: Option<String>,
    #[serde(default, deserialize_with = "id_text")]
    pub exp_month: Option<String>,
    #[serde(default, deserialize_with = "id_text")]
    pub exp_year: Option<String>,
    pub brand: Option<String>,
    pub bank: Option<String>,
    pub country_code: Option<String>,
    pub signature: Option<String>,
    pub reusable: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Customer {
    pub customer_code: Option<String>,
    pub email: Option<String>,
    #[serde(default)]
    pub authorizations: Vec<Authorization>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Initialized {
    pub authorization_url: String,
    pub reference: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Refund {
    #[serde(default, deserialize_with = "id_text")]
    pub id: Option<String>,
    pub transaction: Option<RefundedTransaction>,
    pub transaction_reference: Option<String>,
    #[serde(default, deserialize_with = "minor_units")]
    pub amount: Option<i64>,
    pub currency: Option<String>,
    pub status: Option<String>,
    pub merchant_note: Option<String>,
    /// The dispute that it carries out.
    pub dispute: Option<Value>,
    pub created_at: Option<String>,
    #[serde(rename = "createdAt")]
    pub created_at_camel: Option<String>,
}

/// The id alone, or the whole transaction.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum RefundedTransaction {
    Id(i64),
    IdText(String),
    Whole(Box<Transaction>),
}

impl Refund {
    /// Whether it belongs to `transaction`; lists name it by id, by reference or whole.
    pub fn is_of(&self, transaction: &Transaction) -> bool {
        let same_id = |id: String| transaction.id == Some(id);
        match &self.transaction {
            Some(RefundedTransaction::Id(id)) => same_id(id.to_string()),
            Some(RefundedTransaction::IdText(id)) => same_id(id.clone()),
            Some(RefundedTransaction::Whole(whole)) => whole.id == transaction.id,
            None => self.transaction_reference == transaction.reference,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Dispute {
    #[serde(default, deserialize_with = "id_text")]
    pub id: Option<String>,
    #[serde(default, deserialize_with = "minor_units")]
    pub refund_amount: Option<i64>,
    pub currency: Option<String>,
    pub status: Option<String>,
    pub resolution: Option<String>,
    pub category: Option<String>,
    #[serde(default, deserialize_with = "object_or_none")]
    pub transaction: Option<Transaction>,
    #[serde(rename = "dueAt")]
    pub due_at: Option<String>,
    #[serde(rename = "resolvedAt")]
    pub resolved_at: Option<String>,
    #[serde(default)]
    pub evidence: Value,
    pub created_at: Option<String>,
    #[serde(rename = "createdAt")]
    pub created_at_camel: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Numbered {
    pub id: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Upload {
    #[serde(rename = "signedUrl")]
    pub signed_url: String,
    #[serde(rename = "fileName")]
    pub file_name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Event {
    pub event: String,
    #[serde(default)]
    pub data: Value,
}

/// `5000` or `"5000"`; never a fraction.
fn minor_units<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Number(number) => {
            number.as_i64().map(Some).ok_or_else(|| serde::de::Error::custom("not whole"))
        }
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) => text.parse().map(Some).map_err(serde::de::Error::custom),
        _ => Err(serde::de::Error::custom("not an amount")),
    }
}

/// `12` or `"12"`, as text.
fn id_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(text_of(&Value::deserialize(deserializer)?))
}

pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An object, the same as text, or anything that stands for none: `0`, `""`, null, a list.
fn metadata<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(map) => map,
        Value::String(text) => serde_json::from_str(&text).unwrap_or_default(),
        _ => Map::new(),
    })
}

/// Paystack writes `{}`, `null`, `""` or a bare id where there is nothing to say.
fn object_or_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    match Value::deserialize(deserializer)? {
        Value::Object(map) if !map.is_empty() => {
            serde_json::from_value(Value::Object(map)).map(Some).map_err(serde::de::Error::custom)
        }
        _ => Ok(None),
    }
}
