//! Documents as they are stored, beside everything that they should follow from: for comparing, across
//! tenants, as the role that can only select. Page by page by key, so that memory does not grow with the
//! books. Owns no judgement: `flows::reconcile_invoices` compares.

mod engine;
mod numbers;
mod parts;

pub use engine::{Covered, EngineLine, PricedVersion, engine_lines, priced_versions};
pub use numbers::{NumberGap, number_gaps};
pub use parts::{PaymentPlacing, Placed, Posted, StoredLine, StoredTax};

use super::ledger::read_money;
use super::{StaffRead, StoreError, corrupt};
use crate::domain::currency::Currency;
use crate::domain::document::DocumentKind;
use crate::domain::id::TenantId;
use crate::domain::money::Money;
use uuid::Uuid;

/// Where a page of documents ended.
pub type DocumentKey = (TenantId, Uuid);

/// What is known of a document's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its stored hash is the hash of its bytes.
    pub is_intact: bool,
    /// The document names this hash.
    pub is_the_documents: bool,
}

/// An invoice or a credit note as stored, with its parts.
#[derive(Clone, Debug)]
pub struct StoredDocument {
    pub tenant: TenantId,
    pub account_ref: String,
    pub kind: DocumentKind,
    pub id: Uuid,
    pub number: String,
    pub status: String,
    /// Brought along from another system: its own prices may have included tax.
    pub is_imported: bool,
    pub currency: Currency,
    pub subtotal: Money,
    pub tax: Money,
    pub total: Money,
    /// On an invoice what was paid; on a credit note what reduced its invoice.
    pub settled: Money,
    /// On an invoice what was credited; on a credit note what became credit.
    pub credited: Money,
    /// Zero for a credit note.
    pub due: Money,
    /// The document names the hash of a file.
    pub names_file: bool,
    pub file: Option<StoredFile>,
    pub lines: Vec<StoredLine>,
    pub taxes: Vec<StoredTax>,
    /// Of an invoice all, of a credit note those that it made.
    pub placed: Vec<Placed>,
    /// Of the document itself and of its allocations.
    pub posted: Vec<Posted>,
    /// Of the payments among its allocations.
    pub payments: Vec<PaymentPlacing>,
}

struct HeaderRow {
    tenant_id: Uuid,
    account_ref: String,
    id: Uuid,
    number: String,
    status: String,
    source: String,
    currency: String,
    subtotal_minor: i64,
    tax_minor: i64,
    total_minor: i64,
    settled_minor: i64,
    credited_minor: i64,
    due_minor: i64,
    names_file: bool,
}

impl HeaderRow {
    fn read(self, kind: DocumentKind) -> Result<StoredDocument, StoreError> {
        let currency: Currency =
            self.currency.parse().map_err(|_| corrupt("currency", &self.currency))?;
        let money = |amount_minor| Money { amount_minor, currency };
        Ok(StoredDocument {
            tenant: self.tenant_id.into(),
            account_ref: self.account_ref,
            kind,
            id: self.id,
            number: self.number,
            status: self.status,
            is_imported: self.source != "portal",
            currency,
            subtotal: money(self.subtotal_minor),
            tax: money(self.tax_minor),
            total: money(self.total_minor),
            settled: money(self.settled_minor),
            credited: money(self.credited_minor),
            due: money(self.due_minor),
            names_file: self.names_file,
            file: None,
            lines: Vec::new(),
            taxes: Vec::new(),
            placed: Vec::new(),
            posted: Vec::new(),
            payments: Vec::new(),
        })
    }
}

