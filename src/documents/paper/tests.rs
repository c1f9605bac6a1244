//! What stands on the page of an invoice and of a credit note, worked by hand from the law's list:
//! both parties, numbers and dates, each rate with its base, and why no tax is charged where none is.

mod receipt;

use super::{credit_note, invoice, registration};
use crate::documents::model::{Emphasis, PaperDocument};
use crate::documents::render;
use crate::domain::credit_note::{CreditNote, CreditNoteWithLines, CreditReason};
use crate::domain::currency::Currency;
use crate::domain::id::{CreditNoteId, InvoiceId, SellerId, SeriesId, TenantId};
use crate::domain::invoice::{Invoice, InvoiceStatus, InvoiceWithLines, Line};
use crate::domain::money::Money;
use crate::domain::party::{BankAccount, Buyer, PostalAddress, Seller, TaxRegistration};
use crate::domain::tax_total::{TaxCategory, TaxSubtotal};
use crate::i18n::Locale;
use jiff::Timestamp;
use jiff::civil::date;
use rust_decimal::Decimal;

fn eur(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::EUR)
}

fn address(line1: &str, city: &str, postal_code: &str, country: &str) -> PostalAddress {
    PostalAddress {
        line1: line1.into(),
        city: city.into(),
        postal_code: postal_code.into(),
        country: country.into(),
        ..PostalAddress::default()
    }
}

fn vat(value: &str) -> TaxRegistration {
    TaxRegistration { kind: "VAT".into(), value: value.into() }
}

fn seller() -> Seller {
    Seller {
        seller_id: SellerId::new(),
        legal_name: "Lumen Software Ltd".into(),
        address: address("14 Hanover Quay", "Dublin 2", "D02 XH91", "IE"),
        email: "billing@lumen.example".into(),
        trading_name: String::new(),
        phone: String::new(),
        website: String::new(),
        tax_ids: vec![vat("IE3518264DH")],
        bank_accounts: vec![BankAccount {
            currency: "EUR".into(),
            bank_name: "Bank of the Liffey".into(),
            rows: vec![("IBAN".into(), "DE89 3704 0044 0532 0130 00".into())],
        }],
        brand_color: "#3a3fc7".into(),
        logo: None,
        footer: [("en".to_owned(), "Registered in Ireland.".to_owned())].into(),
    }
}

fn buyer() -> Buyer {
    Buyer {
        legal_name: "Nordlicht GmbH".into(),
        account_ref: "NORD".into(),
        address: address("Hafenstraße 12", "Hamburg", "20457", "DE"),
        tax_ids: vec![vat("DE136695976")],
        email: "rechnung@nordlicht.example".into(),
    }
}

fn line(line_no: i32, amount: Money, category: TaxCategory, rate_percent: i64, tax: Money) -> Line {
    Line {
        line_no,
        description: "Support, hours".into(),
        sku: "SUP-H".into(),
        quantity: Decimal::TWO,
        unit_price: Decimal::new(amount.amount_minor, 2) / Decimal::TWO,
        amount,
        tax_category: category,
        tax_rate_percent: Decimal::from(rate_percent),
        tax,
        service: Some((date(2026, 10, 1), date(2026, 10, 31))),
    }
}

fn tax_row(category: TaxCategory, rate: i64, taxable: Money, tax: Money) -> TaxSubtotal {
    TaxSubtotal { category, rate_percent: Decimal::from(rate), taxable, tax }
}

/// 1,000.00 at 23 %: 230.00 of tax.
fn issued(language: &str) -> InvoiceWithLines {
    let (net, tax, total) = (eur(1_000_00), eur(230_00), eur(1_230_00));
    let invoice = Invoice {
        tenant_id: TenantId::new(),
        invoice_id: InvoiceId::new(),
        seller_id: SellerId::new(),
        series_id: SeriesId::new(),
        number: Some("LUM-7".into()),
        status: InvoiceStatus::Open,
        currency: Currency::EUR,
        issued_on: date(2026, 11, 2),
        due_on: date(2026, 12, 2),
        service: None,
        purchase_order: "PO-1119".into(),
        memo: "Thank you for your order.".into(),
        language: language.into(),
        subtotal: net,
        tax,
        total,
        paid: eur(0),
        credited: eur(0),
        seller: Some(seller()),
        buyer: Some(buyer()),
        disputed: false,
        replaces: None,
        created_at: Timestamp::UNIX_EPOCH,
        finalized_at: Some(Timestamp::UNIX_EPOCH),
        paid_at: None,
        voided_at: None,
        pdf_sha256: None,
    };
    InvoiceWithLines {
        invoice,
        lines: vec![line(1, net, TaxCategory::Standard, 23, tax)],
        taxes: vec![tax_row(TaxCategory::Standard, 23, net, tax)],
    }
}

