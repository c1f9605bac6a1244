//! Positioned glyphs: what shaping gives and what a back end draws. All measures are in em.

use std::rc::Rc;

use harfrust::Buffer;

use super::fonts::{FaceId, Weight};

/// Drawn where no face has the character: WHITE SQUARE.
pub const MISSING: char = '\u{25a1}';

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    pub id: u16,
    pub advance: f32,
    pub dx: f32,
    pub dy: f32,
    /// The cluster's bytes in the text.
    pub start: u32,
    pub end: u32,
}

/// Glyphs of one face and one direction, in visual order.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub face: FaceId,
    pub glyphs: Vec<Glyph>,
    pub level: u8,
    pub start: u32,
    pub end: u32,
    /// The glyphs are [`MISSING`] boxes, not the text.
    pub substituted: bool,
}

impl Run {
    pub fn is_right_to_left(&self) -> bool {
        self.level % 2 == 1
    }
}

/// A shaped paragraph: runs in logical order.
#[derive(Debug)]
pub struct Shaped {
    pub text: Rc<str>,
    pub runs: Rc<Vec<Run>>,
    pub width: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TextStyle {
    pub weight: Weight,
    /// Figures of equal width, for columns of amounts.
    pub tabular: bool,
}

/// The buffer's glyphs with their clusters' bytes; `None` if one of them is the face's "not
/// defined" glyph.
pub fn positioned_glyphs(
    buffer: &Buffer,
    units_per_em: u16,
    start: usize,
    end: usize,
    right_to_left: bool,
) -> Option<Vec<Glyph>> {
    let (infos, positions) = (buffer.glyph_infos(), buffer.glyph_positions());
    let em = f32::from(units_per_em);
    let mut glyphs = Vec::with_capacity(infos.len());
    for (info, position) in infos.iter().zip(positions) {
        if info.glyph_id == 0 {
            return None;
        }
        glyphs.push(Glyph {
            id: u16::try_from(info.glyph_id).ok()?,
            advance: position.x_advance as f32 / em,
            dx: position.x_offset as f32 / em,
            dy: position.y_offset as f32 / em,
            start: start as u32 + info.cluster,
            end: 0,
        });
    }
    // A cluster ends where the next one in reading order begins.
    let (mut next, mut current) = (end as u32, u32::MAX);
    let mut close = |glyph: &mut Glyph| {
        if current != u32::MAX && glyph.start != current {
            next = current;
        }
        current = glyph.start;
        glyph.end = next;
    };
    match right_to_left {
        true => glyphs.iter_mut().for_each(&mut close),
        false => glyphs.iter_mut().rev().for_each(&mut close),
    }
    Some(glyphs)
}
