//! What the meters of a subscription counted, for the billing run and for previews: the same figures.

use crate::domain::period::Period;
use crate::domain::plan::ComponentTiming;
use crate::domain::subscription::UsageOf;
use crate::flows::billing::bill_subscription::UsageOfSubscription;
use crate::store::subscriptions::Subscription;
use crate::store::{StoreError, TenantTx, usage};
use jiff::Timestamp;
use rust_decimal::Decimal;
use std::collections::HashMap;

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
                // More taken back than was used is nothing used.
                counted.insert((code, period), quantity.max(Decimal::ZERO));
            }
        }
        Ok(Box::new(Counted(counted)))
    }
}

/// Each meter with each stretch of time that an invoice at `until` charges it for.
fn asked(subscription: &Subscription, until: Timestamp) -> Vec<(String, Period)> {
    let Some(since) = subscription.billed_at else { return Vec::new() };
    let Ok(over) = Period::new(since, until) else { return Vec::new() };
    let stretches = subscription.billed.stretches(over, ComponentTiming::InArrears);
    let metered = stretches.unwrap_or_default().into_iter().filter_map(|(charged, period)| {
        charged.component.meter().map(|meter| (meter.to_owned(), period))
    });
    metered.collect()
}
