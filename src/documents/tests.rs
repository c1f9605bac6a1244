//! The promises of the PDF layer, checked on the bytes and by an independent reader (poppler-utils
//! must be installed).

use std::io::Write;
use std::process::{Command, Stdio};

use super::model::{Column, ColumnWidth, PaperDocument, PaperSize, Rgb};
use super::{RenderError, Rendered, render, samples};

/// Set in a process that only prints a hash.
const PRINT_HASH: &str = "QUITTANCE_PDF_PRINT_HASH";

/// Runs a poppler tool on `pdf` with `before` and `after` around the standard input's name.
fn poppler(tool: &str, before: &[&str], after: &[&str], pdf: &[u8]) -> Vec<u8> {
    let mut child = Command::new(tool)
        .args(before)
        .arg("-")
        .args(after)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{tool} (package poppler-utils): {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(pdf));
        child.wait_with_output().unwrap()
    });
    assert!(output.status.success(), "{tool} failed");
    output.stdout
}

fn text_of_page(pdf: &[u8], page: u32) -> String {
    let page = page.to_string();
    let before = ["-raw", "-f", &page, "-l", &page];
    String::from_utf8(poppler("pdftotext", &before, &["-"], pdf)).unwrap()
}

/// The text of all pages; a form feed ends each.
pub(in crate::documents) fn text(pdf: &[u8]) -> String {
    String::from_utf8(poppler("pdftotext", &["-raw"], &["-"], pdf)).unwrap()
}

/// Grey pixels of the first page.
fn pixels(pdf: &[u8]) -> Vec<u8> {
    let pgm = poppler("pdftoppm", &["-r", "120", "-gray", "-singlefile"], &[], pdf);
    // "P5", width and height, 255: three lines before the pixels.
    let header = pgm.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(2).unwrap().0;
    pgm[header + 1..].to_vec()
}

/// Left and right edge of every word on every page, in points.
fn word_edges(pdf: &[u8]) -> Vec<(f32, f32, String)> {
    let xml = String::from_utf8(poppler("pdftotext", &["-bbox"], &["-"], pdf)).unwrap();
    let value = |line: &str, name: &str| -> f32 {
        line.split(&format!("{name}=\""))
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    };
    xml.lines()
        .filter(|line| line.contains("<word "))
        .map(|line| {
            let word = line.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
            (value(line, "xMin"), value(line, "xMax"), word)
        })
        .collect()
}

fn with_first_cell(text: &str) -> PaperDocument {
    let mut document = samples::invoice();
    document.lines.rows.truncate(1);
    document.lines.rows[0].cells[0].text = text.to_owned();
    document
}

/// Writes every sample to the folder named by `QUITTANCE_PDF_SAMPLES`, for eyes and validators.
#[test]
fn every_sample_renders_without_a_missing_glyph() {
    let documents = [
        ("invoice", samples::invoice()),
        ("logo", samples::with_logo()),
        ("long", samples::long_invoice(60)),
        ("scripts", samples::special::many_scripts()),
        ("asian", samples::special::asian()),
        ("credit_note", samples::credit_note()),
        ("overfull", samples::special::overfull()),
        ("right_to_left", samples::special::right_to_left()),
        ("continued", samples::special::continued()),
        ("missing", with_first_cell("Private \u{e000} use")),
    ];
    for (name, document) in documents {
        let rendered = render(&document).unwrap();
        // Which Asian fonts there are depends on the host.
        assert!(rendered.missing_glyphs == 0 || matches!(name, "asian" | "missing"), "{name}");
        if let Some(folder) = std::env::var_os("QUITTANCE_PDF_SAMPLES") {
            let path = std::path::Path::new(&folder).join(format!("{name}.pdf"));
            std::fs::write(path, &rendered.bytes).unwrap();
        }
    }
}

#[test]
fn equal_documents_give_equal_bytes_whatever_was_rendered_before() {
    let first = render(&samples::invoice()).unwrap();
    for other in
        [samples::special::right_to_left(), samples::credit_note(), samples::long_invoice(30)]
    {
        render(&other).unwrap();
    }
    assert_eq!(render(&samples::invoice()).unwrap(), first);
    let on_threads: Vec<Rendered> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| render(&samples::invoice()).unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(on_threads.iter().all(|rendered| *rendered == first));
}

#[test]
fn equal_documents_give_equal_bytes_in_another_process() {
    let here = hash_of_samples();
    if std::env::var_os(PRINT_HASH).is_some() {
        println!("hash={here}");
        return;
    }
    for (zone, language) in [("Pacific/Auckland", "C"), ("America/Lima", "tr_TR.UTF-8")] {
        let name = "documents::tests::equal_documents_give_equal_bytes_in_another_process";
        let output = Command::new(std::env::current_exe().unwrap())
            .args([name, "--exact", "--nocapture"])
            .envs([(PRINT_HASH, "1"), ("TZ", zone), ("LANG", language), ("LC_ALL", language)])
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(printed.contains(&format!("hash={here}")), "{printed}");
    }
}

