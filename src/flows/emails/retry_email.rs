//! Somebody has a mail sent once more that did not leave, came back, or of which nobody knows.

use crate::domain::id::{EmailId, TenantId};
use crate::store::{Actor, Db, StoreError, audit, bounces, emails};
use jiff::Timestamp;
use serde_json::json;

/// Why nothing is sent.
#[derive(Debug, thiserror::Error)]
pub enum RetryEmailError {
    #[error("no such e-mail")]
    NotFound,
    /// It is on its way, or has arrived as far as is known.
    #[error("nothing to send again")]
    NothingToDo,
    /// Its address is barred; clear it first.
    #[error("its address is barred")]
    Barred,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Queues the mail again, as it was composed. Who did so is in the audit log.
pub async fn retry_email(
    db: &Db,
    tenant: TenantId,
    actor: &Actor,
    email: EmailId,
    now: Timestamp,
) -> Result<(), RetryEmailError> {
    let mut tx = db.worker_tenant(tenant, actor, now).await?;
    let recipient = bounces::recipient(&mut tx, email).await?.ok_or(RetryEmailError::NotFound)?;
    if bounces::is_barred(&mut tx, &recipient).await? {
        return Err(RetryEmailError::Barred);
    }
    if !emails::requeue(&mut tx, email, now).await? {
        return Err(RetryEmailError::NothingToDo);
    }
    let after = Some(json!({ "recipient": recipient }));
    audit::append(&mut tx, "email.retried", "email", &email.to_string(), after).await?;
    tx.commit().await?;
    Ok(())
}
