//! `/search`: the part of Stripe's query language that finds an object again: `field:'text'`,
//! `metadata['key']:'text'`, joined by `AND`. Stripe's index lags by up to a minute; this one does
//! not.

use super::account::Turn;
use super::error::ApiError;
use super::fields::Fields;
use super::store::Read;
use serde_json::{Value, json};

const DEFAULT_LIMIT: i64 = 10;

struct Clause {
    metadata_key: Option<String>,
    field: String,
    text: String,
}

/// One page of what matches, newest first.
///
/// # Errors
/// A query that this part of the language cannot say.
pub fn search(turn: &Turn, kind: &str, mut fields: Fields) -> Result<Value, ApiError> {
    let query = fields.required_text("query")?;
    let limit = fields.integer("limit")?.unwrap_or(DEFAULT_LIMIT).clamp(1, 100);
    fields.finish()?;
    let clauses: Option<Vec<Clause>> = query.split(" AND ").map(clause).collect();
    let clauses = clauses.ok_or_else(|| {
        let message = format!("We were unable to parse your search query: {query}.");
        ApiError::parameter("parameter_invalid", "query", message)
    })?;
    let found = turn.account.store.newest(kind).filter(|object| !object.is("deleted"));
    let found: Vec<&Value> =
        found.filter(|object| clauses.iter().all(|c| c.matches(object))).collect();
    let limit = usize::try_from(limit).unwrap_or(1);
    Ok(json!({
        "object": "search_result",
        "data": &found[..found.len().min(limit)],
        "has_more": found.len() > limit,
        "next_page": null,
        "url": format!("/v1/{kind}s/search"),
    }))
}

fn clause(text: &str) -> Option<Clause> {
    let (name, value) = text.trim().split_once(':')?;
    let text = unquote(value)?.to_owned();
    if let Some(key) = name.strip_prefix("metadata[").and_then(|rest| rest.strip_suffix(']')) {
        let metadata_key = Some(unquote(key)?.to_owned());
        return Some(Clause { metadata_key, field: String::new(), text });
    }
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    is_name.then(|| Clause { metadata_key: None, field: name.to_owned(), text })
}

fn unquote(text: &str) -> Option<&str> {
    let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inside('\'').or_else(|| inside('"'))
}

impl Clause {
    fn matches(&self, object: &Value) -> bool {
        match &self.metadata_key {
            Some(key) => object["metadata"][key.as_str()].as_str() == Some(&self.text),
            None => object.text(&self.field) == self.text,
        }
    }
}
