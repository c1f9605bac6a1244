//! Which subscriptions a customer has beside one: what follows it, what is in force with it, all of them.

use super::super::{StoreError, TenantTx};
use crate::domain::id::SubscriptionId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// The subscription that took the place of this one, if one that was not canceled did.
pub async fn follower(
    tx: &mut TenantTx,
    id: SubscriptionId,
) -> Result<Option<SubscriptionId>, StoreError> {
    let found = sqlx::query_scalar!(
        "select subscription_id
           from subscriptions
          where tenant_id = $1 and follows_subscription_id = $2 and status <> 'canceled'",
        tx.tenant().0,
        id.0
    );
    Ok(found.fetch_optional(tx.conn()).await?.map(Into::into))
}

/// The subscriptions of the tenant, the newest first; at most 200.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<SubscriptionId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select subscription_id
           from subscriptions
          where tenant_id = $1
          order by created_at desc, subscription_id desc
          limit 200",
        tx.tenant().0
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(Into::into).collect())
}

/// The subscriptions beside `id` that did not end before `since`, also those still to begin; at most 1,000.
pub async fn in_force_after(
    tx: &mut TenantTx,
    id: SubscriptionId,
    since: Timestamp,
) -> Result<Vec<SubscriptionId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select subscription_id
           from subscriptions
          where tenant_id = $1 and subscription_id <> $2 and (ends_at is null or ends_at > $3)
          order by created_at, subscription_id
          limit 1000",
        tx.tenant().0,
        id.0,
        since.to_sqlx() as _
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(Into::into).collect())
}
