//! What belongs to documents, for a page of them at once: lines, tax rows, allocations, postings, files.

use super::super::{StaffRead, StoreError};
use super::{StoredDocument, StoredFile, money};
use crate::domain::document::DocumentKind;
use crate::domain::money::Money;
use rust_decimal::Decimal;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Clone, Debug)]
pub struct StoredLine {
    pub line_no: i32,
    pub sku: String,
    pub quantity: Decimal,
    pub unit_price: Decimal,
    pub amount_minor: i64,
    pub tax_category: String,
    pub tax_rate: Decimal,
    pub tax_minor: i64,
}

#[derive(Clone, Debug)]
pub struct StoredTax {
    pub category: String,
    pub rate: Decimal,
    pub taxable_minor: i64,
    pub tax_minor: i64,
    /// For a credit note: what earlier notes left of the invoice's tax, which the last one takes whole.
    pub left_minor: Option<i64>,
}

/// Money that was placed on an invoice, or taken off again.
#[derive(Clone, Debug)]
pub struct Placed {
    pub allocation_id: Uuid,
    pub payment_id: Option<Uuid>,
    pub credit_note_id: Option<Uuid>,
    pub is_reversal: bool,
    pub amount: Money,
}

/// One entry of a posting.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The word of the posting's kind.
    pub kind: String,
    /// The document, allocation or payment that was posted.
    pub source_id: Uuid,
    pub account: String,
    pub amount: Money,
}

/// A payment and what of it was placed on invoices when it came.
#[derive(Clone, Copy, Debug)]
pub struct PaymentPlacing {
    pub payment_id: Uuid,
    pub placed: Money,
}

/// Adds the parts to their documents.
pub(super) async fn attach(
    tx: &mut StaffRead,
    kind: DocumentKind,
    documents: &mut [StoredDocument],
) -> Result<(), StoreError> {
    let tenants: Vec<Uuid> = documents.iter().map(|one| one.tenant.0).collect();
    let ids: Vec<Uuid> = documents.iter().map(|one| one.id).collect();
    let at: HashMap<Uuid, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    if kind == DocumentKind::Invoice {
        invoice_parts(tx, documents, &tenants, &ids, &at).await?;
    } else {
        credit_note_parts(tx, documents, &tenants, &ids, &at).await?;
    }
    files(tx, kind, documents, &tenants, &ids, &at).await?;
    if kind == DocumentKind::Invoice {
        payments(tx, documents).await?;
    }
    postings(tx, documents).await
}

type Positions = HashMap<Uuid, usize>;

