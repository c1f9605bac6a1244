//! PDF/A-3a and PDF/UA-1 from a view model: layout and shaping are ours, printpdf writes, lopdf
//! adds the rest.
//!
//! - faces: `fonts`, `system_fonts`, `script`
//! - text to glyphs and lines: `text`, `glyphs`, `bidi`, `lines`
//! - display list and pages: `layout`, `table`, `columns`
//! - the design: `theme`, `invoice`, `brand`, `blocks`, `closing`, `foot`
//! - through printpdf: `embed`, `writer`, `text_operators`, `qr`
//! - what printpdf lacks: `postpass`, `tags`, `xmp`

mod bidi;
mod blocks;
mod brand;
mod closing;
mod columns;
mod embed;
mod fonts;
mod foot;
mod glyphs;
mod invoice;
mod layout;
mod lines;
mod postpass;
mod qr;
mod script;
mod system_fonts;
mod table;
mod tags;
mod text;
mod text_operators;
mod theme;
mod writer;
mod xmp;

use std::cell::RefCell;

pub use system_fonts::set_fonts_directory;

use super::RenderError;
use super::model::PaperDocument;

/// The bytes, the number of pages, and how many clusters no font could draw.
pub(super) fn render(document: &PaperDocument) -> Result<(Vec<u8>, u32, u32), RenderError> {
    thread_local! {
        static SHAPER: RefCell<text::Shaper> = RefCell::default();
    }
    let list = SHAPER.with_borrow_mut(|shaper| {
        shaper.set_locale(&document.language, document.direction);
        invoice::compose(shaper, document)
    })?;
    let pages = list.pages.len() as u32;
    let written = writer::write(&list, document)?;
    Ok((written.bytes, pages, written.missing_glyphs))
}
