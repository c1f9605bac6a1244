//! What exchange rates made of an invoice's tax: written once, with the invoice.

use super::currency;
use crate::domain::fx::{Converted, ExchangeRate, TaxConversion};
use crate::domain::id::InvoiceId;
use crate::domain::money::Money;
use crate::store::{StoreError, TenantTx, corrupt};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// Stores what finalising converted. Once: the row is never changed.
pub async fn insert_tax_conversion(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    (tax, total): (&Converted, &Converted),
    now: Timestamp,
) -> Result<(), StoreError> {
    let rate = &tax.rate;
    sqlx::query!(
        "insert into invoice_tax_conversions (tenant_id, invoice_id, document_currency, currency, tax_minor,
                total_minor, rate_numerator, rate_denominator, source, quoted_on, as_of, expires_at, rate_ids,
                converted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        tx.tenant().0,
        invoice.0,
        rate.from.code(),
        rate.to.code(),
        tax.amount.amount_minor,
        total.amount.amount_minor,
        rate.numerator,
        rate.denominator,
        rate.source.word(),
        rate.quoted_on.to_sqlx() as _,
        rate.as_of.to_sqlx() as _,
        rate.expires_at.to_sqlx() as _,
        &rate.rate_ids,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What finalising converted; none where the invoice is in the seller's own currency.
pub async fn tax_conversion(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Option<TaxConversion>, StoreError> {
    let row = sqlx::query!(
        "select document_currency, currency, tax_minor, total_minor, rate_numerator, rate_denominator, source,
                quoted_on, as_of, expires_at, rate_ids
           from invoice_tax_conversions
          where tenant_id = $1 and invoice_id = $2",
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let from = currency("invoice_tax_conversions.document_currency", &row.document_currency)?;
    let to = currency("invoice_tax_conversions.currency", &row.currency)?;
    Ok(Some(TaxConversion {
        tax: Money::new(row.tax_minor, to),
        total: Money::new(row.total_minor, to),
        rate: ExchangeRate {
            from,
            to,
            numerator: row.rate_numerator,
            denominator: row.rate_denominator,
            source: row
                .source
                .parse()
                .map_err(|_| corrupt("invoice_tax_conversions.source", &row.source))?,
            quoted_on: row.quoted_on.to_jiff(),
            as_of: row.as_of.to_jiff(),
            expires_at: row.expires_at.to_jiff(),
            rate_ids: row.rate_ids,
        },
    }))
}
