//! Drafting an invoice: lines are priced, tax is computed per category, nothing is numbered yet.

use crate::domain::currency::Currency;
use crate::domain::id::{InvoiceId, SellerId, SeriesId, TenantId};
use crate::domain::invoice::{Invoice, InvoiceStatus, InvoiceWithLines, Line};
use crate::domain::money::{Money, MoneyError};
use crate::domain::rounding::line_amount;
use crate::domain::tax_total::{
    TaxCategory, TaxSubtotal, TaxTotalError, TaxableLine, totals_of_net_lines,
};
use crate::store::{StoreError, TenantTx, invoices};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A line as it is typed: everything else about it is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftLine {
    pub description: String,
    pub sku: String,
    pub quantity: Decimal,
    /// Net, in major units.
    pub unit_price: Decimal,
    pub tax_category: TaxCategory,
    /// 19 means 19 %.
    pub tax_rate_percent: Decimal,
    /// First and last day, when the line is for a period.
    pub service: Option<(Date, Date)>,
}

/// What a draft needs beside its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftTerms {
    pub seller_id: SellerId,
    pub series_id: SeriesId,
    pub currency: Currency,
    pub issued_on: Date,
    pub due_on: Date,
    pub service: Option<(Date, Date)>,
    pub purchase_order: String,
    pub memo: String,
    pub language: String,
    /// The voided invoice that this one replaces.
    pub replaces: Option<InvoiceId>,
}

#[derive(Debug, thiserror::Error)]
pub enum DraftInvoiceError {
    #[error("an invoice needs at least one line")]
    NoLines,
    #[error("the total is {total}; an invoice is never negative, issue a credit note")]
    Negative { total: Money },
    #[error("due {due_on} is before issue {issued_on}")]
    DueBeforeIssue { issued_on: Date, due_on: Date },
    #[error(transparent)]
    Tax(#[from] TaxTotalError),
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores a draft and returns it, priced.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn draft_invoice(
    tx: &mut TenantTx,
    now: Timestamp,
    terms: DraftTerms,
    lines: &[DraftLine],
) -> Result<InvoiceWithLines, DraftInvoiceError> {
    // Nobody knows this id: there is nothing to look for.
    let draft = price(tx.tenant(), now, InvoiceId::new(), terms, lines)?;
    invoices::insert_draft(tx, &draft).await?;
    Ok(draft)
}

/// As [`draft_invoice`] under an id made before, when the form was rendered: the same id again returns
/// what was stored the first time.
pub async fn draft_invoice_as(
    tx: &mut TenantTx,
    now: Timestamp,
    id: InvoiceId,
    terms: DraftTerms,
    lines: &[DraftLine],
) -> Result<InvoiceWithLines, DraftInvoiceError> {
    if let Some(earlier) = invoices::find_with_lines(tx, id).await? {
        return Ok(earlier);
    }
    let draft = price(tx.tenant(), now, id, terms, lines)?;
    invoices::insert_draft(tx, &draft).await?;
    Ok(draft)
}

/// The draft with its amounts and taxes, not stored.
pub fn price(
    tenant: TenantId,
    now: Timestamp,
    id: InvoiceId,
    terms: DraftTerms,
    lines: &[DraftLine],
) -> Result<InvoiceWithLines, DraftInvoiceError> {
    if lines.is_empty() {
        return Err(DraftInvoiceError::NoLines);
    }
    if terms.due_on < terms.issued_on {
        let DraftTerms { issued_on, due_on, .. } = terms;
        return Err(DraftInvoiceError::DueBeforeIssue { issued_on, due_on });
    }
    let (lines, taxes) = tax_lines(terms.currency, lines)?;
    let zero = Money::zero(terms.currency);
    let subtotal = Money::sum(terms.currency, lines.iter().map(|line| line.amount))?;
    let tax = Money::sum(terms.currency, taxes.iter().map(|row| row.tax))?;
    let total = subtotal.checked_add(tax)?;
    if total.amount_minor < 0 {
        return Err(DraftInvoiceError::Negative { total });
    }
    let invoice = Invoice {
        tenant_id: tenant,
        invoice_id: id,
        seller_id: terms.seller_id,
        series_id: terms.series_id,
        number: None,
        status: InvoiceStatus::Draft,
        currency: terms.currency,
        issued_on: terms.issued_on,
        due_on: terms.due_on,
        service: terms.service,
        purchase_order: terms.purchase_order,
        memo: terms.memo,
        language: terms.language,
        subtotal,
        tax,
        total,
        paid: zero,
        credited: zero,
        seller: None,
        buyer: None,
        disputed: false,
        replaces: terms.replaces,
        created_at: now,
        finalized_at: None,
        paid_at: None,
        voided_at: None,
        pdf_sha256: None,
    };
    Ok(InvoiceWithLines { invoice, lines, taxes })
}

impl DraftLine {
    /// The line as it would be typed again: for a copy of an invoice.
    #[must_use]
    pub fn of(line: &Line) -> Self {
        Self {
            description: line.description.clone(),
            sku: line.sku.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            tax_category: line.tax_category,
            tax_rate_percent: line.tax_rate_percent,
            service: line.service,
        }
    }
}

/// Lines with their amounts and their share of the tax, and the tax rows of the document.
pub fn tax_lines(
    currency: Currency,
    lines: &[DraftLine],
) -> Result<(Vec<Line>, Vec<TaxSubtotal>), TaxTotalError> {
    let amounts = lines
        .iter()
        .map(|line| line_amount(line.quantity, line.unit_price, currency))
        .collect::<Result<Vec<_>, _>>()?;
    let taxable: Vec<TaxableLine> = lines
        .iter()
        .zip(&amounts)
        .map(|(line, &amount)| TaxableLine {
            amount,
            category: line.tax_category,
            rate_percent: line.tax_rate_percent,
        })
        .collect();
    let totals = totals_of_net_lines(currency, &taxable)?;
    let lines = lines
        .iter()
        .zip(amounts)
        .zip(&totals.line_taxes)
        .zip(1..)
        .map(|(((line, amount), &tax), line_no)| Line {
            line_no,
            description: line.description.clone(),
            sku: line.sku.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            amount,
            tax_category: line.tax_category,
            tax_rate_percent: line.tax_rate_percent,
            tax,
            service: line.service,
        })
        .collect();
    Ok((lines, totals.subtotals))
}
