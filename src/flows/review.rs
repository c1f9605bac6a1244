//! The review queue: what is raised by jobs, and what staff do about an item (row D7).

use crate::domain::id::{ChargeId, InboxId, ReviewItemId, TenantId};
use crate::domain::review::{Retry, ReviewKind};
use crate::flows::payments::Till;
use crate::flows::payments::settle_charge::{SettleChargeError, settle_told};
use crate::store::review::{self, NewItem, ReviewItem};
use crate::store::webhook_inbox::ClaimedMessage;
use crate::store::{Actor, Db, StoreError};
use jiff::Timestamp;
use serde_json::json;

/// Whom the log names for what is raised and settled without a person.
const REVIEW: Actor = Actor::System("review");

/// The longest note.
pub const NOTE_CHARACTERS_MAX: usize = 1000;

/// What the log says of an item that settled itself.
const ENDED_BY_ITSELF: &str = "The charge has ended since.";

#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    #[error("no such item")]
    NotFound,
    /// A note says what was done; without one the next reader knows nothing.
    #[error("a note has 1 to {NOTE_CHARACTERS_MAX} characters")]
    Note,
    #[error("somebody has settled it meanwhile")]
    Settled,
    #[error("nothing can be tried again about this")]
    NothingToRetry,
    /// Trying again later can help.
    #[error("the gateway cannot be asked: {0}")]
    Unavailable(SettleChargeError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What came of trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    /// The charge has ended.
    Ended,
    /// It lives as before.
    StillUnderWay,
    /// The message is read again in a moment.
    Queued,
}

/// Raises an item for each charge that lives for longer than it should, and settles those about charges
/// that have ended since. Run twice, it does nothing the second time.
pub async fn watch_charges(db: &Db, now: Timestamp) -> Result<(), StoreError> {
    let stuck = review::stuck_charges(db, now).await?;
    let unstuck = review::unstuck(db).await?;
    if stuck.is_empty() && unstuck.is_empty() {
        return Ok(());
    }
    for (tenant, charge, gateway) in stuck {
        let item = NewItem {
            kind: ReviewKind::StuckCharge,
            subject: &charge.to_string(),
            detail: json!({ "gateway": gateway }),
        };
        let mut tx = db.worker_tenant(tenant, &REVIEW, now).await?;
        review::raise(&mut tx, &item, now).await?;
        tx.commit().await?;
    }
    // One by one: items of several tenants in one transaction would hold up each of them.
    for item in unstuck {
        let mut tx = db.operator(&REVIEW, now).await?;
        review::resolve(&mut tx, item, &REVIEW, ENDED_BY_ITSELF, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Raises an item for a message of a gateway that was given up.
pub async fn raise_failed_message(
    db: &Db,
    message: &ClaimedMessage,
    error: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let item = NewItem {
        kind: ReviewKind::WebhookFailed,
        subject: &message.inbox_id.to_string(),
        detail: json!({
            "gateway": message.gateway,
            "event": message.kind,
            "object": message.object_ref,
            "error": error,
        }),
    };
    let mut tx = db.operator(&REVIEW, now).await?;
    review::raise_by_operator(&mut tx, None, &item, now).await?;
    tx.commit().await
}

/// Tries once more what can be tried about this item. The item stays open: a person settles it.
pub async fn retry(till: &Till, actor: &Actor, item: &ReviewItem) -> Result<Retried, ReviewError> {
    match item.kind.retry() {
        Retry::Nothing => Err(ReviewError::NothingToRetry),
        Retry::LookUp => look_up_again(till, item).await,
        Retry::ReadAgain => {
            let message: InboxId = item.subject.parse().map_err(|_| ReviewError::NotFound)?;
            let now = till.clock.now();
            let mut tx = till.db.operator(actor, now).await?;
            if !review::read_message_again(&mut tx, message, now).await? {
                return Err(ReviewError::NothingToRetry);
            }
            tx.commit().await?;
            Ok(Retried::Queued)
        }
    }
}

async fn look_up_again(till: &Till, item: &ReviewItem) -> Result<Retried, ReviewError> {
    // An item about an invoice names its last charge.
    let named = item.detail["charge_id"].as_str().unwrap_or(&item.subject);
    let (tenant, charge): (TenantId, ChargeId) = match (item.tenant_id, named.parse::<ChargeId>()) {
        (Some(tenant), Ok(charge)) => (tenant, charge),
        _ => return Err(ReviewError::NotFound),
    };
    match settle_told(till, tenant, charge).await {
        Ok(charge) if charge.state.is_living() => Ok(Retried::StillUnderWay),
        Ok(_) => Ok(Retried::Ended),
        Err(SettleChargeError::Store(error)) => Err(error.into()),
        Err(error) => Err(ReviewError::Unavailable(error)),
    }
}

/// Marks the item as settled, with a note of what was done.
pub async fn resolve(
    db: &Db,
    actor: &Actor,
    item: ReviewItemId,
    note: &str,
    now: Timestamp,
) -> Result<(), ReviewError> {
    let note = note.trim();
    if note.is_empty() || note.chars().count() > NOTE_CHARACTERS_MAX {
        return Err(ReviewError::Note);
    }
    let mut tx = db.operator(actor, now).await?;
    if !review::resolve(&mut tx, item, actor, note, now).await? {
        return Err(ReviewError::Settled);
    }
    Ok(tx.commit().await?)
}