fn credited() -> CreditNoteWithLines {
    let (net, tax, total) = (eur(100_00), eur(23_00), eur(123_00));
    CreditNoteWithLines {
        credit_note: CreditNote {
            tenant_id: TenantId::new(),
            credit_note_id: CreditNoteId::new(),
            invoice_id: Some(InvoiceId::new()),
            seller_id: SellerId::new(),
            series_id: SeriesId::new(),
            number: "LUM-CN-2".into(),
            reason: CreditReason::BillingError,
            memo: String::new(),
            language: "en".into(),
            currency: Currency::EUR,
            issued_on: date(2026, 11, 9),
            subtotal: net,
            tax,
            total,
            applied: total,
            to_balance: eur(0),
            seller: seller(),
            buyer: buyer(),
            created_at: Timestamp::UNIX_EPOCH,
            pdf_sha256: None,
            voided: None,
        },
        lines: vec![line(1, net, TaxCategory::Standard, 23, tax)],
        taxes: vec![tax_row(TaxCategory::Standard, 23, net, tax)],
    }
}

fn facts(page: &PaperDocument) -> Vec<(&str, &str)> {
    page.facts.iter().map(|fact| (&*fact.label, &*fact.value)).collect()
}

fn totals(page: &PaperDocument) -> Vec<(&str, &str)> {
    page.totals.iter().map(|total| (&*total.label, &*total.value)).collect()
}

fn notes(page: &PaperDocument) -> Vec<&str> {
    page.notes.iter().map(|note| &*note.text).collect()
}

#[test]
fn a_draft_is_no_document() {
    let mut draft = issued("en");
    draft.invoice.number = None;
    draft.invoice.seller = None;
    draft.invoice.buyer = None;
    assert_eq!(invoice(&draft), None);
}

#[test]
fn an_invoice_names_both_parties_its_number_its_dates_and_every_rate() {
    let page = invoice(&issued("en")).unwrap();
    assert_eq!((&*page.title, &*page.number), ("Invoice", "LUM-7"));
    assert_eq!(page.seller.address, ["14 Hanover Quay", "Dublin 2", "D02 XH91", "Ireland"]);
    assert_eq!(page.seller.tax_ids, ["VAT number IE3518264DH"]);
    assert_eq!(page.buyer.name, "Nordlicht GmbH");
    assert_eq!(page.buyer.tax_ids, ["VAT number DE136695976"]);
    assert_eq!(
        facts(&page),
        [
            ("Date of issue", "2 November 2026"),
            ("Due on", "2 December 2026"),
            ("Your order number", "PO-1119"),
            ("Customer number", "NORD"),
        ]
    );
    assert_eq!(
        totals(&page),
        [
            ("Subtotal", "€1,000.00"),
            ("VAT 23% on €1,000.00", "€230.00"),
            ("Total including tax", "EUR\u{a0}1,230.00"),
        ]
    );
    assert_eq!(page.totals[2].emphasis, Emphasis::Grand);
    assert_eq!(notes(&page), ["Thank you for your order."]);
    assert_eq!(page.footer, ["Registered in Ireland."]);
}

#[test]
fn a_line_shows_quantity_price_rate_and_its_period() {
    let page = invoice(&issued("en")).unwrap();
    let cells: Vec<&str> = page.lines.rows[0].cells.iter().map(|cell| &*cell.text).collect();
    assert_eq!(cells, ["Support, hours", "2", "€500.00", "23%", "€1,000.00"]);
    assert_eq!(page.lines.rows[0].cells[0].details, ["SUP-H", "1 Oct 2026 – 31 Oct 2026"]);
    assert_eq!(page.lines.columns.len(), 5);
}

#[test]
fn a_euro_invoice_can_be_paid_by_scanning_it() {
    let payment = invoice(&issued("en")).unwrap().payment.unwrap();
    assert_eq!(
        payment.qr.unwrap().payload,
        "BCD\n002\n1\nSCT\n\nLumen Software Ltd\nDE89370400440532013000\nEUR1230.00\n\n\nLUM-7"
    );
    let labels: Vec<_> = payment.facts.iter().map(|fact| &*fact.label).collect();
    assert_eq!(labels, ["Account holder", "Bank", "IBAN", "Payment reference"]);
}

#[test]
fn nothing_owed_asks_for_no_transfer() {
    let mut free = issued("en");
    (free.invoice.total, free.invoice.subtotal, free.invoice.tax) = (eur(0), eur(0), eur(0));
    let page = invoice(&free).unwrap();
    assert_eq!(page.payment, None);
    assert_eq!(page.headline.unwrap().detail, None);
}

