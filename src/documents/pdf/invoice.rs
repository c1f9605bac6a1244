//! The page of an invoice, and of every document with lines and totals: what stands where.
//!
//! Two halves of the page give the vertical axes: mark, amount due and seller at the start; title, facts and buyer
//! from the middle on, where the totals stand again below the lines.

use super::layout::{DisplayList, Flow, Fragment, Role, Structure};
use super::table::TableLayout;
use super::text::Shaper;
use super::theme::{GUTTER, MARGIN_SIDE, MARGIN_TOP, SECTION_GAP};
use super::{blocks, closing, foot};
use crate::documents::RenderError;
use crate::documents::model::PaperDocument;

const LINES_SIZE: f32 = 9.0;
const PARTIES_GAP: f32 = 34.0;
const CLOSING_GAP: f32 = 14.0;
const NOTE_GAP: f32 = 12.0;

/// The page's two columns, as distances from the side where reading begins.
#[derive(Clone, Copy)]
pub struct Grid {
    pub left: f32,
    pub middle: f32,
    pub half: f32,
    pub width: f32,
}

impl Grid {
    fn new(page_width: f32) -> Grid {
        let width = page_width - 2.0 * MARGIN_SIDE;
        let half = (width - GUTTER) / 2.0;
        Grid { left: MARGIN_SIDE, middle: MARGIN_SIDE + half + GUTTER, half, width }
    }
}

/// Lays the whole document out.
///
/// # Errors
/// `QrPayloadTooLong` if the code's content does not fit a QR code.
pub fn compose(shaper: &mut Shaper, document: &PaperDocument) -> Result<DisplayList, RenderError> {
    let size = document.paper.points();
    let grid = Grid::new(size.0);
    let mut flow = Flow::new(size, document.direction, MARGIN_TOP);
    foot::reserve(shaper, &mut flow, document, grid);

    let head = blocks::head(shaper, &mut flow.structure, document, grid);
    flow.place(head, 0.0);
    let parties = blocks::parties(shaper, &mut flow.structure, document, grid);
    flow.place(parties, PARTIES_GAP);
    flow.skip(SECTION_GAP);

    // The closing block is built first, because the last line has to stay with it.
    let lines_section = flow.structure.add(Structure::ROOT, Role::Section);
    let closing = closing::sums(shaper, &mut flow.structure, document, grid);
    let lines = TableLayout::measure(shaper, &document.lines, grid.left, grid.width, LINES_SIZE);
    lines.flow(&mut flow, lines_section, closing.height + CLOSING_GAP);
    place_unless_empty(&mut flow, closing, CLOSING_GAP);

    if let Some(payment) = &document.payment {
        let fragment = closing::payment(shaper, &mut flow.structure, document, payment, grid)?;
        place_unless_empty(&mut flow, fragment, SECTION_GAP);
    }
    for (index, note) in document.notes.iter().enumerate() {
        let fragment = closing::note(shaper, &mut flow.structure, note, grid);
        let gap = if index == 0 { SECTION_GAP } else { NOTE_GAP };
        place_unless_empty(&mut flow, fragment, gap);
    }
    foot::draw(shaper, &mut flow, document, grid);
    Ok(flow.finish())
}

fn place_unless_empty(flow: &mut Flow, fragment: Fragment, gap: f32) {
    if !fragment.commands.is_empty() {
        flow.place(fragment, gap);
    }
}
