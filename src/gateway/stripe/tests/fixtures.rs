//! Stripe's own sample objects, where they are at hand: `STRIPE_FIXTURES` names a copy of `fixtures3.json`
//! of stripe/openapi. They are not part of this repository; without them nothing is checked here, and the
//! samples of the other tests stand.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::super::{reading, webhook, wire};

fn fixtures() -> Option<Map<String, Value>> {
    let path = std::env::var("STRIPE_FIXTURES").ok()?;
    let text = std::fs::read_to_string(path).expect("the file that STRIPE_FIXTURES names");
    let mut fixtures: Value = serde_json::from_str(&text).expect("JSON");
    Some(fixtures["resources"].as_object_mut().map(std::mem::take).expect("resources"))
}

fn read<T: DeserializeOwned>(fixture: &Value) -> T {
    serde_json::from_value(fixture.clone()).expect("the fixture fits")
}

#[test]
fn every_official_object_can_be_the_subject_of_an_event() {
    for (name, object) in fixtures().unwrap_or_default() {
        let event = json!({ "id": "evt_1", "type": "x.y", "data": { "object": object } });
        let hint = webhook::read(event.to_string().as_bytes());
        assert!(hint.is_ok(), "{name}");
    }
}

#[test]
fn every_official_object_that_we_read_is_understood() {
    let Some(fixtures) = fixtures() else { return };
    let mut understood = 0;
    for (name, object) in &fixtures {
        let is_understood = match name.as_str() {
            "payment_intent" => reading::charge(&read(object)).is_ok(),
            "checkout.session" => reading::session_result(&read(object)).is_ok(),
            "refund" => reading::refund(&read(object)).is_ok(),
            "dispute" => reading::dispute(&read(object)).is_ok(),
            "charge" => reading::fees(&read(object)).is_ok(),
            "payment_method" => reading::method_details(&read(object)).last4.is_some(),
            "setup_intent" => read::<wire::SetupIntent>(object).status.is_some(),
            "balance_transaction" => !read::<wire::BalanceTransaction>(object).id.is_empty(),
            "event" => webhook::read(object.to_string().as_bytes()).is_ok(),
            _ => {
                // Whatever else has an id can be named by another object.
                let named = object.get("id").is_some_and(Value::is_string);
                if named {
                    read::<wire::Named>(object);
                }
                continue;
            }
        };
        assert!(is_understood, "{name}");
        understood += 1;
    }
    assert_eq!((fixtures.len(), understood), (176, 9));
}
