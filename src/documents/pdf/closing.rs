//! What follows the lines: taxes and totals, the payment box, notes.

use std::rc::Rc;

use qrcodegen::{QrCode, QrCodeEcc};

use super::blocks::{link_text, pair};
use super::brand;
use super::invoice::Grid;
use super::layout::{At, Command, Flow, Fragment, Mark, Role, Structure, hairline};
use super::lines::break_lines;
use super::table::{Place, TableLayout};
use super::text::Shaper;
use super::theme::{BODY, GRAND, HEADING, INK, Ink, LABEL, NOTE, RULE, SOFT, STRONG};
use crate::documents::RenderError;
use crate::documents::model::{Emphasis, Fact, Note, PaperDocument, PaymentBox, Qr, Table, Total};

const GRAND_GAP: f32 = 9.0;
const TAX_SIZE: f32 = 8.0;
const MAX_TAX_ROWS_BESIDE: usize = 12;
const QR_SIZE: f32 = 72.0;
const QR_GAP: f32 = 14.0;

/// Taxes at the start, totals at the end, side by side.
pub fn sums(
    shaper: &mut Shaper,
    structure: &mut Structure,
    document: &PaperDocument,
    grid: Grid,
) -> Fragment {
    let mut fragment = match document.tax.as_ref().filter(|tax| stands_beside_totals(tax)) {
        Some(tax) => tax_block(shaper, structure, tax, grid),
        None => Fragment::default(),
    };
    let mut y = 0.0;
    for total in &document.totals {
        let at = At { x: grid.middle, y, width: grid.half };
        y = total_row(&mut fragment, shaper, structure, total, at) + grid.spacing.total;
    }
    fragment
}

fn stands_beside_totals(tax: &Table) -> bool {
    tax.rows.len() <= MAX_TAX_ROWS_BESIDE
}

/// A tax table that is too long to stand beside the totals: below them, over as many pages as it takes.
pub fn long_tax_table(shaper: &mut Shaper, flow: &mut Flow, document: &PaperDocument, grid: Grid) {
    let Some(tax) = document.tax.as_ref().filter(|tax| !stands_beside_totals(tax)) else {
        return;
    };
    let section = flow.structure.add(Structure::ROOT, Role::Section);
    let mut heading = Fragment::default();
    if let Some(text) = &tax.heading {
        let node = flow.structure.add(section, Role::H2);
        let at = At { x: grid.left, y: 0.0, width: grid.width };
        heading.text(shaper, Mark::Node(node), text, at, STRONG);
        heading.height += 6.0;
    }
    flow.skip(grid.spacing.section);
    let place = Place { x: grid.left, width: grid.width, row_padding_em: grid.spacing.row_em };
    TableLayout::measure(shaper, tax, place, TAX_SIZE).flow(flow, section, heading, 0.0);
}

fn total_row(
    fragment: &mut Fragment,
    shaper: &mut Shaper,
    structure: &mut Structure,
    total: &Total,
    at: At,
) -> f32 {
    let node = structure.add(Structure::ROOT, Role::Paragraph);
    let fact = Fact { label: total.label.clone(), value: total.value.clone() };
    let (label, value, gap) = match total.emphasis {
        Emphasis::Normal => (BODY.color(SOFT), BODY, 0.0),
        Emphasis::Strong => (STRONG, STRONG, 0.0),
        Emphasis::Grand => (GRAND, GRAND, GRAND_GAP),
    };
    if gap > 0.0 {
        let rule = At { y: at.y + gap / 2.0 - 1.5, ..at };
        fragment.rule(rule, RULE, INK);
    }
    let at = At { y: at.y + gap, ..at };
    pair(fragment, shaper, node, &fact, at, label, value.tabular())
}

fn tax_block(shaper: &mut Shaper, structure: &mut Structure, tax: &Table, grid: Grid) -> Fragment {
    let section = structure.add(Structure::ROOT, Role::Section);
    let mut fragment = Fragment::default();
    let mut y = 0.0;
    if let Some(heading) = &tax.heading {
        let node = structure.add(section, Role::H2);
        let at = At { x: grid.left, y, width: grid.half };
        y = fragment.text(shaper, Mark::Node(node), heading, at, STRONG) + 6.0;
    }
    let place = Place { x: grid.left, width: grid.half, row_padding_em: grid.spacing.row_em };
    let table = TableLayout::measure(shaper, tax, place, TAX_SIZE);
    fragment.append(table.whole(structure, section), y);
    fragment
}

