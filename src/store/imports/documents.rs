//! Many invoices or credit notes of one tenant, with their lines and taxes, in a few statements.

use crate::domain::credit_note::{CreditNote, CreditNoteWithLines};
use crate::domain::id::TenantId;
use crate::domain::invoice::{Invoice, InvoiceWithLines, Line};
use crate::domain::party::Seller;
use crate::domain::tax_total::TaxSubtotal;
use crate::store::{OperatorTx, StoreError};
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use sqlx::types::Json;
use uuid::Uuid;

/// Stores finalised invoices the way each of them came to be: as a draft, with its lines and taxes,
/// then finalised. `seller` is the one frozen into all of them; their source reference is their number.
/// # Errors  `Refused` by `invoices_source_key` or `invoices_number_key` when one is there already.
pub async fn insert_invoices(
    tx: &mut OperatorTx,
    tenant: TenantId,
    source: &str,
    seller: &Seller,
    documents: &[InvoiceWithLines],
) -> Result<(), StoreError> {
    if documents.is_empty() {
        return Ok(());
    }
    let invoices: Vec<&Invoice> = documents.iter().map(|d| &d.invoice).collect();
    insert_drafts(tx, tenant, source, &invoices).await?;
    let parts: Vec<_> = documents.iter().map(|d| (d.invoice.invoice_id.0, &d.lines[..])).collect();
    let lines = Lines::of(&parts);
    sqlx::query!(
        "insert into invoice_lines (tenant_id, invoice_id, line_no, description, sku, quantity, unit_price,
                amount_minor, tax_category, tax_rate, tax_minor)
         select $1, invoice_id, line_no, description, sku, quantity, unit_price, amount_minor, tax_category,
                tax_rate, tax_minor
           from unnest($2::uuid[], $3::integer[], $4::text[], $5::text[], $6::numeric[], $7::numeric[],
                       $8::bigint[], $9::text[], $10::numeric[], $11::bigint[])
                as line (invoice_id, line_no, description, sku, quantity, unit_price, amount_minor, tax_category,
                         tax_rate, tax_minor)",
        tenant.0,
        &lines.document,
        &lines.line_no,
        &lines.description as _,
        &lines.sku as _,
        &lines.quantity,
        &lines.unit_price,
        &lines.amount_minor,
        &lines.tax_category as _,
        &lines.tax_rate,
        &lines.tax_minor
    )
    .execute(tx.conn())
    .await?;
    let parts: Vec<_> = documents.iter().map(|d| (d.invoice.invoice_id.0, &d.taxes[..])).collect();
    let taxes = Taxes::of(&parts);
    sqlx::query!(
        "insert into invoice_taxes (tenant_id, invoice_id, category, rate, taxable_minor, tax_minor)
         select $1, invoice_id, category, rate, taxable_minor, tax_minor
           from unnest($2::uuid[], $3::text[], $4::numeric[], $5::bigint[], $6::bigint[])
                as tax (invoice_id, category, rate, taxable_minor, tax_minor)",
        tenant.0,
        &taxes.document,
        &taxes.category,
        &taxes.rate,
        &taxes.taxable_minor,
        &taxes.tax_minor
    )
    .execute(tx.conn())
    .await?;
    finalize(tx, tenant, seller, &invoices).await
}

