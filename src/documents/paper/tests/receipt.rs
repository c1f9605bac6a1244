//! What stands on the page of a receipt, worked by hand.

use super::{buyer, eur, facts, notes, seller, totals};
use crate::documents::model::{Emphasis, PaperDocument};
use crate::documents::paper::receipt;
use crate::documents::render;
use crate::documents::tests::text;
use crate::domain::currency::Currency;
use crate::domain::id::{InvoiceId, TenantId};
use crate::domain::money::Money;
use crate::domain::payment::{Payment, PaymentMethod};
use crate::domain::receipt::{PaidInvoice, Receipt};
use jiff::Timestamp;
use jiff::civil::date;

fn paid(number: &str, total: Money, paid: Money, left_open: Money) -> PaidInvoice {
    let (invoice_id, issued_on) = (InvoiceId::new(), date(2026, 11, 2));
    PaidInvoice { invoice_id, number: number.into(), issued_on, total, paid, left_open }
}

/// 1,300.00 by card: one invoice in full, a part of another.
fn of(language: &str, invoices: Vec<PaidInvoice>) -> Receipt {
    Receipt {
        payment: Payment {
            tenant_id: TenantId::new(),
            payment_id: "0199a3c1-7d52-7c61-8c44-9f3be21d07a5".parse().unwrap(),
            method: PaymentMethod::Card,
            reference: "•••• 4242".into(),
            currency: Currency::EUR,
            amount: eur(1_300_00),
            allocated: eur(1_300_00),
            received_on: date(2026, 11, 20),
            recorded_at: Timestamp::UNIX_EPOCH,
            recorded_by: "system:gateway".into(),
        },
        seller: seller(),
        buyer: buyer(),
        language: language.into(),
        invoices,
        bought_credit: false,
    }
}

fn two() -> Vec<PaidInvoice> {
    vec![
        paid("LUM-7", eur(1_230_00), eur(1_230_00), eur(0)),
        paid("LUM-8", eur(123_00), eur(70_00), eur(53_00)),
    ]
}

fn rows(page: &PaperDocument) -> Vec<Vec<&str>> {
    let cells = page.lines.rows.iter().map(|row| row.cells.iter().map(|cell| &*cell.text));
    cells.map(Iterator::collect).collect()
}

#[test]
fn a_receipt_names_the_money_who_paid_and_what_was_paid() {
    let page = receipt(&of("en", two())).unwrap();
    assert_eq!((&*page.title, &*page.number), ("Receipt", "R-9F3B-E21D-07A5"));
    assert_eq!((&*page.seller.label, &*page.seller.name), ("Received by", "Lumen Software Ltd"));
    assert_eq!((&*page.buyer.label, &*page.buyer.name), ("Paid by", "Nordlicht GmbH"));
    let headline = page.headline.as_ref().unwrap();
    assert_eq!((&*headline.label, &*headline.value), ("Amount received", "€1,300.00"));
    assert_eq!(headline.detail.as_deref(), Some("Received on 20 November 2026"));
    assert_eq!(
        facts(&page),
        [
            ("Received on", "20 November 2026"),
            ("Payment method", "Card •••• 4242"),
            ("Customer number", "NORD"),
        ]
    );
    assert_eq!(
        rows(&page),
        [
            ["LUM-7", "2 Nov 2026", "€1,230.00", "€1,230.00", "€0.00"],
            ["LUM-8", "2 Nov 2026", "€123.00", "€70.00", "€53.00"],
        ]
    );
    assert_eq!(totals(&page), [("Amount received", "EUR\u{a0}1,300.00")]);
    assert_eq!(page.totals[0].emphasis, Emphasis::Grand);
    assert!(notes(&page).is_empty() && page.payment.is_none());
    assert_eq!((page.dated_on, &*page.footer[0]), (date(2026, 11, 20), "Registered in Ireland."));
}

#[test]
fn what_was_more_than_due_is_named_as_credit() {
    let page = receipt(&of("en", two()[..1].to_vec())).unwrap();
    // 1,300.00 − 1,230.00
    assert_eq!(
        totals(&page),
        [
            ("Placed on invoices", "€1,230.00"),
            ("Added to your credit", "€70.00"),
            ("Amount received", "EUR\u{a0}1,300.00"),
        ]
    );
    assert_eq!(
        notes(&page),
        ["€70.00 of this payment became your credit. It reduces your next invoices."]
    );
}

