//! A draft between the form and the flow: reading what was typed, and writing a stored draft so that it
//! reads back the same.

use crate::domain::currency::Currency;
use crate::domain::id::{SellerId, SeriesId};
use crate::domain::invoice::{InvoiceWithLines, Line};
use crate::domain::tax_total::{TaxCategory, TaxTotalError};
use crate::error::AppError;
use crate::flows::invoices::draft_invoice::{DraftInvoiceError, DraftLine, DraftTerms};
use crate::i18n::{self, Arg, Locale};
use crate::web::admin::typed::{Typed, number, number_input};
use crate::web::components::form::FieldErrors;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// Rows of a new form.
pub const ROWS_AT_FIRST: usize = 3;

/// Rows that "add rows" adds.
pub const ROWS_ADDED: usize = 5;

/// The most rows of a form. Longer invoices are imported, not typed.
pub const ROWS_MAX: usize = 500;

/// The names of one row's fields.
pub struct RowNames {
    pub description: String,
    pub sku: String,
    pub quantity: String,
    pub price: String,
    pub category: String,
    pub rate: String,
    /// The line's own period is kept, not typed.
    pub from: String,
    pub to: String,
}

/// The names of row 1, 2, …; fields want names that live as long as the program.
pub static ROWS: LazyLock<Vec<RowNames>> = LazyLock::new(|| {
    (1..=ROWS_MAX)
        .map(|row| RowNames {
            description: format!("description-{row}"),
            sku: format!("sku-{row}"),
            quantity: format!("quantity-{row}"),
            price: format!("price-{row}"),
            category: format!("category-{row}"),
            rate: format!("rate-{row}"),
            from: format!("from-{row}"),
            to: format!("to-{row}"),
        })
        .collect()
});

/// How many rows the form had.
#[must_use]
pub fn row_count(typed: &Typed) -> usize {
    typed.get("rows").parse().unwrap_or(ROWS_AT_FIRST).clamp(1, ROWS_MAX)
}

/// The form that reads back as this draft.
#[must_use]
pub fn written(locale: Locale, draft: &InvoiceWithLines) -> Typed {
    let invoice = &draft.invoice;
    let mut typed = Typed::of(&[
        ("series", invoice.series_id.to_string()),
        ("currency", invoice.currency.code().to_owned()),
        ("issued-on", invoice.issued_on.to_string()),
        ("due-on", invoice.due_on.to_string()),
        ("purchase-order", invoice.purchase_order.clone()),
        ("memo", invoice.memo.clone()),
        ("rows", draft.lines.len().max(1).to_string()),
    ]);
    if let Some((from, to)) = invoice.service {
        typed.push("service-from", from.to_string());
        typed.push("service-to", to.to_string());
    }
    for (names, line) in ROWS.iter().zip(&draft.lines) {
        write_line(locale, &mut typed, names, line);
    }
    typed
}

fn write_line(locale: Locale, typed: &mut Typed, names: &RowNames, line: &Line) {
    typed.push(&names.description, line.description.clone());
    typed.push(&names.sku, line.sku.clone());
    typed.push(&names.quantity, number_input(locale, line.quantity));
    typed.push(&names.price, number_input(locale, line.unit_price));
    typed.push(&names.category, line.tax_category.code());
    typed.push(&names.rate, number_input(locale, line.tax_rate_percent));
    if let Some((from, to)) = line.service {
        typed.push(&names.from, from.to_string());
        typed.push(&names.to, to.to_string());
    }
}

