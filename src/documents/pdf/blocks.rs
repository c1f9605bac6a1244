//! The upper part of the first page: mark, title, amount due, facts, parties.

use super::brand;
use super::invoice::Grid;
use super::layout::{At, Fragment, Mark, NodeId, Role, Structure};
use super::lines::natural_width;
use super::text::Shaper;
use super::theme::{BODY, FIGURE, FIGURE_DETAIL, GUTTER, Ink, LABEL, NUMBER, STRONG, TITLE};
use crate::documents::model::{Align, Fact, Headline, Link, PaperDocument, Party};

/// A value may take this part of its row before it gets smaller.
const VALUE_PART: f32 = 0.68;
const MIN_SIZE: f32 = 7.0;

/// Mark and title in the first row, the amount due and the facts in the second.
pub fn head(
    shaper: &mut Shaper,
    structure: &mut Structure,
    document: &PaperDocument,
    grid: Grid,
) -> Fragment {
    let mut fragment = brand::mark(shaper, structure, document, grid.left, grid.half);
    let at = At {
        x: grid.middle,
        y: 0.0,
        width: grid.half,
    };
    let title = structure.add(Structure::ROOT, Role::H1);
    let ink = shrunk(shaper, &document.title, TITLE, grid.half, 15.0);
    let y = fragment.text(shaper, Mark::Node(title), &document.title, at, ink);
    let number = structure.add(Structure::ROOT, Role::Paragraph);
    fragment.text(
        shaper,
        Mark::Node(number),
        &document.number,
        At { y: y + 1.0, ..at },
        NUMBER,
    );

    let second_row = fragment.height + grid.spacing.head;
    if let Some(headline) = &document.headline {
        let at = At {
            x: grid.left,
            y: second_row,
            width: grid.half,
        };
        amount_due(&mut fragment, shaper, structure, document, headline, at);
    }
    let mut y = second_row;
    for fact in &document.facts {
        let at = At {
            x: grid.middle,
            y,
            width: grid.half,
        };
        let node = structure.add(Structure::ROOT, Role::Paragraph);
        y = pair(&mut fragment, shaper, node, fact, at, LABEL, BODY) + grid.spacing.fact;
    }
    fragment
}

fn amount_due(
    fragment: &mut Fragment,
    shaper: &mut Shaper,
    structure: &mut Structure,
    document: &PaperDocument,
    headline: &Headline,
    at: At,
) {
    let node = structure.add(Structure::ROOT, Role::Paragraph);
    let mut y = fragment.text(shaper, Mark::Node(node), &headline.label, at, LABEL);
    let figure = shrunk(shaper, &headline.value, FIGURE, at.width, 12.0);
    y = fragment.text(
        shaper,
        Mark::Node(node),
        &headline.value,
        At { y: y + 1.0, ..at },
        figure,
    );
    if let Some(detail) = &headline.detail {
        let node = structure.add(Structure::ROOT, Role::Paragraph);
        let at = At { y: y + 3.0, ..at };
        y = fragment.text(shaper, Mark::Node(node), detail, at, FIGURE_DETAIL);
    }
    if let Some(link) = &headline.link {
        let ink = STRONG.size(10.0).color(brand::accent(document));
        link_text(
            fragment,
            shaper,
            structure,
            link,
            At { y: y + 5.0, ..at },
            ink,
        );
    }
}

/// A clickable line of text; returns the y below it.
pub fn link_text(
    fragment: &mut Fragment,
    shaper: &mut Shaper,
    structure: &mut Structure,
    link: &Link,
    at: At,
    ink: Ink,
) -> f32 {
    let paragraph = structure.add(Structure::ROOT, Role::Paragraph);
    let node = structure.add(paragraph, Role::Link);
    let bottom = fragment.text(shaper, Mark::Node(node), &link.text, at, ink);
    let width = (natural_width(shaper, &link.text, ink.style) * ink.size).min(at.width);
    fragment.link(
        At { width, ..at },
        bottom - at.y,
        &link.url,
        &link.alt,
        node,
    );
    bottom
}