/// Finalised invoices after `after`, in the order of their keys, with all their parts. `customer` None: of
/// all customers.
pub async fn invoices(
    tx: &mut StaffRead,
    customer: Option<TenantId>,
    after: Option<DocumentKey>,
    limit: i64,
) -> Result<Vec<StoredDocument>, StoreError> {
    let (tenant, id) = after.unzip();
    let rows = sqlx::query_as!(
        HeaderRow,
        r#"select i.tenant_id, t.account_ref, i.invoice_id as id, coalesce(i.number, '') as "number!", i.status,
                  i.source, i.currency, i.subtotal_minor, i.tax_minor, i.total_minor,
                  i.paid_minor as settled_minor, i.credited_minor, coalesce(i.due_minor, 0) as "due_minor!",
                  i.pdf_sha256 is not null as "names_file!"
             from invoices i
             join tenants t on t.tenant_id = i.tenant_id
            where i.status <> 'draft' and ($1::uuid is null or i.tenant_id = $1)
              and ($2::uuid is null or (i.tenant_id, i.invoice_id) > ($2, $3))
            order by i.tenant_id, i.invoice_id
            limit $4"#,
        customer.map(|id| id.0),
        tenant.map(|id| id.0),
        id,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    whole(tx, DocumentKind::Invoice, rows).await
}

/// Credit notes after `after`, likewise.
pub async fn credit_notes(
    tx: &mut StaffRead,
    customer: Option<TenantId>,
    after: Option<DocumentKey>,
    limit: i64,
) -> Result<Vec<StoredDocument>, StoreError> {
    let (tenant, id) = after.unzip();
    let rows = sqlx::query_as!(
        HeaderRow,
        r#"select n.tenant_id, t.account_ref, n.credit_note_id as id, n.number, n.status, n.source, n.currency,
                  n.subtotal_minor, n.tax_minor, n.total_minor, n.applied_minor as settled_minor,
                  n.balance_minor as credited_minor, 0::bigint as "due_minor!",
                  n.pdf_sha256 is not null as "names_file!"
             from credit_notes n
             join tenants t on t.tenant_id = n.tenant_id
            where ($1::uuid is null or n.tenant_id = $1)
              and ($2::uuid is null or (n.tenant_id, n.credit_note_id) > ($2, $3))
            order by n.tenant_id, n.credit_note_id
            limit $4"#,
        customer.map(|id| id.0),
        tenant.map(|id| id.0),
        id,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    whole(tx, DocumentKind::CreditNote, rows).await
}

/// The invoices that were issued last, by the day of issue; at most `limit`.
pub async fn newest_invoices(
    tx: &mut StaffRead,
    limit: i64,
) -> Result<Vec<StoredDocument>, StoreError> {
    let rows = sqlx::query_as!(
        HeaderRow,
        r#"select i.tenant_id, t.account_ref, i.invoice_id as id, coalesce(i.number, '') as "number!", i.status,
                  i.source, i.currency, i.subtotal_minor, i.tax_minor, i.total_minor,
                  i.paid_minor as settled_minor, i.credited_minor, coalesce(i.due_minor, 0) as "due_minor!",
                  i.pdf_sha256 is not null as "names_file!"
             from (select tenant_id, invoice_id
                     from invoices
                    where status <> 'draft'
                    order by issued_on desc, invoice_id desc
                    limit $1) newest
             join invoices i on i.tenant_id = newest.tenant_id and i.invoice_id = newest.invoice_id
             join tenants t on t.tenant_id = i.tenant_id
            order by i.tenant_id, i.invoice_id"#,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    whole(tx, DocumentKind::Invoice, rows).await
}

/// The documents of these rows with everything that belongs to them, one query for each kind of part.
async fn whole(
    tx: &mut StaffRead,
    kind: DocumentKind,
    rows: Vec<HeaderRow>,
) -> Result<Vec<StoredDocument>, StoreError> {
    let documents = rows.into_iter().map(|row| row.read(kind)).collect::<Result<Vec<_>, _>>()?;
    let mut documents = documents;
    parts::attach(tx, kind, &mut documents).await?;
    Ok(documents)
}

/// The customer that this reference names.
pub async fn customer(tx: &mut StaffRead, reference: &str) -> Result<Option<TenantId>, StoreError> {
    let id = sqlx::query_scalar!("select tenant_id from tenants where account_ref = $1", reference)
        .fetch_optional(tx.conn())
        .await?;
    Ok(id.map(Into::into))
}

/// An amount of a row whose currency is text.
fn money(currency: &str, amount_minor: i64) -> Result<Money, StoreError> {
    read_money(currency, amount_minor)
}
