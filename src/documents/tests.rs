//! The promises of the PDF layer, checked on the bytes and by an independent reader (poppler).

use super::samples;
use super::{RenderError, render};

/// Writes every sample to the folder named by `QUITTANCE_PDF_SAMPLES`, for eyes and validators.
#[test]
fn every_sample_renders() {
    let documents = [
        ("invoice", samples::invoice()),
        ("long", samples::long_invoice(60)),
        ("scripts", samples::many_scripts()),
        ("credit_note", samples::credit_note()),
        ("overfull", samples::overfull()),
        ("right_to_left", samples::right_to_left()),
    ];
    for (name, document) in documents {
        let rendered = render(&document).unwrap();
        assert_eq!(rendered.missing_glyphs, 0, "{name}");
        if let Some(folder) = std::env::var_os("QUITTANCE_PDF_SAMPLES") {
            let path = std::path::Path::new(&folder).join(format!("{name}.pdf"));
            std::fs::write(path, &rendered.bytes).unwrap();
        }
    }
}

#[test]
fn a_row_with_too_few_cells_is_refused() {
    let mut document = samples::invoice();
    document.lines.rows[2].cells.pop();
    let error = RenderError::RowShape { row: 2, cells: 4, columns: 5 };
    assert_eq!(render(&document), Err(error));
}
