use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::catalogue::files;
use super::{Arg, Locale, text, text_with};
use crate::domain::currency::Currency;
use crate::domain::money::Money;

/// Each key of a language with the names of its placeholders, read from the source text.
pub(super) fn messages(locale: Locale) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut messages = BTreeMap::new();
    for (_, source) in files(locale) {
        let mut key = None;
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                key = line.split_once('=').map(|(key, _)| key.trim());
            }
            let Some(key) = key else { continue };
            let names: &mut BTreeSet<&'static str> = messages.entry(key).or_default();
            names.extend(line.split('$').skip(1).map(|rest| {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                &rest[..end.unwrap_or(rest.len())]
            }));
        }
    }
    messages
}

#[test]
fn every_language_has_the_same_keys_with_the_same_placeholders() {
    let english = messages(Locale::En);
    for locale in Locale::ALL {
        let other = messages(locale);
        let missing: Vec<_> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        let surplus: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "{locale}: {missing:?} {surplus:?}");
        for (key, names) in &english {
            assert_eq!(&other[key], names, "placeholders of {key} in {locale}");
        }
    }
}

#[test]
fn every_message_of_every_language_can_be_formed() {
    for locale in Locale::ALL {
        for (key, names) in messages(locale) {
            let written = if names.is_empty() {
                text(locale, key).into_owned()
            } else {
                let args: Vec<_> = names.into_iter().map(|name| (name, Arg::Count(1))).collect();
                text_with(locale, key, &args)
            };
            assert!(
                !written.trim().is_empty() && !written.contains(['{', '$']),
                "{key}: {written}"
            );
        }
    }
}

#[test]
fn keys_are_kebab_case_of_at_least_two_words() {
    // One word alone would make the search for unused keys find it in any text.
    for key in messages(Locale::En).keys() {
        let words: Vec<&str> = key.split('-').collect();
        let plain =
            |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric());
        assert!(words.len() >= 2 && words.iter().all(plain), "{key}");
    }
}

#[test]
fn a_message_without_placeholders_is_shared_not_copied() {
    let first = text(Locale::De, "action-save");
    assert_eq!(first, "Speichern");
    assert!(matches!(first, std::borrow::Cow::Borrowed(_)));
}

#[test]
fn values_are_written_in_the_locale_of_the_message() {
    let due = jiff::civil::date(2026, 3, 5);
    let rest = |locale| {
        let amount = Money::new(123_450, Currency::EUR);
        text_with(locale, "invoice-rest-due", &[("amount", amount.into())])
    };
    assert_eq!(rest(Locale::En), "€1,234.50 due");
    assert_eq!(rest(Locale::De), "1.234,50\u{a0}€ offen");
    let due_on = |locale| text_with(locale, "document-due-by", &[("date", due.into())]);
    assert_eq!(due_on(Locale::En), "Due by 5 March 2026");
    assert_eq!(due_on(Locale::De), "Fällig bis 5. März 2026");
    let total = |locale| {
        let rate = Decimal::new(15, 1);
        text_with(locale, "document-tax-line", &[("rate", rate.into()), ("taxable", "X".into())])
    };
    assert_eq!(total(Locale::De), "USt. 1,5 auf X");
}

#[test]
fn counts_choose_the_plural_and_are_grouped() {
    let days = |locale, count: i64| text_with(locale, "overdue-by-days", &[("days", count.into())]);
    assert_eq!(days(Locale::En, 1), "1 day overdue");
    assert_eq!(days(Locale::En, 0), "0 days overdue");
    assert_eq!(days(Locale::De, 1), "seit 1 Tag überfällig");
    assert_eq!(days(Locale::De, 12_345), "seit 12.345 Tagen überfällig");
}

#[test]
fn values_carry_no_isolation_marks() {
    let written = text_with(Locale::En, "invoice-title", &[("number", "INV-7".into())]);
    assert_eq!(written, "Invoice INV-7");
}

#[test]
#[should_panic(expected = "no message without placeholders")]
fn a_missing_key_is_loud() {
    text(Locale::En, "no-such-key");
}

#[test]
#[should_panic(expected = "no message without placeholders")]
fn a_message_that_needs_arguments_is_not_plain_text() {
    text(Locale::En, "invoice-title");
}

#[test]
#[should_panic(expected = "an argument is missing")]
fn a_missing_argument_is_loud() {
    text_with(Locale::En, "invoice-title", &[]);
}

/// `cargo test --release i18n::catalogue_tests::look_up_time -- --nocapture` prints the time; the
/// bound is wide, because debug builds on a busy machine run this as well.
#[test]
fn look_up_time_of_a_plain_message_is_far_below_a_microsecond() {
    const ROUNDS: u32 = 20_000;
    let keys = ["action-save", "nav-invoices", "status-open", "document-line-unit-price"];
    text(Locale::De, keys[0]); // loads the catalogue
    let mut best = std::time::Duration::MAX;
    for _ in 0..5 {
        let started = std::time::Instant::now();
        for _ in 0..ROUNDS {
            for key in keys {
                std::hint::black_box(text(Locale::De, std::hint::black_box(key)));
            }
        }
        best = best.min(started.elapsed());
    }
    let each = best / (ROUNDS * 4);
    println!("text(): {} ns", each.as_nanos());
    assert!(each.as_nanos() < 5_000, "{each:?}");
}
