//! Invoices and their lines. Lists for customers are in `invoice_lists`.

use super::document_lines::{LineColumns, LineRow, TaxRow, read_lines, read_period, read_taxes};
use super::ledger::read_money;
use super::{StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceWithLines, Line};
use crate::domain::money::Money;
use crate::domain::party::{Buyer, Seller};
use crate::domain::tax_total::TaxSubtotal;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;
use uuid::Uuid;

/// The row as stored, before it is read into the domain's type.
struct InvoiceRow {
    invoice_id: Uuid,
    seller_id: Uuid,
    series_id: Uuid,
    number: Option<String>,
    status: String,
    currency: String,
    issued_on: jiff_sqlx::Date,
    due_on: jiff_sqlx::Date,
    service_from: Option<jiff_sqlx::Date>,
    service_to: Option<jiff_sqlx::Date>,
    purchase_order: String,
    memo: String,
    language: String,
    subtotal_minor: i64,
    tax_minor: i64,
    total_minor: i64,
    paid_minor: i64,
    credited_minor: i64,
    seller: Option<Json<Seller>>,
    buyer: Option<Json<Buyer>>,
    disputed: bool,
    replaces_invoice_id: Option<Uuid>,
    created_at: jiff_sqlx::Timestamp,
    finalized_at: Option<jiff_sqlx::Timestamp>,
    paid_at: Option<jiff_sqlx::Timestamp>,
    voided_at: Option<jiff_sqlx::Timestamp>,
    pdf_sha256: Option<Vec<u8>>,
}

impl InvoiceRow {
    fn read(self, tx: &TenantTx) -> Result<Invoice, StoreError> {
        let currency: Currency =
            self.currency.parse().map_err(|_| corrupt("invoices.currency", &self.currency))?;
        let money = |amount_minor| Money { amount_minor, currency };
        Ok(Invoice {
            tenant_id: tx.tenant(),
            invoice_id: self.invoice_id.into(),
            seller_id: self.seller_id.into(),
            series_id: self.series_id.into(),
            number: self.number,
            status: self.status.parse().map_err(|_| corrupt("invoices.status", &self.status))?,
            currency,
            issued_on: self.issued_on.to_jiff(),
            due_on: self.due_on.to_jiff(),
            service: read_period(self.service_from, self.service_to),
            purchase_order: self.purchase_order,
            memo: self.memo,
            language: self.language,
            subtotal: money(self.subtotal_minor),
            tax: money(self.tax_minor),
            total: money(self.total_minor),
            paid: money(self.paid_minor),
            credited: money(self.credited_minor),
            seller: self.seller.map(|json| json.0),
            buyer: self.buyer.map(|json| json.0),
            disputed: self.disputed,
            replaces: self.replaces_invoice_id.map(InvoiceId),
            created_at: self.created_at.to_jiff(),
            finalized_at: self.finalized_at.map(jiff_sqlx::Timestamp::to_jiff),
            paid_at: self.paid_at.map(jiff_sqlx::Timestamp::to_jiff),
            voided_at: self.voided_at.map(jiff_sqlx::Timestamp::to_jiff),
            pdf_sha256: read_sha256(self.pdf_sha256, "invoices.pdf_sha256")?,
        })
    }
}

/// The invoice, or None when this tenant has none with this id.
pub async fn find(tx: &mut TenantTx, invoice: InvoiceId) -> Result<Option<Invoice>, StoreError> {
    let row = sqlx::query_as!(
        InvoiceRow,
        r#"select invoice_id, seller_id, series_id, number, status, currency, issued_on, due_on, service_from,
                  service_to, purchase_order, memo, language, subtotal_minor, tax_minor, total_minor, paid_minor,
                  credited_minor, seller as "seller: Json<Seller>", buyer as "buyer: Json<Buyer>", disputed,
                  replaces_invoice_id, created_at, finalized_at, paid_at, voided_at, pdf_sha256
             from invoices
            where tenant_id = $1 and invoice_id = $2"#,
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| row.read(tx)).transpose()
}

