//! Notices in the portal: reading them, and letting the old ones go (row B15).

use crate::domain::dispute::Dispute;
use crate::domain::document::DocumentKind;
use crate::domain::notice::{KEPT, NoticeEvent, NoticeFacts};
use crate::store::notices::{self, NewNotice};
use crate::store::{Actor, Db, StoreError, TenantTx};
use jiff::Timestamp;

/// Deletes notices that are older than they are kept; returns how many.
pub async fn delete_old_notices(db: &Db, actor: &Actor, now: Timestamp) -> Result<u64, StoreError> {
    let mut deleted = 0;
    for tenant in notices::tenants_with_old(db, now - KEPT).await? {
        let mut tx = db.worker_tenant(tenant, actor, now).await?;
        deleted += notices::delete_old(&mut tx, now - KEPT).await?;
        tx.commit().await?;
    }
    Ok(deleted)
}

/// Tells the customer's people in the portal that a dispute was opened, or has ended.
pub async fn post_dispute(
    tx: &mut TenantTx,
    now: Timestamp,
    dispute: &Dispute,
    event: NoticeEvent,
) -> Result<bool, StoreError> {
    let notice = NewNotice {
        event,
        severity: event.severity(),
        document: (DocumentKind::Payment, dispute.payment.0),
        occurrence: dispute.dispute_id.to_string(),
        facts: NoticeFacts::default().with_amount(dispute.amount),
    };
    notices::post(tx, now, &notice).await
}