#[test]
fn a_payment_for_no_invoice_says_so() {
    let mut without = of("en", Vec::new());
    without.payment.reference.clear();
    let page = receipt(&without).unwrap();
    assert!(facts(&page).iter().all(|(label, _)| *label != "Reference"));
    let text = text(&render(&page).unwrap().bytes);
    assert!(text.contains("This payment was for no invoice in particular."), "{text}");
    assert!(text.contains("Added to your credit €1,300.00"), "{text}");
}

#[test]
fn a_receipt_of_a_top_up_says_that_it_bought_credit_and_that_no_tax_is_in_it() {
    let mut bought = of("en", Vec::new());
    bought.payment.allocated = eur(0);
    bought.bought_credit = true;
    let page = receipt(&bought).unwrap();
    assert_eq!(
        totals(&page),
        [("Credit bought", "€1,300.00"), ("Amount received", "EUR\u{a0}1,300.00")]
    );
    assert_eq!(
        notes(&page),
        [
            "This payment bought credit of €1,300.00. It pays your invoices and never ends. No tax is due on \
          it; tax stands on the invoices that it pays."
        ]
    );
    let text = text(&render(&page).unwrap().bytes);
    assert!(text.contains("This payment bought credit."), "{text}");
}

#[test]
fn a_german_receipt_is_german_throughout() {
    let page = receipt(&of("de", two())).unwrap();
    assert_eq!((&*page.title, &*page.language), ("Zahlungsbeleg", "de"));
    assert_eq!(facts(&page)[1], ("Zahlungsart", "Karte •••• 4242"));
    assert_eq!(rows(&page)[1][3], "70,00\u{a0}€");
    assert_eq!(page.page_label, "Seite {page} von {pages}");
}

#[test]
fn two_hundred_invoices_go_on_over_pages_and_each_is_named_once() {
    let invoices = (1..=200)
        .map(|n| paid(&format!("LUM-2026-{n:06}"), eur(123_456_78), eur(6_50), eur(123_450_28)));
    let rendered = render(&receipt(&of("en", invoices.collect())).unwrap()).unwrap();
    assert!(rendered.page_count >= 4, "{} pages", rendered.page_count);
    let text = text(&rendered.bytes);
    for n in 1..=200 {
        assert_eq!(text.matches(&format!("LUM-2026-{n:06}")).count(), 1, "{n}");
    }
    for (index, page) in text.split('\u{c}').filter(|page| !page.is_empty()).enumerate() {
        let label = format!("Page {} of {}", index + 1, rendered.page_count);
        assert!(page.contains(&label), "{label}");
        assert_eq!(page.contains("Invoice total"), page.contains("LUM-2026-"), "{label}");
    }
}

/// Writes them to the folder named by `QUITTANCE_PDF_SAMPLES`, for eyes and validators.
#[test]
fn receipts_render_to_the_same_bytes_twice() {
    let many = (1..=200).map(|n| paid(&format!("LUM-{n:06}"), eur(9_00), eur(6_00), eur(3_00)));
    let mut no_invoice = of("de", Vec::new());
    no_invoice.payment.method = PaymentMethod::BankTransfer;
    no_invoice.payment.reference = "RF18 5390 0754 7034".into();
    for (name, receipt_) in [
        ("receipt", of("en", two())),
        ("receipt-de", of("de", two()[..1].to_vec())),
        ("receipt-long", of("en", many.collect())),
        ("receipt-credit", no_invoice),
    ] {
        let page = receipt(&receipt_).unwrap();
        let rendered = render(&page).unwrap();
        assert_eq!(rendered.bytes, render(&page).unwrap().bytes, "{name}");
        assert_eq!(rendered.missing_glyphs, 0, "{name}");
        if let Some(folder) = std::env::var_os("QUITTANCE_PDF_SAMPLES") {
            let path = std::path::Path::new(&folder).join(name).with_extension("pdf");
            std::fs::write(path, &rendered.bytes).unwrap();
        }
    }
}
