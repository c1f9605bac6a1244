//! What each meter has counted in the running period of a subscription, what of it is included, what it
//! costs so far and will cost: by the same rules as the invoice (row B8). For the page of usage, for alerts
//! and for whoever asks over the API: the same figures.

use super::counts::{self, DataAsOf};
use super::metered::Metered;
use super::projected::{Projected, projected};
use crate::domain::currency::Currency;
use crate::domain::id::SubscriptionId;
use crate::domain::money::Money;
use crate::domain::period::Period;
use crate::domain::plan::{ModelTerms, PriceTerms};
use crate::domain::usage::Meter;
use crate::domain::usage_alert::{MeterStanding, Standing, Threshold, UsageAlert, percent_used};
use crate::flows::billing::bill_subscription::{BillError, UsageOfSubscription, lines_due};
use crate::store::subscriptions::{self, Subscription};
use crate::store::usage_alerts::{self, Crossing};
use crate::store::{StoreError, TenantTx, plans, usage};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// What one meter has counted for one subscription in the running period.
#[derive(Clone, Debug)]
pub struct MeterUse {
    pub subscription_id: SubscriptionId,
    pub plan: String,
    pub zone: TimeZone,
    /// What the invoice calls it.
    pub name: String,
    pub meter: Meter,
    pub period: Period,
    pub used: Decimal,
    pub projected: Decimal,
    /// Units that cost nothing, or that the plan grants; `None` where neither says.
    pub included: Option<Decimal>,
    /// Net of tax, before coupons.
    pub cost: Option<Money>,
    pub projected_cost: Option<Money>,
    pub as_of: DataAsOf,
}

impl MeterUse {
    /// What goes beyond the units that are included.
    #[must_use]
    pub fn over(&self) -> Option<Decimal> {
        let over = self.used - self.included?;
        (over > Decimal::ZERO).then_some(over)
    }

    /// How much of what is included is used.
    #[must_use]
    pub fn percent(&self) -> Option<Decimal> {
        percent_used(self.used, self.included?)
    }
}

/// The running period of a subscription that charges by use.
#[derive(Clone, Debug)]
pub struct RunningUse {
    pub subscription_id: SubscriptionId,
    pub plan: String,
    pub currency: Currency,
    pub zone: TimeZone,
    pub period: Period,
    pub meters: Vec<MeterUse>,
    /// What the meters cost so far, net of tax and before coupons; None where nothing is charged yet.
    pub spend: Option<Money>,
    /// Those that somebody set.
    pub alerts: Vec<UsageAlert>,
    /// What was reached in this period.
    pub crossings: Vec<Crossing>,
}

impl RunningUse {
    /// What alerts are compared with.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let meters = self.meters.iter().filter_map(|one| {
            let (meter, limit) = (one.meter.code.clone(), one.included?);
            Some(MeterStanding { meter, used: one.used, limit })
        });
        Standing { meters: meters.collect(), spend: self.spend }
    }

    /// The amount that the customer does not want to exceed.
    #[must_use]
    pub fn cap(&self) -> Option<Money> {
        self.alerts.iter().find_map(|alert| match alert.threshold {
            Threshold::Spend { amount, is_cap: true } => Some(amount),
            _ => None,
        })
    }

    /// Whether spending stands at the cap or beyond it, as of now and whoever was told.
    #[must_use]
    pub fn cap_reached(&self) -> bool {
        let standing = self.standing();
        let caps = self
            .alerts
            .iter()
            .filter(|it| matches!(it.threshold, Threshold::Spend { is_cap, .. } if is_cap));
        caps.into_iter().any(|cap| cap.threshold.is_reached(&standing))
    }
}

/// The use of every running subscription that charges by it.
pub async fn running_uses(
    tx: &mut TenantTx,
    now: Timestamp,
) -> Result<Vec<RunningUse>, StoreError> {
    let mut uses = Vec::new();
    let meters = usage::meters(tx).await?;
    if meters.is_empty() {
        return Ok(uses);
    }
    for id in subscriptions::list(tx).await? {
        let Some(subscription) = subscriptions::find(tx, id).await? else { continue };
        uses.extend(running_use(tx, now, &subscription, &meters).await?);
    }
    Ok(uses)
}