/// As [`find`], and locks the row until the transaction ends.
pub async fn lock(tx: &mut TenantTx, invoice: InvoiceId) -> Result<Option<Invoice>, StoreError> {
    sqlx::query!(
        "select invoice_id from invoices where tenant_id = $1 and invoice_id = $2 for update",
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    find(tx, invoice).await
}

/// The invoice that replaced this one, if any.
pub async fn replacement(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Option<(InvoiceId, Option<String>)>, StoreError> {
    let row = sqlx::query!(
        "select invoice_id, number
           from invoices
          where tenant_id = $1 and replaces_invoice_id = $2
          order by created_at
          limit 1",
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|r| (r.invoice_id.into(), r.number)))
}

/// The invoice with its lines (in printing order) and tax rows, or None.
pub async fn find_with_lines(
    tx: &mut TenantTx,
    invoice_id: InvoiceId,
) -> Result<Option<InvoiceWithLines>, StoreError> {
    let Some(invoice) = find(tx, invoice_id).await? else { return Ok(None) };
    let (lines, taxes) = lines_and_taxes(tx, invoice_id, invoice.currency).await?;
    Ok(Some(InvoiceWithLines { invoice, lines, taxes }))
}

/// The lines (in printing order) and the tax rows of an invoice in `currency`.
pub async fn lines_and_taxes(
    tx: &mut TenantTx,
    invoice_id: InvoiceId,
    currency: Currency,
) -> Result<(Vec<Line>, Vec<TaxSubtotal>), StoreError> {
    let lines = sqlx::query_as!(
        LineRow,
        "select line_no, description, sku, quantity, unit_price, amount_minor, tax_category, tax_rate, tax_minor,
                service_from, service_to
           from invoice_lines
          where tenant_id = $1 and invoice_id = $2
          order by line_no
          limit 10000",
        tx.tenant().0,
        invoice_id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let taxes = sqlx::query_as!(
        TaxRow,
        "select category, rate, taxable_minor, tax_minor
           from invoice_taxes
          where tenant_id = $1 and invoice_id = $2
          order by rate desc, category
          limit 100",
        tx.tenant().0,
        invoice_id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok((read_lines(lines, currency)?, read_taxes(taxes, currency)?))
}

/// Stores a draft with its lines and taxes.
/// # Errors  `Refused` by `invoices_source_key` when an import brings the same document twice.
pub async fn insert_draft(tx: &mut TenantTx, draft: &InvoiceWithLines) -> Result<(), StoreError> {
    let invoice = &draft.invoice;
    let tenant = tx.tenant();
    let (service_from, service_to) = invoice.service.unzip();
    sqlx::query!(
        "insert into invoices (tenant_id, invoice_id, seller_id, series_id, currency, issued_on, due_on,
                service_from, service_to, purchase_order, memo, language, subtotal_minor, tax_minor, total_minor,
                replaces_invoice_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        tenant.0,
        invoice.invoice_id.0,
        invoice.seller_id.0,
        invoice.series_id.0,
        invoice.currency.code(),
        invoice.issued_on.to_sqlx() as _,
        invoice.due_on.to_sqlx() as _,
        service_from.map(Date::to_sqlx) as _,
        service_to.map(Date::to_sqlx) as _,
        invoice.purchase_order,
        invoice.memo,
        invoice.language,
        invoice.subtotal.amount_minor,
        invoice.tax.amount_minor,
        invoice.total.amount_minor,
        invoice.replaces.map(|id| id.0),
        invoice.created_at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    insert_lines(tx, invoice.invoice_id, &draft.lines).await?;
    insert_taxes(tx, invoice.invoice_id, &draft.taxes).await
}

async fn insert_lines(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    lines: &[Line],
) -> Result<(), StoreError> {
    let columns = LineColumns::of(lines);
    let service_from: Vec<_> = lines.iter().map(|l| l.service.map(|s| s.0.to_sqlx())).collect();
    let service_to: Vec<_> = lines.iter().map(|l| l.service.map(|s| s.1.to_sqlx())).collect();
    sqlx::query!(
        "insert into invoice_lines (tenant_id, invoice_id, line_no, description, sku, quantity, unit_price,
                amount_minor, tax_category, tax_rate, tax_minor, service_from, service_to)
         select $1, $2, line_no, description, sku, quantity, unit_price, amount_minor, tax_category, tax_rate,
                tax_minor, service_from, service_to
           from unnest($3::integer[], $4::text[], $5::text[], $6::numeric[], $7::numeric[], $8::bigint[],
                       $9::text[], $10::numeric[], $11::bigint[], $12::date[], $13::date[])
                as line (line_no, description, sku, quantity, unit_price, amount_minor, tax_category, tax_rate,
                         tax_minor, service_from, service_to)",
        tx.tenant().0,
        invoice.0,
        &columns.line_no,
        &columns.description,
        &columns.sku,
        &columns.quantity,
        &columns.unit_price,
        &columns.amount_minor,
        &columns.tax_category,
        &columns.tax_rate,
        &columns.tax_minor,
        &service_from as _,
        &service_to as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn insert_taxes(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    taxes: &[TaxSubtotal],
) -> Result<(), StoreError> {
    for tax in taxes {
        sqlx::query!(
            "insert into invoice_taxes (tenant_id, invoice_id, category, rate, taxable_minor, tax_minor)
             values ($1, $2, $3, $4, $5, $6)",
            tx.tenant().0,
            invoice.0,
            tax.category.code(),
            tax.rate_percent,
            tax.taxable.amount_minor,
            tax.tax.amount_minor
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Freezes a finalised invoice: number and its series, parties, status. Its lines were stored with the draft.
/// # Errors  `Refused` when it was finalised before.
pub async fn save_finalized(tx: &mut TenantTx, invoice: &Invoice) -> Result<(), StoreError> {
    sqlx::query!(
        "update invoices
            set number = $3, status = $4, seller = $5, buyer = $6, finalized_at = $7, paid_at = $8, series_id = $9
          where tenant_id = $1 and invoice_id = $2",
        tx.tenant().0,
        invoice.invoice_id.0,
        invoice.number,
        invoice.status.word(),
        invoice.seller.as_ref().map(Json) as _,
        invoice.buyer.as_ref().map(Json) as _,
        invoice.finalized_at.map(jiff::Timestamp::to_sqlx) as _,
        invoice.paid_at.map(jiff::Timestamp::to_sqlx) as _,
        invoice.series_id.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores what moves after finalising: status and settlement.
/// # Errors  `Refused` when the database forbids the transition.
pub async fn save_settlement(tx: &mut TenantTx, invoice: &Invoice) -> Result<(), StoreError> {
    sqlx::query!(
        "update invoices
            set status = $3, paid_minor = $4, credited_minor = $5, paid_at = $6, voided_at = $7, disputed = $8
          where tenant_id = $1 and invoice_id = $2",
        tx.tenant().0,
        invoice.invoice_id.0,
        invoice.status.word(),
        invoice.paid.amount_minor,
        invoice.credited.amount_minor,
        invoice.paid_at.map(jiff::Timestamp::to_sqlx) as _,
        invoice.voided_at.map(jiff::Timestamp::to_sqlx) as _,
        invoice.disputed
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Deletes a draft. # Errors  `Refused` for anything finalised.
pub async fn delete_draft(tx: &mut TenantTx, invoice: InvoiceId) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from invoices where tenant_id = $1 and invoice_id = $2",
        tx.tenant().0,
        invoice.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Open invoices in one currency, oldest due date first: what a payment settles by default.
pub async fn open_in_currency(
    tx: &mut TenantTx,
    currency: Currency,
) -> Result<Vec<(InvoiceId, Money)>, StoreError> {
    let rows = sqlx::query!(
        r#"select invoice_id, due_minor as "due_minor!"
             from invoices
            where tenant_id = $1 and status = 'open' and currency = $2
            order by due_on, invoice_id
            limit 1000"#,
        tx.tenant().0,
        currency.code()
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| Ok((r.invoice_id.into(), read_money(currency.code(), r.due_minor)?)))
        .collect()
}

pub(super) fn read_sha256(
    bytes: Option<Vec<u8>>,
    column: &'static str,
) -> Result<Option<[u8; 32]>, StoreError> {
    bytes
        .map(|bytes| {
            <[u8; 32]>::try_from(bytes).map_err(|b| corrupt(column, format!("{} bytes", b.len())))
        })
        .transpose()
}
