//! What only an import needs: its lock, its record, and writing many documents of one tenant at once.
//!
//! Everything here runs in the import's one `OperatorTx`, which visits one tenant after the other, so
//! row-level security and every trigger hold as for a single document. What is written is decided in
//! `flows::imports`; the statements for documents are in `documents`, for money in `money`.

mod documents;
mod money;

pub use documents::{insert_credit_notes, insert_invoices};
pub use money::{
    NewCredit, NewPayment, OpenInvoice, Settled, insert_credit, insert_payments, open_invoices,
    post_all, settle_invoices,
};

use super::{OperatorTx, StaffRead, StoreError, corrupt};
use crate::domain::currency::Currency;
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::TenantId;
use crate::domain::party::{Buyer, PostalAddress, TaxRegistration};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use std::collections::HashMap;
use uuid::Uuid;

/// Imports take turns here: two at once could not see each other's documents.
const IMPORT_LOCK: i64 = 7_077_002;
/// References asked for in one query.
const REFERENCES_PER_QUERY: usize = 5_000;

/// Takes the import lock until the transaction ends; false when another import holds it.
pub async fn try_lock(tx: &mut OperatorTx) -> Result<bool, StoreError> {
    let locked =
        sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1) as "locked!""#, IMPORT_LOCK)
            .fetch_one(tx.conn())
            .await?;
    Ok(locked)
}

