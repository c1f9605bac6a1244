//! The bidirectional algorithm (UAX #9): levels of a paragraph, and the visual order of a line's
//! runs.

use unicode_bidi::{BidiInfo, Level};

use super::glyphs::Run;
use crate::documents::model::PageDirection;

/// Byte ranges of equal bidi level, in logical order.
pub fn level_runs(text: &str, page: PageDirection) -> Vec<(usize, usize, u8)> {
    let fallback = match page {
        PageDirection::LeftToRight => Level::ltr(),
        PageDirection::RightToLeft => Level::rtl(),
    };
    let base = match unicode_bidi::get_base_direction(text) {
        unicode_bidi::Direction::Ltr => Level::ltr(),
        unicode_bidi::Direction::Rtl => Level::rtl(),
        unicode_bidi::Direction::Mixed => fallback,
    };
    let bidi = BidiInfo::new(text, Some(base));
    let mut runs = Vec::new();
    let mut start = 0;
    for end in 1..=text.len() {
        if end == text.len() || bidi.levels[end] != bidi.levels[start] {
            runs.push((start, end, bidi.levels[start].number()));
            start = end;
        }
    }
    runs
}

/// Rule L2 of UAX #9: from the highest level down, reverse every sequence at that level or above.
pub fn in_visual_order(mut runs: Vec<Run>) -> Vec<Run> {
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
