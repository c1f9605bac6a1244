//! What the meters of a subscription will have counted when its period ends, if use goes on as it has:
//! for projections, priced by the same rules as the invoice (row B8).

use super::metered::Metered;
use crate::domain::period::Period;
use crate::domain::subscription::UsageOf;
use crate::domain::usage::Aggregation;
use crate::flows::billing::bill_subscription::UsageOfSubscription;
use crate::store::subscriptions::Subscription;
use crate::store::{StoreError, TenantTx, usage};
use jiff::Timestamp;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::HashMap;

/// Counted up to now, and the rest of each period by its elapsed share.
pub struct Projected {
    pub now: Timestamp,
}

struct Extrapolated {
    counted: Box<dyn UsageOf + Send + Sync>,
    aggregations: HashMap<String, Aggregation>,
    now: Timestamp,
}

impl UsageOf for Extrapolated {
    fn quantity(&self, meter: &str, period: Period) -> Decimal {
        let counted = self.counted.quantity(meter, period);
        match self.aggregations.get(meter) {
            Some(aggregation) => projected(*aggregation, counted, period, self.now),
            None => counted,
        }
    }
}

/// `counted` grown to the end of `period` by the share of it that is over, to whole units upwards. What
/// does not add up over time, such as a peak or a reading, stays as it is.
#[must_use]
pub fn projected(
    aggregation: Aggregation,
    counted: Decimal,
    period: Period,
    now: Timestamp,
) -> Decimal {
    let adds_up = matches!(aggregation, Aggregation::Sum | Aggregation::Count);
    let elapsed = now.as_second() - period.start().as_second();
    if !adds_up || elapsed <= 0 || period.end() <= now || counted.is_sign_negative() {
        return counted;
    }
    let grown = counted
        .checked_mul(Decimal::from(period.seconds()))
        .and_then(|product| product.checked_div(Decimal::from(elapsed)));
    let up = |grown: Decimal| grown.round_dp_with_strategy(0, RoundingStrategy::ToPositiveInfinity);
    grown.map_or(counted, up)
}

#[async_trait::async_trait]
impl UsageOfSubscription for Projected {
    async fn of(
        &self,
        tx: &mut TenantTx,
        subscription: &Subscription,
        until: Timestamp,
    ) -> Result<Box<dyn UsageOf + Send + Sync>, StoreError> {
        let counted = Metered.of(tx, subscription, until).await?;
        let meters = usage::meters(tx).await?;
        let aggregations = meters.into_iter().map(|it| (it.code, it.aggregation)).collect();
        Ok(Box::new(Extrapolated { counted, aggregations, now: self.now }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn after_ten_of_thirty_days_a_sum_grows_to_three_times_as_much_and_a_peak_stays() {
        let april = Period::new(at("2026-04-01T00:00:00Z"), at("2026-05-01T00:00:00Z")).unwrap();
        let (now, counted) = (at("2026-04-11T00:00:00Z"), Decimal::from(1_000));
        let by = |aggregation| projected(aggregation, counted, april, now);
        assert_eq!(by(Aggregation::Sum), Decimal::from(3_000));
        assert_eq!(by(Aggregation::Count), Decimal::from(3_000));
        assert_eq!(by(Aggregation::Max), counted);
        assert_eq!(by(Aggregation::Unique), counted);
        // A third of a unit more is a unit more.
        let seven =
            projected(Aggregation::Sum, Decimal::from(7), april, at("2026-04-10T00:00:00Z"));
        assert_eq!(seven, Decimal::from(24)); // 7 × 30 / 9 = 23.3
    }

    #[test]
    fn a_period_that_is_over_or_has_not_begun_is_not_projected() {
        let april = Period::new(at("2026-04-01T00:00:00Z"), at("2026-05-01T00:00:00Z")).unwrap();
        let ten = Decimal::from(10);
        assert_eq!(projected(Aggregation::Sum, ten, april, at("2026-05-01T00:00:00Z")), ten);
        assert_eq!(projected(Aggregation::Sum, ten, april, at("2026-04-01T00:00:00Z")), ten);
    }
}
