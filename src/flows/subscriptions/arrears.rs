//! Following what customers have not paid (row E9): a subscription with a late invoice is past due, after
//! the days of grace unpaid, and active again when nothing is late any more.

use crate::domain::id::{SubscriptionId, TenantId};
use crate::domain::renewal::{Arrears, GRACE_DAYS, status_by_arrears};
use crate::domain::subscription_status::{SubscriptionStatus, SubscriptionTransitionRefused};
use crate::store::{Actor, Db, StoreError, TenantTx, renewals, tenants};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Whom the audit log names for what renewals do.
const RENEWALS: Actor = Actor::System("renewals");
/// Subscriptions that are looked for in one go.
const AT_ONCE: i64 = 500;

#[derive(Debug, thiserror::Error)]
pub(super) enum FollowArrearsError {
    #[error(transparent)]
    Refused(#[from] SubscriptionTransitionRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Brings every subscription into the state that its invoices lead to by now; returns how many changed. One
/// that cannot be read is told in the log, and the others go on.
/// # Errors  the database is away; what was changed stays changed.
pub async fn follow_arrears(db: &Db, now: Timestamp) -> Result<u32, StoreError> {
    // Somewhere it is another day already; whose day it is decides below.
    let day = now.to_zoned(TimeZone::UTC).date().saturating_add(1.day());
    let mut changed = 0;
    let mut after = None;
    loop {
        let mut read = db.staff_read().await?;
        let found = renewals::in_question(&mut read, day, after, AT_ONCE).await?;
        drop(read);
        let Some(last) = found.last().copied() else { return Ok(changed) };
        for (tenant, subscription) in found {
            match follow_one(db, now, tenant, subscription).await {
                Ok(steps) => changed += steps,
                Err(FollowArrearsError::Store(error)) if error.is_retryable() => return Err(error),
                Err(error) => {
                    tracing::error!(%tenant, subscription_id = %subscription, %error, "arrears cannot be followed");
                }
            }
        }
        after = Some(last);
    }
}

async fn follow_one(
    db: &Db,
    now: Timestamp,
    tenant: TenantId,
    id: SubscriptionId,
) -> Result<u32, FollowArrearsError> {
    let mut tx = db.worker_tenant(tenant, &RENEWALS, now).await?;
    let steps = follow(&mut tx, now, id).await?;
    tx.commit().await?;
    Ok(steps)
}

/// Returns how many steps it went: a run that was off for long goes through `past_due` to `unpaid`.
pub(super) async fn follow(
    tx: &mut TenantTx,
    now: Timestamp,
    id: SubscriptionId,
) -> Result<u32, FollowArrearsError> {
    let today = tenants::profile(tx).await?.civil_date(now);
    let arrears = renewals::arrears(tx, id, today).await?;
    let mut steps = 0;
    let Some(mut status) = renewals::status(tx, id).await? else { return Ok(steps) };
    while let Some(next) = status_by_arrears(status, arrears, today)? {
        tx.set_reason(&reason(next, arrears, today)).await?;
        renewals::save_status(tx, id, next).await?;
        status = next;
        steps += 1;
    }
    Ok(steps)
}

/// For the audit log's reader, in its language.
fn reason(next: SubscriptionStatus, arrears: Arrears, today: Date) -> String {
    match arrears.late_since {
        Some(since) if next == SubscriptionStatus::Unpaid => {
            format!("unpaid since {since}, more than {GRACE_DAYS} days before {today}")
        }
        Some(since) => format!("unpaid since {since}"),
        None => "everything that was due is settled".to_owned(),
    }
}
