//! Files and mappings as they come: each is taken as it is meant or refused with a clear word.

use super::*;
use crate::flows::imports::mapping::MappingError;
use crate::flows::imports::source_file::SourceFileError;

const ROW: &str = "1,10,,2020-01-05,A,Apples,1,1.00\n";

#[tokio::test]
async fn byte_order_mark_crlf_gzip_and_quoted_newlines_change_nothing() {
    let world = World::new().await;
    let plain = format!("{LINE_HEADER}{ROW}");
    for content in
        [format!("\u{feff}{plain}"), plain.replace('\n', "\r\n"), plain.trim_end().into()]
    {
        let outcome = world.run(LINES, world.file(&content), false).await.unwrap();
        assert_eq!((outcome.totals.taken.documents, outcome.refused.len()), (1, 0), "{content:?}");
    }
    let outcome = world.run(LINES, world.gzip(&plain), false).await.unwrap();
    assert_eq!(outcome.totals.taken.documents, 1);
    // A quoted newline makes a row of two lines; the next row's fault is still on its own line.
    let quoted = plain.replace("Apples", "\"Red\napples\"") + "2,10,,2020-01-05,A,Pears,1,NaN\n";
    let outcome = world.run(LINES, world.file(quoted), false).await.unwrap();
    assert_eq!(refused(&outcome), [(4, "2", "number")]);
    world.end().await;
}

#[tokio::test]
async fn a_refused_row_is_reported_with_its_line_however_lines_end() {
    let world = World::new().await;
    let bad = ROW.replace("1.00", "?");
    let content = format!("{LINE_HEADER}{ROW}\n\n{}{bad}", ROW.replace("Apples", "\"a\nb\""));
    for end in ["\n", "\r\n", "\r"] {
        for content in [content.as_str(), content.trim_end()] {
            let outcome =
                world.run(LINES, world.file(content.replace('\n', end)), false).await.unwrap();
            let bad = outcome.refused.iter().find(|row| row.reason.code() == "number");
            // Header, row, two blank lines, a row of two lines.
            assert_eq!(bad.map(|row| row.line), Some(7), "{end:?}");
        }
    }
    world.end().await;
}

#[tokio::test]
async fn amounts_that_are_no_plain_decimals_or_do_not_fit_are_refused() {
    let world = World::new().await;
    let quantities = [
        ("NaN", "number"),
        ("inf", "number"),
        ("1e5", "number"),
        ("0x10", "number"),
        ("--1", "number"),
        ("1,5", "number"),
        ("12345678901234567890123456789012", "number"),
        ("1234567890123456789012345678", "overflow"),
        ("", "ok"),
        ("+2", "ok"),
    ];
    let mut content = LINE_HEADER.to_owned();
    for (number, (quantity, _)) in quantities.iter().enumerate() {
        content += &format!("{number},10,,2020-01-05,A,Apples,\"{quantity}\",1.00\n");
    }
    // Each line fits into 64 bits, their sum does not.
    content += "x,10,,2020-01-05,A,Apples,90000000000000000,1.00\n";
    content += "x,10,,2020-01-05,A,Apples,90000000000000000,1.00\n";
    let outcome = world.run(LINES, world.file(content), false).await.unwrap();
    let expected: Vec<(u64, &str)> = quantities
        .iter()
        .zip(2..)
        .filter(|((_, code), _)| *code != "ok")
        .map(|((_, code), line)| (line, *code))
        .chain([(12, "with_row"), (13, "overflow")])
        .collect();
    let found: Vec<_> = refused(&outcome).iter().map(|(line, _, code)| (*line, *code)).collect();
    assert_eq!(found, expected);
    world.end().await;
}

#[tokio::test]
async fn what_is_no_table_ends_the_import_with_a_word() {
    let world = World::new().await;
    let source_error =
        async |content: &[u8]| match world.run(LINES, world.file(content), true).await {
            Err(ImportError::SourceFile(error)) => error,
            other => panic!("{other:?}"),
        };
    assert!(matches!(source_error(b"").await, SourceFileError::Empty));
    assert!(matches!(source_error(b"\xff\xfeN\0o\0").await, SourceFileError::Utf16));
    let missing = world.run(LINES, world.folder.join("none.csv"), true).await;
    assert!(matches!(missing, Err(ImportError::SourceFile(SourceFileError::Open(_)))));

    let mut cut = std::fs::read(world.gzip(&format!("{LINE_HEADER}{}", ROW.repeat(5000)))).unwrap();
    cut.truncate(cut.len() / 2);
    assert!(matches!(source_error(&cut).await, SourceFileError::Read { .. }));

    // Ten megabytes behind a quote that nobody closes.
    let long = format!("{LINE_HEADER}{ROW}2,10,,2020-01-05,A,\"{}", "x\n".repeat(5 << 20));
    assert!(matches!(
        source_error(long.as_bytes()).await,
        SourceFileError::RecordTooLong { line: 3 }
    ));
    assert_eq!(world.rows_written().await, 0);
    world.end().await;
}