/// Seller and buyer side by side; others in further rows of two.
pub fn parties(
    shaper: &mut Shaper,
    structure: &mut Structure,
    document: &PaperDocument,
    grid: Grid,
) -> Fragment {
    const ROW_GAP: f32 = 20.0;
    let all: Vec<&Party> = [&document.seller, &document.buyer]
        .into_iter()
        .chain(&document.other_parties)
        .collect();
    let mut fragment = Fragment::default();
    for pair in all.chunks(2) {
        let y = if fragment.commands.is_empty() {
            0.0
        } else {
            fragment.height + ROW_GAP
        };
        let places = [grid.left, grid.middle];
        for (party, x) in pair.iter().zip(places) {
            let at = At {
                x,
                y,
                width: grid.half - GUTTER / 2.0,
            };
            party_block(&mut fragment, shaper, structure, party, at);
        }
    }
    fragment
}

fn party_block(
    fragment: &mut Fragment,
    shaper: &mut Shaper,
    structure: &mut Structure,
    party: &Party,
    at: At,
) {
    let section = structure.add(Structure::ROOT, Role::Section);
    let heading = structure.add(section, Role::H2);
    let mut y = fragment.text(shaper, Mark::Node(heading), &party.label, at, LABEL) + 4.0;
    let name = structure.add(section, Role::Paragraph);
    let name_ink = STRONG.size(10.0);
    y = fragment.text(
        shaper,
        Mark::Node(name),
        &party.name,
        At { y, ..at },
        name_ink,
    ) + 1.0;
    let address = structure.add(section, Role::Paragraph);
    for line in &party.address {
        y = fragment.text(shaper, Mark::Node(address), line, At { y, ..at }, BODY);
    }
    let contact = party.email.iter();
    let small = LABEL.size(8.5);
    y += 3.0;
    for line in party.tax_ids.iter().chain(contact) {
        let node = structure.add(section, Role::Paragraph);
        y = fragment.text(shaper, Mark::Node(node), line, At { y, ..at }, small);
    }
}

/// A label at the start and its value at the end of one row; returns the y below it.
pub fn pair(
    fragment: &mut Fragment,
    shaper: &mut Shaper,
    node: NodeId,
    fact: &Fact,
    at: At,
    label: Ink,
    value: Ink,
) -> f32 {
    const GAP: f32 = 12.0;
    let value_room = at.width * VALUE_PART;
    // An amount stays on one line; words may wrap, but no word is cut if smaller type avoids it.
    let unbroken = match value.style.tabular {
        true => fact.value.as_str(),
        false => longest_word(&fact.value),
    };
    let value = shrunk(shaper, unbroken, value, value_room, MIN_SIZE).align(Align::End);
    let natural = natural_width(shaper, &fact.value, value.style) * value.size;
    let value_width = natural.min(value_room) + 0.1;
    // Label and value share a baseline although their sizes differ.
    let drop = value.baseline() - label.baseline();
    let label_at = At {
        y: at.y + drop.max(0.0),
        width: at.width - value_width - GAP,
        ..at
    };
    let value_at = At {
        x: at.x + at.width - value_width,
        y: at.y - drop.min(0.0),
        width: value_width,
    };
    let mark = Mark::Node(node);
    let below_label = fragment.text(shaper, mark, &fact.label, label_at, label);
    let below_value = fragment.text(shaper, mark, &fact.value, value_at, value);
    below_label.max(below_value)
}

fn longest_word(text: &str) -> &str {
    text.split(' ')
        .max_by_key(|word| word.chars().count())
        .unwrap_or(text)
}

/// `ink`, made smaller until `text` fits `width` on one line, but never below `minimum`.
pub fn shrunk(shaper: &mut Shaper, text: &str, ink: Ink, width: f32, minimum: f32) -> Ink {
    let natural = natural_width(shaper, text, ink.style);
    if natural * ink.size <= width {
        return ink;
    }
    // Quarter points: sizes that differ by less look like a mistake.
    let fitting = (width / natural * 4.0).floor() / 4.0;
    ink.size(fitting.max(minimum).min(ink.size))
}
