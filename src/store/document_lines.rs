//! Lines and tax rows, which invoices and credit notes store alike: read from rows, and laid out in columns
//! for writing.

use super::{StoreError, corrupt};
use crate::domain::currency::Currency;
use crate::domain::invoice::Line;
use crate::domain::money::Money;
use crate::domain::tax_total::{TaxCategory, TaxSubtotal};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A line as stored.
pub(super) struct LineRow {
    pub line_no: i32,
    pub description: String,
    pub sku: String,
    pub quantity: Decimal,
    pub unit_price: Decimal,
    pub amount_minor: i64,
    pub tax_category: String,
    pub tax_rate: Decimal,
    pub tax_minor: i64,
    /// A credit note's lines have no period.
    pub service_from: Option<jiff_sqlx::Date>,
    pub service_to: Option<jiff_sqlx::Date>,
}

/// The tax of one category and rate as stored, or as summed up over several documents.
pub(super) struct TaxRow {
    pub category: String,
    pub rate: Decimal,
    pub taxable_minor: i64,
    pub tax_minor: i64,
}

/// # Errors  `Corrupt` for a tax category that is none.
pub(super) fn read_lines(rows: Vec<LineRow>, currency: Currency) -> Result<Vec<Line>, StoreError> {
    let money = |amount_minor| Money { amount_minor, currency };
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                line_no: row.line_no,
                description: row.description,
                sku: row.sku,
                quantity: row.quantity,
                unit_price: row.unit_price,
                amount: money(row.amount_minor),
                tax_category: read_tax_category(&row.tax_category)?,
                tax_rate_percent: row.tax_rate,
                tax: money(row.tax_minor),
                service: read_period(row.service_from, row.service_to),
            })
        })
        .collect()
}

/// # Errors  `Corrupt` for a tax category that is none.
pub(super) fn read_taxes(
    rows: Vec<TaxRow>,
    currency: Currency,
) -> Result<Vec<TaxSubtotal>, StoreError> {
    let money = |amount_minor| Money { amount_minor, currency };
    rows.into_iter()
        .map(|row| {
            Ok(TaxSubtotal {
                category: read_tax_category(&row.category)?,
                rate_percent: row.rate,
                taxable: money(row.taxable_minor),
                tax: money(row.tax_minor),
            })
        })
        .collect()
}

pub(super) fn read_period(
    from: Option<jiff_sqlx::Date>,
    to: Option<jiff_sqlx::Date>,
) -> Option<(Date, Date)> {
    from.zip(to).map(|(from, to)| (from.to_jiff(), to.to_jiff()))
}

fn read_tax_category(code: &str) -> Result<TaxCategory, StoreError> {
    code.parse().map_err(|_| corrupt("tax_category", code))
}

/// Lines as columns, for `unnest`.
pub(super) struct LineColumns {
    pub line_no: Vec<i32>,
    pub description: Vec<String>,
    pub sku: Vec<String>,
    pub quantity: Vec<Decimal>,
    pub unit_price: Vec<Decimal>,
    pub amount_minor: Vec<i64>,
    pub tax_category: Vec<String>,
    pub tax_rate: Vec<Decimal>,
    pub tax_minor: Vec<i64>,
}

impl LineColumns {
    pub fn of(lines: &[Line]) -> Self {
        Self {
            line_no: lines.iter().map(|l| l.line_no).collect(),
            description: lines.iter().map(|l| l.description.clone()).collect(),
            sku: lines.iter().map(|l| l.sku.clone()).collect(),
            quantity: lines.iter().map(|l| l.quantity).collect(),
            unit_price: lines.iter().map(|l| l.unit_price).collect(),
            amount_minor: lines.iter().map(|l| l.amount.amount_minor).collect(),
            tax_category: lines.iter().map(|l| l.tax_category.code().to_owned()).collect(),
            tax_rate: lines.iter().map(|l| l.tax_rate_percent).collect(),
            tax_minor: lines.iter().map(|l| l.tax.amount_minor).collect(),
        }
    }
}
