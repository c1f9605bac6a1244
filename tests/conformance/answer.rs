//! Owns when an answer counts as the expected one.

use rust_decimal::Decimal;
use serde_json::Value;

/// The reasons for which the cases refuse a question and which our rules tell apart.
pub const REASONS: &[&str] = &[
    "change outside the period",
    "count must be positive",
    "empty period",
    "event before subscription start",
    "invalid date sequence",
    "negative weight",
    "no weights",
    "not allowed",
    "not awaiting a response",
    "period end before start",
    "unknown currency",
    "weights add up to zero",
];

/// Whether a refusal is expected for a reason that is not among [`REASONS`]: then that our rules refuse the
/// question is all that can be compared.
pub fn is_refusal_in_own_words(expected: &Value) -> bool {
    let reason = expected.get("error").and_then(Value::as_str);
    reason.is_some_and(|reason| !REASONS.contains(&reason))
}

/// Whether every fact that is expected is given with the same value. Facts beyond that are not judged.
///
/// `5.00` and `5` are one amount; anything that has no decimal point is compared letter by letter.
/// `{"either": […]}` is one fact that is written in several ways, each as good as the other;
/// `{"among": […]}` are the facts of which the expected list names some.
pub fn agrees(expected: &Value, actual: &Value) -> bool {
    if let Some(Value::Array(ways)) = actual.get("either") {
        return ways.iter().any(|way| agrees(expected, way));
    }
    if let (Value::Array(named), Some(Value::Array(all))) = (expected, actual.get("among")) {
        return !named.is_empty() && named.iter().all(|one| all.contains(one));
    }
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => expected
            .iter()
            .all(|(key, value)| agrees(value, actual.get(key).unwrap_or(&Value::Null))),
        (Value::Array(expected), Value::Array(actual)) => {
            expected.len() == actual.len()
                && expected.iter().zip(actual).all(|(expected, actual)| agrees(expected, actual))
        }
        (Value::String(expected), Value::String(actual)) => {
            expected == actual || same_amount(expected, actual)
        }
        _ => expected == actual,
    }
}

fn same_amount(one: &str, other: &str) -> bool {
    let parsed = |text: &str| text.parse::<Decimal>().ok();
    (one.contains('.') || other.contains('.'))
        && parsed(one).is_some()
        && parsed(one) == parsed(other)
}

#[cfg(test)]
mod tests {
    use super::{agrees, is_refusal_in_own_words};
    use serde_json::json;

    #[test]
    fn five_and_five_point_nought_nought_are_one_amount_but_leading_zeros_are_another_text() {
        assert!(agrees(&json!({"a": "5.00"}), &json!({"a": "5", "b": 1})));
        assert!(!agrees(&json!({"a": "05"}), &json!({"a": "5"})));
        assert!(!agrees(&json!({"a": "5.00"}), &json!({"a": "5.01"})));
    }

    #[test]
    fn one_fact_may_be_written_in_several_ways() {
        let actual = json!({"rate": {"either": [null, "0"]}});
        assert!(agrees(&json!({"rate": null}), &actual));
        assert!(agrees(&json!({"rate": "0"}), &actual));
        assert!(!agrees(&json!({"rate": "7"}), &actual));
    }

    #[test]
    fn a_list_of_some_agrees_when_all_of_them_are_among_ours() {
        let actual = json!({"codes": {"among": ["13.1", "13.9"]}});
        assert!(agrees(&json!({"codes": ["13.9"]}), &actual));
        assert!(!agrees(&json!({"codes": ["13.9", "10.4"]}), &actual));
        assert!(!agrees(&json!({"codes": []}), &actual));
    }

    #[test]
    fn only_a_reason_that_our_rules_do_not_tell_apart_is_left_to_the_case() {
        assert!(is_refusal_in_own_words(&json!({"error": "a fortnight is no interval"})));
        assert!(!is_refusal_in_own_words(&json!({"error": "no weights"})));
        assert!(!is_refusal_in_own_words(&json!({"amount": "1"})));
    }

    #[test]
    fn a_missing_fact_agrees_only_with_an_expected_null() {
        assert!(agrees(&json!({"end": null}), &json!({})));
        assert!(!agrees(&json!({"end": "2026-01-01"}), &json!({})));
        assert!(!agrees(&json!([1, 2]), &json!([1])));
    }
}
