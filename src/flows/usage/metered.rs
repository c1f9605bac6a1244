//! What the meters of a subscription counted, for the billing run and for previews: the same figures.

use crate::domain::period::Period;
use crate::domain::subscription::UsageOf;
use crate::flows::billing::bill_subscription::UsageOfSubscription;
use crate::store::subscriptions::Subscription;
use crate::store::{StoreError, TenantTx, usage};
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};

/// The events that were taken in.
pub struct Metered;

/// Quantities by meter and period, read before the price is computed.
struct Counted(HashMap<(String, Period), Decimal>);

impl UsageOf for Counted {
    fn quantity(&self, meter: &str, period: Period) -> Decimal {
        self.0.get(&(meter.to_owned(), period)).copied().unwrap_or_default()
    }
}

#[async_trait::async_trait]
impl UsageOfSubscription for Metered {
    async fn of(
        &self,
        tx: &mut TenantTx,
        subscription: &Subscription,
        until: Timestamp,
    ) -> Result<Box<dyn UsageOf + Send + Sync>, StoreError> {
        let mut counted = HashMap::new();
        let asked = asked(subscription, until);
        if asked.is_empty() {
            return Ok(Box::new(()));
        }
        let meters = usage::meters(tx).await?;
        for (code, period) in asked {
            // A plan can only name meters that exist; one that is gone counted nothing.
            if let Some(meter) = meters.iter().find(|meter| meter.code == code) {
                let quantity = usage::quantity(tx, meter, period).await?;
                counted.insert((code, period), quantity);
            }
        }
        Ok(Box::new(Counted(counted)))
    }
}

/// Each meter with each stretch of time that an invoice at `until` charges it for.
fn asked(subscription: &Subscription, until: Timestamp) -> Vec<(String, Period)> {
    let Some(since) = subscription.billed_at else { return Vec::new() };
    let Ok(over) = Period::new(since, until) else { return Vec::new() };
    let mut asked = Vec::new();
    for phase in subscription.billed.phases() {
        let end = phase.until.unwrap_or(until).max(phase.from);
        let Ok(stretch) = Period::new(phase.from, end) else { continue };
        let covered = over.within(stretch);
        let charged = phase.terms.charged();
        let meters: BTreeSet<_> =
            charged.iter().filter_map(|charged| charged.component.meter()).collect();
        if !covered.is_empty() {
            asked.extend(meters.into_iter().map(|meter| (meter.to_owned(), covered)));
        }
    }
    asked
}
