//! From an invoice, a credit note or a receipt to the page that is printed: what stands where, in the
//! document's own language. Pure; layout and bytes are `documents::pdf`.

mod credit_note;
mod installment_agreement;
mod invoice;
mod receipt;
#[cfg(test)]
mod tests;

pub use credit_note::credit_note;
pub use installment_agreement::{AgreementFacts, Signature, installment_agreement, sign_agreement};
pub use invoice::{add_deposit, add_exemption, add_tax_conversion, invoice};
pub use receipt::receipt;

use super::model::{Align, Brand, Cell, Column, ColumnWidth, Fact, Note, Party, Rgb, Row, Table};
use crate::domain::address::Address;
use crate::domain::fx::{ExchangeRate, RateSource};
use crate::domain::invoice::Line;
use crate::domain::party::{Buyer, PostalAddress, Seller, TaxRegistration};
use crate::domain::tax_evidence::ExemptionProof;
use crate::domain::tax_total::{TaxCategory, TaxSubtotal};
use crate::i18n::{self, Arg, Locale};
use rust_decimal::Decimal;

fn text(locale: Locale, key: &str) -> String {
    i18n::text(locale, key).into_owned()
}

/// The picture of the logo is added by whoever has its bytes.
fn brand(locale: Locale, seller: &Seller) -> Brand {
    let name = seller.brand_name().to_owned();
    let logo_alt = match &seller.logo {
        Some(_) => i18n::text_with(locale, "document-logo-alt", &[("seller", Arg::from(&name))]),
        None => name.clone(),
    };
    Brand { color: rgb(&seller.brand_color), logo: None, logo_alt, name }
}

/// `#rrggbb`; black when it does not read, which the database forbids.
fn rgb(hex: &str) -> Rgb {
    let part =
        |range| hex.get(range).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0);
    Rgb(part(1..3), part(3..5), part(5..7))
}

fn seller_party(locale: Locale, seller: &Seller) -> Party {
    Party {
        label: text(locale, "document-seller"),
        name: seller.legal_name.clone(),
        address: address_lines(locale, &seller.address),
        tax_ids: seller.tax_ids.iter().map(|id| registration(locale, id)).collect(),
        email: Some(seller.email.clone()).filter(|email| !email.is_empty()),
    }
}

fn buyer_party(locale: Locale, buyer: &Buyer) -> Party {
    Party {
        label: text(locale, "document-bill-to"),
        name: buyer.legal_name.clone(),
        address: address_lines(locale, &buyer.address),
        tax_ids: buyer.tax_ids.iter().map(|id| registration(locale, id)).collect(),
        email: Some(buyer.email.clone()).filter(|email| !email.is_empty()),
    }
}

/// A tax number with its name. `VAT` has a name in each language, the others are names of their law.
#[must_use]
pub fn registration(locale: Locale, id: &TaxRegistration) -> String {
    let name = if id.kind == "VAT" { text(locale, "document-vat-id") } else { id.kind.clone() };
    format!("{name} {}", id.value)
}

/// The address in the usual order of its country, the country's name last.
#[must_use]
pub fn address_lines(locale: Locale, address: &PostalAddress) -> Vec<String> {
    let Ok(country) = address.country.parse() else {
        let place = format!("{} {}", address.postal_code, address.city);
        return [&address.line1, &address.line2, &place, &address.region]
            .into_iter()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
    };
    let mut lines = Address {
        line1: address.line1.clone(),
        line2: address.line2.clone(),
        city: address.city.clone(),
        region: address.region.clone(),
        postal_code: address.postal_code.clone(),
        country,
    }
    .lines();
    lines.push(i18n::country_name(locale, country).into_owned());
    lines
}

/// The table of lines. The tax column stands only where a line is taxed.
fn line_table(locale: Locale, lines: &[Line]) -> Table {
    let has_tax = lines.iter().any(|line| !line.tax_rate_percent.is_zero());
    let column = |key, align, width| Column { label: text(locale, key), align, width };
    let mut columns = vec![
        column("document-line-description", Align::Start, ColumnWidth::Share(1)),
        column("document-line-quantity", Align::End, ColumnWidth::Content),
        column("document-line-unit-price", Align::End, ColumnWidth::Content),
    ];
    if has_tax {
        columns.push(column("document-line-tax-rate", Align::End, ColumnWidth::Content));
    }
    columns.push(column("document-line-amount", Align::End, ColumnWidth::Content));
    let rows = lines
        .iter()
        .map(|line| {
            let mut cells = vec![
                Cell { text: line.description.clone(), details: line_details(locale, line) },
                Cell::new(i18n::number(locale, line.quantity)),
                Cell::new(i18n::unit_price(locale, line.unit_price, line.amount.currency)),
            ];
            if has_tax {
                cells.push(Cell::new(i18n::percent(locale, line.tax_rate_percent)));
            }
            cells.push(Cell::new(i18n::money(locale, line.amount)));
            Row { cells }
        })
        .collect();
    Table { heading: None, columns, rows, empty_text: text(locale, "document-no-lines") }
}

