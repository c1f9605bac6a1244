//! Owns what a usage event is and how a meter turns events into a quantity (row F2).
//!
//! Not here: what the quantity costs (`pricing`), how events are stored.

use jiff::{SignedDuration, Timestamp};
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
    /// The property whose values are counted apart: a region, a model.
    pub group_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeterRefused {
    #[error("a meter's code is written in lower-case letters, digits, - and _")]
    Code,
    #[error("a meter needs a name of at most {NAME_CHARACTERS_MAX} characters")]
    Name,
    /// `Unique` names what it counts, and nothing else does.
    #[error("a property is named where, and only where, different values of it are counted")]
    UniqueProperty,
    #[error("a property has at most {NAME_CHARACTERS_MAX} characters")]
    Property,
}

impl Meter {
    /// The meter, if it can count.
    ///
    /// # Errors
    /// Each `MeterRefused`.
    pub fn checked(self) -> Result<Meter, MeterRefused> {
        let is_short =
            |text: &str| !text.trim().is_empty() && text.chars().count() <= NAME_CHARACTERS_MAX;
        if !is_code(&self.code) {
            return Err(MeterRefused::Code);
        }
        if !is_short(&self.name) {
            return Err(MeterRefused::Name);
        }
        if (self.aggregation == Aggregation::Unique) != self.unique_property.is_some() {
            return Err(MeterRefused::UniqueProperty);
        }
        if self.unique_property.iter().chain(&self.group_by).any(|property| !is_short(property)) {
            return Err(MeterRefused::Property);
        }
        Ok(self)
    }
}

/// What names an event for ever: who says so, and what they call it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventName {
    pub source: String,
    pub id: String,
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
    /// The earlier event that this one replaces; with quantity zero it takes it away.
    pub corrects: Option<EventName>,
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
    #[error("{occurred_at} is more than {AGE_DAYS_MAX} days ago")]
    TooOld { occurred_at: Timestamp },
    #[error(
        "{quantity} has more than {QUANTITY_DIGITS_MAX} digits before or {QUANTITY_DECIMALS_MAX} behind the point"
    )]
    Quantity { quantity: Decimal },
    #[error("the properties are longer than {PROPERTIES_BYTES_MAX} bytes")]
    Properties,
    #[error(
        "{property} groups the meter: a text of at most {GROUP_CHARACTERS_MAX} characters, or a number"
    )]
    Group { property: String },
    #[error("an event cannot correct itself")]
    CorrectsItself,
}

