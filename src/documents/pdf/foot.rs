//! What stands on every page: the seller's legal footer, "Page x of y", and the short head of later
//! pages.

use super::invoice::Grid;
use super::layout::{At, Flow, Fragment, Mark, Role, Structure, hairline};
use super::lines::break_lines;
use super::postpass::full_title;
use super::text::Shaper;
use super::theme::{FOOTER, MARGIN_BOTTOM, RUNNING};
use crate::documents::RenderError;
use crate::documents::model::{Align, PaperDocument};

const PAGE_LABEL_WIDTH: f32 = 90.0;
const RUNNING_HEAD_Y: f32 = 34.0;
const RUNNING_GAP: f32 = 18.0;
const RULE_GAP: f32 = 8.0;
const CONTENT_GAP: f32 = 18.0;
const MAX_FOOTER_PART: f32 = 0.25;
const MAX_RUNNING_LINES: usize = 2;

/// Keeps the room that head and foot will need.
///
/// # Errors
/// `FooterTooTall` if the legal footer would take more than a quarter of the page.
pub fn reserve(
    shaper: &mut Shaper,
    flow: &mut Flow,
    document: &PaperDocument,
    grid: Grid,
) -> Result<(), RenderError> {
    let footer = footer(shaper, document, grid, Mark::Artifact, None);
    if footer.height > document.paper.points().1 * MAX_FOOTER_PART {
        return Err(RenderError::FooterTooTall { lines: document.footer.len() });
    }
    let bottom = document.paper.points().1 - MARGIN_BOTTOM - footer.height - CONTENT_GAP;
    let head = running_head(shaper, document, grid);
    flow.reserve(head, RUNNING_HEAD_Y, RUNNING_GAP, bottom);
    Ok(())
}

/// Draws the foot of every page, now that their number is known. The legal text is content once, on
/// page 1.
pub fn draw(shaper: &mut Shaper, flow: &mut Flow, document: &PaperDocument, grid: Grid) {
    let pages = flow.page_count();
    for index in 0..pages {
        let mark = match index {
            0 if !document.footer.is_empty() => {
                Mark::Node(flow.structure.add(Structure::ROOT, Role::Paragraph))
            }
            _ => Mark::Artifact,
        };
        let fragment = footer(shaper, document, grid, mark, Some((index + 1, pages)));
        let y = document.paper.points().1 - MARGIN_BOTTOM - fragment.height;
        flow.put_on(index, fragment, y);
    }
}

/// `page` is (number, total); without it the label's room is measured with the pattern itself.
fn footer(
    shaper: &mut Shaper,
    document: &PaperDocument,
    grid: Grid,
    mark: Mark,
    page: Option<(usize, usize)>,
) -> Fragment {
    let mut fragment = Fragment::default();
    hairline(&mut fragment, At { x: grid.left, y: 0.0, width: grid.width });
    let width = grid.width - PAGE_LABEL_WIDTH - 12.0;
    let mut y = RULE_GAP;
    for line in &document.footer {
        y = fragment.text(shaper, mark, line, At { x: grid.left, y, width }, FOOTER);
    }
    let (number, pages) = page.unwrap_or((1, 1));
    let label = document
        .page_label
        .replace("{page}", &number.to_string())
        .replace("{pages}", &pages.to_string());
    let at =
        At { x: grid.left + grid.width - PAGE_LABEL_WIDTH, y: RULE_GAP, width: PAGE_LABEL_WIDTH };
    fragment.text(shaper, Mark::Artifact, &label, at, FOOTER.align(Align::End));
    fragment
}

/// Seller at the start, title and number at the end; what is too long for two lines is cut.
fn running_head(shaper: &mut Shaper, document: &PaperDocument, grid: Grid) -> Fragment {
    let mut fragment = Fragment::default();
    let title = full_title(document);
    let halves = [
        (document.seller.name.as_str(), grid.left, RUNNING),
        (title.as_str(), grid.middle, RUNNING.align(Align::End)),
    ];
    for (text, x, ink) in halves {
        let lines = break_lines(shaper, text, ink.style, grid.half / ink.size);
        fragment.begin(Mark::Artifact);
        for (index, line) in lines.into_iter().take(MAX_RUNNING_LINES).enumerate() {
            let y = index as f32 * ink.line_height();
            fragment.line(line, At { x, y, width: grid.half }, ink);
        }
        fragment.end();
    }
    fragment
}