fn hash_of_samples() -> String {
    [samples::with_logo(), samples::special::many_scripts(), samples::long_invoice(50)]
        .iter()
        .flat_map(|document| render(document).unwrap().sha256)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn another_document_gives_other_bytes() {
    let invoice = samples::invoice();
    let other = PaperDocument { document_id: "tenant-2/invoice/1".to_owned(), ..invoice.clone() };
    assert_ne!(render(&invoice).unwrap().sha256, render(&other).unwrap().sha256);
}

#[test]
fn a_thousand_lines_repeat_the_header_and_count_the_pages() {
    let rendered = render(&samples::long_invoice(1000)).unwrap();
    let pages = rendered.page_count;
    assert!(pages > 20, "{pages} pages");
    let all = text(&rendered.bytes);
    let texts: Vec<&str> = all.split('\u{c}').collect();
    assert_eq!(texts.len() as u32, pages + 1, "a form feed ends each page");
    let mut next = 1;
    for (index, page) in texts[..pages as usize].iter().enumerate() {
        let label = format!("Page {} of {pages}", index + 1);
        assert!(page.contains(&label), "{label}");
        let has_lines = page.contains("Usage record");
        assert_eq!(page.contains("# Description Quantity Unit price VAT Amount"), has_lines);
        while page.contains(&format!("{next} Usage record {next}: ")) {
            next += 1;
        }
    }
    assert_eq!(next, 1001, "every line is printed once, in order");
    let last_line = texts.iter().find(|page| page.contains("Usage record 1000: ")).unwrap();
    assert!(last_line.contains("Subtotal"), "the totals stay with the last line");
    assert_eq!(all.matches("Subtotal").count(), 1);
}

#[test]
fn a_line_the_notes_and_the_taxes_continue_over_pages() {
    let rendered = render(&samples::special::continued()).unwrap();
    let text = text(&rendered.bytes);
    let words: std::collections::HashSet<&str> = text.split_whitespace().collect();
    assert!((0..3000).all(|number| words.contains(format!("word{number}").as_str())));
    assert!((0..4000).all(|number| words.contains(format!("term{number}").as_str())));
    assert!((0..90).all(|county| text.contains(&format!("County {county} $1.00"))));
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.is_empty()).collect();
    assert_eq!(pages.len() as u32, rendered.page_count);
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", index + 1, pages.len())));
    }
}

#[test]
fn a_footer_that_leaves_no_room_is_refused() {
    let mut document = samples::invoice();
    document.footer = vec!["One more line of the register".to_owned(); 40];
    assert_eq!(render(&document), Err(RenderError::FooterTooTall { lines: 40 }));
}

#[test]
fn a_head_of_many_lines_ends() {
    let mut document = samples::invoice();
    document.title = "Long ".repeat(400);
    document.buyer.address = vec!["One more line".to_owned(); 120];
    document.lines.columns[0].label = "Label ".repeat(400);
    document.lines.rows[0].cells[0].text = "word ".repeat(2000);
    assert!(render(&document).is_ok());
}