async fn insert_drafts(
    tx: &mut OperatorTx,
    tenant: TenantId,
    source: &str,
    invoices: &[&Invoice],
) -> Result<(), StoreError> {
    let column = |text: fn(&Invoice) -> &str| -> Vec<String> {
        invoices.iter().map(|i| text(i).to_owned()).collect()
    };
    let minor =
        |amount: fn(&Invoice) -> i64| -> Vec<i64> { invoices.iter().map(|i| amount(i)).collect() };
    let ids: Vec<Uuid> = invoices.iter().map(|i| i.invoice_id.0).collect();
    let sellers: Vec<Uuid> = invoices.iter().map(|i| i.seller_id.0).collect();
    let series: Vec<Uuid> = invoices.iter().map(|i| i.series_id.0).collect();
    let references: Vec<Option<String>> = invoices.iter().map(|i| i.number.clone()).collect();
    let issued_on: Vec<_> = invoices.iter().map(|i| i.issued_on.to_sqlx()).collect();
    let due_on: Vec<_> = invoices.iter().map(|i| i.due_on.to_sqlx()).collect();
    let created_at: Vec<_> = invoices.iter().map(|i| i.created_at.to_sqlx()).collect();
    sqlx::query!(
        "insert into invoices (tenant_id, invoice_id, seller_id, series_id, currency, issued_on, due_on,
                purchase_order, language, subtotal_minor, tax_minor, total_minor, source, source_ref, created_at)
         select $1, invoice_id, seller_id, series_id, currency, issued_on, due_on, purchase_order, language,
                subtotal_minor, tax_minor, total_minor, $2, source_ref, created_at
           from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::date[], $8::date[], $9::text[],
                       $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::text[], $15::timestamptz[])
                as draft (invoice_id, seller_id, series_id, currency, issued_on, due_on, purchase_order, language,
                          subtotal_minor, tax_minor, total_minor, source_ref, created_at)",
        tenant.0,
        source,
        &ids,
        &sellers,
        &series,
        &column(|i| i.currency.code()),
        &issued_on as _,
        &due_on as _,
        &column(|i| &i.purchase_order),
        &column(|i| &i.language),
        &minor(|i| i.subtotal.amount_minor),
        &minor(|i| i.tax.amount_minor),
        &minor(|i| i.total.amount_minor),
        &references as _,
        &created_at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn finalize(
    tx: &mut OperatorTx,
    tenant: TenantId,
    seller: &Seller,
    invoices: &[&Invoice],
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = invoices.iter().map(|i| i.invoice_id.0).collect();
    let numbers: Vec<Option<String>> = invoices.iter().map(|i| i.number.clone()).collect();
    let statuses: Vec<String> = invoices.iter().map(|i| i.status.word().to_owned()).collect();
    let buyers: Vec<_> = invoices.iter().map(|i| i.buyer.as_ref().map(Json)).collect();
    let disputed: Vec<bool> = invoices.iter().map(|i| i.disputed).collect();
    let paid: Vec<i64> = invoices.iter().map(|i| i.paid.amount_minor).collect();
    let finalized_at: Vec<_> =
        invoices.iter().map(|i| i.finalized_at.map(ToSqlx::to_sqlx)).collect();
    let paid_at: Vec<_> = invoices.iter().map(|i| i.paid_at.map(ToSqlx::to_sqlx)).collect();
    sqlx::query!(
        "update invoices i
            set number = f.number, status = f.status, seller = $2, buyer = f.buyer, disputed = f.disputed,
                paid_minor = f.paid_minor, finalized_at = f.finalized_at, paid_at = f.paid_at
           from unnest($3::uuid[], $4::text[], $5::text[], $6::jsonb[], $7::boolean[], $8::bigint[],
                       $9::timestamptz[], $10::timestamptz[])
                as f (invoice_id, number, status, buyer, disputed, paid_minor, finalized_at, paid_at)
          where i.tenant_id = $1 and i.invoice_id = f.invoice_id",
        tenant.0,
        Json(seller) as _,
        &ids,
        &numbers as _,
        &statuses,
        &buyers as _,
        &disputed,
        &paid,
        &finalized_at as _,
        &paid_at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores issued credit notes; their source reference is their number.
/// # Errors  `Refused` by `credit_notes_source_key` when one is there already.
pub async fn insert_credit_notes(
    tx: &mut OperatorTx,
    tenant: TenantId,
    source: &str,
    seller: &Seller,
    documents: &[CreditNoteWithLines],
) -> Result<(), StoreError> {
    if documents.is_empty() {
        return Ok(());
    }
    let notes: Vec<&CreditNote> = documents.iter().map(|d| &d.credit_note).collect();
    insert_notes(tx, tenant, source, seller, &notes).await?;
    let parts: Vec<_> =
        documents.iter().map(|d| (d.credit_note.credit_note_id.0, &d.lines[..])).collect();
    let lines = Lines::of(&parts);
    sqlx::query!(
        "insert into credit_note_lines (tenant_id, credit_note_id, line_no, description, sku, quantity, unit_price,
                amount_minor, tax_category, tax_rate, tax_minor)
         select $1, credit_note_id, line_no, description, sku, quantity, unit_price, amount_minor, tax_category,
                tax_rate, tax_minor
           from unnest($2::uuid[], $3::integer[], $4::text[], $5::text[], $6::numeric[], $7::numeric[],
                       $8::bigint[], $9::text[], $10::numeric[], $11::bigint[])
                as line (credit_note_id, line_no, description, sku, quantity, unit_price, amount_minor,
                         tax_category, tax_rate, tax_minor)",
        tenant.0,
        &lines.document,
        &lines.line_no,
        &lines.description as _,
        &lines.sku as _,
        &lines.quantity,
        &lines.unit_price,
        &lines.amount_minor,
        &lines.tax_category as _,
        &lines.tax_rate,
        &lines.tax_minor
    )
    .execute(tx.conn())
    .await?;
    let parts: Vec<_> =
        documents.iter().map(|d| (d.credit_note.credit_note_id.0, &d.taxes[..])).collect();
    let taxes = Taxes::of(&parts);
    sqlx::query!(
        "insert into credit_note_taxes (tenant_id, credit_note_id, category, rate, taxable_minor, tax_minor)
         select $1, credit_note_id, category, rate, taxable_minor, tax_minor
           from unnest($2::uuid[], $3::text[], $4::numeric[], $5::bigint[], $6::bigint[])
                as tax (credit_note_id, category, rate, taxable_minor, tax_minor)",
        tenant.0,
        &taxes.document,
        &taxes.category,
        &taxes.rate,
        &taxes.taxable_minor,
        &taxes.tax_minor
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn insert_notes(
    tx: &mut OperatorTx,
    tenant: TenantId,
    source: &str,
    seller: &Seller,
    notes: &[&CreditNote],
) -> Result<(), StoreError> {
    let column = |text: fn(&CreditNote) -> &str| -> Vec<String> {
        notes.iter().map(|n| text(n).to_owned()).collect()
    };
    let minor =
        |amount: fn(&CreditNote) -> i64| -> Vec<i64> { notes.iter().map(|n| amount(n)).collect() };
    let ids: Vec<Uuid> = notes.iter().map(|n| n.credit_note_id.0).collect();
    let sellers: Vec<Uuid> = notes.iter().map(|n| n.seller_id.0).collect();
    let series: Vec<Uuid> = notes.iter().map(|n| n.series_id.0).collect();
    let issued_on: Vec<_> = notes.iter().map(|n| n.issued_on.to_sqlx()).collect();
    let created_at: Vec<_> = notes.iter().map(|n| n.created_at.to_sqlx()).collect();
    let buyers: Vec<_> = notes.iter().map(|n| Json(&n.buyer)).collect();
    sqlx::query!(
        "insert into credit_notes (tenant_id, credit_note_id, seller_id, series_id, number, reason, language,
                currency, issued_on, subtotal_minor, tax_minor, total_minor, applied_minor, balance_minor, seller,
                buyer, source, source_ref, created_at)
         select $1, credit_note_id, seller_id, series_id, number, reason, language, currency, issued_on,
                subtotal_minor, tax_minor, total_minor, applied_minor, balance_minor, $2, buyer, $3, number,
                created_at
           from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[],
                       $11::date[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[],
                       $17::jsonb[], $18::timestamptz[])
                as note (credit_note_id, seller_id, series_id, number, reason, language, currency, issued_on,
                         subtotal_minor, tax_minor, total_minor, applied_minor, balance_minor, buyer, created_at)",
        tenant.0,
        Json(seller) as _,
        source,
        &ids,
        &sellers,
        &series,
        &column(|n| &n.number),
        &column(|n| n.reason.word()),
        &column(|n| &n.language),
        &column(|n| n.currency.code()),
        &issued_on as _,
        &minor(|n| n.subtotal.amount_minor),
        &minor(|n| n.tax.amount_minor),
        &minor(|n| n.total.amount_minor),
        &minor(|n| n.applied.amount_minor),
        &minor(|n| n.to_balance.amount_minor),
        &buyers as _,
        &created_at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The lines of many documents as columns, for `unnest`. Texts are borrowed: there are many.
#[derive(Default)]
struct Lines<'a> {
    document: Vec<Uuid>,
    line_no: Vec<i32>,
    description: Vec<&'a str>,
    sku: Vec<&'a str>,
    quantity: Vec<Decimal>,
    unit_price: Vec<Decimal>,
    amount_minor: Vec<i64>,
    tax_category: Vec<&'static str>,
    tax_rate: Vec<Decimal>,
    tax_minor: Vec<i64>,
}

impl<'a> Lines<'a> {
    fn of(parts: &[(Uuid, &'a [Line])]) -> Self {
        let mut columns = Self::default();
        for (id, line) in parts.iter().flat_map(|(id, lines)| lines.iter().map(move |l| (*id, l))) {
            columns.document.push(id);
            columns.line_no.push(line.line_no);
            columns.description.push(&line.description);
            columns.sku.push(&line.sku);
            columns.quantity.push(line.quantity);
            columns.unit_price.push(line.unit_price);
            columns.amount_minor.push(line.amount.amount_minor);
            columns.tax_category.push(line.tax_category.code());
            columns.tax_rate.push(line.tax_rate_percent);
            columns.tax_minor.push(line.tax.amount_minor);
        }
        columns
    }
}

/// The tax rows of many documents as columns.
#[derive(Default)]
struct Taxes {
    document: Vec<Uuid>,
    category: Vec<String>,
    rate: Vec<Decimal>,
    taxable_minor: Vec<i64>,
    tax_minor: Vec<i64>,
}

impl Taxes {
    fn of(parts: &[(Uuid, &[TaxSubtotal])]) -> Self {
        let mut columns = Self::default();
        for (id, tax) in parts.iter().flat_map(|(id, taxes)| taxes.iter().map(move |t| (*id, t))) {
            columns.document.push(id);
            columns.category.push(tax.category.code().to_owned());
            columns.rate.push(tax.rate_percent);
            columns.taxable_minor.push(tax.taxable.amount_minor);
            columns.tax_minor.push(tax.tax.amount_minor);
        }
        columns
    }
}
