//! Telling customers that use or spending has reached a threshold (row F4): once per alert and period,
//! whoever looks at the same time. Only the running period is looked at: what a period came to that is over
//! stands on its invoice.

use super::running::RunningUse;
use super::set_alert::running;
use crate::domain::document::DocumentKind;
use crate::domain::id::{SubscriptionId, TenantId};
use crate::domain::usage_alert::{Threshold, UsageAlert, default_alerts, reached};
use crate::store::outbox::Event;
use crate::store::usage_alerts::{self, Crossing};
use crate::store::{Actor, Db, StoreError, TenantTx, outbox};
use jiff::Timestamp;
use serde_json::json;

/// Whom the audit log names.
const ALERTS: Actor = Actor::System("alerts");

/// What one look found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    pub told: u32,
    /// The last subscription that was looked at; None when there are no more.
    pub last: Option<(TenantId, SubscriptionId)>,
}

/// Looks at up to `part` subscriptions after `after`, each in a transaction of its own. One that cannot be read
/// is told in the log, and the others go on.
/// # Errors  the database is away; who was told stays so.
pub async fn check_alerts(
    db: &Db,
    now: Timestamp,
    after: Option<(TenantId, SubscriptionId)>,
    part: u16,
) -> Result<Looked, StoreError> {
    let mut read = db.staff_read().await?;
    let found = usage_alerts::with_meters(&mut read, now, after, i64::from(part)).await?;
    drop(read);
    let last = found.last().copied().filter(|_| found.len() >= usize::from(part));
    let mut told = 0;
    for (tenant, subscription) in found {
        match check_one(db, now, tenant, subscription).await {
            Ok(more) => told += more,
            Err(error) if error.is_retryable() => return Err(error),
            Err(error) => {
                tracing::error!(%tenant, subscription_id = %subscription, %error, "alerts cannot be looked at");
            }
        }
    }
    Ok(Looked { told, last })
}

async fn check_one(
    db: &Db,
    now: Timestamp,
    tenant: TenantId,
    subscription: SubscriptionId,
) -> Result<u32, StoreError> {
    let mut tx = db.worker_tenant(tenant, &ALERTS, now).await?;
    let told = check(&mut tx, now, subscription).await?;
    tx.commit().await?;
    Ok(told)
}

/// Returns how many alerts are told now that were not told of this period.
async fn check(
    tx: &mut TenantTx,
    now: Timestamp,
    subscription: SubscriptionId,
) -> Result<u32, StoreError> {
    let Some(running) = running(tx, now, subscription).await? else { return Ok(0) };
    let standing = running.standing();
    let mut alerts = default_alerts(subscription, &standing);
    alerts.extend(running.alerts.iter().cloned());
    let mut told = 0;
    for alert in reached(&alerts, &standing) {
        let crossing = crossing(&running, alert, now);
        if !usage_alerts::insert_crossing(tx, &crossing).await? {
            continue;
        }
        let event = match alert.threshold {
            Threshold::Percent { .. } => Event::UsageLimit,
            Threshold::Spend { is_cap: false, .. } => Event::UsageSpend,
            Threshold::Spend { is_cap: true, .. } => Event::SpendCap,
        };
        let document = (DocumentKind::Subscription, subscription.0);
        let occurrence = occurrence(&crossing);
        outbox::push_occurrence(tx, now, event, document, &occurrence, json!({})).await?;
        told += 1;
    }
    Ok(told)
}

fn crossing(running: &RunningUse, alert: &UsageAlert, crossed_at: Timestamp) -> Crossing {
    let (used_of, spend) = match &alert.threshold {
        Threshold::Percent { meter, .. } => {
            let of_it = running.meters.iter().find(|one| one.meter.code == *meter);
            (of_it.and_then(|one| Some((one.used, one.included?))), None)
        }
        Threshold::Spend { .. } => (None, running.spend),
    };
    Crossing {
        alert: alert.clone(),
        subscription_id: running.subscription_id,
        period_start_at: running.period.start(),
        used_of,
        spend,
        crossed_at,
    }
}

/// What tells the crossings of one subscription apart.
#[must_use]
pub fn occurrence(crossing: &Crossing) -> String {
    format!("{}@{}", crossing.alert.alert_id, crossing.period_start_at.as_microsecond())
}

/// The crossing that an occurrence tells of, if there is one.
pub async fn crossing_of(
    tx: &mut TenantTx,
    subscription: SubscriptionId,
    told: &str,
) -> Result<Option<Crossing>, StoreError> {
    let Some((_, start)) = told.split_once('@') else { return Ok(None) };
    let Some(start) = start.parse().ok().and_then(|it| Timestamp::from_microsecond(it).ok()) else {
        return Ok(None);
    };
    let crossings = usage_alerts::crossings(tx, subscription, start).await?;
    Ok(crossings.into_iter().find(|crossing| occurrence(crossing) == told))
}
