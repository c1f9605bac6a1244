//! Every document computed again from its inputs and compared with what is stored (row N3).
//!
//! Reads page by page inside one snapshot and passes on what it finds at once, so that memory does not
//! grow with the books. Changes nothing. `document` and `settlement` compare amounts, `engine` prices the
//! lines of subscriptions again; what cannot be computed again is said, never passed over.

mod document;
mod engine;
mod finding;
mod settlement;

pub use finding::{Anomaly, AnomalyKind, Finding, Obstacle, Subject, sentence};

use crate::domain::document::DocumentKind;
use crate::domain::id::TenantId;
use crate::store::recompute::{self, DocumentKey, EngineLine, PricedVersion, StoredDocument};
use crate::store::{Db, StaffRead, StoreError};
use std::collections::HashMap;
use std::str::FromStr;
use uuid::Uuid;

/// Documents that are in memory at a time.
const PAGE: i64 = 200;

/// Whose documents are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's, and the numbers of all series.
    Everything,
    /// One customer's. Numbers run across customers, so they are not looked at.
    Customer(TenantId),
}

/// How much was looked at, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub invoices: u64,
    pub credit_notes: u64,
    pub lines: u64,
    /// Lines of subscriptions that were priced again.
    pub repriced: u64,
    pub not_recomputable: u64,
    pub anomalies: u64,
}

/// Where the next page of documents begins: invoices first, then credit notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    Invoices(Option<DocumentKey>),
    CreditNotes(Option<DocumentKey>),
}

/// A text that no page of ours has written.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no place among the documents")]
pub struct UnknownCursor;

impl Cursor {
    pub const START: Self = Self::Invoices(None);

    /// As it stands in an address.
    #[must_use]
    pub fn text(&self) -> String {
        let (kind, key) = match self {
            Self::Invoices(key) => ("i", key),
            Self::CreditNotes(key) => ("n", key),
        };
        match key {
            Some((tenant, id)) => format!("{kind}.{tenant}.{id}"),
            None => kind.to_owned(),
        }
    }
}

impl FromStr for Cursor {
    type Err = UnknownCursor;

    fn from_str(text: &str) -> Result<Self, UnknownCursor> {
        let mut parts = text.split('.');
        let kind = parts.next();
        let id = |part: &str| Uuid::parse_str(part).map_err(|_| UnknownCursor);
        let key = match (parts.next(), parts.next()) {
            (Some(tenant), Some(document)) => Some((id(tenant)?.into(), id(document)?)),
            (None, None) => None,
            _ => return Err(UnknownCursor),
        };
        match kind {
            Some("i") => Ok(Self::Invoices(key)),
            Some("n") => Ok(Self::CreditNotes(key)),
            _ => Err(UnknownCursor),
        }
    }
}

/// Looks at everything in `scope`; each finding goes to `found` as soon as it is made.
pub async fn reconcile_invoices(
    db: &Db,
    scope: Scope,
    found: &mut (dyn FnMut(Finding) + Send),
) -> Result<Summary, StoreError> {
    let mut tx = db.staff_snapshot().await?;
    let mut summary = Summary::default();
    let mut cursor = Some(Cursor::START);
    while let Some(from) = cursor {
        cursor = reconcile_page(&mut tx, scope, from, PAGE, &mut summary, found).await?;
    }
    if scope == Scope::Everything {
        reconcile_numbers(&mut tx, &mut summary, found).await?;
    }
    Ok(summary)
}

