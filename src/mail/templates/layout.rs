//! Lays a message out, as text and as HTML, from the same parts: neither says more than the other.
//!
//! The one HTML layout (`layout.html`) is made of tables, because mail programs know little CSS; it
//! follows the reader's light or dark setting. Everything that enters it is escaped here.

use super::kind::{MailKind, Variable};
use super::markup::{Block, Inline, Piece, Target};
use super::wording::Template;
use super::{Brand, Rendered};
use crate::i18n::{Locale, text, text_with};
use crate::mail::compose::one_line;

const LAYOUT: &str = include_str!("layout.html");
const BUTTON: &str = include_str!("button.html");
const FACT: &str = include_str!("fact.html");
const FOOTER_LINE: &str = include_str!("footer_line.html");

/// What an e-mail says, in the reader's language, whatever its wording.
pub(super) struct Content<'a> {
    pub kind: MailKind,
    pub locale: Locale,
    /// A value for each variable of the mail's kind.
    pub values: Vec<(Variable, String)>,
    /// Whom the greeting names; empty: nobody.
    pub reader: &'a str,
    /// Label and value, for what one looks up rather than reads.
    pub facts: Vec<(String, String)>,
    /// The customer's account on whose behalf this is sent; empty for a message to a person.
    pub account: &'a str,
}

impl Content<'_> {
    /// The value as one line: nobody's name can begin a paragraph of its own.
    fn value(&self, wanted: Variable) -> String {
        let found = self.values.iter().find(|(variable, _)| *variable == wanted);
        found.map_or_else(String::new, |(_, value)| one_line(value))
    }

    fn said(&self, pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Value(variable) => self.value(*variable),
            })
            .collect()
    }

    fn address(&self, target: &Target) -> String {
        match target {
            Target::Value(variable) => self.value(*variable),
            Target::Fixed(address) => address.clone(),
        }
    }
}

/// The message in this wording. The value of a variable is text, whatever it holds: it is not read
/// for markup or variables again.
pub(super) fn render(content: &Content<'_>, brand: &Brand, template: &Template) -> Rendered {
    let subject = content.said(&template.subject);
    Rendered {
        text_body: text_body(content, brand, &template.body),
        html_body: html_body(content, brand, &subject, &template.body),
        subject,
    }
}

fn text_body(content: &Content<'_>, brand: &Brand, body: &[Block]) -> String {
    let mut parts = vec![greeting(content)];
    parts.extend(body.iter().map(|block| block_as_text(content, block)));
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

fn block_as_text(content: &Content<'_>, block: &Block) -> String {
    match block {
        Block::Paragraph(inlines) => inlines_as_text(content, inlines),
        Block::List(items) => {
            let items: Vec<_> =
                items.iter().map(|item| format!("- {}", inlines_as_text(content, item))).collect();
            items.join("\n")
        }
        // An address stands alone in its line, where every mail program makes a link of it.
        Block::Button { label: None, target } => content.address(target),
        Block::Button { label: Some(label), target } => {
            format!("{}:\n{}", content.said(label), content.address(target))
        }
    }
}

fn inlines_as_text(content: &Content<'_>, inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Piece { piece, .. } => content.said(std::slice::from_ref(piece)),
            Inline::Link { label, target, .. } => {
                format!("{} ({})", content.said(label), content.address(target))
            }
        })
        .collect()
}

fn html_body(content: &Content<'_>, brand: &Brand, subject: &str, blocks: &[Block]) -> String {
    let mut body = paragraph(&escape(&greeting(content)));
    for block in blocks {
        body.push_str(&block_as_html(content, brand, block));
    }
    body.push_str(&facts(&content.facts));
    let closing = text(content.locale, "mail-closing");
    body.push_str(&paragraph(&escape(&format!("{closing}\n{}", brand.name))));
    let footer: String = footer_lines(content, brand)
        .iter()
        .map(|line| fill(FOOTER_LINE, &[("line", escape(line))]))
        .collect();
    let preview = blocks.first().map(|block| block_as_text(content, block)).unwrap_or_default();
    let slots = [
        ("lang", content.locale.as_bcp47().to_owned()),
        ("subject", escape(subject)),
        ("preview", escape(&preview)),
        ("brand_color", brand.color.to_string()),
        ("on_brand", brand.color.letters().to_string()),
        ("sender", escape(&brand.name)),
        ("body", body),
        ("footer", footer),
    ];
    fill(LAYOUT, &slots)
}

fn block_as_html(content: &Content<'_>, brand: &Brand, block: &Block) -> String {
    match block {
        Block::Paragraph(inlines) => paragraph(&inlines_as_html(content, inlines)),
        Block::List(items) => {
            let items: String = items
                .iter()
                .map(|item| {
                    format!("<li style=\"margin:0 0 6px;\">{}</li>", inlines_as_html(content, item))
                })
                .collect();
            format!("{LIST}{items}</ul>")
        }
        Block::Button { label, target } => {
            let label = match label {
                Some(label) => content.said(label),
                None => content.kind.link_label(content.locale),
            };
            button(brand, &label, &content.address(target))
        }
    }
}

const LIST: &str = r#"<ul class="text" style="margin:0 0 16px;padding:0 0 0 22px;color:#1d201b;font-size:16px;line-height:1.5;">"#;

fn inlines_as_html(content: &Content<'_>, inlines: &[Inline]) -> String {
    inlines.iter().map(|inline| inline_as_html(content, inline)).collect()
}

fn inline_as_html(content: &Content<'_>, inline: &Inline) -> String {
    let (written, is_bold) = match inline {
        Inline::Piece { piece: Piece::Value(link), is_bold } if link.is_link() => {
            let address = content.value(*link);
            (link_as_html(&address, &address), *is_bold)
        }
        Inline::Piece { piece, is_bold } => {
            (escape(&content.said(std::slice::from_ref(piece))), *is_bold)
        }
        Inline::Link { label, target, is_bold } => {
            (link_as_html(&content.said(label), &content.address(target)), *is_bold)
        }
    };
    if is_bold { format!("<strong>{written}</strong>") } else { written }
}

fn link_as_html(label: &str, address: &str) -> String {
    // In the colour of the text, which the reader's light or dark setting decides.
    format!(
        r#"<a href="{}" style="color:inherit;text-decoration:underline;">{}</a>"#,
        escape(address),
        escape(label)
    )
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

/// `html` is escaped already.
fn paragraph(html: &str) -> String {
    format!(
        r#"<p class="text" style="margin:0 0 16px;color:#1d201b;font-size:16px;line-height:1.5;">{}</p>"#,
        html.replace('\n', "<br>")
    )
}

fn button(brand: &Brand, label: &str, address: &str) -> String {
    let slots = [
        ("brand_color", brand.color.to_string()),
        ("on_brand", brand.color.letters().to_string()),
        ("url", escape(address)),
        ("label", escape(label)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_open_a_slot_or_a_tag() {
        let filled = fill(LAYOUT, &[("subject", escape("{{body}} <b>&\"'"))]);
        assert!(filled.contains("<title>{{body}} &lt;b&gt;&amp;&quot;&#39;</title>"));
    }
}
