//! Owns the messages of all languages, compiled into the binary and parsed once.
//!
//! A message without placeholders is resolved when the catalogue is loaded, because a page asks for
//! a hundred of them: `text` is one look-up in a hash map and copies nothing.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::{Arg, Locale, numbers};

/// One Fluent file: its name, for error messages, and its text.
pub(super) type SourceFile = (&'static str, &'static str);

/// Each file exists in every language.
macro_rules! files {
    ($($file:literal)*) => {
        const EN: &[SourceFile] = &[$((
            concat!("en/", $file),
            include_str!(concat!("../../locales/en/", $file)),
        )),*];
        const DE: &[SourceFile] = &[$((
            concat!("de/", $file),
            include_str!(concat!("../../locales/de/", $file)),
        )),*];
    };
}

files! {
    "common.ftl"
    "portal.ftl"
    "paying.ftl"
    "admin.ftl"
    "sellers.ftl"
    "credits.ftl"
    "routing.ftl"
    "review.ftl"
    "auth.ftl"
    "documents.ftl"
    "receipt.ftl"
    "disputes.ftl"
    "mail.ftl"
    "autopay.ftl"
    "errors.ftl"
    "countries.ftl"
    "refunds.ftl"
    "usage_staff.ftl"
    "subscription_desk.ftl"
    "billing_lines.ftl"
    "subscriptions.ftl"
    "usage.ftl"
    "usage_alerts.ftl"
    "fx.ftl"
    "tax_evidence.ftl"
    "clock.ftl"
    "subscription_mail.ftl"
    "reconciliation.ftl"
    "plans.ftl"
    "coupons.ftl"
    "notices.ftl"
    "card_link.ftl"
    "sms.ftl"
    "dunning.ftl"
    "dunning_report.ftl"
    "installments.ftl"
}

/// The Fluent files of a language.
pub(super) const fn files(locale: Locale) -> &'static [SourceFile] {
    match locale {
        Locale::En => EN,
        Locale::De => DE,
    }
}

/// The message `key`, which has no placeholders.
///
/// A key that is missing, or needs arguments, is a programming error: it panics in debug builds; a
/// release build shows the key itself and logs an error once.
pub fn text(locale: Locale, key: &str) -> Cow<'static, str> {
    match catalogue(locale).fixed.get(key) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(missing(locale, key, "no message without placeholders")),
    }
}

/// The message `key` with its placeholders filled, amounts and dates written for `locale`.
///
/// Markup is not escaped here: the view or the mail template does that with the whole text.
/// Loud like [`text`] where the key or one of its arguments is missing.
pub fn text_with(locale: Locale, key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
    let catalogue = catalogue(locale);
    let pattern = catalogue.bundle.get_message(key).and_then(|message| message.value());
    let Some(pattern) = pattern else {
        return missing(locale, key, "no such message");
    };
    let mut fluent_args = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        fluent_args.set(*name, value.to_fluent(locale));
    }
    let mut errors = Vec::new();
    let text = catalogue.bundle.format_pattern(pattern, Some(&fluent_args), &mut errors);
    if !errors.is_empty() {
        missing(locale, key, "an argument is missing");
    }
    text.into_owned()
}

struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    fixed: HashMap<&'static str, &'static str>,
}

fn catalogue(locale: Locale) -> &'static Catalogue {
    static EN: LazyLock<Catalogue> = LazyLock::new(|| load(Locale::En));
    static DE: LazyLock<Catalogue> = LazyLock::new(|| load(Locale::De));
    match locale {
        Locale::En => &EN,
        Locale::De => &DE,
    }
}

/// Parses the files of `locale`.
///
/// Panics on a syntax error or a key defined twice: the files are part of the binary, a test loads
/// them all, so that no release can hold a broken one.
fn load(locale: Locale) -> Catalogue {
    let language = locale.as_bcp47().parse().expect("our own tags are well formed");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks would end up in PDFs, subjects and CSV; both languages run left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::En => |value, _| count(Locale::En, value),
        Locale::De => |value, _| count(Locale::De, value),
    }));
    let mut keys = Vec::new();
    for (file, source) in files(locale) {
        let resource = FluentResource::try_new((*source).to_owned())
            .unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
        keys.extend(message_keys(source));
        bundle.add_resource(resource).unwrap_or_else(|errors| panic!("{file}: {errors:?}"));
    }
    let fixed = keys.into_iter().filter_map(|key| Some((key, fixed_text(&bundle, key)?))).collect();
    Catalogue { bundle, fixed }
}

/// The text of a message that needs no arguments, kept for the life of the program.
fn fixed_text(bundle: &FluentBundle<FluentResource>, key: &str) -> Option<&'static str> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, None, &mut errors);
    errors.is_empty().then(|| &*Box::leak(text.into_owned().into_boxed_str()))
}

/// The keys of a Fluent file: what stands before `=` at the start of a line.
pub(super) fn message_keys(source: &'static str) -> impl Iterator<Item = &'static str> {
    source
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| Some(line.split_once('=')?.0.trim_end()))
}

/// Whole numbers in messages get the locale's grouping; anything else Fluent writes by itself.
fn count(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => {
            Decimal::from_f64(number.value).map(|value| numbers::number(locale, value))
        }
        _ => None,
    }
}

/// What is shown for a message that cannot be formed.
#[cold]
fn missing(locale: Locale, key: &str, reason: &'static str) -> String {
    static LOGGED: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);
    if cfg!(debug_assertions) {
        panic!("message {key:?} in {locale}: {reason}");
    }
    // A panic elsewhere leaves the set as it was: nothing in it can be half done.
    let mut logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner);
    if logged.insert(format!("{locale} {key}")) {
        tracing::error!(%locale, key, reason, "message cannot be formed");
    }
    key.to_owned()
}