/// Looks at up to `limit` documents from `from` on; returns where the next page begins.
pub async fn reconcile_page(
    tx: &mut StaffRead,
    scope: Scope,
    from: Cursor,
    limit: i64,
    summary: &mut Summary,
    found: &mut (dyn FnMut(Finding) + Send),
) -> Result<Option<Cursor>, StoreError> {
    let customer = match scope {
        Scope::Everything => None,
        Scope::Customer(tenant) => Some(tenant),
    };
    let documents = match from {
        Cursor::Invoices(after) => recompute::invoices(tx, customer, after, limit).await?,
        Cursor::CreditNotes(after) => recompute::credit_notes(tx, customer, after, limit).await?,
    };
    let is_last = usize::try_from(limit).is_ok_and(|limit| documents.len() < limit);
    let last = documents.last().map(|one| (one.tenant, one.id));
    look_at(tx, &documents, summary, found).await?;
    Ok(match from {
        Cursor::Invoices(_) if is_last => Some(Cursor::CreditNotes(None)),
        Cursor::Invoices(_) => Some(Cursor::Invoices(last)),
        Cursor::CreditNotes(_) if is_last => None,
        Cursor::CreditNotes(_) => Some(Cursor::CreditNotes(last)),
    })
}

/// Looks at the `limit` invoices that were issued last.
pub async fn reconcile_newest(
    tx: &mut StaffRead,
    limit: i64,
    summary: &mut Summary,
    found: &mut (dyn FnMut(Finding) + Send),
) -> Result<(), StoreError> {
    let documents = recompute::newest_invoices(tx, limit).await?;
    look_at(tx, &documents, summary, found).await
}

/// Looks for numbers that are missing in a series.
pub async fn reconcile_numbers(
    tx: &mut StaffRead,
    summary: &mut Summary,
    found: &mut (dyn FnMut(Finding) + Send),
) -> Result<(), StoreError> {
    for gap in recompute::number_gaps(tx).await? {
        summary.anomalies += 1;
        found(Finding::of_gap(&gap));
    }
    Ok(())
}

async fn look_at(
    tx: &mut StaffRead,
    documents: &[StoredDocument],
    summary: &mut Summary,
    found: &mut (dyn FnMut(Finding) + Send),
) -> Result<(), StoreError> {
    let mut take = |finding: Finding, summary: &mut Summary| {
        match finding {
            Finding::Anomaly(_) => summary.anomalies += 1,
            Finding::NotRecomputable { .. } => summary.not_recomputable += 1,
        }
        found(finding);
    };
    for document in documents {
        match document.kind {
            DocumentKind::Invoice => summary.invoices += 1,
            _ => summary.credit_notes += 1,
        }
        summary.lines += document.lines.len() as u64;
        for finding in
            document::findings(document).into_iter().chain(settlement::findings(document))
        {
            take(finding, summary);
        }
    }
    if documents.first().is_none_or(|one| one.kind != DocumentKind::Invoice) {
        return Ok(());
    }
    let lines = recompute::engine_lines(tx, documents).await?;
    let versions = versions_of(tx, &lines).await?;
    let by_id: HashMap<Uuid, &StoredDocument> = documents.iter().map(|one| (one.id, one)).collect();
    for line in &lines {
        let Some(document) = by_id.get(&line.invoice_id) else { continue };
        let findings = engine::findings(document, line, &versions);
        if !findings.iter().any(|one| matches!(one, Finding::NotRecomputable { .. })) {
            summary.repriced += 1;
        }
        for finding in findings {
            take(finding, summary);
        }
    }
    Ok(())
}

async fn versions_of(
    tx: &mut StaffRead,
    lines: &[EngineLine],
) -> Result<HashMap<Uuid, PricedVersion>, StoreError> {
    let mut ids: Vec<Uuid> = lines.iter().filter_map(engine::version_named).collect();
    ids.sort_unstable();
    ids.dedup();
    recompute::priced_versions(tx, &ids).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_among_the_documents_is_read_back_from_an_address() {
        let key = (TenantId::new(), Uuid::now_v7());
        for cursor in [
            Cursor::START,
            Cursor::CreditNotes(None),
            Cursor::Invoices(Some(key)),
            Cursor::CreditNotes(Some(key)),
        ] {
            assert_eq!(cursor.text().parse(), Ok(cursor));
        }
        for text in ["", "x", "i.1", "i.1.2", "n.'"] {
            assert_eq!(text.parse::<Cursor>(), Err(UnknownCursor), "{text}");
        }
    }
}
