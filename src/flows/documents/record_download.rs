//! That somebody of the customer fetched a document's file: once per person and day, because a timeline
//! that lists every click tells nothing.

use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::TenantId;
use crate::store::{Actor, Db, StoreError, documents};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use uuid::Uuid;

/// Records the download unless this actor's first one of the day (in `time_zone`) is recorded already.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn record_download(
    db: &Db,
    now: Timestamp,
    tenant: TenantId,
    actor: &Actor,
    time_zone: &TimeZone,
    document: (DocumentKind, Uuid),
) -> Result<(), StoreError> {
    let (kind, who) = (DocumentEventKind::Downloaded, actor.to_string());
    let zoned = now.to_zoned(time_zone.clone());
    let day_began_at = zoned.start_of_day().map_or(now, |start| start.timestamp());
    let mut tx = db.tenant_read(tenant).await?;
    if documents::has_event(&mut tx, document.1, kind, &who, day_began_at).await? {
        return Ok(());
    }
    drop(tx);
    let mut tx = db.tenant(tenant, actor, now).await?;
    // Writers of one tenant take turns: of two downloads at once the second finds the first.
    if !documents::has_event(&mut tx, document.1, kind, &who, day_began_at).await? {
        documents::record_event(&mut tx, document, kind, &who, json!({}), now).await?;
    }
    tx.commit().await
}
