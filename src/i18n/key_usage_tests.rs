//! Holds the catalogue and the code together: no key in code without a message, no message that
//! nothing asks for. `locales/unused-keys-allowed.txt` lists prefixes of keys whose feature is
//! still on its way.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Locale;
use super::catalogue_tests::messages;

const CALLS: [&str; 4] = ["text", "text_with", "t", "t_with"];

fn source_files() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if is_searched(&path) {
                let source = fs::read_to_string(&path).unwrap();
                found.push((path, source));
            }
        }
    }
    found
}

/// The tests of the catalogue name keys that do not exist, or nothing else uses.
fn is_searched(path: &Path) -> bool {
    let own_test =
        path.ends_with("i18n/catalogue_tests.rs") || path.ends_with("i18n/key_usage_tests.rs");
    path.extension().is_some_and(|extension| extension == "rs") && !own_test
}

/// What stands between two quotation marks, be it a literal or the code between two of them: with
/// both, a mark in a comment or a raw string cannot turn inside into outside.
fn quoted(source: &str) -> impl Iterator<Item = &str> {
    source.split('"')
}

fn end_of_literal(after_quote: &str) -> Option<usize> {
    let mut escaped = false;
    after_quote.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

fn looks_like_a_key(literal: &str) -> bool {
    literal.contains('-')
        && literal.starts_with(|first: char| first.is_ascii_lowercase())
        && literal.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The keys given literally to `text(…)`, `text_with(…)`, `t(…)` and `t_with(…)`.
fn asked_for(source: &str) -> BTreeSet<&str> {
    let mut keys = BTreeSet::new();
    for (at, _) in source.match_indices('(') {
        let before = &source[..at];
        let name_starts = before
            .char_indices()
            .rfind(|(_, c)| !c.is_ascii_alphanumeric() && *c != '_')
            .map_or(0, |(position, c)| position + c.len_utf8());
        let name = &before[name_starts..];
        // `.text("…")` is the method of something else; `cx.t("…")` is ours.
        let foreign_method = name.starts_with("text") && before[..name_starts].ends_with('.');
        if !CALLS.contains(&name) || foreign_method {
            continue;
        }
        let arguments = &source[at + 1..];
        let Some(quote) = arguments.find('"') else {
            continue;
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || " \n\t,&._:*()".contains(c);
        if !arguments[..quote].chars().all(plain) || arguments[..quote].contains("))") {
            continue;
        }
        let literal = &arguments[quote + 1..];
        let literal = &literal[..end_of_literal(literal).unwrap_or(0)];
        if looks_like_a_key(literal) {
            keys.insert(literal);
        }
    }
    keys
}

#[test]
fn the_search_sees_keys_however_the_call_is_laid_out() {
    let source = r#"
        t("nav-invoices"); cx.t("nav-usage"); text(locale, "action-pay"); t("one");
        text_with(
            cx.locale(),
            "invoice-title",
            &[("number", "not-a-key".into())],
        );
        t_with("term-days", &[]); page.text("some-id"); print(&"not-this-one"); let t = '"';
    "#;
    let expected = ["action-pay", "invoice-title", "nav-invoices", "nav-usage", "term-days"];
    assert_eq!(asked_for(source).into_iter().collect::<Vec<_>>(), expected);
    assert!(quoted(source).any(|text| text == "not-a-key"));
}

#[test]
fn every_key_in_the_code_has_a_message() {
    let known = messages(Locale::En);
    let mut unknown = Vec::new();
    for (path, source) in &source_files() {
        for key in asked_for(source) {
            if !known.contains_key(key) {
                unknown.push(format!("{}: {key}", path.display()));
            }
        }
    }
    assert!(unknown.is_empty(), "keys without a message:\n{}", unknown.join("\n"));
}

#[test]
fn every_message_is_asked_for_somewhere() {
    let sources = source_files();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    // `format!("country-{code}")` asks for every key that starts so.
    let mut prefixes: Vec<&str> = Vec::new();
    for (_, source) in &sources {
        for text in quoted(source) {
            used.insert(text);
            match text.split_once('{') {
                Some((prefix, _)) if prefix.ends_with('-') && looks_like_a_key(prefix) => {
                    prefixes.push(prefix);
                }
                _ => {}
            }
        }
    }
    let allowed = include_str!("../../locales/unused-keys-allowed.txt");
    prefixes.extend(allowed.lines().filter(|line| !line.is_empty() && !line.starts_with('#')));
    let unused: Vec<&str> = messages(Locale::En)
        .into_keys()
        .filter(|key| !used.contains(key))
        .filter(|key| !prefixes.iter().any(|prefix| key.starts_with(prefix)))
        .collect();
    assert!(unused.is_empty(), "messages that nothing asks for:\n{}", unused.join("\n"));
}
