//! Paper documents: a view model in, bytes out.
//!
//! Owns how a document looks and how it is encoded. Pure: no store, no clock, no wording; text
//! arrives localised (`model`). The one thing read from outside is the host's fonts, for scripts
//! the bundled ones lack.

pub mod logo;
pub mod model;
pub mod paper;
mod pdf;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use pdf::set_fonts_directory;

use model::PaperDocument;
use sha2::{Digest, Sha256};

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub bytes: Vec<u8>,
    pub sha256: [u8; 32],
    pub page_count: u32,
    /// Characters drawn as □ because neither the bundled nor the host's fonts have them. Worth a
    /// warning.
    pub missing_glyphs: u32,
}

/// Why a document could not be rendered. Trying again cannot help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    #[error("row {row} has {cells} cells in a table of {columns} columns")]
    RowShape { row: usize, cells: usize, columns: usize },
    #[error("a QR code cannot hold {bytes} bytes")]
    QrPayloadTooLong { bytes: usize },
    #[error("a footer of {lines} lines leaves too little of the page")]
    FooterTooTall { lines: usize },
    #[error("font face {face} cannot be embedded")]
    FontNotEmbeddable { face: u16 },
    #[error("the PDF writer refused the document")]
    NotWritable,
}

/// `document` as PDF/A-3a and PDF/UA-1.
///
/// Equal documents give equal bytes, in every process of the same build on hosts with the same
/// fonts. Thread-safe; takes about a millisecond of CPU per page, so call it outside async tasks
/// for long documents.
///
/// # Errors
/// `RowShape` if a row does not fit its table, `QrPayloadTooLong` if the payment code cannot be
/// drawn.
pub fn render(document: &PaperDocument) -> Result<Rendered, RenderError> {
    for table in std::iter::once(&document.lines).chain(&document.tax) {
        let columns = table.columns.len();
        for (row, cells) in table.rows.iter().map(|row| row.cells.len()).enumerate() {
            if cells != columns {
                return Err(RenderError::RowShape { row, cells, columns });
            }
        }
    }
    let (bytes, page_count, missing_glyphs) = pdf::render(document)?;
    let sha256 = Sha256::digest(&bytes).into();
    Ok(Rendered { bytes, sha256, page_count, missing_glyphs })
}