#[test]
fn another_currency_than_the_account_has_is_not_sent_there() {
    let mut dollars = issued("en");
    dollars.invoice.currency = Currency::USD;
    dollars.invoice.total = Money::new(1_230_00, Currency::USD);
    assert_eq!(invoice(&dollars).unwrap().payment, None);
}

#[test]
fn a_german_invoice_is_german_throughout() {
    let page = invoice(&issued("de")).unwrap();
    assert_eq!((&*page.title, &*page.language), ("Rechnung", "de"));
    assert_eq!(page.buyer.tax_ids, ["USt-IdNr. DE136695976"]);
    assert_eq!(page.seller.address.last().unwrap(), "Irland");
    assert_eq!(totals(&page)[1], ("USt. 23\u{a0}% auf 1.000,00\u{a0}€", "230,00\u{a0}€"));
    assert_eq!(page.page_label, "Seite {page} von {pages}");
}

#[test]
fn where_no_tax_is_charged_the_page_says_why_and_has_no_column_of_zeros() {
    let mut reverse = issued("en");
    let net = eur(1_000_00);
    reverse.lines = vec![line(1, net, TaxCategory::ReverseCharge, 0, eur(0))];
    reverse.taxes = vec![tax_row(TaxCategory::ReverseCharge, 0, net, eur(0))];
    (reverse.invoice.tax, reverse.invoice.total) = (eur(0), net);
    let page = invoice(&reverse).unwrap();
    assert_eq!(page.lines.columns.len(), 4);
    assert_eq!(totals(&page), [("Total including tax", "EUR\u{a0}1,000.00")]);
    assert_eq!(notes(&page)[0], "Reverse charge: the recipient is liable for the tax.");
}

#[test]
fn the_bases_of_all_rates_add_up_to_the_net_total() {
    let mut mixed = issued("en");
    let exempt = eur(200_00);
    mixed.lines.push(line(2, exempt, TaxCategory::Exempt, 0, eur(0)));
    mixed.taxes.push(tax_row(TaxCategory::Exempt, 0, exempt, eur(0)));
    (mixed.invoice.subtotal, mixed.invoice.total) = (eur(1_200_00), eur(1_430_00));
    let page = invoice(&mixed).unwrap();
    assert_eq!(
        totals(&page)[..3],
        [
            ("Subtotal", "€1,200.00"),
            ("VAT 23% on €1,000.00", "€230.00"),
            ("VAT 0% on €200.00", "€0.00"),
        ]
    );
}

#[test]
fn a_credit_note_names_the_invoice_it_corrects_and_why_and_asks_for_no_payment() {
    let page = credit_note(&credited(), Some(("LUM-7", date(2026, 11, 2))));
    assert_eq!((&*page.title, &*page.number), ("Credit note", "LUM-CN-2"));
    assert_eq!(
        facts(&page),
        [
            ("Date of issue", "9 November 2026"),
            ("Refers to invoice", "LUM-7 of 2 November 2026"),
            ("Reason", "Error on the invoice"),
            ("Customer number", "NORD"),
        ]
    );
    assert_eq!(totals(&page).last(), Some(&("Amount credited", "EUR\u{a0}123.00")));
    assert_eq!(page.payment, None);
    let unlinked = credit_note(&credited(), None);
    assert!(facts(&unlinked).iter().all(|(label, _)| *label != "Refers to invoice"));
}

#[test]
fn numbers_named_by_law_are_not_translated() {
    let ein = TaxRegistration { kind: "EIN".into(), value: "12-3456789".into() };
    for locale in Locale::ALL {
        assert_eq!(registration(locale, &ein), "EIN 12-3456789");
    }
}

/// Writes both to the folder named by `QUITTANCE_PDF_SAMPLES`, for eyes and validators.
#[test]
fn both_documents_render_to_the_same_bytes_twice() {
    let pages = [
        ("paper-invoice", invoice(&issued("de")).unwrap()),
        ("paper-credit-note", credit_note(&credited(), Some(("LUM-7", date(2026, 11, 2))))),
    ];
    for (name, page) in pages {
        let rendered = render(&page).unwrap();
        assert_eq!(rendered.bytes, render(&page).unwrap().bytes, "{name}");
        assert_eq!((rendered.page_count, rendered.missing_glyphs), (1, 0), "{name}");
        if let Some(folder) = std::env::var_os("QUITTANCE_PDF_SAMPLES") {
            std::fs::write(
                std::path::Path::new(&folder).join(name).with_extension("pdf"),
                &rendered.bytes,
            )
            .unwrap();
        }
    }
}