async fn invoice_parts(
    tx: &mut StaffRead,
    documents: &mut [StoredDocument],
    tenants: &[Uuid],
    ids: &[Uuid],
    at: &Positions,
) -> Result<(), StoreError> {
    let lines = sqlx::query!(
        r#"select l.invoice_id, l.line_no, l.sku, l.quantity, l.unit_price, l.amount_minor, l.tax_category,
                  l.tax_rate, l.tax_minor
             from unnest($1::uuid[], $2::uuid[]) as k (tenant_id, id)
             join invoice_lines l on l.tenant_id = k.tenant_id and l.invoice_id = k.id
            order by l.invoice_id, l.line_no"#,
        tenants,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    for r in lines {
        documents[at[&r.invoice_id]].lines.push(StoredLine {
            line_no: r.line_no,
            sku: r.sku,
            quantity: r.quantity,
            unit_price: r.unit_price,
            amount_minor: r.amount_minor,
            tax_category: r.tax_category,
            tax_rate: r.tax_rate,
            tax_minor: r.tax_minor,
        });
    }
    let taxes = sqlx::query!(
        "select x.invoice_id, x.category, x.rate, x.taxable_minor, x.tax_minor
           from unnest($1::uuid[], $2::uuid[]) as k (tenant_id, id)
           join invoice_taxes x on x.tenant_id = k.tenant_id and x.invoice_id = k.id
          order by x.invoice_id, x.category, x.rate",
        tenants,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    for r in taxes {
        documents[at[&r.invoice_id]].taxes.push(StoredTax {
            category: r.category,
            rate: r.rate,
            taxable_minor: r.taxable_minor,
            tax_minor: r.tax_minor,
            left_minor: None,
        });
    }
    allocations(tx, documents, tenants, ids, at).await
}

/// Everything that was placed on the invoices, and taken off again.
async fn allocations(
    tx: &mut StaffRead,
    documents: &mut [StoredDocument],
    tenants: &[Uuid],
    ids: &[Uuid],
    at: &Positions,
) -> Result<(), StoreError> {
    let placed = sqlx::query!(
        r#"select a.invoice_id, a.allocation_id, a.payment_id, a.credit_note_id,
                  a.reverses_allocation_id is not null as "is_reversal!", a.currency, a.amount_minor
             from unnest($1::uuid[], $2::uuid[]) as k (tenant_id, id)
             join allocations a on a.tenant_id = k.tenant_id and a.invoice_id = k.id
            order by a.invoice_id, a.allocated_at, a.allocation_id"#,
        tenants,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    for r in placed {
        documents[at[&r.invoice_id]].placed.push(Placed {
            allocation_id: r.allocation_id,
            payment_id: r.payment_id,
            credit_note_id: r.credit_note_id,
            is_reversal: r.is_reversal,
            amount: money(&r.currency, r.amount_minor)?,
        });
    }
    Ok(())
}

async fn credit_note_parts(
    tx: &mut StaffRead,
    documents: &mut [StoredDocument],
    tenants: &[Uuid],
    ids: &[Uuid],
    at: &Positions,
) -> Result<(), StoreError> {
    let lines = sqlx::query!(
        r#"select l.credit_note_id, l.line_no, l.sku, l.quantity, l.unit_price, l.amount_minor, l.tax_category,
                  l.tax_rate, l.tax_minor
             from unnest($1::uuid[], $2::uuid[]) as k (tenant_id, id)
             join credit_note_lines l on l.tenant_id = k.tenant_id and l.credit_note_id = k.id
            order by l.credit_note_id, l.line_no"#,
        tenants,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    for r in lines {
        documents[at[&r.credit_note_id]].lines.push(StoredLine {
            line_no: r.line_no,
            sku: r.sku,
            quantity: r.quantity,
            unit_price: r.unit_price,
            amount_minor: r.amount_minor,
            tax_category: r.tax_category,
            tax_rate: r.tax_rate,
            tax_minor: r.tax_minor,
        });
    }
    credit_note_taxes(tx, documents, tenants, ids, at).await?;
    let placed = sqlx::query!(
        r#"select a.credit_note_id as "credit_note_id!", a.allocation_id, a.currency, a.amount_minor
             from unnest($1::uuid[], $2::uuid[]) as k (tenant_id, id)
             join credit_notes n on n.tenant_id = k.tenant_id and n.credit_note_id = k.id
             join allocations a on a.tenant_id = n.tenant_id and a.invoice_id = n.invoice_id
                               and a.credit_note_id = n.credit_note_id
            order by a.credit_note_id, a.allocated_at, a.allocation_id"#,
        tenants,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    for r in placed {
        documents[at[&r.credit_note_id]].placed.push(Placed {
            allocation_id: r.allocation_id,
            payment_id: None,
            credit_note_id: Some(r.credit_note_id),
            is_reversal: false,
            amount: money(&r.currency, r.amount_minor)?,
        });
    }
    Ok(())
}

/// What each row of tax was, and what the notes before this one left of it.
async fn credit_note_taxes(
    tx: &mut StaffRead,
    documents: &mut [StoredDocument],
    tenants: &[Uuid],
    ids: &[Uuid],
    at: &Positions,
) -> Result<(), StoreError> {
    // A note that was void by then had taken nothing.
    let taxes = sqlx::query!(
        r#"select n.credit_note_id, x.category, x.rate, x.taxable_minor, x.tax_minor,
                  (select v.tax_minor - coalesce(sum(y.tax_minor), 0)
                     from invoice_taxes v
                     left join credit_notes e
                            on e.tenant_id = n.tenant_id and e.invoice_id = n.invoice_id
                           and (e.created_at, e.credit_note_id) < (n.created_at, n.credit_note_id)
                           and (e.voided_at is null or e.voided_at > n.created_at)
                     left join credit_note_taxes y
                            on y.tenant_id = e.tenant_id and y.credit_note_id = e.credit_note_id
                           and y.category = x.category and y.rate = x.rate
                    where v.tenant_id = n.tenant_id and v.invoice_id = n.invoice_id
                      and v.category = x.category and v.rate = x.rate
                    group by v.tax_minor)::bigint as left_minor
             from unnest($1::uuid[], $2::uuid[]) as k (tenant_id, id)
             join credit_notes n on n.tenant_id = k.tenant_id and n.credit_note_id = k.id
             join credit_note_taxes x on x.tenant_id = n.tenant_id and x.credit_note_id = n.credit_note_id
            order by n.credit_note_id, x.category, x.rate"#,
        tenants,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    for r in taxes {
        documents[at[&r.credit_note_id]].taxes.push(StoredTax {
            category: r.category,
            rate: r.rate,
            taxable_minor: r.taxable_minor,
            tax_minor: r.tax_minor,
            left_minor: r.left_minor,
        });
    }
    Ok(())
}

async fn files(
    tx: &mut StaffRead,
    kind: DocumentKind,
    documents: &mut [StoredDocument],
    tenants: &[Uuid],
    ids: &[Uuid],
    at: &Positions,
) -> Result<(), StoreError> {
    // The bytes stay in the database: only whether they hash to what is stored comes out.
    let rows = sqlx::query!(
        r#"select f.document_id, f.sha256 = sha256(f.bytes) as "is_intact!",
                  f.sha256 = coalesce(i.pdf_sha256, n.pdf_sha256, ''::bytea) as "is_the_documents!"
             from unnest($1::uuid[], $2::uuid[]) as k (tenant_id, id)
             join document_files f on f.tenant_id = k.tenant_id and f.document_kind = $3 and f.document_id = k.id
             left join invoices i on $3 = 'invoice' and i.tenant_id = k.tenant_id and i.invoice_id = k.id
             left join credit_notes n
                    on $3 = 'credit_note' and n.tenant_id = k.tenant_id and n.credit_note_id = k.id"#,
        tenants,
        ids,
        kind.word()
    )
    .fetch_all(tx.conn())
    .await?;
    for r in rows {
        let file = StoredFile { is_intact: r.is_intact, is_the_documents: r.is_the_documents };
        documents[at[&r.document_id]].file = Some(file);
    }
    Ok(())
}

/// What was placed of each payment when it came, on whichever invoices.
async fn payments(tx: &mut StaffRead, documents: &mut [StoredDocument]) -> Result<(), StoreError> {
    let mut asked: Vec<(Uuid, Uuid)> = documents
        .iter()
        .flat_map(|one| one.placed.iter().map(|placed| (one.tenant.0, placed.payment_id)))
        .filter_map(|(tenant, payment)| Some((tenant, payment?)))
        .collect();
    asked.sort_unstable();
    asked.dedup();
    let (tenants, ids): (Vec<Uuid>, Vec<Uuid>) = asked.into_iter().unzip();
    let rows = sqlx::query!(
        r#"select a.payment_id as "payment_id!", a.currency, sum(a.amount_minor)::bigint as "placed_minor!"
             from unnest($1::uuid[], $2::uuid[]) as k (tenant_id, id)
             join allocations a on a.tenant_id = k.tenant_id and a.payment_id = k.id
            where a.reverses_allocation_id is null
            group by a.payment_id, a.currency"#,
        &tenants,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let mut placings = HashMap::new();
    for r in rows {
        let placed = money(&r.currency, r.placed_minor)?;
        placings.insert(r.payment_id, PaymentPlacing { payment_id: r.payment_id, placed });
    }
    for document in documents {
        let mut own: Vec<Uuid> = document.placed.iter().filter_map(|one| one.payment_id).collect();
        own.sort_unstable();
        own.dedup();
        document.payments = own.iter().filter_map(|id| placings.get(id).copied()).collect();
    }
    Ok(())
}

async fn postings(tx: &mut StaffRead, documents: &mut [StoredDocument]) -> Result<(), StoreError> {
    let mut owners: HashMap<Uuid, Vec<usize>> = HashMap::new();
    let (mut tenants, mut ids) = (Vec::new(), Vec::new());
    for (at, document) in documents.iter().enumerate() {
        let allocations = document.placed.iter().map(|one| one.allocation_id);
        let payments = document.payments.iter().map(|one| one.payment_id);
        for id in std::iter::once(document.id).chain(allocations).chain(payments) {
            let owners_of_it = owners.entry(id).or_default();
            if owners_of_it.is_empty() {
                tenants.push(document.tenant.0);
                ids.push(id);
            }
            owners_of_it.push(at);
        }
    }
    let rows = sqlx::query!(
        "select t.kind, t.source_id, e.account, e.currency, e.amount_minor
           from unnest($1::uuid[], $2::uuid[]) as k (tenant_id, id)
           join ledger_transactions t
             on t.tenant_id = k.tenant_id and t.source_id = k.id
            and t.kind in ('invoice_issued', 'invoice_voided', 'invoice_written_off', 'credit_note_issued',
                           'credit_note_voided', 'credit_applied', 'allocation_reversed', 'payment_received',
                           'tax_withheld')
           join ledger_entries e on e.tenant_id = t.tenant_id and e.transaction_id = t.transaction_id",
        &tenants,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    for r in rows {
        let amount = money(&r.currency, r.amount_minor)?;
        let entry = Posted { kind: r.kind, source_id: r.source_id, account: r.account, amount };
        for at in owners.get(&entry.source_id).into_iter().flatten() {
            documents[*at].posted.push(entry.clone());
        }
    }
    Ok(())
}