#[test]
fn currencies_and_scripts_are_extracted_as_written() {
    let rendered = render(&samples::special::many_scripts()).unwrap();
    let text = text(&rendered.bytes);
    for expected in [
        "Naira: ₦1,234,567.89",
        "Ọjà àti iṣẹ́, ẹọṣ",
        "Ẹ̀kọ́ Ọ̀ṣun Ẹgbẹ́ Ltd",
        "Pound sterling: £12.50",
        "Straße, groß, ẞ",
        "Dollar: $99.00",
        "€10.00",
        "naïve façade, œuvre",
        "Ελληνικά: υπηρεσίες τιμολόγησης",
        "Кириллица: выставление счетов",
        "Українська: їжак, ґанок",
        "Tiếng Việt: dịch vụ thanh toán",
        "Thuế giá trị gia tăng",
        "ığşŞİ țș řžů łąę",
        "₹ ₩ ₵ ₴ ₿ № ✓ →",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    // Poppler writes right-to-left words from the line's left to its right.
    for word in
        ["العربية", "خدمات", "الفوترة", "ضريبة", "المضافة", "עברית", "שירותי", "חיוב", "מוסף"]
    {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn currency_signs_are_drawn_and_not_boxes() {
    let page = |text: &str| pixels(&render(&with_first_cell(text)).unwrap().bytes);
    let ink = |pixels: &[u8]| pixels.iter().filter(|grey| **grey < 128).count();
    let nothing = page("");
    let unknown = render(&with_first_cell("\u{e000}")).unwrap();
    assert_eq!(unknown.missing_glyphs, 1);
    let box_page = pixels(&unknown.bytes);
    for sign in ["₦", "€", "£", "$", "ṣ"] {
        let rendered = render(&with_first_cell(sign)).unwrap();
        assert_eq!(rendered.missing_glyphs, 0);
        let signed = pixels(&rendered.bytes);
        assert!(ink(&signed) > ink(&nothing) + 20, "{sign} has ink");
        let different = signed.iter().zip(&box_page).filter(|(a, b)| a.abs_diff(**b) > 64).count();
        assert!(different > 20, "{sign} is not the box");
    }
}

#[test]
fn a_character_without_font_is_a_box_that_still_reads_as_itself() {
    let rendered = render(&with_first_cell("a \u{e000}\u{e001} b")).unwrap();
    assert_eq!(rendered.missing_glyphs, 2);
    let text = text(&rendered.bytes);
    assert!(text.contains('\u{e000}') && text.contains('\u{e001}'), "{text}");
}

#[test]
fn nothing_leaves_the_margins() {
    for document in
        [samples::special::overfull(), samples::long_invoice(60), samples::special::right_to_left()]
    {
        let pdf = render(&document).unwrap().bytes;
        for (left, right, word) in word_edges(&pdf) {
            assert!(left >= 51.0 && right <= 595.28 - 51.0, "{word}: {left} to {right}");
        }
    }
}

#[test]
fn a_right_to_left_page_begins_at_the_right() {
    let pdf = render(&samples::special::right_to_left()).unwrap().bytes;
    let words = word_edges(&pdf);
    let edge = |wanted: &str| words.iter().find(|(_, _, word)| word == wanted).unwrap();
    // "API calls" is in the first column, "1,000" in the second, "0.00" in the last.
    assert!(edge("calls").1 > 540.0);
    assert!(edge("1,000").0 > edge("0.00").1);
    assert!(edge("0.00").0 < 60.0);
}

#[test]
fn tables_and_texts_may_be_empty() {
    let mut document = samples::invoice();
    document.lines.rows.clear();
    let text_without_lines = text(&render(&document).unwrap().bytes);
    assert!(text_without_lines.contains("No lines"));
    document.lines.columns = Vec::<Column>::new();
    document.totals.clear();
    document.facts.clear();
    document.footer.clear();
    document.notes[0].text.clear();
    document.number.clear();
    document.seller = Default::default();
    document.buyer = Default::default();
    (document.tax, document.payment, document.headline) = (None, None, None);
    assert_eq!(render(&document).unwrap().page_count, 1);
}

#[test]
fn a_column_may_be_narrower_than_a_letter() {
    let mut document = samples::invoice();
    for column in &mut document.lines.columns {
        column.width = ColumnWidth::Share(1);
    }
    document.lines.columns[0].width = ColumnWidth::Share(60_000);
    assert!(render(&document).is_ok());
}

#[test]
fn a_row_with_too_few_cells_is_refused() {
    let mut document = samples::invoice();
    document.lines.rows[2].cells.pop();
    let error = RenderError::RowShape { row: 2, cells: 4, columns: 5 };
    assert_eq!(render(&document), Err(error));
}

#[test]
fn a_payload_no_code_can_hold_is_refused() {
    let mut document = samples::invoice();
    document.payment.as_mut().unwrap().qr.as_mut().unwrap().payload = "x".repeat(3000);
    assert_eq!(render(&document), Err(RenderError::QrPayloadTooLong { bytes: 3000 }));
}

#[test]
fn the_file_is_tagged_titled_and_dated_by_the_document() {
    let mut document = samples::credit_note();
    document.paper = PaperSize::Letter;
    document.brand.color = Rgb(250, 204, 21);
    let rendered = render(&document).unwrap();
    let report = poppler("pdfinfo", &["-isodates"], &[], &rendered.bytes);
    let report = String::from_utf8(report).unwrap();
    for expected in [
        "Gutschrift GS-2026-0007",
        "Nordlicht Software GmbH",
        "Tagged:          yes",
        "2026-11-20T",
        "612 x 792 pts (letter)",
        "PDF version:     1.7",
    ] {
        assert!(report.contains(expected), "{expected} in {report}");
    }
    let metadata = String::from_utf8(poppler("pdfinfo", &["-meta"], &[], &rendered.bytes)).unwrap();
    for expected in [
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "2026-11-20T00:00:00+00:00",
        "<rdf:li>de-DE</rdf:li>",
    ] {
        assert!(metadata.contains(expected), "{expected} in {metadata}");
    }
    assert!(text_of_page(&rendered.bytes, 1).contains("119,00 €"));
}

#[test]
fn the_structure_names_headings_tables_figures_and_links() {
    let rendered = render(&samples::invoice()).unwrap();
    let tree = String::from_utf8(poppler("pdfinfo", &["-struct"], &[], &rendered.bytes)).unwrap();
    let roles =
        tree.lines().filter_map(|line| line.split([' ', ':']).find(|word| !word.is_empty()));
    let roles: Vec<&str> = roles.collect();
    let count = |wanted: &str| roles.iter().filter(|role| **role == wanted).count();
    assert_eq!(count("H1"), 1);
    assert_eq!(count("Table"), 2);
    // Five columns of lines and four of taxes; seven rows of five cells and two of four.
    assert_eq!((count("TH"), count("TD")), (5 + 4, 7 * 5 + 2 * 4));
    assert_eq!((count("TR"), count("THead"), count("TBody")), (8 + 3, 2, 2));
    assert_eq!(count("Figure"), 2);
    assert_eq!(count("Link"), 2);
}
