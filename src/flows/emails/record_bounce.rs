//! A mail about a document was refused or came back: its document's history says so, and an address that
//! failed is barred.

use crate::domain::bounce::BounceKind;
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::EmailId;
use crate::store::bounces::{self, Bounce};
use crate::store::{Actor, StoreError, TenantTx, documents};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

/// A mail, as what came back of it is recorded.
#[derive(Clone, Copy, Debug)]
pub struct BouncedMail<'a> {
    pub email: EmailId,
    pub event: &'a str,
    pub recipient: &'a str,
    pub document: (DocumentKind, Uuid),
}

/// Writes the history and bars the address where the status says so. The mail's own row is the caller's.
pub async fn record_bounce(
    tx: &mut TenantTx,
    actor: &Actor,
    mail: &BouncedMail<'_>,
    bounce: &Bounce<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let detail = json!({
        "recipient": mail.recipient, "event": mail.event, "email_id": mail.email,
        "status": bounce.status.to_string(), "kind": bounce.kind.word(),
    });
    let (kind, actor) = (DocumentEventKind::Bounced, actor.to_string());
    documents::record_event(tx, mail.document, kind, &actor, detail, now).await?;
    if bounce.kind == BounceKind::Hard && bounce.status.bars_address() {
        bounces::bar(tx, mail.recipient, mail.email, bounce, now).await?;
    }
    Ok(())
}