/// The use of this subscription; None when it has ended or no meter counts for it.
pub async fn running_use(
    tx: &mut TenantTx,
    now: Timestamp,
    subscription: &Subscription,
    meters: &[Meter],
) -> Result<Option<RunningUse>, StoreError> {
    // During a trial nothing is charged, yet it is good to know what would be.
    let Some(period) = running_period(subscription, now) else { return Ok(None) };
    let billed = &subscription.billed;
    let terms = &billed.phase_at(now).terms;
    if terms.charged().iter().all(|charged| charged.component.meter().is_none()) {
        return Ok(None);
    }
    let granted = plans::granted(tx, terms.version.version_id).await?.unwrap_or_default();
    let costs = costs(tx, now, subscription, period, &Metered).await?;
    let projected_costs = costs_if_any(tx, now, subscription, period, costs.is_some()).await?;
    let mut uses = Vec::new();
    for charged in terms.charged() {
        let Some(code) = charged.component.meter() else { continue };
        let Some(meter) = meters.iter().find(|meter| meter.code == code) else { continue };
        let used = counts::recount(tx, meter, period).await?;
        let free = included_units(&charged.component.price);
        let cost_in = |costs: &Option<Costs>| costs.as_ref().map(|it| it.of(&charged.key));
        uses.push(MeterUse {
            subscription_id: subscription.subscription_id,
            plan: terms.version.name.clone(),
            zone: billed.cycle.zone.clone(),
            name: charged.component.description.clone(),
            meter: meter.clone(),
            period,
            used,
            projected: projected(meter.aggregation, used, period, now),
            included: free.or_else(|| granted.limit(code)),
            cost: cost_in(&costs),
            projected_cost: cost_in(&projected_costs),
            as_of: counts::data_as_of(tx, code, now).await?,
        });
    }
    if uses.is_empty() {
        return Ok(None);
    }
    let (id, currency) = (subscription.subscription_id, subscription.currency);
    Ok(Some(RunningUse {
        subscription_id: id,
        plan: terms.version.name.clone(),
        currency,
        zone: billed.cycle.zone.clone(),
        period,
        spend: costs.and_then(|costs| Money::sum(currency, costs.by_component.into_values()).ok()),
        meters: uses,
        alerts: usage_alerts::alerts(tx, id).await?,
        crossings: usage_alerts::crossings(tx, id, period.start()).await?,
    }))
}

fn running_period(subscription: &Subscription, now: Timestamp) -> Option<Period> {
    if subscription.status.is_final() {
        return None;
    }
    let billed = &subscription.billed;
    let whole = billed.cycle.period_containing(now).ok()?;
    let begins_at = billed.in_force.starts_at();
    Some(match begins_at > now {
        true => Period::new(subscription.starts_at, begins_at).unwrap_or(whole),
        false => billed.in_force.part_of(whole),
    })
}

/// Units of a period that cost nothing: those included, or a first tier without a price.
fn included_units(price: &PriceTerms) -> Option<Decimal> {
    if !price.included_units.is_zero() {
        return Some(price.included_units);
    }
    let ModelTerms::Graduated { tiers } = &price.model else { return None };
    let first = tiers.first()?;
    (first.unit_amount.is_zero() && first.flat_amount.is_zero()).then_some(first.up_to).flatten()
}

/// What metered components cost, by their keys.
struct Costs {
    currency: Currency,
    by_component: HashMap<String, Money>,
}

impl Costs {
    fn of(&self, component: &str) -> Money {
        self.by_component.get(component).copied().unwrap_or(Money::zero(self.currency))
    }
}

async fn costs_if_any(
    tx: &mut TenantTx,
    now: Timestamp,
    subscription: &Subscription,
    period: Period,
    is_charged: bool,
) -> Result<Option<Costs>, StoreError> {
    match is_charged {
        true => costs(tx, now, subscription, period, &Projected { now }).await,
        false => Ok(None),
    }
}

/// What the next invoice charges for metered components; `None` where it cannot be computed, or nothing is
/// charged yet. While the run is behind, or waits for late usage, the invoice after that one is meant: the
/// one of the running period.
async fn costs(
    tx: &mut TenantTx,
    now: Timestamp,
    subscription: &Subscription,
    period: Period,
    counted: &dyn UsageOfSubscription,
) -> Result<Option<Costs>, StoreError> {
    let (Some(_), Some(next)) = (subscription.billed_at, subscription.next_billing_at) else {
        return Ok(None);
    };
    let lines = match next <= now {
        true => {
            let billed_at = Some(period.start());
            let caught_up = Subscription { billed_at, ..subscription.clone() };
            lines_due(tx, now, &caught_up, period.end(), counted).await
        }
        false => lines_due(tx, now, subscription, next, counted).await,
    };
    let lines = match lines {
        Ok(lines) => lines,
        Err(BillError::Store(error)) => return Err(error),
        Err(_) => return Ok(None),
    };
    let currency = subscription.currency;
    let mut by_component = HashMap::new();
    for line in lines.iter().filter(|line| line.late.is_none()).map(|it| &it.discounted.line) {
        if line.meter.is_none() {
            continue;
        }
        let sum = by_component.entry(line.component.clone()).or_insert(Money::zero(currency));
        let Ok(more) = sum.checked_add(line.amount) else { return Ok(None) };
        *sum = more;
    }
    Ok(Some(Costs { currency, by_component }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::TierTerms;

    #[test]
    fn what_is_included_is_said_or_is_a_first_tier_without_a_price() {
        let tier = |up_to: Option<i64>, unit: i64| TierTerms {
            up_to: up_to.map(Decimal::from),
            unit_amount: Decimal::from(unit),
            flat_amount: Decimal::ZERO,
        };
        let tiers = vec![tier(Some(1_000), 0), tier(None, 1)];
        let tiered = PriceTerms::from(ModelTerms::Graduated { tiers });
        assert_eq!(included_units(&tiered), Some(Decimal::from(1_000)));
        let per_unit = PriceTerms::from(ModelTerms::PerUnit { unit_amount: Decimal::ONE });
        assert_eq!(included_units(&per_unit), None);
        let some = PriceTerms { included_units: Decimal::from(50), ..per_unit };
        assert_eq!(included_units(&some), Some(Decimal::from(50)));
    }
}