#[tokio::test]
async fn a_header_alone_imports_nothing() {
    let world = World::new().await;
    let outcome = world.apply(LINES, LINE_HEADER).await;
    assert_eq!((outcome.totals.file.rows, outcome.import_run), (0, None));
    assert_eq!(world.rows_written().await, 0);
    world.end().await;
}

#[tokio::test]
async fn text_is_read_in_the_mappings_encoding_and_nothing_else_passes() {
    let world = World::new().await;
    let latin = [LINE_HEADER.as_bytes(), b"1,10,,2020-01-05,A,\xa3 Gr\xfc\xdfe,1,1.00\n"].concat();
    let outcome = world.run(LINES, world.file(&latin), false).await.unwrap();
    assert_eq!(refused(&outcome), [(2, "1", "encoding")]);
    let mapping = format!("{LINES}\n[file]\nencoding = \"latin-1\"\n");
    world.run(&mapping, world.file(&latin), true).await.unwrap();
    assert_eq!(world.texts("select description from invoice_lines").await, ["£ Grüße"]);
    let nul = format!("{LINE_HEADER}{}", ROW.replace("Apples", "App\0les"));
    let outcome = world.run(LINES, world.file(nul), false).await.unwrap();
    assert_eq!(refused(&outcome), [(2, "1", "nul")]);
    world.end().await;
}

#[tokio::test]
async fn a_column_that_is_missing_or_twice_is_named_before_anything_is_read() {
    let world = World::new().await;
    let mapping_error =
        async |content: String| match world.run(LINES, world.file(content), true).await {
            Err(ImportError::Mapping(error)) => error.to_string(),
            other => panic!("{other:?}"),
        };
    assert_eq!(
        mapping_error(format!("{}{ROW}", LINE_HEADER.replace("Price", "Cost"))).await,
        "the file has no column \"Price\" for unit_price; its columns are No, Customer, Land, Date, Sku, Text, \
         Qty, Cost"
    );
    assert_eq!(
        mapping_error(format!("{}{ROW}", LINE_HEADER.replace("Sku", "Text"))).await,
        "the file has two columns \"Text\", so description is ambiguous"
    );
    world.end().await;
}

#[test]
fn a_wrong_mapping_is_refused_by_key() {
    let cases = [
        (LINES.replace("due_days", "due_day"), "unknown field `due_day`"),
        (LINES.replace("[columns]", "[columns]\nprice = \"P\""), "unknown variant `price`"),
        (LINES.replace("number = \"No\"", ""), "[columns] needs number for kind invoice_lines"),
        (
            LINES.replace("[columns]", "[columns]\nemail = \"Mail\""),
            "[columns] email means nothing for kind invoice_lines",
        ),
        (
            LINES.replace("[columns]", "[columns]\namount = \"Sum\""),
            "[columns] needs either unit_price or amount, not both and not neither",
        ),
        (LINES.replace("\"GBP\"", "\"GBX\""), "\"GBX\" is not an ISO 4217 currency code"),
        (LINES.replace("currency = \"GBP\"", ""), "[documents] needs a currency"),
        (LINES.replace("[seller]", "[file]\ndate_format = \"%d\"\n[seller]"), "date_format \"%d\""),
        (LINES.replace("\"EIRE\" = \"IE\"", "\"EIRE\" = \"Ireland\""), "countries \"Ireland\""),
        (LINES.replace("[seller]", "[tax]\ncategory = \"X\"\n[seller]"), "tax.category \"X\""),
    ];
    for (mapping, expected) in cases {
        let error = Mapping::parse("test", &mapping).expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}");
    }
    assert!(matches!(Mapping::load("no/such.toml"), Err(MappingError::NotFound { .. })));
}

#[test]
fn the_built_in_mappings_are_valid() {
    for name in ["uci-online-retail", "ibm-receivables"] {
        assert_eq!(Mapping::load(name).unwrap().source, name);
    }
}
