//! Credit notes and their lines.

use super::document_lines::{LineColumns, LineRow, TaxRow, read_lines, read_taxes};
use super::invoices::read_sha256;
use super::paging::{Page, PageFrom, push_page};
use super::{StoreError, TenantTx, corrupt};
use crate::domain::credit_note::{CreditNote, CreditNoteWithLines, CreditedBefore, Voided};
use crate::domain::currency::Currency;
use crate::domain::id::{CreditNoteId, InvoiceId};
use crate::domain::money::Money;
use crate::domain::party::{Buyer, Seller};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{Postgres, QueryBuilder, Row};

/// The credit note with its lines and tax rows, or None.
pub async fn find_with_lines(
    tx: &mut TenantTx,
    id: CreditNoteId,
) -> Result<Option<CreditNoteWithLines>, StoreError> {
    let Some(credit_note) = find(tx, id).await? else { return Ok(None) };
    let lines = sqlx::query_as!(
        LineRow,
        r#"select line_no, description, sku, quantity, unit_price, amount_minor, tax_category, tax_rate, tax_minor,
                  null::date as service_from, null::date as service_to
             from credit_note_lines
            where tenant_id = $1 and credit_note_id = $2
            order by line_no
            limit 10000"#,
        tx.tenant().0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let taxes = sqlx::query_as!(
        TaxRow,
        "select category, rate, taxable_minor, tax_minor
           from credit_note_taxes
          where tenant_id = $1 and credit_note_id = $2
          order by rate desc, category
          limit 100",
        tx.tenant().0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let lines = read_lines(lines, credit_note.currency)?;
    let taxes = read_taxes(taxes, credit_note.currency)?;
    Ok(Some(CreditNoteWithLines { credit_note, lines, taxes }))
}

/// The credit note, or None when this tenant has none with this id.
pub async fn find(tx: &mut TenantTx, id: CreditNoteId) -> Result<Option<CreditNote>, StoreError> {
    let row = sqlx::query!(
        r#"select invoice_id, seller_id, series_id, number, reason, memo, language, currency, issued_on,
                  subtotal_minor, tax_minor, total_minor, applied_minor, balance_minor,
                  seller as "seller: Json<Seller>", buyer as "buyer: Json<Buyer>", created_at, pdf_sha256,
                  voided_at, void_reason
             from credit_notes
            where tenant_id = $1 and credit_note_id = $2"#,
        tx.tenant().0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let currency: Currency =
        row.currency.parse().map_err(|_| corrupt("credit_notes.currency", &row.currency))?;
    let money = |amount_minor| Money { amount_minor, currency };
    Ok(Some(CreditNote {
        tenant_id: tx.tenant(),
        credit_note_id: id,
        invoice_id: row.invoice_id.map(InvoiceId),
        seller_id: row.seller_id.into(),
        series_id: row.series_id.into(),
        number: row.number,
        reason: row.reason.parse().map_err(|_| corrupt("credit_notes.reason", &row.reason))?,
        memo: row.memo,
        language: row.language,
        currency,
        issued_on: row.issued_on.to_jiff(),
        subtotal: money(row.subtotal_minor),
        tax: money(row.tax_minor),
        total: money(row.total_minor),
        applied: money(row.applied_minor),
        to_balance: money(row.balance_minor),
        seller: row.seller.0,
        buyer: row.buyer.0,
        created_at: row.created_at.to_jiff(),
        pdf_sha256: read_sha256(row.pdf_sha256, "credit_notes.pdf_sha256")?,
        voided: row
            .voided_at
            .map(|at| Voided { voided_at: at.to_jiff(), reason: row.void_reason.clone() }),
    }))
}

/// Marks the note void, for ever.
/// # Errors  `Refused` by `credit_notes_issued_is_immutable` when it is void already.
pub async fn save_voided(
    tx: &mut TenantTx,
    id: CreditNoteId,
    voided: &Voided,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update credit_notes
            set status = 'void', voided_at = $3, void_reason = $4
          where tenant_id = $1 and credit_note_id = $2",
        tx.tenant().0,
        id.0,
        voided.voided_at.to_sqlx() as _,
        voided.reason
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores an issued credit note with its lines and taxes.
pub async fn insert(tx: &mut TenantTx, document: &CreditNoteWithLines) -> Result<(), StoreError> {
    let note = &document.credit_note;
    sqlx::query!(
        "insert into credit_notes (tenant_id, credit_note_id, invoice_id, seller_id, series_id, number, reason, memo,
                language, currency, issued_on, subtotal_minor, tax_minor, total_minor, applied_minor, balance_minor,
                seller, buyer, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        tx.tenant().0,
        note.credit_note_id.0,
        note.invoice_id.map(|id| id.0),
        note.seller_id.0,
        note.series_id.0,
        note.number,
        note.reason.word(),
        note.memo,
        note.language,
        note.currency.code(),
        note.issued_on.to_sqlx() as _,
        note.subtotal.amount_minor,
        note.tax.amount_minor,
        note.total.amount_minor,
        note.applied.amount_minor,
        note.to_balance.amount_minor,
        Json(&note.seller) as _,
        Json(&note.buyer) as _,
        note.created_at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    let columns = LineColumns::of(&document.lines);
    sqlx::query!(
        "insert into credit_note_lines (tenant_id, credit_note_id, line_no, description, sku, quantity, unit_price,
                amount_minor, tax_category, tax_rate, tax_minor)
         select $1, $2, line_no, description, sku, quantity, unit_price, amount_minor, tax_category, tax_rate, tax_minor
           from unnest($3::integer[], $4::text[], $5::text[], $6::numeric[], $7::numeric[], $8::bigint[], $9::text[],
                       $10::numeric[], $11::bigint[])
                as line (line_no, description, sku, quantity, unit_price, amount_minor, tax_category, tax_rate, tax_minor)",
        tx.tenant().0,
        note.credit_note_id.0,
        &columns.line_no,
        &columns.description,
        &columns.sku,
        &columns.quantity,
        &columns.unit_price,
        &columns.amount_minor,
        &columns.tax_category,
        &columns.tax_rate,
        &columns.tax_minor
    )
    .execute(tx.conn())
    .await?;
    for tax in &document.taxes {
        sqlx::query!(
            "insert into credit_note_taxes (tenant_id, credit_note_id, category, rate, taxable_minor, tax_minor)
             values ($1, $2, $3, $4, $5, $6)",
            tx.tenant().0,
            note.credit_note_id.0,
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

/// One row of a customer's list of credit notes, or of an invoice's credit notes.
#[derive(Clone, Debug, PartialEq)]
pub struct CreditNoteListRow {
    pub credit_note_id: CreditNoteId,
    pub number: String,
    pub issued_on: Date,
    pub total: Money,
    pub invoice: Option<(InvoiceId, String)>,
    pub is_void: bool,
}

/// A page of credit notes, newest first, at most `limit`; only those of one invoice when given.
pub async fn list(
    tx: &mut TenantTx,
    of_invoice: Option<InvoiceId>,
    from: PageFrom<CreditNoteId>,
    limit: usize,
) -> Result<Page<CreditNoteListRow>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select c.credit_note_id, c.number, c.status, c.issued_on, c.currency, c.total_minor, c.invoice_id, \
                i.number as invoice_number \
           from credit_notes c \
           left join invoices i on i.tenant_id = c.tenant_id and i.invoice_id = c.invoice_id \
          where c.tenant_id = ",
    );
    query.push_bind(tx.tenant().0);
    if let Some(invoice) = of_invoice {
        query.push(" and c.invoice_id = ").push_bind(invoice.0);
    }
    push_page(&mut query, ("c.issued_on", "c.credit_note_id"), from, limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(read_list_row).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, from, limit))
}

fn read_list_row(row: &PgRow) -> Result<CreditNoteListRow, StoreError> {
    let invoice: Option<uuid::Uuid> = row.try_get("invoice_id")?;
    let invoice_number: Option<String> = row.try_get("invoice_number")?;
    Ok(CreditNoteListRow {
        credit_note_id: CreditNoteId(row.try_get("credit_note_id")?),
        number: row.try_get("number")?,
        issued_on: row.try_get::<jiff_sqlx::Date, _>("issued_on")?.to_jiff(),
        total: super::ledger::read_money(row.try_get("currency")?, row.try_get("total_minor")?)?,
        invoice: invoice.map(|id| (id.into(), invoice_number.unwrap_or_default())),
        is_void: row.try_get::<&str, _>("status")? == "void",
    })
}

/// What earlier notes credited of this invoice.
pub async fn credited_before(
    tx: &mut TenantTx,
    of_invoice: InvoiceId,
    currency: Currency,
) -> Result<CreditedBefore, StoreError> {
    let tenant = tx.tenant().0;
    let total_minor = sqlx::query_scalar!(
        r#"select coalesce(sum(total_minor), 0)::bigint as "total_minor!"
             from credit_notes
            where tenant_id = $1 and invoice_id = $2 and status = 'issued'"#,
        tenant,
        of_invoice.0
    )
    .fetch_one(tx.conn())
    .await?;
    let rows = sqlx::query!(
        r#"select l.line_no, sum(l.quantity) as "quantity!"
             from credit_notes c
             join credit_note_lines l on l.tenant_id = c.tenant_id and l.credit_note_id = c.credit_note_id
            where c.tenant_id = $1 and c.invoice_id = $2 and c.status = 'issued'
            group by l.line_no
            order by l.line_no
            limit 10000"#,
        tenant,
        of_invoice.0
    )
    .fetch_all(tx.conn())
    .await?;
    let quantities = rows.into_iter().map(|r| (r.line_no, r.quantity)).collect();
    let taxes = sqlx::query_as!(
        TaxRow,
        r#"select t.category, t.rate, sum(t.taxable_minor)::bigint as "taxable_minor!",
                  sum(t.tax_minor)::bigint as "tax_minor!"
             from credit_notes c
             join credit_note_taxes t on t.tenant_id = c.tenant_id and t.credit_note_id = c.credit_note_id
            where c.tenant_id = $1 and c.invoice_id = $2 and c.status = 'issued'
            group by t.category, t.rate
            limit 100"#,
        tenant,
        of_invoice.0
    )
    .fetch_all(tx.conn())
    .await?;
    let taxes = read_taxes(taxes, currency)?;
    let total = Money { amount_minor: total_minor, currency };
    Ok(CreditedBefore { total, quantities, taxes })
}
