//! What exchange rates made of the tax of an invoice and of the notes that correct it: written once, with the
//! document.

use super::currency;
use crate::domain::fx::{Converted, ExchangeRate, TaxConversion};
use crate::domain::id::{CreditNoteId, InvoiceId};
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

/// Tax and total of credit notes, in an invoice's currency and as they were converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreditedTax {
    pub tax_minor: i64,
    pub total_minor: i64,
    pub converted_tax_minor: i64,
    pub converted_total_minor: i64,
}

/// What the standing notes of an invoice beside `note` come to. Those from before conversions of notes were
/// kept count as not converted.
pub async fn credited_tax(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    note: CreditNoteId,
) -> Result<CreditedTax, StoreError> {
    let row = sqlx::query!(
        r#"select coalesce(sum(n.tax_minor), 0)::bigint as "tax!", coalesce(sum(n.total_minor), 0)::bigint as "total!",
                  coalesce(sum(c.tax_minor), 0)::bigint as "converted_tax!",
                  coalesce(sum(c.total_minor), 0)::bigint as "converted_total!"
             from credit_notes n
             join credit_note_tax_conversions c on c.tenant_id = n.tenant_id and c.credit_note_id = n.credit_note_id
            where n.tenant_id = $1 and n.invoice_id = $2 and n.credit_note_id <> $3 and n.status = 'issued'"#,
        tx.tenant().0,
        invoice.0,
        note.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(CreditedTax {
        tax_minor: row.tax,
        total_minor: row.total,
        converted_tax_minor: row.converted_tax,
        converted_total_minor: row.converted_total,
    })
}

/// Stores what issuing a credit note converted, at the rate of its invoice.
pub async fn insert_credited_conversion(
    tx: &mut TenantTx,
    note: CreditNoteId,
    invoice: InvoiceId,
    (tax, total): (Money, Money),
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into credit_note_tax_conversions (tenant_id, credit_note_id, invoice_id, currency, tax_minor,
                total_minor, converted_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        tx.tenant().0,
        note.0,
        invoice.0,
        tax.currency.code(),
        tax.amount_minor,
        total.amount_minor,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What issuing a credit note converted; none where its invoice has none.
pub async fn credited_conversion(
    tx: &mut TenantTx,
    note: CreditNoteId,
) -> Result<Option<TaxConversion>, StoreError> {
    let row = sqlx::query!(
        "select invoice_id, currency, tax_minor, total_minor
           from credit_note_tax_conversions
          where tenant_id = $1 and credit_note_id = $2",
        tx.tenant().0,
        note.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let to = currency("credit_note_tax_conversions.currency", &row.currency)?;
    let of_invoice = tax_conversion(tx, row.invoice_id.into()).await?;
    Ok(of_invoice.map(|of_invoice| TaxConversion {
        tax: Money::new(row.tax_minor, to),
        total: Money::new(row.total_minor, to),
        rate: of_invoice.rate,
    }))
}
