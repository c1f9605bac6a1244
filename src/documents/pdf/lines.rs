//! Paragraphs to lines: Unicode line breaking (UAX #14), visual order (UAX #9), and no word too
//! long for its box.

use std::rc::Rc;

use super::bidi::in_visual_order;
use super::glyphs::{Run, Shaped, TextStyle};
use super::text::Shaper;

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
/// Breaks where the script allows; a word wider than the box is cut between clusters. Control
/// characters count as spaces, line feeds begin a new paragraph.
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

#[cfg(test)]
mod tests {
    use super::{break_lines, natural_width};
    use crate::documents::pdf::fonts::Weight;
    use crate::documents::pdf::glyphs::TextStyle;
    use crate::documents::pdf::text::Shaper;

    const STYLE: TextStyle = TextStyle { weight: Weight::Regular, tabular: true };

    /// The text of each line, from the bytes its glyphs stand for.
    fn broken(text: &str, max_em: f32) -> Vec<String> {
        let mut shaper = Shaper::default();
        let lines = break_lines(&mut shaper, text, STYLE, max_em);
        assert!(lines.iter().all(|line| line.width <= max_em + 0.01), "a line is too wide");
        let part = |line: &super::Line| {
            let start = line.runs.iter().map(|run| run.start).min().unwrap_or(0);
            let end = line.runs.iter().map(|run| run.end).max().unwrap_or(0);
            line.text[start as usize..end as usize].to_owned()
        };
        lines.iter().map(part).collect()
    }

    #[test]
    fn lines_break_between_words_and_lose_the_space() {
        let figure = natural_width(&mut Shaper::default(), "0", STYLE);
        assert_eq!(broken("111 222 333", figure * 8.0), ["111 222", "333"]);
        assert_eq!(broken("111 222 333", figure * 3.5), ["111", "222", "333"]);
    }

    #[test]
    fn a_word_wider_than_its_box_is_cut() {
        let figure = natural_width(&mut Shaper::default(), "0", STYLE);
        assert_eq!(broken("11 2222222 3", figure * 3.1), ["11", "222", "222", "2 3"]);
    }

    #[test]
    fn a_line_feed_begins_a_line_and_other_controls_are_spaces() {
        assert_eq!(broken("a\nb\tc\r\n\nd", 100.0), ["a", "b c", "d"]);
        assert!(broken("", 100.0).is_empty());
        assert!(broken(" \n ", 100.0).is_empty());
    }

    #[test]
    fn right_to_left_words_stand_in_visual_order() {
        let mut shaper = Shaper::default();
        let line = break_lines(&mut shaper, "שלום 123 abc", STYLE, 100.0).remove(0);
        // Read from the left: abc, the space, 123 and, furthest right, the Hebrew word.
        let starts: Vec<u32> = line.runs.iter().map(|run| run.start).collect();
        let hebrew = line.runs.iter().position(|run| run.start == 0).unwrap();
        assert_eq!(hebrew, line.runs.len() - 1, "{starts:?}");
        assert!(line.runs[hebrew].is_right_to_left());
    }

    #[test]
    fn one_mark_more_does_not_make_a_cluster_more() {
        let mut shaper = Shaper::default();
        let line = break_lines(&mut shaper, "ọ̀", STYLE, 100.0).remove(0);
        let glyphs: Vec<_> = line.runs.iter().flat_map(|run| &run.glyphs).collect();
        assert!(glyphs.iter().all(|glyph| (glyph.start, glyph.end) == (0, 5)), "{glyphs:?}");
    }
}
