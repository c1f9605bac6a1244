//! A receipt as it is printed: what was received, when and how, and what it paid. Not a tax document:
//! the invoices are.

use super::{brand, buyer_party, fact, footer, page_label, seller_party, text};
use crate::documents::model::{
    Align, Cell, Column, ColumnWidth, Emphasis, Fact, Headline, Note, PageDirection, PaperDocument,
    PaperSize, Party, Row, Table, Total,
};
use crate::domain::money::{Money, MoneyError};
use crate::domain::receipt::{PaidInvoice, Receipt, is_number_end, receipt_number};
use crate::i18n::{self, Arg, Locale};

/// The page of a receipt.
/// # Errors  the paid amounts do not add up to anything, which the database forbids.
pub fn receipt(receipt: &Receipt) -> Result<PaperDocument, MoneyError> {
    let payment = &receipt.payment;
    let locale = Locale::from_bcp47(&receipt.language).unwrap_or_default();
    let (settled, to_credit) = (receipt.settled()?, receipt.to_credit()?);
    let received_on = i18n::date_long(locale, payment.received_on);
    let seller =
        Party { label: text(locale, "receipt-payee"), ..seller_party(locale, &receipt.seller) };
    let buyer =
        Party { label: text(locale, "receipt-payer"), ..buyer_party(locale, &receipt.buyer) };
    Ok(PaperDocument {
        document_id: payment.payment_id.to_string(),
        title: text(locale, "receipt-title"),
        number: receipt_number(payment.payment_id),
        language: locale.as_bcp47().to_owned(),
        direction: PageDirection::LeftToRight,
        paper: PaperSize::A4,
        dated_on: payment.received_on,
        brand: brand(locale, &receipt.seller),
        seller,
        buyer,
        other_parties: Vec::new(),
        headline: Some(Headline {
            label: text(locale, "receipt-amount-received"),
            value: i18n::money(locale, payment.amount),
            detail: Some(i18n::text_with(
                locale,
                "receipt-received-on-date",
                &[("date", Arg::from(&received_on))],
            )),
            link: None,
        }),
        facts: facts(locale, receipt, received_on),
        lines: paid_table(locale, receipt),
        tax: None,
        totals: totals(locale, receipt, settled, to_credit),
        payment: None,
        notes: credit_note(locale, receipt, to_credit).into_iter().collect(),
        footer: footer(&receipt.seller, &receipt.language),
        page_label: page_label(locale),
    })
}

fn facts(locale: Locale, receipt: &Receipt, received_on: String) -> Vec<Fact> {
    let payment = &receipt.payment;
    let method = format!("payment-method-{}", payment.method.word().replace('_', "-"));
    let mut method = text(locale, &method);
    let is_end = is_number_end(&payment.reference);
    if is_end {
        method = format!("{method} {}", payment.reference);
    }
    let mut facts = vec![
        fact(locale, "receipt-received-on", received_on),
        fact(locale, "receipt-method", method),
    ];
    if !is_end && !payment.reference.is_empty() {
        facts.push(fact(locale, "receipt-reference", payment.reference.as_str()));
    }
    facts.push(fact(locale, "document-customer-number", receipt.buyer.account_ref.as_str()));
    facts
}

fn paid_table(locale: Locale, receipt: &Receipt) -> Table {
    let column = |key, align, width| Column { label: text(locale, key), align, width };
    let columns = vec![
        column("receipt-invoice", Align::Start, ColumnWidth::Share(1)),
        column("receipt-issued-on", Align::Start, ColumnWidth::Content),
        column("receipt-invoice-total", Align::End, ColumnWidth::Content),
        column("receipt-paid", Align::End, ColumnWidth::Content),
        column("receipt-left-open", Align::End, ColumnWidth::Content),
    ];
    let rows = receipt
        .invoices
        .iter()
        .map(|invoice: &PaidInvoice| Row {
            cells: vec![
                Cell::new(invoice.number.as_str()),
                Cell::new(i18n::date_medium(locale, invoice.issued_on)),
                Cell::new(i18n::money(locale, invoice.total)),
                Cell::new(i18n::money(locale, invoice.paid)),
                Cell::new(i18n::money(locale, invoice.left_open)),
            ],
        })
        .collect();
    let empty = if receipt.bought_credit { "receipt-is-credit" } else { "receipt-no-invoices" };
    Table { heading: None, columns, rows, empty_text: text(locale, empty) }
}

/// The amount alone when all of it went to invoices.
fn totals(locale: Locale, receipt: &Receipt, settled: Money, to_credit: Money) -> Vec<Total> {
    let amount = receipt.payment.amount;
    let part = |key, amount| Total {
        label: text(locale, key),
        value: i18n::money(locale, amount),
        emphasis: Emphasis::Normal,
    };
    let mut totals = Vec::new();
    if receipt.bought_credit {
        totals.push(part("receipt-bought-credit", to_credit));
    } else if !to_credit.is_zero() {
        totals.push(part("receipt-settled", settled));
        totals.push(part("receipt-to-credit", to_credit));
    }
    totals.push(Total {
        label: text(locale, "receipt-amount-received"),
        value: i18n::money_code(locale, amount),
        emphasis: Emphasis::Grand,
    });
    totals
}

fn credit_note(locale: Locale, receipt: &Receipt, to_credit: Money) -> Option<Note> {
    let is_bought = receipt.bought_credit;
    let key = if is_bought { "receipt-bought-credit-note" } else { "receipt-credit-note" };
    (!to_credit.is_zero()).then(|| Note {
        heading: None,
        text: i18n::text_with(
            locale,
            key,
            &[("amount", Arg::from(i18n::money(locale, to_credit)))],
        ),
    })
}