pub const NAME_CHARACTERS_MAX: usize = 100;
pub const GROUP_CHARACTERS_MAX: usize = 100;
/// A year's period, and a month to send what belongs to it.
pub const AGE_DAYS_MAX: i64 = 400;
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
        let corrected = self.corrects.iter().map(|name| (&name.source, &name.id));
        for (source, id) in corrected.chain([(&self.source, &self.id)]) {
            if !is_within(id, ID_CHARACTERS_MAX) {
                return Err(UsageEventError::Id);
            }
            if !is_within(source, SOURCE_CHARACTERS_MAX) {
                return Err(UsageEventError::Source);
            }
        }
        if self.corrects.as_ref().is_some_and(|n| n.source == self.source && n.id == self.id) {
            return Err(UsageEventError::CorrectsItself);
        }
        if !is_code(&self.meter) {
            return Err(UsageEventError::Meter(self.meter));
        }
        if self.occurred_at.as_second() > now.as_second() + CLOCK_SKEW_S {
            return Err(UsageEventError::InTheFuture { occurred_at: self.occurred_at });
        }
        let age = now.duration_since(self.occurred_at);
        if age > SignedDuration::from_hours(AGE_DAYS_MAX * 24) {
            return Err(UsageEventError::TooOld { occurred_at: self.occurred_at });
        }
        let quantity = self.quantity.normalize();
        let limit = Decimal::from(10_i64.pow(QUANTITY_DIGITS_MAX));
        if quantity.abs() >= limit || quantity.scale() > QUANTITY_DECIMALS_MAX {
            return Err(UsageEventError::Quantity { quantity });
        }
        if !self.properties.is_empty() {
            let properties = serde_json::to_string(&self.properties).unwrap_or_default();
            if properties.is_empty()
                || properties.len() > PROPERTIES_BYTES_MAX
                || properties.contains("\\u0000")
            {
                return Err(UsageEventError::Properties);
            }
        }
        Ok(UsageEvent { quantity, ..self })
    }

    /// Ok when the event can stand in one of the meter's groups. Without the property it stands in the
    /// group without a name.
    ///
    /// # Errors
    /// `Group`.
    pub fn check_group(&self, meter: &Meter) -> Result<(), UsageEventError> {
        use serde_json::Value;
        let Some(property) = &meter.group_by else { return Ok(()) };
        let fits = match self.properties.get(property) {
            None | Some(Value::Null | Value::Bool(_) | Value::Number(_)) => true,
            Some(Value::String(text)) => text.chars().count() <= GROUP_CHARACTERS_MAX,
            Some(Value::Array(_) | Value::Object(_)) => false,
        };
        if fits { Ok(()) } else { Err(UsageEventError::Group { property: property.clone() }) }
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
            corrects: None,
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

    #[test]
    fn what_is_older_than_a_year_and_a_month_comes_too_late() {
        // 400 days before 20 November 2026 is 16 October 2025.
        let oldest = |event: &mut UsageEvent| {
            event.occurred_at = "2025-10-16T12:00:00Z".parse().unwrap();
        };
        assert_eq!(refusal(oldest), None);
        let older: Timestamp = "2025-10-16T11:59:59Z".parse().unwrap();
        let expected = UsageEventError::TooOld { occurred_at: older };
        assert_eq!(refusal(|event| event.occurred_at = older), Some(expected));
    }

    #[test]
    fn an_event_corrects_another_one() {
        let name = |id: &str| Some(EventName { source: "gateway-1".into(), id: id.into() });
        let refused = refusal(|event| event.corrects = name("0001"));
        assert_eq!(refused, Some(UsageEventError::CorrectsItself));
        assert_eq!(refusal(|event| event.corrects = name("")), Some(UsageEventError::Id));
        assert_eq!(refusal(|event| event.corrects = name("0000")), None);
    }

    #[test]
    fn a_group_has_a_short_name() {
        let meter = Meter {
            code: "api-calls".into(),
            name: "Calls".into(),
            aggregation: Aggregation::Sum,
            unique_property: None,
            group_by: Some("region".into()),
        };
        let in_group = |value: serde_json::Value| {
            let mut event = event();
            event.properties.insert("region".into(), value);
            event.check_group(&meter).is_ok()
        };
        assert!(in_group("eu".into()) && in_group(7.into()) && event().check_group(&meter).is_ok());
        assert!(in_group("é".repeat(100).into()) && !in_group("é".repeat(101).into()));
        assert!(!in_group(serde_json::json!(["eu"])));
    }

    #[test]
    fn a_meter_names_the_property_whose_values_it_counts_and_no_other_does() {
        let meter = |aggregation, unique_property: Option<&str>| {
            let unique_property = unique_property.map(str::to_owned);
            let (code, name) = ("seats".to_owned(), "Seats".to_owned());
            Meter { code, name, aggregation, unique_property, group_by: None }.checked().err()
        };
        assert_eq!(meter(Aggregation::Unique, Some("user")), None);
        assert_eq!(meter(Aggregation::Unique, None), Some(MeterRefused::UniqueProperty));
        assert_eq!(meter(Aggregation::Sum, Some("user")), Some(MeterRefused::UniqueProperty));
        assert_eq!(meter(Aggregation::Unique, Some(" ")), Some(MeterRefused::Property));
    }
}
