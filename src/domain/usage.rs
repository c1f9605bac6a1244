//! Owns what a usage event is and how a meter turns events into a quantity (row F2).
//!
//! Not here: what the quantity costs (`pricing`), how events are stored.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::plan::is_code;
use super::word::word_enum;

word_enum! {
    /// How the events of a period become one quantity.
    pub enum Aggregation: "aggregation" {
        /// The sum of the quantities: calls, gigabytes.
        Sum = "sum",
        /// How many events there were, whatever they say.
        Count = "count",
        /// The largest: a peak.
        Max = "max",
        /// The latest by `occurred_at`: a gauge as it stood at the end.
        Last = "last",
        /// How many different values a property had: active users.
        Unique = "unique",
    }
}

/// What is counted, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    pub code: String,
    pub name: String,
    pub aggregation: Aggregation,
    /// The property of events that `Unique` looks at.
    pub unique_property: Option<String>,
}

/// An event as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageEvent {
    /// Who says so; with `id` it names the event for ever.
    pub source: String,
    pub id: String,
    pub meter: String,
    pub quantity: Decimal,
    pub occurred_at: Timestamp,
    pub properties: serde_json::Map<String, serde_json::Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsageEventError {
    #[error("an event's id has 1 to {ID_CHARACTERS_MAX} characters")]
    Id,
    #[error("an event's source has 1 to {SOURCE_CHARACTERS_MAX} characters")]
    Source,
    #[error("{0:?} is no meter's code")]
    Meter(String),
    /// Nobody can have used something tomorrow.
    #[error("{occurred_at} is in the future")]
    InTheFuture { occurred_at: Timestamp },
    #[error(
        "{quantity} has more than {QUANTITY_DIGITS_MAX} digits before or {QUANTITY_DECIMALS_MAX} behind the point"
    )]
    Quantity { quantity: Decimal },
    #[error("the properties are longer than {PROPERTIES_BYTES_MAX} bytes")]
    Properties,
}

pub const ID_CHARACTERS_MAX: usize = 200;
pub const SOURCE_CHARACTERS_MAX: usize = 100;
pub const PROPERTIES_BYTES_MAX: usize = 4_096;
const QUANTITY_DIGITS_MAX: u32 = 15;
const QUANTITY_DECIMALS_MAX: u32 = 12;
/// Clocks of senders are not ours: so much later than now is still now.
const CLOCK_SKEW_S: i64 = 300;

impl UsageEvent {
    /// The event, if it can be stored.
    ///
    /// # Errors
    /// Each `UsageEventError`.
    pub fn checked(self, now: Timestamp) -> Result<UsageEvent, UsageEventError> {
        let is_within = |text: &str, most: usize| {
            !text.is_empty() && text.chars().count() <= most && !text.contains('\0')
        };
        if !is_within(&self.id, ID_CHARACTERS_MAX) {
            return Err(UsageEventError::Id);
        }
        if !is_within(&self.source, SOURCE_CHARACTERS_MAX) {
            return Err(UsageEventError::Source);
        }
        if !is_code(&self.meter) {
            return Err(UsageEventError::Meter(self.meter));
        }
        if self.occurred_at.as_second() > now.as_second() + CLOCK_SKEW_S {
            return Err(UsageEventError::InTheFuture { occurred_at: self.occurred_at });
        }
        let quantity = self.quantity.normalize();
        let limit = Decimal::from(10_i64.pow(QUANTITY_DIGITS_MAX));
        if quantity.abs() >= limit || quantity.scale() > QUANTITY_DECIMALS_MAX {
            return Err(UsageEventError::Quantity { quantity });
        }
        let properties = serde_json::Value::Object(self.properties.clone()).to_string();
        if properties.len() > PROPERTIES_BYTES_MAX || properties.contains("\\u0000") {
            return Err(UsageEventError::Properties);
        }
        Ok(UsageEvent { quantity, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-20T12:00:00Z";

    fn event() -> UsageEvent {
        UsageEvent {
            source: "gateway-1".into(),
            id: "0001".into(),
            meter: "api-calls".into(),
            quantity: Decimal::from(3),
            occurred_at: NOW.parse().unwrap(),
            properties: serde_json::Map::new(),
        }
    }

    fn refusal(change: impl FnOnce(&mut UsageEvent)) -> Option<UsageEventError> {
        let mut event = event();
        change(&mut event);
        event.checked(NOW.parse().unwrap()).err()
    }

    #[test]
    fn what_happens_tomorrow_was_not_used_yet() {
        assert_eq!(refusal(|_| {}), None);
        let soon = |event: &mut UsageEvent| {
            event.occurred_at = "2026-11-20T12:05:00Z".parse().unwrap();
        };
        assert_eq!(refusal(soon), None);
        let later: Timestamp = "2026-11-20T12:05:01Z".parse().unwrap();
        let expected = UsageEventError::InTheFuture { occurred_at: later };
        assert_eq!(refusal(|event| event.occurred_at = later), Some(expected));
    }

    #[test]
    fn an_event_without_a_name_could_be_counted_twice() {
        assert_eq!(refusal(|event| event.id.clear()), Some(UsageEventError::Id));
        assert_eq!(refusal(|event| event.id = "é".repeat(201)), Some(UsageEventError::Id));
        assert_eq!(refusal(|event| event.id = "é".repeat(200)), None);
        assert_eq!(refusal(|event| event.source = "a\0b".into()), Some(UsageEventError::Source));
    }

    #[test]
    fn a_quantity_fits_into_every_sum() {
        let quantity: Decimal = "1000000000000000".parse().unwrap();
        let refused = refusal(|event| event.quantity = quantity);
        assert_eq!(refused, Some(UsageEventError::Quantity { quantity }));
        assert_eq!(refusal(|event| event.quantity = "-0.000000000001".parse().unwrap()), None);
        let fine = "0.0000000000001".parse().unwrap();
        let refused = refusal(|event| event.quantity = fine);
        assert_eq!(refused, Some(UsageEventError::Quantity { quantity: fine }));
    }
}
