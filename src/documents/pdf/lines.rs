//! Paragraphs to lines: Unicode line breaking (UAX #14), visual order (UAX #9), and no word too long for its box.

use std::rc::Rc;

use super::text::{Run, Shaped, Shaper, TextStyle};

/// A sum of advances may exceed the width it was made from by rounding.
const TOLERANCE_EM: f32 = 0.002;

/// One line: runs in visual order, left to right.
#[derive(Clone, Debug)]
pub struct Line {
    /// The whole paragraph; the glyphs' byte ranges point into it.
    pub text: Rc<str>,
    pub runs: Rc<Vec<Run>>,
    /// In em.
    pub width: f32,
}

/// The lines of `text` in a box `max_em` wide. At least one line, unless the text is empty.
///
/// Breaks where the script allows; a word wider than the box is cut between clusters. Control characters count
/// as spaces, line feeds begin a new paragraph.
pub fn break_lines(shaper: &mut Shaper, text: &str, style: TextStyle, max_em: f32) -> Vec<Line> {
    let clean;
    let text = if text.chars().any(is_control) {
        clean = text.chars().map(plain).collect::<String>();
        clean.as_str()
    } else {
        text
    };
    let mut lines = Vec::new();
    for paragraph in text.split('\n').map(str::trim_end) {
        if paragraph.is_empty() {
            continue;
        }
        let shaped = shaper.shape(paragraph, style);
        if shaped.width <= max_em + TOLERANCE_EM {
            lines.push(whole_line(&shaped));
        } else {
            for (start, end) in break_paragraph(&shaped, max_em + TOLERANCE_EM) {
                lines.push(line_between(&shaped, start, end));
            }
        }
    }
    lines
}

/// Width of `text` on one line, in em.
pub fn natural_width(shaper: &mut Shaper, text: &str, style: TextStyle) -> f32 {
    break_lines(shaper, text, style, f32::MAX).iter().map(|line| line.width).fold(0.0, f32::max)
}

fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

fn plain(character: char) -> char {
    match character {
        '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        other if other.is_control() => ' ',
        other => other,
    }
}

/// Byte ranges of the lines, in order, covering the paragraph.
fn break_paragraph(shaped: &Shaped, max_em: f32) -> Vec<(usize, usize)> {
    let text: &str = &shaped.text;
    let mut advances = vec![0.0_f32; text.len() + 1];
    for glyph in shaped.runs.iter().flat_map(|run| &run.glyphs) {
        advances[glyph.start as usize] += glyph.advance;
    }
    let width = |start: usize, end: usize| advances[start..end].iter().sum::<f32>();

    let mut lines = Vec::new();
    let (mut line_start, mut line_width) = (0, 0.0);
    let mut start = 0;
    for (end, _) in unicode_linebreak::linebreaks(text) {
        let visible_end = start + text[start..end].trim_end_matches(' ').len();
        if line_width + width(start, visible_end) > max_em {
            if start > line_start {
                lines.push((line_start, start));
                (line_start, line_width) = (start, 0.0);
            }
            // The word alone may be too wide: cut it before the cluster that would stick out.
            for (at, advance) in (start..visible_end).map(|at| (at, advances[at])) {
                if line_width + advance > max_em && at > line_start && advance > 0.0 {
                    lines.push((line_start, at));
                    (line_start, line_width) = (at, 0.0);
                }
                line_width += advance;
            }
            line_width += width(visible_end, end);
        } else {
            line_width += width(start, end);
        }
        start = end;
    }
    if line_start < text.len() {
        lines.push((line_start, text.len()));
    }
    lines
}

fn whole_line(shaped: &Shaped) -> Line {
    let reorder = shaped.runs.iter().any(|run| run.level > 0) && shaped.runs.len() > 1;
    let runs = match reorder {
        true => Rc::new(in_visual_order(shaped.runs.to_vec())),
        false => shaped.runs.clone(),
    };
    Line { text: shaped.text.clone(), runs, width: shaped.width }
}

/// The part of a paragraph between two bytes, without trailing spaces.
fn line_between(shaped: &Shaped, start: usize, end: usize) -> Line {
    let end = start + shaped.text[start..end].trim_end().len();
    let (start, end) = (start as u32, end as u32);
    let runs: Vec<Run> = shaped
        .runs
        .iter()
        .filter(|run| run.end > start && run.start < end)
        .map(|run| Run {
            face: run.face,
            glyphs: run
                .glyphs
                .iter()
                .filter(|glyph| glyph.start >= start && glyph.start < end)
                .map(|glyph| {
                    let mut glyph = *glyph;
                    glyph.end = glyph.end.min(end);
                    glyph
                })
                .collect(),
            level: run.level,
            start: run.start.max(start),
            end: run.end.min(end),
            substituted: run.substituted,
        })
        .collect();
    let width = runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum();
    Line { text: shaped.text.clone(), runs: Rc::new(in_visual_order(runs)), width }
}

/// Rule L2 of UAX #9: from the highest level down, reverse every sequence at that level or above.
fn in_visual_order(mut runs: Vec<Run>) -> Vec<Run> {
    let highest = runs.iter().map(|run| run.level).max().unwrap_or(0);
    for level in (1..=highest).rev() {
        let mut start = 0;
        while start < runs.len() {
            if runs[start].level < level {
                start += 1;
                continue;
            }
            let length = runs[start..].iter().take_while(|run| run.level >= level).count();
            runs[start..start + length].reverse();
            start += length;
        }
    }
    runs
}
