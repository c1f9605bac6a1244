//! Documents for the tests: one of each kind that a page has to carry.

use jiff::civil::date;

use super::logo;
use super::model::*;

pub mod special;

pub fn column(label: &str, align: Align, width: ColumnWidth) -> Column {
    Column { label: label.to_owned(), align, width }
}

pub fn row(cells: &[&str], details: &[&str]) -> Row {
    let mut cells: Vec<Cell> = cells.iter().map(|text| Cell::new(*text)).collect();
    cells[0].details = details.iter().map(|text| (*text).to_owned()).collect();
    Row { cells }
}

fn total(label: &str, value: &str, emphasis: Emphasis) -> Total {
    Total { label: label.to_owned(), value: value.to_owned(), emphasis }
}

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub fn invoice() -> PaperDocument {
    PaperDocument {
        document_id: "tenant-1/invoice/019a9f2e".to_owned(),
        title: "Invoice".to_owned(),
        number: "INV-2026-000123".to_owned(),
        language: "en-GB".to_owned(),
        direction: PageDirection::LeftToRight,
        paper: PaperSize::A4,
        dated_on: date(2026, 11, 20),
        brand: Brand {
            color: Rgb(15, 118, 110),
            name: "Nordlicht Software GmbH".to_owned(),
            logo: None,
            logo_alt: "Logo of Nordlicht Software GmbH".to_owned(),
        },
        seller: Party {
            label: "From".to_owned(),
            name: "Nordlicht Software GmbH".to_owned(),
            address: lines(&["Hafenstraße 12", "20457 Hamburg", "Germany"]),
            tax_ids: lines(&["VAT ID DE 811 907 980", "Tax number 48/123/45678"]),
            email: Some("billing@nordlicht.example".to_owned()),
        },
        buyer: Party {
            label: "Bill to".to_owned(),
            name: "Adéọlá Trading Ltd".to_owned(),
            address: lines(&["Ọlọ́runṣògo House, 4 Marina Road", "Lagos Island 101001", "Nigeria"]),
            tax_ids: lines(&["TIN 20012345-0001"]),
            email: Some("accounts@adeola.example".to_owned()),
        },
        other_parties: Vec::new(),
        headline: Some(Headline {
            label: "Amount due".to_owned(),
            value: "€2,183.65".to_owned(),
            detail: Some("Due 20 December 2026".to_owned()),
            link: Some(Link {
                text: "Pay online →".to_owned(),
                url: "https://pay.nordlicht.example/i/019a9f2e".to_owned(),
                alt: "Pay invoice INV-2026-000123 online".to_owned(),
            }),
        }),
        facts: vec![
            Fact::new("Issue date", "20 November 2026"),
            Fact::new("Due date", "20 December 2026"),
            Fact::new("Billing period", "1 – 30 November 2026"),
            Fact::new("Purchase order", "PO-77812"),
            Fact::new("Payment terms", "30 days net"),
        ],
        lines: Table {
            heading: None,
            columns: vec![
                column("Description", Align::Start, ColumnWidth::Share(1)),
                column("Quantity", Align::End, ColumnWidth::Content),
                column("Unit price", Align::End, ColumnWidth::Content),
                column("VAT", Align::End, ColumnWidth::Content),
                column("Amount", Align::End, ColumnWidth::Content),
            ],
            rows: vec![
                row(
                    &["Team plan, yearly commitment", "25", "€49.00", "19%", "€1,225.00"],
                    &["1 – 30 November 2026 · SKU TEAM-Y"],
                ),
                row(
                    &[
                        "Additional seats, prorated from 11 November",
                        "4",
                        "€49.00",
                        "19%",
                        "€130.67",
                    ],
                    &["20 of 30 days"],
                ),
                row(
                    &[
                        "API calls, graduated: 0 – 1 million",
                        "1,000,000",
                        "€0.0002",
                        "19%",
                        "€200.00",
                    ],
                    &["Tier 1"],
                ),
                row(
                    &[
                        "API calls, graduated: over 1 million",
                        "734,211",
                        "€0.00015",
                        "19%",
                        "€110.13",
                    ],
                    &["Tier 2"],
                ),
                row(&["Priority support", "1", "€250.00", "19%", "€250.00"], &[]),
                row(
                    &["Printed handbook “Billing, properly”", "3", "€29.90", "7%", "€89.70"],
                    &["Delivered 14 November 2026 · ISBN 978-3-000000-00-0"],
                ),
                row(
                    &["Loyalty discount 10 % on Team plan", "1", "−€122.50", "19%", "−€122.50"],
                    &[],
                ),
            ],
            empty_text: "No lines".to_owned(),
        },
        tax: Some(Table {
            heading: Some("VAT breakdown".to_owned()),
            columns: vec![
                column("Rate", Align::Start, ColumnWidth::Share(1)),
                column("Net", Align::End, ColumnWidth::Content),
                column("VAT", Align::End, ColumnWidth::Content),
                column("Gross", Align::End, ColumnWidth::Content),
            ],
            rows: vec![
                row(&["19% standard", "€1,793.30", "€340.73", "€2,134.03"], &[]),
                row(&["7% reduced", "€89.70", "€6.28", "€95.98"], &[]),
            ],
            empty_text: String::new(),
        }),
        totals: vec![
            total("Subtotal", "€1,883.00", Emphasis::Normal),
            total("VAT", "€347.01", Emphasis::Normal),
            total("Total", "€2,230.01", Emphasis::Strong),
            total("Credit applied", "−€46.36", Emphasis::Normal),
            total("Amount due", "€2,183.65", Emphasis::Grand),
        ],
        payment: Some(PaymentBox {
            heading: "How to pay".to_owned(),
            facts: vec![
                Fact::new("Bank", "Hamburger Sparkasse"),
                Fact::new("IBAN", "DE89 3704 0044 0532 0130 00"),
                Fact::new("BIC", "COBADEFFXXX"),
                Fact::new("Reference", "INV-2026-000123"),
            ],
            link: Some(Link {
                text: "pay.nordlicht.example/i/019a9f2e".to_owned(),
                url: "https://pay.nordlicht.example/i/019a9f2e".to_owned(),
                alt: "Pay invoice INV-2026-000123 online".to_owned(),
            }),
            qr: Some(Qr {
                payload: "https://pay.nordlicht.example/i/019a9f2e".to_owned(),
                caption: "Scan to pay by card, SEPA debit or bank transfer.".to_owned(),
                alt: "QR code: pay online at pay.nordlicht.example/i/019a9f2e".to_owned(),
            }),
        }),
        notes: vec![Note {
            heading: None,
            text: "Thank you for your business. Please state the reference with your transfer."
                .to_owned(),
        }],
        footer: lines(&[
            "Nordlicht Software GmbH · Hafenstraße 12 · 20457 Hamburg · Amtsgericht Hamburg HRB 123456",
            "Managing directors: Jana Petersen, Tunde Adébáyọ̀ · VAT ID DE811907980",
        ]),
        page_label: "Page {page} of {pages}".to_owned(),
    }
}

