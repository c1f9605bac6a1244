//! How every document looks: sizes, spaces, colours. All lengths in points (1/72 inch).

use super::fonts::Weight;
use super::glyphs::TextStyle;
use crate::documents::model::{Align, Rgb};
use crate::domain::brand_color::BrandColor;

pub const MARGIN_SIDE: f32 = 52.0;
pub const MARGIN_TOP: f32 = 46.0;
pub const MARGIN_BOTTOM: f32 = 34.0;
/// Between the two halves of the page.
pub const GUTTER: f32 = 28.0;
pub const HAIRLINE: f32 = 0.5;
pub const RULE: f32 = 0.8;

pub const INK: Rgb = Rgb(17, 24, 39);
pub const SOFT: Rgb = Rgb(55, 65, 81);
/// 4.8 : 1 on white, enough for small text (WCAG 1.4.3).
pub const MUTED: Rgb = Rgb(107, 114, 128);
pub const LINE: Rgb = Rgb(226, 229, 234);

/// The white between things.
#[derive(Debug)]
pub struct Spacing {
    /// Between the title's row and the amount due.
    pub head: f32,
    pub fact: f32,
    pub parties: f32,
    pub section: f32,
    /// Between the lines and their totals.
    pub closing: f32,
    pub total: f32,
    /// Above and below a table row's text, in sizes of its type.
    pub row_em: f32,
}

pub const ROOMY: Spacing = Spacing {
    head: 30.0,
    fact: 4.0,
    parties: 28.0,
    section: 26.0,
    closing: 14.0,
    total: 4.0,
    row_em: 0.52,
};

/// For a document that would otherwise carry a few lines over to a second page.
pub const COMPACT: Spacing = Spacing {
    head: 20.0,
    fact: 2.0,
    parties: 17.0,
    section: 15.0,
    closing: 11.0,
    total: 2.0,
    row_em: 0.36,
};

/// How a piece of text is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    pub size: f32,
    pub style: TextStyle,
    pub color: Rgb,
    pub align: Align,
}

impl Ink {
    const fn new(size: f32, weight: Weight, color: Rgb) -> Ink {
        Ink { size, style: TextStyle { weight, tabular: false }, color, align: Align::Start }
    }

    pub const fn align(mut self, align: Align) -> Ink {
        self.align = align;
        self
    }

    pub const fn tabular(mut self) -> Ink {
        self.style.tabular = true;
        self
    }

    pub const fn color(mut self, color: Rgb) -> Ink {
        self.color = color;
        self
    }

    pub const fn size(mut self, size: f32) -> Ink {
        self.size = size;
        self
    }

    /// Distance between two baselines.
    pub fn line_height(&self) -> f32 {
        self.size * if self.size > 14.0 { 1.22 } else { 1.38 }
    }

    /// From the top of a line to its baseline: capitals stand in the middle of the line.
    pub fn baseline(&self) -> f32 {
        const HALF_CAPITAL_EM: f32 = 0.364;
        self.line_height() / 2.0 + self.size * HALF_CAPITAL_EM
    }
}

pub const TITLE: Ink = Ink::new(24.0, Weight::SemiBold, INK);
pub const NUMBER: Ink = Ink::new(10.5, Weight::Regular, MUTED);
pub const SELLER: Ink = Ink::new(13.0, Weight::SemiBold, INK);
pub const FIGURE: Ink = Ink::new(27.0, Weight::SemiBold, INK).tabular();
pub const FIGURE_DETAIL: Ink = Ink::new(10.5, Weight::Regular, SOFT);
pub const LABEL: Ink = Ink::new(8.5, Weight::Regular, MUTED);
pub const BODY: Ink = Ink::new(9.0, Weight::Regular, INK);
pub const STRONG: Ink = Ink::new(9.0, Weight::SemiBold, INK);
pub const GRAND: Ink = Ink::new(12.0, Weight::SemiBold, INK);
pub const HEADING: Ink = Ink::new(10.0, Weight::SemiBold, INK);
pub const COLUMN_LABEL: Ink = Ink::new(8.0, Weight::SemiBold, MUTED);
pub const DETAIL: Ink = Ink::new(7.8, Weight::Regular, MUTED);
pub const NOTE: Ink = Ink::new(8.5, Weight::Regular, SOFT);
pub const FOOTER: Ink = Ink::new(7.2, Weight::Regular, MUTED);
pub const RUNNING: Ink = Ink::new(8.0, Weight::Regular, MUTED);

/// Text colour of the brand: darkened until its contrast on white is at least 4.5 : 1.
pub fn readable(color: Rgb) -> Rgb {
    let BrandColor { red, green, blue } = brand_color(color).as_text();
    Rgb(red, green, blue)
}

/// White or ink, whichever is read better on `background`.
pub fn text_on(background: Rgb) -> Rgb {
    let BrandColor { red, green, blue } = brand_color(background).letters();
    Rgb(red, green, blue)
}

fn brand_color(Rgb(red, green, blue): Rgb) -> BrandColor {
    BrandColor { red, green, blue }
}
