//! The seller's mark at the top of the first page: the logo, or initials in the brand colour and
//! the name.

use std::rc::Rc;

use super::blocks::shrunk;
use super::layout::{At, Command, Fragment, Mark, Role, Structure};
use super::lines::break_lines;
use super::text::Shaper;
use super::theme::{self, SELLER, STRONG};
use crate::documents::model::{Align, Outline, PaperDocument, Picture, Rgb, Segment, Shape};
use crate::domain::party::monogram;

const LOGO_WIDTH: f32 = 170.0;
const LOGO_HEIGHT: f32 = 40.0;
/// A pixel is drawn no larger, lest a small picture look coarse: 96 to the inch.
const PIXEL: f32 = 0.75;
/// A narrower logo is a sign without letters: the name stands beside it.
const SIGN_WIDTH: f32 = 60.0;
const GAP: f32 = 11.0;
const MONOGRAM: f32 = 34.0;
const MONOGRAM_RADIUS: f32 = 8.0;

/// The mark with its top at y 0, in a column `width` wide from `x` on.
pub fn mark(
    shaper: &mut Shaper,
    structure: &mut Structure,
    document: &PaperDocument,
    x: f32,
    width: f32,
) -> Fragment {
    let figure = structure.add_with_alt(Structure::ROOT, Role::Figure, &document.brand.logo_alt);
    let mut fragment = Fragment::default();
    fragment.begin(Mark::Node(figure));
    let drawn = match &document.brand.logo {
        Some(logo) => draw_logo(&mut fragment, logo, x, width),
        None => draw_monogram(&mut fragment, shaper, document, x),
    };
    fragment.end();
    if drawn < SIGN_WIDTH {
        let name = structure.add(Structure::ROOT, Role::Paragraph);
        let at = At { x: x + drawn + GAP, y: 0.0, width: width - drawn - GAP };
        seller_name(&mut fragment, shaper, document, Mark::Node(name), at);
    }
    fragment
}

/// Returns the width on the page.
fn draw_logo(fragment: &mut Fragment, logo: &Picture, x: f32, width: f32) -> f32 {
    let (across, down) = (logo.width_px.max(1) as f32, logo.height_px.max(1) as f32);
    let scale = (LOGO_WIDTH.min(width) / across).min(LOGO_HEIGHT / down).min(PIXEL);
    let (width, height) = (across * scale, down * scale);
    fragment.commands.push(Command::Logo { x, y: 0.0, width, height });
    fragment.height = height;
    width
}

/// Returns the width on the page.
fn draw_monogram(
    fragment: &mut Fragment,
    shaper: &mut Shaper,
    document: &PaperDocument,
    x: f32,
) -> f32 {
    let color = document.brand.color;
    let square = Shape { color, outlines: vec![rounded_square(MONOGRAM, MONOGRAM_RADIUS)] };
    let shapes = Rc::new(vec![square]);
    fragment.commands.push(Command::Shapes { x, y: 0.0, width: MONOGRAM, scale: 1.0, shapes });
    fragment.height = MONOGRAM;
    let ink = STRONG.size(15.0).color(theme::text_on(color)).align(Align::Center);
    let lines = break_lines(shaper, &monogram(&document.brand.name), ink.style, f32::MAX);
    let Some(line) = lines.into_iter().next() else {
        return MONOGRAM;
    };
    // A box in place of a letter would be worse than a plain square.
    if line.runs.iter().all(|run| !run.substituted) {
        let y = (MONOGRAM - ink.line_height()) / 2.0;
        fragment.line(line, At { x, y, width: MONOGRAM }, ink);
    }
    MONOGRAM
}

fn seller_name(
    fragment: &mut Fragment,
    shaper: &mut Shaper,
    document: &PaperDocument,
    mark: Mark,
    at: At,
) {
    let mut name = Fragment::default();
    // A name that needs more than two lines is set smaller.
    let ink = shrunk(shaper, &document.brand.name, SELLER, at.width * 1.9, 10.0);
    name.text(shaper, mark, &document.brand.name, at, ink);
    let y = ((fragment.height - name.height) / 2.0).max(0.0);
    fragment.append(name, y);
}

fn rounded_square(side: f32, radius: f32) -> Outline {
    // A quarter circle as one Bézier curve: control points at 0.5523 of the radius.
    let (near, far) = (radius * (1.0 - 0.5523), side - radius * (1.0 - 0.5523));
    let edge = side - radius;
    Outline {
        start: (radius, 0.0),
        segments: vec![
            Segment::Line((edge, 0.0)),
            Segment::Curve((far, 0.0), (side, near), (side, radius)),
            Segment::Line((side, edge)),
            Segment::Curve((side, far), (far, side), (edge, side)),
            Segment::Line((radius, side)),
            Segment::Curve((near, side), (0.0, far), (0.0, edge)),
            Segment::Line((0.0, radius)),
            Segment::Curve((0.0, near), (near, 0.0), (radius, 0.0)),
        ],
    }
}

/// The accent in which text may be set.
pub fn accent(document: &PaperDocument) -> Rgb {
    theme::readable(document.brand.color)
}