/// Terms and lines as typed, or what does not read. `series` are those that staff may issue from;
/// `language` is the customer's.
pub fn read(
    locale: Locale,
    typed: &Typed,
    series: &[(SellerId, String, SeriesId)],
    language: &str,
) -> Result<(DraftTerms, Vec<DraftLine>), FieldErrors> {
    let mut errors = FieldErrors::none();
    let chosen = typed.id::<SeriesId>("series");
    let chosen = series.iter().find(|(.., id)| Some(*id) == chosen);
    if chosen.is_none() {
        errors.add("series", i18n::text(locale, "admin-choose-one"));
    }
    let currency: Option<Currency> = typed.get("currency").to_ascii_uppercase().parse().ok();
    if currency.is_none() {
        errors.add("currency", i18n::text(locale, "admin-draft-currency-unknown"));
    }
    let issued_on = read_date(locale, typed, "issued-on", &mut errors);
    let due_on = read_date(locale, typed, "due-on", &mut errors);
    let service = read_service(locale, typed, &mut errors);
    let lines = read_lines(locale, typed, &mut errors);
    match (chosen, currency, issued_on, due_on) {
        (Some(&(seller_id, _, series_id)), Some(currency), Some(issued_on), Some(due_on))
            if errors.is_empty() =>
        {
            let terms = DraftTerms {
                seller_id,
                series_id,
                currency,
                issued_on,
                due_on,
                service,
                purchase_order: typed.get("purchase-order").to_owned(),
                memo: typed.get("memo").to_owned(),
                language: language.to_owned(),
                replaces: None,
            };
            Ok((terms, lines))
        }
        _ => Err(errors),
    }
}

fn read_date(
    locale: Locale,
    typed: &Typed,
    name: &'static str,
    errors: &mut FieldErrors,
) -> Option<Date> {
    i18n::parse_date(typed.get(name)).map_err(|error| errors.add(name, error.message(locale))).ok()
}

/// Both days or none.
fn read_service(locale: Locale, typed: &Typed, errors: &mut FieldErrors) -> Option<(Date, Date)> {
    if typed.get("service-from").is_empty() && typed.get("service-to").is_empty() {
        return None;
    }
    let from = read_date(locale, typed, "service-from", errors)?;
    let to = read_date(locale, typed, "service-to", errors)?;
    if to < from {
        errors.add("service-to", i18n::text(locale, "admin-draft-period-reversed"));
    }
    Some((from, to))
}

/// The rows in which something is typed.
fn read_lines(locale: Locale, typed: &Typed, errors: &mut FieldErrors) -> Vec<DraftLine> {
    let mut lines = Vec::new();
    for names in ROWS.iter().take(row_count(typed)) {
        let is_empty = [&names.description, &names.quantity, &names.price]
            .iter()
            .all(|name| typed.get(name).is_empty());
        if !is_empty {
            lines.extend(read_line(locale, typed, names, errors));
        }
    }
    if lines.is_empty() && errors.is_empty() {
        errors.add(&ROWS[0].description, i18n::text(locale, "admin-draft-no-lines"));
    }
    lines
}

fn read_line(
    locale: Locale,
    typed: &Typed,
    names: &'static RowNames,
    errors: &mut FieldErrors,
) -> Option<DraftLine> {
    let description = typed.get(&names.description).to_owned();
    if description.is_empty() {
        errors.add(&names.description, i18n::text(locale, "admin-draft-no-description"));
    }
    let mut read_number = |name: &'static str| {
        let value = number(locale, typed.get(name));
        if value.is_none() {
            errors.add(name, number_error(locale));
        }
        value
    };
    let quantity = read_number(&names.quantity);
    let unit_price = read_number(&names.price);
    let rate_typed = typed.get(&names.rate);
    let rate = if rate_typed.is_empty() { Some(Decimal::ZERO) } else { read_number(&names.rate) };
    let category: Option<TaxCategory> = typed.get(&names.category).parse().ok();
    match (category, rate) {
        (None, _) => errors.add(&names.category, i18n::text(locale, "admin-choose-one")),
        (Some(category), Some(rate)) if !category.allows_rate(rate) => {
            let key = if category == TaxCategory::Standard {
                "admin-draft-rate-needed"
            } else {
                "admin-draft-rate-not-allowed"
            };
            errors.add(&names.rate, i18n::text(locale, key));
        }
        _ => {}
    }
    let date = |name: &str| i18n::parse_date(typed.get(name)).ok();
    Some(DraftLine {
        description,
        sku: typed.get(&names.sku).to_owned(),
        quantity: quantity?,
        unit_price: unit_price?,
        tax_category: category?,
        tax_rate_percent: rate?,
        service: date(&names.from).zip(date(&names.to)),
    })
}

