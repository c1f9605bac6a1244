//! `expand[]`: ids in an answer are replaced by the objects they name.

use super::account::Turn;
use super::error::ApiError;
use super::list;
use super::store::Read;
use serde_json::Value;

const MAX_DEPTH: usize = 4;

/// Replaces what each path (`latest_charge.balance_transaction`, `data.customer`) leads to.
///
/// # Errors
/// When a path is deeper than four, or leads to something that is no id.
pub fn expand(turn: &Turn, answer: &mut Value, paths: &[String]) -> Result<(), ApiError> {
    for path in paths {
        let names: Vec<&str> = path.split('.').collect();
        let most = if answer.text("object") == "list" { MAX_DEPTH + 1 } else { MAX_DEPTH };
        if names.len() > most {
            let message =
                format!("You cannot expand more than 4 levels of a property. Property: {path}");
            return Err(ApiError::invalid(message).param("expand"));
        }
        walk(turn, answer, &names, path)?;
    }
    Ok(())
}

fn walk(turn: &Turn, value: &mut Value, names: &[&str], path: &str) -> Result<(), ApiError> {
    let Some((name, rest)) = names.split_first() else { return Ok(()) };
    if let Value::Array(items) = value {
        return items.iter_mut().try_for_each(|item| walk(turn, item, names, path));
    }
    if let Some(included) = includable(turn, value, name) {
        value[*name] = included;
    }
    match value.get_mut(*name) {
        None => Err(refused(path)),
        Some(Value::Null) => Ok(()),
        Some(child) => {
            if let Some(id) = child.as_str() {
                *child = turn.account.store.get(id).cloned().ok_or_else(|| refused(path))?;
            } else if rest.is_empty() && !child.is_object() {
                return Err(refused(path));
            }
            walk(turn, child, rest, path)
        }
    }
}

/// Lists that Stripe leaves out unless they are asked for.
fn includable(turn: &Turn, value: &Value, name: &str) -> Option<Value> {
    let id = value.text("id");
    match (value.text("object"), name) {
        ("charge", "refunds") => {
            let of_charge = turn.account.store.newest("refund").filter(|r| r.text("charge") == id);
            let refunds: Vec<Value> = of_charge.cloned().collect();
            Some(list::whole(&format!("/v1/charges/{id}/refunds"), &refunds))
        }
        ("checkout.session", "line_items") => {
            let items = turn.hidden(id)["line_items"].as_array().cloned().unwrap_or_default();
            Some(list::whole(&format!("/v1/checkout/sessions/{id}/line_items"), &items))
        }
        _ => None,
    }
}

fn refused(path: &str) -> ApiError {
    let message = format!("This property cannot be expanded ({path}).");
    ApiError::invalid(message).param("expand")
}
