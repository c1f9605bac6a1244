//! What the billing run needs: which subscriptions are due, how far each is billed, and which are parked.

use super::super::{Db, StoreError, TenantTx};
use crate::domain::id::{SubscriptionGroupId, SubscriptionId, TenantId};
use crate::domain::period::Anchor;
use crate::domain::subscription_status::SubscriptionStatus;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use std::collections::HashSet;

/// What is billed together: a subscription, or those of a group that are due on the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BillingUnit {
    One(SubscriptionId),
    Group(SubscriptionGroupId),
}

/// Subscriptions of all tenants that are due, and have waited for late usage as long as they are to; the
/// longest waiting first, a group once. Parked ones are left out.
pub async fn due(
    db: &Db,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(TenantId, BillingUnit)>, StoreError> {
    let rows = sqlx::query!(
        "select tenant_id, subscription_id, group_id
           from subscriptions
          where next_billing_at <= $1 and parked_at is null
            and not exists (select from subscription_changes c
                             where c.tenant_id = subscriptions.tenant_id
                               and c.subscription_id = subscriptions.subscription_id
                               and c.state = 'awaiting_payment')
            and next_billing_at + make_interval(secs => case when billed_at is null then 0 else draft_window_s end) <= $1
          order by next_billing_at, subscription_id
          limit $2",
        now.to_sqlx() as _,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    let mut units = Vec::with_capacity(rows.len());
    let mut seen = HashSet::new();
    for row in rows {
        let one = BillingUnit::One(row.subscription_id.into());
        let unit = row.group_id.map_or(one, |group| BillingUnit::Group(group.into()));
        if seen.insert(unit) {
            units.push((row.tenant_id.into(), unit));
        }
    }
    Ok(units)
}

/// Remembers that everything up to `billed_at` is billed, and when the next billing is due.
/// # Errors  `Refused` by `subscriptions_billing_never_goes_back`.
pub async fn save_billed(
    tx: &mut TenantTx,
    id: SubscriptionId,
    billed_at: Timestamp,
    next_billing_at: Option<Timestamp>,
    status: SubscriptionStatus,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions
            set billed_at = $3, next_billing_at = $4, status = $5
          where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0,
        billed_at.to_sqlx() as _,
        next_billing_at.map(Timestamp::to_sqlx) as _,
        status.word()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes the subscription out of the run until somebody has looked.
pub async fn park(
    tx: &mut TenantTx,
    id: SubscriptionId,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions
            set parked_at = $3, parked_reason = $4
          where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0,
        now.to_sqlx() as _,
        reason
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives the subscription back to the run.
pub async fn unpark(tx: &mut TenantTx, id: SubscriptionId) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions
            set parked_at = null, parked_reason = null
          where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends the trial: the service is charged from `billed_from` on, in a cycle anchored there.
pub async fn save_billed_from(
    tx: &mut TenantTx,
    id: SubscriptionId,
    billed_from: Timestamp,
    anchor: Anchor,
) -> Result<(), StoreError> {
    let (anchor_month_at, anchor_day) = anchor.parts();
    sqlx::query!(
        "update subscriptions
            set billed_from = $3, next_billing_at = $3, anchor_month_at = $4, anchor_day = $5
          where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0,
        billed_from.to_sqlx() as _,
        anchor_month_at.to_sqlx() as _,
        i16::from(anchor_day)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