/// Where and why a draft cannot be stored.
pub fn draft_refusal(locale: Locale, error: DraftInvoiceError) -> Result<FieldErrors, AppError> {
    let first_line: &'static str = &ROWS[0].description;
    let (field, key) = match error {
        DraftInvoiceError::NoLines => (first_line, "admin-draft-no-lines"),
        DraftInvoiceError::Negative { .. } => (first_line, "admin-draft-negative"),
        DraftInvoiceError::DueBeforeIssue { .. } => ("due-on", "admin-draft-due-before-issue"),
        DraftInvoiceError::Tax(TaxTotalError::Money(_)) | DraftInvoiceError::Money(_) => {
            (first_line, "admin-draft-too-large")
        }
        DraftInvoiceError::Store(error) => return Err(error.into()),
        error @ DraftInvoiceError::Tax(_) => return Err(AppError::internal(error)),
    };
    let mut errors = FieldErrors::none();
    errors.add(field, i18n::text(locale, key));
    Ok(errors)
}

/// Says how a number is written, by example.
fn number_error(locale: Locale) -> String {
    let example = number_input(locale, Decimal::new(125, 1));
    i18n::text_with(locale, "admin-number-unreadable", &[("example", Arg::from(example))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series() -> Vec<(SellerId, String, SeriesId)> {
        vec![(SellerId::new(), "Lumen".to_owned(), SeriesId::new())]
    }

    fn typed(series: &[(SellerId, String, SeriesId)], rows: &[(&str, &str)]) -> Typed {
        let mut typed = Typed::of(&[
            ("series", series[0].2.to_string()),
            ("currency", "eur".to_owned()),
            ("issued-on", "2026-11-20".to_owned()),
            ("due-on", "20.12.2026".to_owned()),
            ("rows", "3".to_owned()),
        ]);
        rows.iter().for_each(|(name, text)| typed.push(name, *text));
        typed
    }

    #[test]
    fn a_row_is_read_in_the_language_of_the_page_and_empty_rows_are_left_out() {
        let series = series();
        let rows = [
            ("description-2", "Beratung"),
            ("quantity-2", "1,5"),
            ("price-2", "80"),
            ("category-1", "S"),
            ("category-2", "S"),
            ("rate-2", "19"),
        ];
        let (terms, lines) = read(Locale::De, &typed(&series, &rows), &series, "de").unwrap();
        assert_eq!(terms.due_on, jiff::civil::date(2026, 12, 20));
        assert_eq!(terms.currency.code(), "EUR");
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].quantity, Decimal::new(15, 1));
        assert_eq!(lines[0].tax_rate_percent, Decimal::from(19));
    }

    #[test]
    fn standard_rated_lines_need_a_rate_and_exempt_ones_have_none() {
        let series = series();
        let row = |category, rate| {
            [
                ("description-1", "x"),
                ("quantity-1", "1"),
                ("price-1", "1"),
                ("category-1", category),
                ("rate-1", rate),
            ]
        };
        let errors_of = |category, rate| {
            read(Locale::En, &typed(&series, &row(category, rate)), &series, "en").err()
        };
        assert!(errors_of("S", "").is_some_and(|errors| errors.has("rate-1")));
        assert!(errors_of("E", "19").is_some_and(|errors| errors.has("rate-1")));
        assert_eq!(errors_of("E", ""), None);
        assert_eq!(errors_of("AE", "0"), None);
    }

    #[test]
    fn a_form_without_lines_is_refused_at_its_first_line() {
        let series = series();
        let errors = read(Locale::En, &typed(&series, &[]), &series, "en").unwrap_err();
        assert!(errors.has("description-1"));
    }
}
