//! Lays a message out, as text and as HTML, from the same parts: neither says more than the other.
//!
//! The one HTML layout (`layout.html`) is made of tables, because mail programs know little CSS; it
//! follows the reader's light or dark setting. Everything that enters it is escaped here.

use super::{Brand, Rendered};
use crate::i18n::{Locale, text, text_with};

const LAYOUT: &str = include_str!("layout.html");
const BUTTON: &str = include_str!("button.html");
const FACT: &str = include_str!("fact.html");
const FOOTER_LINE: &str = include_str!("footer_line.html");

/// What an e-mail says, in the reader's language.
pub(super) struct Content<'a> {
    pub locale: Locale,
    pub subject: String,
    /// Paragraphs, separated by an empty line. One that is the link's address alone becomes a button.
    pub body: String,
    /// Whom the greeting names; empty: nobody.
    pub reader: &'a str,
    /// Label and value, for what one looks up rather than reads.
    pub facts: Vec<(String, String)>,
    pub link_label: String,
    pub link_url: &'a str,
    /// The customer's account on whose behalf this is sent; empty for a message to a person.
    pub account: &'a str,
}

pub(super) fn render(content: &Content<'_>, brand: &Brand) -> Rendered {
    Rendered {
        subject: content.subject.clone(),
        text_body: text_body(content, brand),
        html_body: html_body(content, brand),
    }
}

fn paragraphs(body: &str) -> impl Iterator<Item = &str> {
    body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

fn text_body(content: &Content<'_>, brand: &Brand) -> String {
    let mut parts = vec![greeting(content)];
    parts.extend(paragraphs(&content.body).map(str::to_owned));
    if !content.facts.is_empty() {
        let lines: Vec<_> =
            content.facts.iter().map(|(label, value)| format!("{label}: {value}")).collect();
        parts.push(lines.join("\n"));
    }
    parts.push(format!("{}\n{}", text(content.locale, "mail-closing"), brand.name));
    let mut written = parts.join("\n\n");
    let footer = footer_lines(content, brand);
    if !footer.is_empty() {
        // The separator of signatures: mail programs show what follows it smaller.
        written.push_str("\n\n-- \n");
        written.push_str(&footer.join("\n"));
    }
    written.push('\n');
    written
}

fn html_body(content: &Content<'_>, brand: &Brand) -> String {
    let mut body = paragraph(&greeting(content));
    for part in paragraphs(&content.body) {
        if part == content.link_url {
            body.push_str(&button(content, brand));
        } else {
            body.push_str(&paragraph(part));
        }
    }
    body.push_str(&facts(&content.facts));
    let closing = text(content.locale, "mail-closing");
    body.push_str(&paragraph(&format!("{closing}\n{}", brand.name)));
    let footer: String = footer_lines(content, brand)
        .iter()
        .map(|line| fill(FOOTER_LINE, &[("line", escape(line))]))
        .collect();
    let preview = paragraphs(&content.body).next().unwrap_or_default();
    let slots = [
        ("lang", content.locale.as_bcp47().to_owned()),
        ("subject", escape(&content.subject)),
        ("preview", escape(preview)),
        ("brand_color", brand.color().to_owned()),
        ("on_brand", text_color_on(brand.color()).to_owned()),
        ("sender", escape(&brand.name)),
        ("body", body),
        ("footer", footer),
    ];
    fill(LAYOUT, &slots)
}

fn greeting(content: &Content<'_>) -> String {
    if content.reader.is_empty() {
        text(content.locale, "mail-greeting-no-name").into_owned()
    } else {
        text_with(content.locale, "mail-greeting", &[("name", content.reader.into())])
    }
}

fn footer_lines(content: &Content<'_>, brand: &Brand) -> Vec<String> {
    let mut lines = Vec::new();
    if !content.account.is_empty() {
        let account = [("account", content.account.into())];
        lines.push(text_with(content.locale, "mail-footer-why", &account));
    }
    lines.extend(brand.footer.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned));
    lines
}

fn paragraph(written: &str) -> String {
    format!(
        r#"<p class="text" style="margin:0 0 16px;color:#1d201b;font-size:16px;line-height:1.5;">{}</p>"#,
        escape(written).replace('\n', "<br>")
    )
}

fn button(content: &Content<'_>, brand: &Brand) -> String {
    let slots = [
        ("brand_color", brand.color().to_owned()),
        ("on_brand", text_color_on(brand.color()).to_owned()),
        ("url", escape(content.link_url)),
        ("label", escape(&content.link_label)),
    ];
    fill(BUTTON, &slots)
}

/// A table that a screen reader reads as one: each row has its heading.
fn facts(facts: &[(String, String)]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let rows: String = facts
        .iter()
        .map(|(label, value)| fill(FACT, &[("label", escape(label)), ("value", escape(value))]))
        .collect();
    let table = r#"<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px;">"#;
    format!("{table}\n{rows}</table>\n")
}

/// The template with its slots filled, in one pass: a value that looks like a slot stays as it is.
fn fill(template: &str, slots: &[(&str, String)]) -> String {
    let mut pieces = template.split("{{");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        if let Some((_, value)) = slots.iter().find(|(slot, _)| *slot == name) {
            filled.push_str(value);
        }
        filled.push_str(rest);
    }
    filled
}

/// Text as HTML, also inside a quoted attribute.
fn escape(written: &str) -> String {
    let mut escaped = String::with_capacity(written.len());
    for c in written.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Black or white, whichever can be read on `#rrggbb`.
fn text_color_on(color: &str) -> &'static str {
    let channel = |at: usize| {
        color.get(at..at + 2).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0)
    };
    // Perceived brightness of ITU-R BT.601, in thousandths of a channel; above 140 black reads better.
    let brightness = (299 * channel(1) + 587 * channel(3) + 114 * channel(5)) / 1000;
    if brightness > 140 { "#161816" } else { "#ffffff" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_a_brand_colour_can_be_read() {
        assert_eq!(text_color_on("#0f5c4d"), "#ffffff");
        assert_eq!(text_color_on("#ffd400"), "#161816");
    }

    #[test]
    fn a_value_cannot_open_a_slot_or_a_tag() {
        let filled = fill(LAYOUT, &[("subject", escape("{{body}} <b>&\"'"))]);
        assert!(filled.contains("<title>{{body}} &lt;b&gt;&amp;&quot;&#39;</title>"));
    }
}