/// When this very file was imported for the first time, if it was.
pub async fn file_imported_at(
    tx: &mut StaffRead,
    source: &str,
    file_sha256: [u8; 32],
) -> Result<Option<Timestamp>, StoreError> {
    let at = sqlx::query_scalar!(
        "select started_at
           from import_runs
          where file_sha256 = $1 and source = $2
          order by started_at
          limit 1",
        &file_sha256[..],
        source
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
}

/// Which of these references the source brought before, and what the file said then.
pub async fn known(
    tx: &mut StaffRead,
    source: &str,
    kinds: &[&str],
    references: &[String],
) -> Result<HashMap<String, [u8; 32]>, StoreError> {
    let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let mut known = HashMap::new();
    for some in references.chunks(REFERENCES_PER_QUERY) {
        let rows = sqlx::query!(
            "select source_ref, fingerprint
               from imported_documents
              where source = $1 and source_ref = any($2) and kind = any($3)
              order by source_ref
              limit 20000",
            source,
            some,
            &kinds
        )
        .fetch_all(tx.conn())
        .await?;
        for row in rows {
            let fingerprint = <[u8; 32]>::try_from(row.fingerprint)
                .map_err(|b| corrupt("imported_documents.fingerprint", format!("{b:?}")))?;
            known.insert(row.source_ref, fingerprint);
        }
    }
    Ok(known)
}

/// The tenants that have these account references.
pub async fn tenants_by_reference(
    tx: &mut StaffRead,
    references: &[String],
) -> Result<HashMap<String, TenantId>, StoreError> {
    let mut tenants = HashMap::new();
    for some in references.chunks(REFERENCES_PER_QUERY) {
        let rows = sqlx::query!(
            "select account_ref, tenant_id
               from tenants
              where account_ref = any($1)
              order by account_ref
              limit 5000",
            some
        )
        .fetch_all(tx.conn())
        .await?;
        tenants.extend(rows.into_iter().map(|r| (r.account_ref, r.tenant_id.into())));
    }
    Ok(tenants)
}

/// Goes on as this tenant, and keeps its other writers waiting, as every writing transaction does.
/// # Errors  `NotFound`.
pub async fn lock_tenant(tx: &mut OperatorTx, tenant: TenantId) -> Result<(), StoreError> {
    tx.visit_tenant(tenant).await?;
    sqlx::query!("select tenant_id from tenants where tenant_id = $1 for no key update", tenant.0)
        .fetch_one(tx.conn())
        .await?;
    Ok(())
}

/// The visited tenant as a document's buyer.
pub async fn buyer(tx: &mut OperatorTx, tenant: TenantId) -> Result<Buyer, StoreError> {
    let row = sqlx::query!(
        r#"select account_ref, legal_name, address_line1, address_line2, city, region, postal_code,
                  coalesce(country, '') as "country!", billing_emails
             from tenants
            where tenant_id = $1"#,
        tenant.0
    )
    .fetch_one(tx.conn())
    .await?;
    let tax_ids = sqlx::query_as!(
        TaxRegistration,
        "select kind, value from tax_ids where tenant_id = $1 order by created_at, tax_id_id limit 20",
        tenant.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Buyer {
        legal_name: row.legal_name,
        account_ref: row.account_ref,
        address: PostalAddress {
            line1: row.address_line1,
            line2: row.address_line2,
            city: row.city,
            region: row.region,
            postal_code: row.postal_code,
            country: row.country,
        },
        tax_ids,
        email: row.billing_emails.into_iter().next().unwrap_or_default(),
    })
}

/// Notes that an import begins to write; its documents name it.
pub async fn begin_run(
    tx: &mut OperatorTx,
    run: Uuid,
    source: &str,
    file_sha256: [u8; 32],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into import_runs (import_run_id, source, file_sha256, summary, started_at)
         values ($1, $2, $3, '{}', $4)",
        run,
        source,
        &file_sha256[..],
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes the import's control totals, on its row and on the operator's audit chain.
pub async fn finish_run(
    tx: &mut OperatorTx,
    run: Uuid,
    summary: &serde_json::Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update import_runs set summary = $2, finished_at = $3 where import_run_id = $1",
        run,
        summary,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    super::audit::append_operator(
        tx,
        "import.applied",
        "import_run",
        &run.to_string(),
        Some(summary.clone()),
    )
    .await
}

/// What of ours a row of the file became.
#[derive(Clone, Debug)]
pub struct Imported {
    /// `customer`, `invoice`, `credit_note` or `payment`.
    pub kind: &'static str,
    pub reference: String,
    pub document_id: Uuid,
    pub fingerprint: [u8; 32],
}

/// Remembers these for the next run.
/// # Errors  `Refused` by `imported_documents_pkey` when one was brought before.
pub async fn remember(
    tx: &mut OperatorTx,
    tenant: TenantId,
    run: Uuid,
    source: &str,
    imported: &[Imported],
) -> Result<(), StoreError> {
    let kinds: Vec<String> = imported.iter().map(|i| i.kind.to_owned()).collect();
    let references: Vec<String> = imported.iter().map(|i| i.reference.clone()).collect();
    let documents: Vec<Uuid> = imported.iter().map(|i| i.document_id).collect();
    let fingerprints: Vec<Vec<u8>> = imported.iter().map(|i| i.fingerprint.to_vec()).collect();
    sqlx::query!(
        "insert into imported_documents
                (tenant_id, source, kind, source_ref, document_id, fingerprint, import_run_id)
         select $1, $2, kind, source_ref, document_id, fingerprint, $3
           from unnest($4::text[], $5::text[], $6::uuid[], $7::bytea[])
                as row (kind, source_ref, document_id, fingerprint)",
        tenant.0,
        source,
        run,
        &kinds,
        &references,
        &documents,
        &fingerprints
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An entry for a document's timeline.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub document: (DocumentKind, Uuid),
    pub kind: DocumentEventKind,
    pub detail: serde_json::Value,
    pub happened_at: Timestamp,
}

/// Adds to the timelines of these documents; all were the import's doing.
pub async fn record_events(
    tx: &mut OperatorTx,
    tenant: TenantId,
    actor: &str,
    events: &[NewEvent],
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = events.iter().map(|_| Uuid::now_v7()).collect();
    let documents: Vec<Uuid> = events.iter().map(|e| e.document.1).collect();
    let document_kinds: Vec<String> =
        events.iter().map(|e| e.document.0.word().to_owned()).collect();
    let kinds: Vec<String> = events.iter().map(|e| e.kind.word().to_owned()).collect();
    let details: Vec<serde_json::Value> = events.iter().map(|e| e.detail.clone()).collect();
    let instants: Vec<_> = events.iter().map(|e| e.happened_at.to_sqlx()).collect();
    sqlx::query!(
        "insert into document_events
                (tenant_id, event_id, document_kind, document_id, kind, actor, detail, happened_at)
         select $1, event_id, document_kind, document_id, kind, $2, detail, happened_at
           from unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::jsonb[], $8::timestamptz[])
                as event (event_id, document_kind, document_id, kind, detail, happened_at)",
        tenant.0,
        actor,
        &ids,
        &document_kinds,
        &documents,
        &kinds,
        &details,
        &instants as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the database holds of one tenant from one import, per kind and currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub kind: String,
    pub currency: Currency,
    pub documents: i64,
    pub lines: i64,
    /// Sum of the line amounts; of the payments for payments.
    pub net_minor: i64,
    pub total_minor: i64,
}

/// Reads back what this run wrote for the visited tenant, from the documents and lines themselves.
/// The laterals are look-ups by primary key: no plan for an empty table can turn them into scans.
pub async fn written(
    tx: &mut OperatorTx,
    tenant: TenantId,
    run: Uuid,
) -> Result<Vec<Written>, StoreError> {
    let rows = sqlx::query!(
        r#"select d.kind, coalesce(i.currency, c.currency, p.currency) as "currency!", count(*) as "documents!",
                  sum(coalesce(i.lines, c.lines, 1))::bigint as "lines!",
                  sum(coalesce(i.net_minor, c.net_minor, p.total_minor))::bigint as "net_minor!",
                  sum(coalesce(i.total_minor, c.total_minor, p.total_minor))::bigint as "total_minor!"
             from imported_documents d
             left join lateral
                  (select x.currency, x.total_minor, l.lines, l.net_minor
                     from invoices x
                    cross join lateral (select count(*) as lines, coalesce(sum(amount_minor), 0) as net_minor
                                          from invoice_lines y
                                         where y.tenant_id = x.tenant_id and y.invoice_id = x.invoice_id) l
                    where x.tenant_id = d.tenant_id and x.invoice_id = d.document_id and x.status <> 'draft'
                    limit 1) i on d.kind = 'invoice'
             left join lateral
                  (select x.currency, x.total_minor, l.lines, l.net_minor
                     from credit_notes x
                    cross join lateral (select count(*) as lines, coalesce(sum(amount_minor), 0) as net_minor
                                          from credit_note_lines y
                                         where y.tenant_id = x.tenant_id
                                           and y.credit_note_id = x.credit_note_id) l
                    where x.tenant_id = d.tenant_id and x.credit_note_id = d.document_id
                    limit 1) c on d.kind = 'credit_note'
             left join lateral
                  (select x.currency, x.amount_minor as total_minor
                     from payments x
                    where x.tenant_id = d.tenant_id and x.payment_id = d.document_id
                    limit 1) p on d.kind = 'payment'
            where d.tenant_id = $1 and d.import_run_id = $2
              and coalesce(i.currency, c.currency, p.currency) is not null
            group by 1, 2"#,
        tenant.0,
        run
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(Written {
                kind: r.kind,
                currency: r.currency.parse().map_err(|_| corrupt("currency", &r.currency))?,
                documents: r.documents,
                lines: r.lines,
                net_minor: r.net_minor,
                total_minor: r.total_minor,
            })
        })
        .collect()
}
