//! Owns when an answer counts as the expected one.

use rust_decimal::Decimal;
use serde_json::Value;

/// Whether every fact that is expected is given with the same value. Facts beyond that are not judged.
///
/// `5.00` and `5` are one amount; anything that has no decimal point is compared letter by letter.
/// `{"either": […]}` is one fact that is written in several ways, each as good as the other.
pub fn agrees(expected: &Value, actual: &Value) -> bool {
    if let Some(Value::Array(ways)) = actual.get("either") {
        return ways.iter().any(|way| agrees(expected, way));
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
    use super::agrees;
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
    fn a_missing_fact_agrees_only_with_an_expected_null() {
        assert!(agrees(&json!({"end": null}), &json!({})));
        assert!(!agrees(&json!({"end": "2026-01-01"}), &json!({})));
        assert!(!agrees(&json!([1, 2]), &json!([1])));
    }
}
