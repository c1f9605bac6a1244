//! Glyphs to text operators: where the reader's pen is, and what the glyphs say.

use std::collections::BTreeMap;

use printpdf::{Codepoint, DictItem, Op, Pt, TextItem, TextMatrix};

use super::embed::{EmbeddedFace, clusters, shown_text};
use super::glyphs::{Glyph, Run};
use super::writer::round;

/// Where a run begins, in PDF's coordinates, and its type size.
#[derive(Clone, Copy)]
pub struct Pen {
    pub x: f32,
    pub y: f32,
    pub size: f32,
}

/// Shows a run and returns the x after it.
pub fn show_run(
    operators: &mut Vec<Op>,
    pen: Pen,
    run: &Run,
    text: &str,
    face: &EmbeddedFace,
) -> f32 {
    let mut row = GlyphRow::at(pen.x);
    let clusters: Vec<&[Glyph]> = clusters(run).collect();
    for group in clusters.chunk_by(|a, b| joined(a, b, run, text)) {
        if group.iter().all(|cluster| is_plain(cluster, text, run, face)) {
            group.iter().for_each(|cluster| row.push(&cluster[0], pen.size, face));
            continue;
        }
        row.flush(operators, pen.y);
        let all = || group.iter().flat_map(|cluster| cluster.iter());
        let start = all().map(|glyph| glyph.start).min().unwrap_or(run.start);
        let end = all().map(|glyph| glyph.end).max().unwrap_or(run.end);
        operators.push(actual_text(&text[start as usize..end as usize]));
        for glyph in all() {
            if glyph.dx == 0.0 && glyph.dy == 0.0 {
                row.push(glyph, pen.size, face);
                continue;
            }
            row.flush(operators, pen.y);
            let mut alone = GlyphRow::at(row.x + glyph.dx * pen.size);
            alone.push(glyph, pen.size, face);
            alone.flush(operators, pen.y + glyph.dy * pen.size);
            row = GlyphRow::at(row.x + glyph.advance * pen.size);
        }
        row.flush(operators, pen.y);
        operators.push(Op::EndMarkedContent);
    }
    row.flush(operators, pen.y);
    row.x
}

/// Glyphs shown by one operator, beginning at one place.
struct GlyphRow {
    start: f32,
    /// Where the next glyph belongs.
    x: f32,
    glyphs: Vec<Codepoint>,
    /// How far the reader's pen lags behind, in thousandths of an em: stated widths are whole
    /// numbers.
    lag: f32,
}

impl GlyphRow {
    fn at(x: f32) -> GlyphRow {
        GlyphRow { start: x, x, glyphs: Vec::new(), lag: 0.0 }
    }

    fn push(&mut self, glyph: &Glyph, size: f32, face: &EmbeddedFace) {
        let Some(used) = face.glyph(glyph.id) else {
            return;
        };
        self.lag += glyph.advance * 1000.0 - used.width as f32;
        let correction = self.lag.trunc();
        self.lag -= correction;
        // A positive number in the operator moves the pen back.
        self.glyphs.push(Codepoint::with_cid(
            used.subset_id,
            if correction == 0.0 { 0.0 } else { -correction },
            used.text.clone(),
        ));
        self.x += glyph.advance * size;
    }

    fn flush(&mut self, operators: &mut Vec<Op>, y: f32) {
        if self.glyphs.is_empty() {
            return;
        }
        let matrix = TextMatrix::Translate(Pt(round(self.start)), Pt(round(y)));
        operators.push(Op::SetTextMatrix { matrix });
        let items = vec![TextItem::GlyphIds(std::mem::take(&mut self.glyphs))];
        operators.push(Op::ShowText { items });
        (self.start, self.lag) = (self.x, 0.0);
    }
}

/// True if `a` and the cluster `b` after it get one replacement text.
///
/// Left-to-right words do: a mark that ends a replacement text is narrow, and readers would take
/// what follows for a new word. Right-to-left clusters stay alone, because readers expect them in
/// visual order.
fn joined(a: &[Glyph], b: &[Glyph], run: &Run, text: &str) -> bool {
    let is_space = |cluster: &[Glyph]| {
        text[cluster[0].start as usize..cluster[0].end as usize].chars().all(char::is_whitespace)
    };
    !run.is_right_to_left() && !run.substituted && !is_space(a) && !is_space(b)
}

/// True if a reader gets the cluster's text from its one glyph.
fn is_plain(cluster: &[Glyph], text: &str, run: &Run, face: &EmbeddedFace) -> bool {
    let [glyph] = cluster else { return false };
    let text = &text[glyph.start as usize..glyph.end as usize];
    let shown = shown_text(text, run);
    let ligature = text.chars().nth(1).is_some() && run.is_right_to_left();
    glyph.dx == 0.0
        && glyph.dy == 0.0
        && !ligature
        && face.glyph(glyph.id).is_some_and(|used| used.text == shown)
}

/// Tells a reader what the glyphs that follow say (ISO 32000-1, 14.9.4).
fn actual_text(text: &str) -> Op {
    let utf16 = std::iter::once(0xfeff).chain(text.encode_utf16());
    let data = utf16.flat_map(u16::to_be_bytes).collect();
    let item = DictItem::String { data, literal: false };
    Op::BeginMarkedContentWithProperties {
        tag: "Span".to_owned(),
        properties: DictItem::Dict { map: BTreeMap::from([("ActualText".to_owned(), item)]) },
    }
}