/// An invoice with `count` lines, numbered, each with its own words.
pub fn long_invoice(count: usize) -> PaperDocument {
    let mut document = invoice();
    document.lines.columns.insert(0, column("#", Align::Start, ColumnWidth::Content));
    document.lines.rows = (1..=count)
        .map(|number| {
            let mut row = row(
                &[
                    &number.to_string(),
                    &format!(
                        "Usage record {number}: compute hours in region eu-north-{}",
                        number % 7
                    ),
                    &format!("{}", number % 90 + 1),
                    "€1.25",
                    "19%",
                    &format!("€{}.{:02}", number % 90 + 1, number % 100),
                ],
                &[],
            );
            if number % 3 == 0 {
                row.cells[1].details = lines(&["Reserved capacity, discount 15 %"]);
            }
            row
        })
        .collect();
    document
}

/// A disc with a hole and a bar, drawn on transparent ground.
fn picture() -> Picture {
    let drawn = image::RgbaImage::from_fn(320, 100, |x, y| {
        let distance = (i64::from(x) - 50).pow(2) + (i64::from(y) - 50).pow(2);
        let is_bar = (120..320).contains(&x) && (20..80).contains(&y) && x + y / 3 < 325;
        image::Rgba(match (24 * 24..50 * 50).contains(&distance) {
            true => [79, 70, 229, 255],
            false if is_bar => [17, 24, 39, 255],
            false => [0, 0, 0, 0],
        })
    });
    let mut png = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut png, image::ImageFormat::Png).unwrap();
    logo::picture(&logo::read(png.get_ref()).unwrap().png).unwrap()
}

/// The invoice with its seller's logo.
pub fn with_logo() -> PaperDocument {
    let mut document = invoice();
    document.brand.logo = Some(picture());
    document
}

pub fn credit_note() -> PaperDocument {
    let mut document = invoice();
    document.document_id = "tenant-1/credit-note/019aa001".to_owned();
    document.title = "Gutschrift".to_owned();
    document.number = "GS-2026-0007".to_owned();
    document.language = "de-DE".to_owned();
    document.brand.color = Rgb(79, 70, 229);
    document.brand.logo = Some(picture());
    document.headline = Some(Headline {
        label: "Gutschriftsbetrag".to_owned(),
        value: "119,00 €".to_owned(),
        detail: Some("Wird mit der nächsten Rechnung verrechnet".to_owned()),
        link: None,
    });
    document.facts = vec![
        Fact::new("Ausstellungsdatum", "20.11.2026"),
        Fact::new("Zur Rechnung", "INV-2026-000123"),
        Fact::new("Rechnungsdatum", "01.11.2026"),
        Fact::new("Grund", "Leistung im Oktober nur teilweise erbracht"),
    ];
    document.seller.label = "Von".to_owned();
    document.buyer.label = "An".to_owned();
    document.lines.columns = vec![
        column("Beschreibung", Align::Start, ColumnWidth::Share(1)),
        column("Menge", Align::End, ColumnWidth::Content),
        column("Einzelpreis", Align::End, ColumnWidth::Content),
        column("USt.", Align::End, ColumnWidth::Content),
        column("Betrag", Align::End, ColumnWidth::Content),
    ];
    document.lines.rows = vec![row(
        &["Team-Tarif, anteilige Erstattung", "1", "100,00 €", "19 %", "100,00 €"],
        &["12. – 31. Oktober 2026"],
    )];
    document.tax = None;
    document.totals = vec![
        total("Zwischensumme", "100,00 €", Emphasis::Normal),
        total("Umsatzsteuer 19 %", "19,00 €", Emphasis::Normal),
        total("Gutschriftsbetrag", "119,00 €", Emphasis::Grand),
    ];
    document.payment = None;
    document.notes = vec![Note {
        heading: Some("Hinweis".to_owned()),
        text: "Diese Gutschrift berichtigt die Rechnung INV-2026-000123 vom 01.11.2026.".to_owned(),
    }];
    document.page_label = "Seite {page} von {pages}".to_owned();
    document
}
