//! Stripe's lists: newest first, cursors by id, `created` ranges.

use super::account::Turn;
use super::error::ApiError;
use super::fields::Fields;
use super::store::Read;
use serde_json::{Value, json};

const DEFAULT_LIMIT: i64 = 10;
const MAX_LIMIT: i64 = 100;

/// The page that `limit`, `starting_after`, `ending_before` and `created` ask for, of the objects
/// of this kind that `keep` accepts. Every other parameter must have been taken already.
///
/// # Errors
/// Unknown parameters, a limit out of 1–100, a cursor that names nothing.
pub fn page(
    turn: &Turn,
    mut fields: Fields,
    url: &str,
    kind: &str,
    keep: impl Fn(&Value) -> bool,
) -> Result<Value, ApiError> {
    let limit = limit(&mut fields)?;
    let created = Range::read(&mut fields)?;
    let after = fields.text("starting_after")?;
    let before = fields.text("ending_before")?;
    fields.finish()?;
    let kept: Vec<&Value> = turn
        .account
        .store
        .newest(kind)
        .filter(|object| keep(object) && created.contains(object.number("created")))
        .collect();
    let position = |id: &str, param: &str| {
        let at = kept.iter().position(|object| object.text("id") == id);
        at.ok_or_else(|| ApiError::missing(kind, id, param))
    };
    let range = match (after.as_deref(), before.as_deref()) {
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid(
                "You cannot parameterize both starting_after and ending_before.",
            ));
        }
        (Some(id), None) => position(id, "starting_after")? + 1..kept.len(),
        (None, Some(id)) => {
            let end = position(id, "ending_before")?;
            return Ok(answer(url, &kept[end.saturating_sub(limit)..end], end > limit));
        }
        (None, None) => 0..kept.len(),
    };
    let rest = &kept[range];
    Ok(answer(url, &rest[..rest.len().min(limit)], rest.len() > limit))
}

fn limit(fields: &mut Fields) -> Result<usize, ApiError> {
    let limit = fields.integer("limit")?.unwrap_or(DEFAULT_LIMIT);
    if (1..=MAX_LIMIT).contains(&limit) {
        return Ok(usize::try_from(limit).unwrap_or(1));
    }
    let message = format!("This value must be between 1 and {MAX_LIMIT} inclusive.");
    Err(fields.wrong("limit", "parameter_invalid_integer", &message))
}

fn answer(url: &str, objects: &[&Value], has_more: bool) -> Value {
    json!({ "object": "list", "url": url, "has_more": has_more, "data": objects })
}

/// A whole list that needs no paging.
pub fn whole(url: &str, objects: &[Value]) -> Value {
    json!({ "object": "list", "url": url, "has_more": false, "data": objects })
}

/// `created=5` or `created[gte]=5&created[lt]=9`; both ends inclusive here.
struct Range {
    from: i64,
    to: i64,
}

impl Range {
    fn read(fields: &mut Fields) -> Result<Self, ApiError> {
        if fields.is_leaf("created") {
            let at = fields.integer("created")?.unwrap_or_default();
            return Ok(Self { from: at, to: at });
        }
        let mut range = Self { from: i64::MIN, to: i64::MAX };
        let Some(mut bounds) = fields.branch("created")? else { return Ok(range) };
        range.from = range.from.max(bounds.integer("gte")?.unwrap_or(i64::MIN));
        range.from =
            range.from.max(bounds.integer("gt")?.map_or(i64::MIN, |at| at.saturating_add(1)));
        range.to = range.to.min(bounds.integer("lte")?.unwrap_or(i64::MAX));
        range.to = range.to.min(bounds.integer("lt")?.map_or(i64::MAX, |at| at.saturating_sub(1)));
        bounds.finish()?;
        Ok(range)
    }

    fn contains(&self, at: i64) -> bool {
        self.from <= at && at <= self.to
    }
}

/// Parameters that a list is filtered by: each must equal the field of the same name.
pub struct Filters(pub Vec<(String, String)>);

impl Filters {
    pub fn accept(&self, object: &Value) -> bool {
        self.0.iter().all(|(name, wanted)| object.text(name) == wanted)
    }
}
