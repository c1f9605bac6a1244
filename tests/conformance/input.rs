//! Owns reading the facts of a case. A fact that is missing or malformed panics with its name: the case
//! files are ours to read whole, and a case that is not understood must fail, not pass.

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde_json::Value;

/// One JSON object of a case.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a>(&'a Value);

impl<'a> Input<'a> {
    pub fn new(value: &'a Value) -> Self {
        Self(value)
    }

    /// The value of `key`, `None` when absent or null.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Every key and value of the object, nulls too.
    pub fn values(&self) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
        self.0.as_object().into_iter().flatten()
    }

    pub fn value(&self, key: &str) -> &'a Value {
        self.get(key).unwrap_or_else(|| panic!("the case has no {key}: {}", self.0))
    }

    pub fn text(&self, key: &str) -> &'a str {
        self.value(key).as_str().unwrap_or_else(|| panic!("{key} is no text: {}", self.0))
    }

    pub fn text_or(&self, key: &str, absent: &'a str) -> &'a str {
        self.get(key).map_or(absent, |_| self.text(key))
    }

    pub fn integer(&self, key: &str) -> i64 {
        self.value(key).as_i64().unwrap_or_else(|| panic!("{key} is no integer: {}", self.0))
    }

    pub fn integer_or(&self, key: &str, absent: i64) -> i64 {
        self.get(key).map_or(absent, |_| self.integer(key))
    }

    pub fn flag(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| {
            value.as_bool().unwrap_or_else(|| panic!("{key} is neither true nor false: {}", self.0))
        })
    }

    /// A decimal written as text (`"0.008"`) or as a JSON number, taken digit by digit, never as a float.
    pub fn decimal(&self, key: &str) -> Decimal {
        decimal(self.value(key))
    }

    pub fn decimal_or_zero(&self, key: &str) -> Decimal {
        self.get(key).map_or(Decimal::ZERO, decimal)
    }

    pub fn date(&self, key: &str) -> Date {
        self.text(key).parse().unwrap_or_else(|why| panic!("{key}: {why}"))
    }

    pub fn instant(&self, key: &str) -> Timestamp {
        self.text(key).parse().unwrap_or_else(|why| panic!("{key}: {why}"))
    }

    pub fn object(&self, key: &str) -> Input<'a> {
        Input(self.value(key))
    }

    pub fn list(&self, key: &str) -> &'a [Value] {
        self.value(key).as_array().unwrap_or_else(|| panic!("{key} is no list: {}", self.0))
    }

    pub fn objects(&self, key: &str) -> impl Iterator<Item = Input<'a>> + use<'a> {
        self.list(key).iter().map(Input)
    }
}

/// A decimal written as text or as a JSON number, digit by digit.
pub fn decimal(value: &Value) -> Decimal {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse()
        .or_else(|_| Decimal::from_scientific(&text))
        .unwrap_or_else(|why| panic!("{value} is no decimal: {why}"))
}