/// The code of the payment box, if it has one.
///
/// # Errors
/// `QrPayloadTooLong` if the payload does not fit a QR code.
pub fn payment_code(document: &PaperDocument) -> Result<Option<Rc<QrCode>>, RenderError> {
    let Some(qr) = document.payment.as_ref().and_then(|payment| payment.qr.as_ref()) else {
        return Ok(None);
    };
    let bytes = qr.payload.len();
    let code = QrCode::encode_text(&qr.payload, QrCodeEcc::Medium)
        .map_err(|_| RenderError::QrPayloadTooLong { bytes })?;
    Ok(Some(Rc::new(code)))
}

/// Bank details at the start, the QR code from the middle on.
pub fn payment(
    shaper: &mut Shaper,
    structure: &mut Structure,
    document: &PaperDocument,
    payment: &PaymentBox,
    code: Option<Rc<QrCode>>,
    grid: Grid,
) -> Fragment {
    // At least four modules of white around the code, or scanners may miss it.
    let code_top = (grid.spacing.section * 0.6).max(11.0);
    let mut fragment = Fragment::default();
    hairline(&mut fragment, At { x: grid.left, y: 0.0, width: grid.width });
    let heading = structure.add(Structure::ROOT, Role::H2);
    let at = At { x: grid.left, y: code_top - 2.0, width: grid.half };
    let top = fragment.text(shaper, Mark::Node(heading), &payment.heading, at, HEADING) + 7.0;
    let mut y = top;
    for fact in &payment.facts {
        let node = structure.add(Structure::ROOT, Role::Paragraph);
        let at = At { x: grid.left, y, width: grid.half };
        y = pair(&mut fragment, shaper, node, fact, at, LABEL, BODY) + grid.spacing.fact;
    }
    let accent = STRONG.color(brand::accent(document));
    let Some((qr, code)) = payment.qr.as_ref().zip(code) else {
        if let Some(link) = &payment.link {
            let at = At { x: grid.left, y: y + 3.0, width: grid.half };
            link_text(&mut fragment, shaper, structure, link, at, accent);
        }
        return fragment;
    };
    let figure = structure.add_with_alt(Structure::ROOT, Role::Figure, &qr.alt);
    fragment.begin(Mark::Node(figure));
    fragment.commands.push(Command::Qr { x: grid.middle, y: code_top, size: QR_SIZE, code });
    fragment.end();
    let x = grid.middle + QR_SIZE + QR_GAP;
    let beside = At { x, y: code_top, width: grid.half - QR_SIZE - QR_GAP };
    let mut y = caption(&mut fragment, shaper, structure, qr, beside);
    if let Some(link) = &payment.link {
        y += 4.0;
        link_text(&mut fragment, shaper, structure, link, At { y, ..beside }, accent);
    }
    fragment.height = fragment.height.max(code_top + QR_SIZE);
    fragment
}

fn caption(
    fragment: &mut Fragment,
    shaper: &mut Shaper,
    structure: &mut Structure,
    qr: &Qr,
    at: At,
) -> f32 {
    let ink: Ink = NOTE;
    let node = structure.add(Structure::ROOT, Role::Paragraph);
    fragment.text(shaper, Mark::Node(node), &qr.caption, at, ink)
}

/// A note across the page, continued on the next one if it is long.
pub fn note(shaper: &mut Shaper, flow: &mut Flow, note: &Note, grid: Grid, gap: f32) {
    let at = At { x: grid.left, y: 0.0, width: grid.width };
    let lines = break_lines(shaper, &note.text, NOTE.style, at.width / NOTE.size);
    let mut fragment = Fragment::default();
    let mut y = 0.0;
    if let Some(heading) = &note.heading {
        let node = flow.structure.add(Structure::ROOT, Role::H2);
        y = fragment.text(shaper, Mark::Node(node), heading, at, STRONG) + 2.0;
    }
    let node = flow.structure.add(Structure::ROOT, Role::Paragraph);
    let mut gap = gap;
    let last = lines.len().saturating_sub(1);
    for (index, line) in lines.into_iter().enumerate() {
        fragment.begin(Mark::Node(node));
        fragment.line(line, At { y, ..at }, NOTE);
        fragment.end();
        y += NOTE.line_height();
        // The heading stays with two lines of its note; the others go where there is room.
        if index > 0 || index == last {
            flow.place(std::mem::take(&mut fragment), gap);
            (gap, y) = (0.0, 0.0);
        }
    }
    if !fragment.commands.is_empty() {
        flow.place(fragment, gap);
    }
}
