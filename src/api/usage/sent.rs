//! The body of a request as it is sent: `{"events": [...]}` or one event. Owns the reading, not the rules.

use crate::flows::usage::record_events::{CustomerEvent, EVENTS_MAX, EventName, UsageEvent};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::de::{self, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::fmt;

/// An event as it is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentEvent {
    id: String,
    #[serde(default = "api_source")]
    source: String,
    /// The customer's account reference.
    customer: String,
    meter: String,
    #[serde(default = "one", deserialize_with = "quantity")]
    quantity: Decimal,
    /// None: now.
    occurred_at: Option<Timestamp>,
    #[serde(default)]
    properties: Map<String, Value>,
    corrects: Option<SentName>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentName {
    id: String,
    #[serde(default = "api_source")]
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch {
    events: Events,
}

/// Whether a body is meant as a batch, whatever else is wrong with it.
#[derive(Deserialize)]
struct LooksLikeBatch {
    #[serde(rename = "events")]
    _events: IgnoredAny,
}

fn api_source() -> String {
    "api".to_owned()
}

fn one() -> Decimal {
    Decimal::ONE
}

/// Why a body does not read.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub detail: String,
    /// Of the event, from 0, where it is about one.
    pub position: Option<usize>,
}

/// The events of a request.
pub(super) struct Sent;

impl Sent {
    /// The events that `body` holds; those without an instant happened `now`.
    pub(super) fn read(body: &[u8], now: Timestamp) -> Result<Vec<CustomerEvent>, Unreadable> {
        READING.set(None);
        let batch: Result<Batch, _> = serde_json::from_slice(body);
        let events = match batch {
            Ok(batch) => batch.events.0,
            Err(error) => {
                let position = READING.take();
                match serde_json::from_slice::<SentEvent>(body) {
                    Ok(event) => vec![event],
                    Err(_) if serde_json::from_slice::<LooksLikeBatch>(body).is_ok() => {
                        return Err(Unreadable { detail: error.to_string(), position });
                    }
                    // Broken off within a batch.
                    Err(_) if position.is_some() => {
                        return Err(Unreadable { detail: error.to_string(), position });
                    }
                    Err(single) => {
                        return Err(Unreadable { detail: single.to_string(), position: None });
                    }
                }
            }
        };
        Ok(events.into_iter().map(|event| event.on(now)).collect())
    }
}

impl SentEvent {
    fn on(self, now: Timestamp) -> CustomerEvent {
        let corrects = self.corrects.map(|name| EventName { source: name.source, id: name.id });
        CustomerEvent {
            customer: self.customer,
            event: UsageEvent {
                source: self.source,
                id: self.id,
                meter: self.meter,
                quantity: self.quantity,
                occurred_at: self.occurred_at.unwrap_or(now),
                properties: self.properties,
                corrects,
            },
        }
    }
}

thread_local! {
    /// Which event of a batch is being read: serde's errors cannot carry it. Reading never waits, so a thread reads
    /// one body at a time.
    static READING: Cell<Option<usize>> = const { Cell::new(None) };
}

struct Events(Vec<SentEvent>);

impl<'de> Deserialize<'de> for Events {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Events;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of events")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Events, A::Error> {
                let mut events = Vec::new();
                READING.set(Some(0));
                while let Some(event) = list.next_element()? {
                    events.push(event);
                    // One more than may be shows that there are too many; the rest needs no memory.
                    if events.len() > EVENTS_MAX {
                        while list.next_element::<IgnoredAny>()?.is_some() {}
                        break;
                    }
                    READING.set(Some(events.len()));
                }
                READING.set(None);
                Ok(Events(events))
            }
        }
        deserializer.deserialize_seq(List)
    }
}

/// A whole number, or a decimal number as text: JSON's fractions are binary, and this one is money in the end.
fn quantity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    struct Number;
    impl Visitor<'_> for Number {
        type Value = Decimal;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number, or a decimal number as text such as \"0.25\"")
        }

        fn visit_u64<E: de::Error>(self, whole: u64) -> Result<Decimal, E> {
            Ok(Decimal::from(whole))
        }

        fn visit_i64<E: de::Error>(self, whole: i64) -> Result<Decimal, E> {
            Ok(Decimal::from(whole))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
            Decimal::from_str_exact(text)
                .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
        }
    }
    deserializer.deserialize_any(Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Vec<CustomerEvent>, (Option<usize>, String)> {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        Sent::read(body.as_bytes(), now).map_err(|error| (error.position, error.detail))
    }

    const ONE: &str = r#"{"id": "e-1", "customer": "C-1", "meter": "calls"}"#;

    #[test]
    fn what_is_left_out_is_one_by_the_api_now() {
        let events = read(ONE).unwrap();
        assert_eq!(events, read(&format!(r#"{{"events": [{ONE}]}}"#)).unwrap());
        let event = &events[0].event;
        assert_eq!((event.source.as_str(), event.quantity), ("api", Decimal::ONE));
        assert_eq!(event.occurred_at.to_string(), "2026-11-20T12:00:00Z");
    }

    #[test]
    fn a_fraction_is_written_as_text() {
        let with = |quantity: &str| {
            let body = ONE.replace('}', &format!(r#", "quantity": {quantity}}}"#));
            read(&body).map(|events| events[0].event.quantity.to_string())
        };
        assert_eq!(with("-3").unwrap(), "-3");
        assert_eq!(with(r#""0.1""#).unwrap(), "0.1");
        assert!(with("0.1").unwrap_err().1.contains("as text"));
        // More digits than a decimal number holds are refused, not rounded.
        assert!(with(r#""0.00000000000000000000000000001""#).is_err());
        assert!(with(r#""1e3""#).is_err());
    }

    #[test]
    fn the_event_that_does_not_read_is_named() {
        let batch = format!(r#"{{"events": [{ONE}, {{"id": 7}}]}}"#);
        assert_eq!(read(&batch).unwrap_err().0, Some(1));
        let broken_off = format!(r#"{{"events": [{ONE}, {ONE}, {{"id": "e"#);
        assert_eq!(read(&broken_off).unwrap_err().0, Some(2));
        let unknown = ONE.replace('}', r#", "quanitty": 3}"#);
        let (position, detail) = read(&unknown).unwrap_err();
        assert_eq!(position, None);
        assert!(detail.contains("quanitty"), "{detail}");
        assert!(read("{}").unwrap_err().1.contains("`id`"));
        assert_eq!(read("").unwrap_err().0, None);
    }

    #[test]
    fn a_list_that_is_too_long_is_not_kept() {
        let batch = format!(r#"{{"events": [{}]}}"#, vec![ONE; EVENTS_MAX + 5].join(","));
        assert_eq!(read(&batch).unwrap().len(), EVENTS_MAX + 1);
    }
}