fn line_details(locale: Locale, line: &Line) -> Vec<String> {
    let sku = Some(line.sku.clone()).filter(|sku| !sku.is_empty());
    let period = line.service.map(|(from, to)| period(locale, from, to));
    sku.into_iter().chain(period).collect()
}

fn period(locale: Locale, from: jiff::civil::Date, to: jiff::civil::Date) -> String {
    format!("{} – {}", i18n::date_medium(locale, from), i18n::date_medium(locale, to))
}

/// The rows of the tax breakdown that are printed: none where nothing is taxed, and where something is,
/// the untaxed part too, so that the bases add up to the net total.
pub fn printed_taxes(taxes: &[TaxSubtotal]) -> &[TaxSubtotal] {
    if taxes.iter().all(|row| row.rate_percent.is_zero()) { &[] } else { taxes }
}

/// "VAT 19 % on €1,000.00" → €190.00, one per category and rate.
fn tax_labels(locale: Locale, taxes: &[TaxSubtotal]) -> Vec<(String, String)> {
    printed_taxes(taxes)
        .iter()
        .map(|row| {
            let rate: Decimal = row.rate_percent;
            let label = i18n::text_with(
                locale,
                "document-tax-line",
                &[("rate", Arg::Percent(rate)), ("taxable", Arg::from(row.taxable))],
            );
            (label, i18n::money(locale, row.tax))
        })
        .collect()
}

/// The message that the law wants where no tax is charged, and why.
#[must_use]
pub fn tax_note_key(category: TaxCategory) -> Option<&'static str> {
    match category {
        TaxCategory::ReverseCharge => Some("document-tax-note-reverse-charge"),
        TaxCategory::IntraCommunity => Some("document-tax-note-intra-community"),
        TaxCategory::Export => Some("document-tax-note-export"),
        TaxCategory::Exempt => Some("document-tax-note-exempt"),
        TaxCategory::ZeroRated => Some("document-tax-note-zero-rated"),
        TaxCategory::OutsideScope => Some("document-tax-note-outside-scope"),
        TaxCategory::Standard | TaxCategory::CanaryIslands | TaxCategory::CeutaMelilla => None,
    }
}

/// "1 EUR = 1.1172 USD of 30 October 2026 (European Central Bank)": what an amount was converted with.
#[must_use]
pub fn rate_text(locale: Locale, rate: &ExchangeRate) -> String {
    let printed = rate.printed();
    let source = match rate.source {
        RateSource::Ecb => "fx-source-ecb",
        RateSource::Manual => "fx-source-manual",
    };
    let args = [
        ("one", Arg::from(printed.one.code())),
        ("rate", Arg::from(i18n::number(locale, printed.is))),
        ("of", Arg::from(printed.of.code())),
        ("date", Arg::from(i18n::date_long(locale, rate.quoted_on))),
        ("source", Arg::from(i18n::text(locale, source))),
    ];
    i18n::text_with(locale, "fx-rate-text", &args)
}

/// "Exempt from tax: charity. Certificate 4711.": what the law wants said (EN 16931 BT-120).
#[must_use]
pub fn exemption_text(locale: Locale, proof: &ExemptionProof) -> String {
    let args = [
        ("reason", Arg::from(i18n::exemption_reason(locale, proof.reason))),
        ("number", Arg::from(&proof.certificate_number)),
    ];
    i18n::text_with(locale, "exemption-printed", &args)
}

/// How the tax came to stand in a second currency.
fn rate_note(locale: Locale, rate: &ExchangeRate) -> String {
    let args =
        [("currency", Arg::from(rate.to.code())), ("rate", Arg::from(rate_text(locale, rate)))];
    i18n::text_with(locale, "fx-tax-note", &args)
}

/// What the law wants said where no tax is charged.
fn tax_notes(locale: Locale, taxes: &[TaxSubtotal]) -> Vec<Note> {
    taxes
        .iter()
        .filter_map(|row| tax_note_key(row.category))
        .map(|key| Note { heading: None, text: text(locale, key) })
        .collect()
}

fn memo(memo: &str) -> Option<Note> {
    (!memo.is_empty()).then(|| Note { heading: None, text: memo.to_owned() })
}

fn footer(seller: &Seller, language: &str) -> Vec<String> {
    seller.footer(language).lines().map(str::to_owned).collect()
}

fn page_label(locale: Locale) -> String {
    i18n::text_with(
        locale,
        "document-page",
        &[("page", Arg::from("{page}")), ("pages", Arg::from("{pages}"))],
    )
}

fn fact(locale: Locale, key: &str, value: impl Into<String>) -> Fact {
    Fact::new(text(locale, key), value)
}
