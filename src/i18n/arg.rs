//! The values that a message can be given, each written in the reader's locale.

use std::borrow::Cow;

use fluent_bundle::FluentValue;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Locale, amounts, dates, numbers};
use crate::domain::money::Money;

/// One value for a placeholder of a message.
///
/// Built with `.into()` from strings, whole numbers, `Money`, `Decimal` and civil dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg<'a> {
    Text(Cow<'a, str>),
    /// A count of things; the message can choose its plural by it.
    Count(i64),
    Money(Money),
    Number(Decimal),
    Date(Date),
}

impl<'a> Arg<'a> {
    pub(super) fn to_fluent(&self, locale: Locale) -> FluentValue<'_> {
        match self {
            Arg::Text(text) => FluentValue::String(Cow::Borrowed(text.as_ref())),
            Arg::Count(count) => FluentValue::from(*count),
            Arg::Money(money) => FluentValue::from(amounts::money(locale, *money)),
            Arg::Number(value) => FluentValue::from(numbers::number(locale, *value)),
            Arg::Date(date) => FluentValue::from(dates::date_long(locale, *date)),
        }
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Arg<'a> {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Arg<'a> {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Arg<'a> {
    fn from(text: Cow<'a, str>) -> Arg<'a> {
        Arg::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(count: i64) -> Self {
        Arg::Count(count)
    }
}

impl From<i32> for Arg<'_> {
    fn from(count: i32) -> Self {
        Arg::Count(count.into())
    }
}

impl From<u32> for Arg<'_> {
    fn from(count: u32) -> Self {
        Arg::Count(count.into())
    }
}

impl From<usize> for Arg<'_> {
    /// Counts beyond 63 bits cannot occur for things that were in memory to be counted.
    fn from(count: usize) -> Self {
        Arg::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<Money> for Arg<'_> {
    fn from(money: Money) -> Self {
        Arg::Money(money)
    }
}

impl From<Decimal> for Arg<'_> {
    fn from(value: Decimal) -> Self {
        Arg::Number(value)
    }
}

impl From<Date> for Arg<'_> {
    fn from(date: Date) -> Self {
        Arg::Date(date)
    }
}
