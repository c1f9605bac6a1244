//! Owns the list of languages and the choice of one from what a browser or a profile says.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language that pages, documents and e-mails exist in.
///
/// To add one: a variant here, its folder under `locales/`, its line in `catalogue::FILES`; the
/// compiler and the tests name the rest.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English for readers of several countries: day before month, `US$` beside other dollars.
    #[default]
    En,
    De,
}

impl Locale {
    pub const ALL: [Locale; 2] = [Locale::En, Locale::De];

    /// The tag for `<html lang>`, `Content-Language` and the database.
    pub const fn as_bcp47(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::De => "de",
        }
    }

    /// The locale whose CLDR data write numbers and dates.
    pub(super) const fn format_tag(self) -> &'static str {
        match self {
            Locale::En => "en-GB",
            Locale::De => "de",
        }
    }

    /// The locale of a BCP 47 tag, judged by its language alone: `de-AT` is German.
    pub fn from_bcp47(tag: &str) -> Option<Locale> {
        let language = tag.trim().split(['-', '_']).next()?;
        Locale::ALL.into_iter().find(|locale| locale.as_bcp47().eq_ignore_ascii_case(language))
    }

    /// The best of our languages for an `Accept-Language` header; English if it names none of them.
    ///
    /// Higher `q` wins, among equals the earlier; `q=0` means "not this one" (RFC 9110, 12.5.4).
    pub fn negotiate(accept_language: &str) -> Locale {
        let mut best: Option<(u16, Locale)> = None;
        for range in accept_language.split(',') {
            let mut parts = range.split(';');
            let Some(locale) = parts.next().and_then(Locale::from_bcp47) else {
                continue;
            };
            let thousandths = parts
                .find_map(|parameter| parameter.trim().strip_prefix("q="))
                .map_or(Some(1000), weight_thousandths);
            match thousandths {
                Some(weight) if weight > best.map_or(0, |(weight, _)| weight) => {
                    best = Some((weight, locale));
                }
                _ => {}
            }
        }
        best.map_or_else(Locale::default, |(_, locale)| locale)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_bcp47())
    }
}

/// The locale as ICU names it, for its formatters.
pub(super) fn icu(locale: Locale) -> icu_locale_core::Locale {
    locale.format_tag().parse().expect("our own tags are well formed")
}

/// `0.8` → 800; at most three decimals, from 0 to 1.
fn weight_thousandths(quality: &str) -> Option<u16> {
    let (whole, fraction) = quality.trim().split_once('.').unwrap_or((quality.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_judged_by_its_language() {
        assert_eq!(Locale::from_bcp47("de-AT"), Some(Locale::De));
        assert_eq!(Locale::from_bcp47("EN_us"), Some(Locale::En));
        assert_eq!(Locale::from_bcp47("den"), None);
        assert_eq!(Locale::from_bcp47(""), None);
    }

    #[test]
    fn the_language_wanted_most_wins() {
        assert_eq!(Locale::negotiate("de-DE,de;q=0.9,en;q=0.8"), Locale::De);
        assert_eq!(Locale::negotiate("fr-FR, fr;q=0.9, de;q=0.5, en;q=0.7"), Locale::En);
        assert_eq!(Locale::negotiate("en;q=0.5, de;q=0.500"), Locale::En);
        assert_eq!(Locale::negotiate("en;q=0, de;q=0.001"), Locale::De);
    }

    #[test]
    fn a_header_that_names_none_of_ours_gives_english() {
        for header in ["", "*", "fr", "de;q=0", "de;q=abc", "de;q=1.5", ";;,,", "de;q=0.1234"] {
            assert_eq!(Locale::negotiate(header), Locale::En, "{header:?}");
        }
    }

    #[test]
    fn json_is_the_tag() {
        assert_eq!(serde_json::to_string(&Locale::De).unwrap(), "\"de\"");
        for locale in Locale::ALL {
            let json = format!("\"{}\"", locale.as_bcp47());
            assert_eq!(serde_json::from_str::<Locale>(&json).unwrap(), locale);
        }
    }
}
