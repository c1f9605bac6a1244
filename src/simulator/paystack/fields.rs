//! What a request carries: JSON, a form or a query. Owns reading it as Paystack does: numbers may be text.

use super::error::ApiError;
use serde_json::{Map, Value};

const PER_PAGE: usize = 50;
const PER_PAGE_MAX: usize = 100;

#[derive(Debug, Clone, Default)]
pub struct Fields(Map<String, Value>);

/// A part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub number: usize,
    pub size: usize,
}

impl Fields {
    /// The query and the body together.
    /// # Errors  a body that is neither JSON nor a form.
    pub fn read(query: &str, body: &[u8], is_form: bool) -> Result<Self, ApiError> {
        let mut fields = pairs(query.as_bytes())?;
        if is_form {
            fields.extend(pairs(body)?);
        } else if !body.is_empty() {
            let malformed = |_| ApiError::invalid("Invalid JSON in the body");
            fields.extend(serde_json::from_slice::<Map<String, Value>>(body).map_err(malformed)?);
        }
        Ok(Self(fields))
    }

    /// The value as it was sent; null when it was not.
    pub fn raw(&self, name: &str) -> Value {
        self.0.get(name).cloned().unwrap_or(Value::Null)
    }

    /// The text; a number counts as its digits, empty text as none.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    pub fn required(&self, name: &str) -> Result<String, ApiError> {
        self.text(name).ok_or_else(|| ApiError::missing(format!("{name} is required")))
    }

    /// An amount in hundredths, as a number or as text; never a fraction.
    pub fn amount(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.parse() {
            Ok(amount) if amount >= 0 => Ok(Some(amount)),
            _ => Err(ApiError::invalid("Invalid Amount Sent")),
        }
    }

    pub fn required_amount(&self) -> Result<i64, ApiError> {
        let amount = self.amount("amount")?;
        let amount = amount.ok_or_else(|| ApiError::missing("Amount is required"))?;
        if amount > 0 { Ok(amount) } else { Err(ApiError::invalid("Invalid Amount Sent")) }
    }

    pub fn texts(&self, name: &str) -> Vec<String> {
        let list = self.0.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    pub fn page(&self) -> Page {
        let number = |name: &str| self.text(name).and_then(|text| text.parse::<usize>().ok());
        let size = number("perPage").unwrap_or(PER_PAGE).clamp(1, PER_PAGE_MAX);
        Page { number: number("page").unwrap_or(1).max(1), size }
    }
}

fn pairs(encoded: &[u8]) -> Result<Map<String, Value>, ApiError> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(encoded)
        .map_err(|_| ApiError::invalid("Invalid characters in the request"))?;
    Ok(pairs.into_iter().map(|(name, value)| (name, Value::String(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_numbers_as_numbers_or_text() {
        let amount =
            |body: &str| Fields::read("", body.as_bytes(), false).unwrap().required_amount();
        assert_eq!(amount(r#"{"amount": 5000}"#), Ok(5000));
        assert_eq!(amount(r#"{"amount": "5000"}"#), Ok(5000));
        for wrong in [r#"{"amount": 50.5}"#, r#"{"amount": "-1"}"#, r#"{"amount": 0}"#, "{}"] {
            assert_eq!(amount(wrong).unwrap_err().status, 400, "{wrong}");
        }
    }

    #[test]
    fn a_form_a_query_and_json_say_the_same() {
        let form = Fields::read("", b"email=a%40b.c&perPage=7", true).unwrap();
        let query = Fields::read("email=a%40b.c&perPage=7", b"", false).unwrap();
        let json = Fields::read("", br#"{"email": "a@b.c", "perPage": 7}"#, false).unwrap();
        for fields in [form, query, json] {
            assert_eq!(fields.required("email").unwrap(), "a@b.c");
            assert_eq!(fields.page().size, 7);
        }
        assert!(Fields::read("", b"[1]", false).is_err());
    }
}
