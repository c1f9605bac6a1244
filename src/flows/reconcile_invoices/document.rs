//! A document by itself: its lines, its tax rows, its totals, its file.

use super::finding::{AnomalyKind, Fact, Finding};
use crate::domain::document::DocumentKind;
use crate::domain::money::{Money, MoneyError};
use crate::domain::rounding::line_amount;
use crate::domain::tax::{split_inclusive, tax_on_top};
use crate::store::recompute::{StoredDocument, StoredTax};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Everything about the document that does not follow from its lines, and a file that is not its own.
pub(super) fn findings(document: &StoredDocument) -> Vec<Finding> {
    let mut found = Vec::new();
    lines(document, &mut found);
    tax_rows(document, &mut found);
    totals(document, &mut found);
    file(document, &mut found);
    found
}

fn money(document: &StoredDocument, amount_minor: i64) -> Money {
    Money { amount_minor, currency: document.currency }
}

/// The amount, or that it is beyond what can be computed: both can be compared.
fn fact(computed: Result<Money, MoneyError>) -> Fact {
    computed.map_or_else(|error| Fact::Text(error.to_string()), Fact::Money)
}

/// Compares one amount.
fn compare(
    document: &StoredDocument,
    (line_no, kind): (Option<i32>, AnomalyKind),
    computed: Result<Money, MoneyError>,
    stored: Money,
    found: &mut Vec<Finding>,
) {
    if computed != Ok(stored) {
        found.push(Finding::anomaly(document, line_no, kind, fact(computed), stored));
    }
}

fn lines(document: &StoredDocument, found: &mut Vec<Finding>) {
    for line in &document.lines {
        let amount = line_amount(line.quantity, line.unit_price, document.currency);
        let stored = money(document, line.amount_minor);
        let what = (Some(line.line_no), AnomalyKind::LineAmount);
        compare(document, what, amount, stored, found);
    }
}

/// What the lines of one category and rate come to.
struct Group {
    taxable: Result<Money, MoneyError>,
    line_tax: Result<Money, MoneyError>,
}

/// By category, then by rate; 19 and 19.00 are one rate.
fn groups(document: &StoredDocument) -> BTreeMap<(String, Decimal), Group> {
    let zero = Money::zero(document.currency);
    let mut groups = BTreeMap::new();
    for line in &document.lines {
        let key = (line.tax_category.clone(), line.tax_rate.normalize());
        let group = groups.entry(key).or_insert(Group { taxable: Ok(zero), line_tax: Ok(zero) });
        let add = |sum: Result<Money, MoneyError>, minor| sum?.checked_add(money(document, minor));
        group.taxable = add(group.taxable, line.amount_minor);
        group.line_tax = add(group.line_tax, line.tax_minor);
    }
    groups
}

fn tax_rows(document: &StoredDocument, found: &mut Vec<Finding>) {
    let mut groups = groups(document);
    for row in &document.taxes {
        let name = format!("{} {} %", row.category, row.rate.normalize());
        let Some(group) = groups.remove(&(row.category.clone(), row.rate.normalize())) else {
            let kind = AnomalyKind::TaxRow;
            found.push(Finding::anomaly(document, None, kind, Fact::Nothing, name));
            continue;
        };
        let stored = money(document, row.taxable_minor);
        let what = (None, AnomalyKind::TaxRowTaxable);
        compare(document, what, group.taxable, stored, found);
        tax_of_row(document, row, found);
        // On a credit note the last cent of an invoice's tax is on the row and on no line.
        if document.kind == DocumentKind::Invoice {
            let stored = money(document, row.tax_minor);
            let what = (None, AnomalyKind::LineTax);
            compare(document, what, group.line_tax, stored, found);
        }
    }
    for (category, rate) in groups.into_keys() {
        let name = format!("{category} {rate} %");
        found.push(Finding::anomaly(document, None, AnomalyKind::TaxRow, name, Fact::Nothing));
    }
}

fn tax_of_row(document: &StoredDocument, row: &StoredTax, found: &mut Vec<Finding>) {
    let (taxable, stored) = (money(document, row.taxable_minor), money(document, row.tax_minor));
    let own = tax_on_top(taxable, row.rate);
    // The note that credits the last of an invoice takes what is left of its tax, and none takes more.
    let is_rest = row.left_minor == Some(row.tax_minor);
    // Brought along with prices that include tax: taken out of the sum, where rounding falls otherwise.
    let is_included = document.is_imported
        && taxable
            .checked_add(stored)
            .and_then(|gross| split_inclusive(gross, row.rate))
            .is_ok_and(|split| split.tax == stored);
    if !is_rest && !is_included {
        compare(document, (None, AnomalyKind::TaxRowTax), own, stored, found);
    }
}

fn totals(document: &StoredDocument, found: &mut Vec<Finding>) {
    let amounts = document.lines.iter().map(|line| money(document, line.amount_minor));
    let subtotal = Money::sum(document.currency, amounts);
    compare(document, (None, AnomalyKind::Subtotal), subtotal, document.subtotal, found);
    let taxes = document.taxes.iter().map(|row| money(document, row.tax_minor));
    let tax = Money::sum(document.currency, taxes);
    compare(document, (None, AnomalyKind::Tax), tax, document.tax, found);
    let total = document.subtotal.checked_add(document.tax);
    compare(document, (None, AnomalyKind::Total), total, document.total, found);
}

fn file(document: &StoredDocument, found: &mut Vec<Finding>) {
    let kind = match document.file {
        // What was brought along is rendered when somebody asks for it.
        None if document.names_file || !document.is_imported => AnomalyKind::FileMissing,
        Some(file) if !file.is_intact => AnomalyKind::FileChanged,
        Some(file) if !file.is_the_documents => AnomalyKind::FileOfAnother,
        _ => return,
    };
    found.push(Finding::anomaly(document, None, kind, Fact::Nothing, Fact::Nothing));
}
