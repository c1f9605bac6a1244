//! A submitted form as names and texts, for forms whose fields repeat or are numbered, and the reading
//! of numbers from it. Amounts and dates are read by `i18n`.

use crate::i18n::{self, Locale};
use rust_decimal::Decimal;
use serde::Deserialize;
use uuid::Uuid;

/// More decimals than this are no quantity or price; the database keeps twelve.
const DECIMALS_MAX: u32 = 12;

/// What was typed. A field that is missing reads as empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    #[must_use]
    pub fn of(fields: &[(&str, String)]) -> Self {
        Self(fields.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect())
    }

    pub fn push(&mut self, name: &str, text: impl Into<String>) {
        self.0.push((name.to_owned(), text.into()));
    }

    /// These fields, and those of `others` that are not among them.
    #[must_use]
    pub fn or(mut self, others: &Self) -> Self {
        for (name, text) in &others.0 {
            if !self.0.iter().any(|(known, _)| known == name) {
                self.0.push((name.clone(), text.clone()));
            }
        }
        self
    }

    /// The first text under this name, without the spaces around it.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, text)| text.trim())
    }

    /// All texts under this name, in the form's order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, text)| text.as_str())
    }

    /// Every name with its text, in the form's order.
    #[must_use]
    pub fn fields(&self) -> Vec<(String, String)> {
        self.0.clone()
    }

    /// The identifier under this name, which our own page put there; None when it was tampered with.
    #[must_use]
    pub fn id<T: From<Uuid>>(&self, name: &str) -> Option<T> {
        Uuid::parse_str(self.get(name)).ok().map(T::from)
    }
}

/// A number that is no amount: a quantity, a price, a rate. Decimals stand after the locale's mark;
/// digits are not grouped, so that nothing has two readings. A minus is allowed.
/// None for everything else.
#[must_use]
pub fn number(locale: Locale, typed: &str) -> Option<Decimal> {
    let mark = decimal_mark(locale);
    let digits = typed.trim().replace('\u{2212}', "-");
    let is_plain = digits
        .strip_prefix('-')
        .unwrap_or(&digits)
        .chars()
        .all(|c| c.is_ascii_digit() || c == mark);
    if !is_plain {
        return None;
    }
    let value: Decimal = digits.replace(mark, ".").parse().ok()?;
    (value.scale() <= DECIMALS_MAX).then_some(value)
}

/// The text that [`number`] reads back as `value`.
#[must_use]
pub fn number_input(locale: Locale, value: Decimal) -> String {
    value.normalize().to_string().replace('.', &decimal_mark(locale).to_string())
}

/// What stands between the digits of 0.5.
fn decimal_mark(locale: Locale) -> char {
    i18n::number(locale, Decimal::new(5, 1)).chars().nth(1).unwrap_or('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_reading_or_none() {
        let decimal = |text: &str| Some(text.parse::<Decimal>().unwrap());
        assert_eq!(number(Locale::En, "1.5"), decimal("1.5"));
        assert_eq!(number(Locale::De, "1,5"), decimal("1.5"));
        assert_eq!(number(Locale::De, "-0,0035"), decimal("-0.0035"));
        // A thousand or one? Not guessed.
        assert_eq!(number(Locale::En, "1,000"), None);
        assert_eq!(number(Locale::De, "1.000"), None);
        for text in ["", "-", "1e3", "1..5", "+1", "0.0000000000001", "½"] {
            assert_eq!(number(Locale::En, text), None, "{text}");
        }
    }

    #[test]
    fn what_a_form_is_given_reads_back_as_the_same_number() {
        for text in ["1.5", "1000", "0.003500", "-2"] {
            let value: Decimal = text.parse().unwrap();
            for locale in Locale::ALL {
                assert_eq!(number(locale, &number_input(locale, value)), Some(value));
            }
        }
    }

    #[test]
    fn repeated_fields_keep_their_order() {
        let typed: Typed = serde_urlencoded::from_str("invoice=a&memo=+x+&invoice=b").unwrap();
        assert_eq!(typed.all("invoice").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((typed.get("memo"), typed.get("missing")), ("x", ""));
    }
}
