//! What happened to documents, and the bytes of their files.

use super::{StoreError, TenantTx, corrupt};
use crate::domain::document::{DocumentEventKind, DocumentKind};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// One entry of a document's timeline.
#[derive(Clone, Debug)]
pub struct DocumentEvent {
    pub kind: DocumentEventKind,
    pub actor: String,
    /// Facts of the event, such as `recipient` or `amount_minor` and `currency`.
    pub detail: serde_json::Value,
    pub happened_at: Timestamp,
}

/// Adds to the document's timeline. `actor` as [`super::Actor`] prints.
pub async fn record_event(
    tx: &mut TenantTx,
    document: (DocumentKind, Uuid),
    kind: DocumentEventKind,
    actor: &str,
    detail: serde_json::Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into document_events (tenant_id, event_id, document_kind, document_id, kind, actor, detail, happened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant().0,
        Uuid::now_v7(),
        document.0.word(),
        document.1,
        kind.word(),
        actor,
        detail,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The document's timeline, oldest first.
pub async fn events(tx: &mut TenantTx, document: Uuid) -> Result<Vec<DocumentEvent>, StoreError> {
    let rows = sqlx::query!(
        "select kind, actor, detail, happened_at
           from document_events
          where tenant_id = $1 and document_id = $2
          order by happened_at, event_id
          limit 200",
        tx.tenant().0,
        document
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(DocumentEvent {
                kind: r.kind.parse().map_err(|_| corrupt("document_events.kind", &r.kind))?,
                actor: r.actor,
                detail: r.detail,
                happened_at: r.happened_at.to_jiff(),
            })
        })
        .collect()
}

/// Whether this actor did this to the document at `since` or later.
pub async fn has_event(
    tx: &mut TenantTx,
    document: Uuid,
    kind: DocumentEventKind,
    actor: &str,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        r#"select exists (
             select from document_events
              where tenant_id = $1 and document_id = $2 and happened_at >= $3 and kind = $4 and actor = $5
           ) as "found!""#,
        tx.tenant().0,
        document,
        since.to_sqlx() as _,
        kind.word(),
        actor
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// The stored bytes of a document's file, and their hash; None when it was never rendered.
pub async fn file(
    tx: &mut TenantTx,
    kind: DocumentKind,
    document: Uuid,
) -> Result<Option<Vec<u8>>, StoreError> {
    let bytes = sqlx::query_scalar!(
        "select bytes from document_files where tenant_id = $1 and document_kind = $2 and document_id = $3",
        tx.tenant().0,
        kind.word(),
        document
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(bytes)
}

/// Stores the bytes as first rendered, and their hash on the document. A second rendering never
/// replaces the first: returns whether these bytes are the ones now stored.
pub async fn store_file(
    tx: &mut TenantTx,
    kind: DocumentKind,
    document: Uuid,
    bytes: &[u8],
    sha256: [u8; 32],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let stored = sqlx::query!(
        "insert into document_files (tenant_id, document_kind, document_id, sha256, bytes, rendered_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing",
        tx.tenant().0,
        kind.word(),
        document,
        &sha256,
        bytes,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    if stored == 0 {
        return Ok(false);
    }
    match kind {
        DocumentKind::Invoice => {
            sqlx::query!(
                "update invoices set pdf_sha256 = $3 where tenant_id = $1 and invoice_id = $2",
                tx.tenant().0,
                document,
                &sha256
            )
            .execute(tx.conn())
            .await?;
        }
        DocumentKind::CreditNote => {
            sqlx::query!(
                "update credit_notes set pdf_sha256 = $3 where tenant_id = $1 and credit_note_id = $2",
                tx.tenant().0,
                document,
                &sha256
            )
            .execute(tx.conn())
            .await?;
        }
        DocumentKind::Payment
        | DocumentKind::Refund
        | DocumentKind::PaymentMethod
        | DocumentKind::Subscription
        | DocumentKind::InstallmentPlan => {}
    }
    Ok(true)
}
