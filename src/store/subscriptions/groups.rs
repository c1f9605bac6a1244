//! Groups: several subscriptions of a customer on one invoice.

use super::super::{Actor, StoreError, TenantTx};
use crate::domain::id::{SubscriptionGroupId, SubscriptionId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// A group of subscriptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub group_id: SubscriptionGroupId,
    pub name: String,
}

/// Stores a group.
/// # Errors  `Refused` by `subscription_groups_name_not_blank`.
pub async fn insert_group(
    tx: &mut TenantTx,
    group: &Group,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into subscription_groups (tenant_id, group_id, name, created_at, created_by)
         values ($1, $2, $3, $4, $5)",
        tx.tenant().0,
        group.group_id.0,
        group.name,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The groups of the tenant by name; at most 100.
pub async fn groups(tx: &mut TenantTx) -> Result<Vec<Group>, StoreError> {
    let rows = sqlx::query!(
        "select group_id, name from subscription_groups where tenant_id = $1 order by name, group_id limit 100",
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|r| Group { group_id: r.group_id.into(), name: r.name }).collect())
}

/// Puts a subscription into a group, or takes it out.
pub async fn put_in_group(
    tx: &mut TenantTx,
    id: SubscriptionId,
    group: Option<SubscriptionGroupId>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions set group_id = $3 where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0,
        group.map(|group| group.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The subscriptions of a group that the run may bill, locked in one order; at most 500.
pub async fn members(
    tx: &mut TenantTx,
    group: SubscriptionGroupId,
) -> Result<Vec<SubscriptionId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select subscription_id
           from subscriptions
          where tenant_id = $1 and group_id = $2 and parked_at is null and next_billing_at is not null
          order by subscription_id
          limit 500
            for update",
        tx.tenant().0,
        group.0
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(Into::into).collect())
}
