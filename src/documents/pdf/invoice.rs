//! The page of an invoice, and of every document with lines and totals: what stands where.
//!
//! Two halves of the page give the vertical axes: mark, amount due and seller at the start; title,
//! facts and buyer from the middle on, where the totals stand again below the lines.

use std::rc::Rc;

use qrcodegen::QrCode;

use super::layout::{DisplayList, Flow, Fragment, Role, Structure};
use super::table::{Place, TableLayout};
use super::text::Shaper;
use super::theme::{COMPACT, GUTTER, MARGIN_SIDE, MARGIN_TOP, ROOMY, Spacing};
use super::{blocks, closing, foot};
use crate::documents::RenderError;
use crate::documents::model::PaperDocument;

const LINES_SIZE: f32 = 9.0;
/// In longer documents a page more or less does not matter.
const MAX_COMPACT_ROWS: usize = 120;
const NOTE_GAP: f32 = 12.0;

/// The page's two columns, as distances from the side where reading begins.
#[derive(Clone, Copy)]
pub struct Grid {
    pub left: f32,
    pub middle: f32,
    pub half: f32,
    pub width: f32,
    pub spacing: &'static Spacing,
}

impl Grid {
    fn new(page_width: f32, spacing: &'static Spacing) -> Grid {
        let width = page_width - 2.0 * MARGIN_SIDE;
        let half = (width - GUTTER) / 2.0;
        Grid { left: MARGIN_SIDE, middle: MARGIN_SIDE + half + GUTTER, half, width, spacing }
    }
}

/// Lays the whole document out; closer together if that saves a page.
///
/// # Errors
/// `QrPayloadTooLong`, `FooterTooTall`.
pub fn compose(shaper: &mut Shaper, document: &PaperDocument) -> Result<DisplayList, RenderError> {
    let code = closing::payment_code(document)?;
    let roomy = compose_with(shaper, document, code.clone(), &ROOMY)?;
    if roomy.pages.len() == 1 || document.lines.rows.len() > MAX_COMPACT_ROWS {
        return Ok(roomy);
    }
    let compact = compose_with(shaper, document, code, &COMPACT)?;
    Ok(if compact.pages.len() < roomy.pages.len() { compact } else { roomy })
}

fn compose_with(
    shaper: &mut Shaper,
    document: &PaperDocument,
    code: Option<Rc<QrCode>>,
    spacing: &'static Spacing,
) -> Result<DisplayList, RenderError> {
    let size = document.paper.points();
    let grid = Grid::new(size.0, spacing);
    let mut flow = Flow::new(size, document.direction, MARGIN_TOP);
    foot::reserve(shaper, &mut flow, document, grid)?;

    let head = blocks::head(shaper, &mut flow.structure, document, grid);
    flow.place(head, 0.0);
    let parties = blocks::parties(shaper, &mut flow.structure, document, grid);
    flow.place(parties, spacing.parties);
    flow.skip(spacing.section);

    // The closing block is built first, because the last line has to stay with it.
    let lines_section = flow.structure.add(Structure::ROOT, Role::Section);
    let closing = closing::sums(shaper, &mut flow.structure, document, grid);
    let place = Place { x: grid.left, width: grid.width, row_padding_em: spacing.row_em };
    let lines = TableLayout::measure(shaper, &document.lines, place, LINES_SIZE);
    lines.flow(&mut flow, lines_section, Fragment::default(), closing.height + spacing.closing);
    place_unless_empty(&mut flow, closing, spacing.closing);

    if let Some(payment) = &document.payment {
        let structure = &mut flow.structure;
        let fragment = closing::payment(shaper, structure, document, payment, code, grid);
        place_unless_empty(&mut flow, fragment, spacing.section);
    }
    closing::long_tax_table(shaper, &mut flow, document, grid);
    for (index, note) in document.notes.iter().enumerate() {
        let gap = if index == 0 { spacing.section } else { NOTE_GAP };
        closing::note(shaper, &mut flow, note, grid, gap);
    }
    foot::draw(shaper, &mut flow, document, grid);
    Ok(flow.finish())
}

fn place_unless_empty(flow: &mut Flow, fragment: Fragment, gap: f32) {
    if !fragment.commands.is_empty() {
        flow.place(fragment, gap);
    }
}
