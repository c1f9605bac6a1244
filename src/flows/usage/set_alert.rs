//! Thresholds of use and spending, as customers set them and take them away (row F4).

use super::running::{RunningUse, running_use};
use crate::domain::id::{SubscriptionId, UsageAlertId};
use crate::domain::usage_alert::{
    ALERTS_MAX, DEFAULT_PERCENTS, PERCENT_MAX, Threshold, UsageAlert,
};
use crate::store::{Actor, StoreError, TenantTx, subscriptions, usage, usage_alerts};
use jiff::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum SetAlertError {
    /// No running subscription of this customer that charges by use.
    #[error("no such subscription")]
    NotFound,
    /// There is nothing to take a share of.
    #[error("the meter has no included units")]
    NoLimit,
    #[error("a percentage is between 1 and {PERCENT_MAX}")]
    Percent,
    #[error("an amount is more than zero, in the currency of the subscription")]
    Amount,
    #[error("it is set already, or is one that everybody has")]
    AlreadySet,
    #[error("more than {ALERTS_MAX} alerts")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sets an alert; a cap takes the place of the one before. What is reached already is told at the next look.
pub async fn set_alert(
    tx: &mut TenantTx,
    actor: &Actor,
    now: Timestamp,
    subscription: SubscriptionId,
    threshold: Threshold,
) -> Result<UsageAlertId, SetAlertError> {
    let running = running(tx, now, subscription).await?.ok_or(SetAlertError::NotFound)?;
    check(&running, &threshold)?;
    let is_cap = matches!(threshold, Threshold::Spend { is_cap: true, .. });
    let former = running
        .alerts
        .iter()
        .find(|it| is_cap && matches!(it.threshold, Threshold::Spend { is_cap: true, .. }));
    match former {
        Some(former) => {
            usage_alerts::remove(tx, former.alert_id, now).await?;
        }
        None if running.alerts.len() >= ALERTS_MAX => return Err(SetAlertError::TooMany),
        None => {}
    }
    let alert = UsageAlert::new(threshold);
    usage_alerts::insert(tx, subscription, &alert, actor, now).await?;
    Ok(alert.alert_id)
}

fn check(running: &RunningUse, threshold: &Threshold) -> Result<(), SetAlertError> {
    match threshold {
        Threshold::Percent { meter, percent } => {
            let of_it = running.meters.iter().filter(|one| one.meter.code == *meter);
            if !of_it.into_iter().any(|one| one.included.is_some()) {
                return Err(SetAlertError::NoLimit);
            }
            if !(1..=PERCENT_MAX).contains(percent) {
                return Err(SetAlertError::Percent);
            }
            if DEFAULT_PERCENTS.contains(percent) {
                return Err(SetAlertError::AlreadySet);
            }
        }
        Threshold::Spend { amount, .. } => {
            if !amount.is_positive() || amount.currency != running.currency {
                return Err(SetAlertError::Amount);
            }
        }
    }
    match running.alerts.iter().any(|set| set.threshold == *threshold) {
        true => Err(SetAlertError::AlreadySet),
        false => Ok(()),
    }
}

/// Takes an alert away; gone before is gone.
pub async fn remove_alert(
    tx: &mut TenantTx,
    now: Timestamp,
    alert: UsageAlertId,
) -> Result<(), StoreError> {
    usage_alerts::remove(tx, alert, now).await.map(drop)
}

/// The use of a subscription by its id.
pub async fn running(
    tx: &mut TenantTx,
    now: Timestamp,
    subscription: SubscriptionId,
) -> Result<Option<RunningUse>, StoreError> {
    let Some(found) = subscriptions::find(tx, subscription).await? else { return Ok(None) };
    let meters = usage::meters(tx).await?;
    running_use(tx, now, &found, &meters).await
}
