//! The names of countries, in the order in which a reader looks them up.

use std::borrow::Cow;

use super::{Locale, text};
use crate::domain::country::Country;

/// `Germany` · `Deutschland`.
pub fn country_name(locale: Locale, country: Country) -> Cow<'static, str> {
    text(locale, &format!("country-{}", country.code()))
}

/// Every country with its name, sorted by name: for the options of a form.
pub fn countries_by_name(locale: Locale) -> Vec<(Country, Cow<'static, str>)> {
    let mut named: Vec<_> =
        Country::all().map(|country| (country, country_name(locale, country))).collect();
    named.sort_by_cached_key(|(_, name)| sort_key(name));
    named
}

/// Letters without their marks: a reader looks for Österreich among the O, Åland among the A.
fn sort_key(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .map(|c| match c {
            'ä' | 'å' | 'á' | 'à' | 'ã' => 'a',
            'ç' => 'c',
            'é' | 'è' | 'ë' => 'e',
            'í' | 'ï' => 'i',
            'ö' | 'ô' | 'ó' => 'o',
            'ü' | 'ú' => 'u',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_named_in_the_language_of_the_reader() {
        assert_eq!(country_name(Locale::En, Country::DE), "Germany");
        assert_eq!(country_name(Locale::De, Country::DE), "Deutschland");
    }

    #[test]
    fn umlauts_stand_where_a_reader_looks_for_them() {
        let german = countries_by_name(Locale::De);
        let place = |code: &str| german.iter().position(|(country, _)| country.code() == code);
        assert!(place("EG") < place("AL"), "Ägypten before Albanien");
        assert!(
            place("OM") < place("AT") && place("AT") < place("PK"),
            "Oman, Österreich, Pakistan"
        );
        assert_eq!(german.len(), 249);
    }
}
