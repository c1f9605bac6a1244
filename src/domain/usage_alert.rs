//! Owns when use or spending has reached a threshold that somebody set, or one that everybody has (row F4).
//!
//! Not here: how much was used (`usage`), what it costs (`pricing`), who is told.

use super::id::{SubscriptionId, UsageAlertId};
use super::money::Money;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Of the units that a period includes; everybody is told at these.
pub const DEFAULT_PERCENTS: [u16; 2] = [80, 100];
/// Ten times what is included.
pub const PERCENT_MAX: u16 = 1000;
/// Of one subscription, the cap among them.
pub const ALERTS_MAX: usize = 20;

/// What is watched, and from which value on somebody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// Of the units of a meter that a period includes.
    Percent { meter: String, percent: u16 },
    /// What metered use of a period costs, net of tax.
    Spend { amount: Money, is_cap: bool },
}

/// A threshold of one subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageAlert {
    pub alert_id: UsageAlertId,
    pub threshold: Threshold,
}

/// What one meter counted in the running period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeterStanding {
    pub meter: String,
    pub used: Decimal,
    /// Units that the period includes.
    pub limit: Decimal,
}

/// What the running period came to so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Meters without a limit are left out.
    pub meters: Vec<MeterStanding>,
    /// None where nothing is charged yet.
    pub spend: Option<Money>,
}

impl Threshold {
    /// Whether the standing has come to the threshold or beyond it. Amounts in another currency have not.
    #[must_use]
    pub fn is_reached(&self, standing: &Standing) -> bool {
        match self {
            Self::Percent { meter, percent } => standing
                .meters
                .iter()
                .any(|it| it.meter == *meter && has_used(it.used, it.limit, *percent)),
            Self::Spend { amount, .. } => standing
                .spend
                .is_some_and(|spend| spend.compare(*amount).is_ok_and(|order| order.is_ge())),
        }
    }
}

/// Exactly: `used` ≥ `percent` % of `limit`. Nothing is a share of nothing: of zero any use is too much.
fn has_used(used: Decimal, limit: Decimal, percent: u16) -> bool {
    if limit <= Decimal::ZERO {
        return used > Decimal::ZERO;
    }
    let hundredfold = used.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(Decimal::MAX);
    limit.checked_mul(Decimal::from(percent)).is_some_and(|needed| hundredfold >= needed)
}

/// `used` as a percentage of `limit`, rounded down to two decimals; None of nothing.
#[must_use]
pub fn percent_used(used: Decimal, limit: Decimal) -> Option<Decimal> {
    if limit <= Decimal::ZERO {
        return None;
    }
    let share = used.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(limit)?;
    let down = rust_decimal::RoundingStrategy::ToNegativeInfinity;
    Some(share.round_dp_with_strategy(2, down).normalize())
}

/// The alerts that everybody has, for each meter with a limit. Their ids are the same whoever asks.
#[must_use]
pub fn default_alerts(subscription: SubscriptionId, standing: &Standing) -> Vec<UsageAlert> {
    let meters = standing.meters.iter().map(|it| &it.meter);
    meters
        .flat_map(|meter| {
            DEFAULT_PERCENTS.map(|percent| default_alert(subscription, meter, percent))
        })
        .collect()
}

fn default_alert(subscription: SubscriptionId, meter: &str, percent: u16) -> UsageAlert {
    let digest: [u8; 32] = Sha256::digest(format!("{subscription} {percent} {meter}")).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    let alert_id = UsageAlertId(uuid::Builder::from_custom_bytes(bytes).into_uuid());
    let threshold = Threshold::Percent { meter: meter.to_owned(), percent };
    UsageAlert { alert_id, threshold }
}

/// Those of the alerts that are reached.
#[must_use]
pub fn reached<'a>(alerts: &'a [UsageAlert], standing: &Standing) -> Vec<&'a UsageAlert> {
    alerts.iter().filter(|alert| alert.threshold.is_reached(standing)).collect()
}

impl UsageAlert {
    /// A threshold that somebody sets.
    #[must_use]
    pub fn new(threshold: Threshold) -> Self {
        Self { alert_id: UsageAlertId(Uuid::now_v7()), threshold }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;

    fn used(used: &str, limit: i64) -> Standing {
        let (used, limit) = (used.parse().unwrap(), Decimal::from(limit));
        Standing { meters: vec![MeterStanding { meter: "calls".into(), used, limit }], spend: None }
    }

    fn at(percent: u16) -> Threshold {
        Threshold::Percent { meter: "calls".into(), percent }
    }

    #[test]
    fn a_percentage_is_reached_at_its_unit_and_not_one_before() {
        // 80 % of 1,000 are 800.
        for (quantity, eighty, hundred) in [
            ("0", false, false),
            ("799", false, false),
            ("799.999999999999", false, false),
            ("800", true, false),
            ("801", true, false),
            ("999", true, false),
            ("1000", true, true),
            ("1001", true, true),
        ] {
            let standing = used(quantity, 1_000);
            let is = (at(80).is_reached(&standing), at(100).is_reached(&standing));
            assert_eq!(is, (eighty, hundred), "{quantity}");
        }
        // 80 % of 3 are 2.4: not rounded.
        assert!(!at(80).is_reached(&used("2.39", 3)) && at(80).is_reached(&used("2.4", 3)));
        assert!(!at(80).is_reached(&used("-5", 3)));
    }

    #[test]
    fn of_no_included_unit_any_use_is_too_much() {
        assert!(!at(100).is_reached(&used("0", 0)));
        assert!(at(100).is_reached(&used("0.1", 0)));
    }

    #[test]
    fn another_meter_reaches_nothing() {
        let other = Threshold::Percent { meter: "storage".into(), percent: 1 };
        assert!(!other.is_reached(&used("1000", 1_000)));
    }

    #[test]
    fn an_amount_is_reached_at_its_cent_and_not_one_before() {
        let cap = Threshold::Spend { amount: Money::new(50_00, Currency::EUR), is_cap: true };
        let is_at = |minor, currency| {
            let spend = Some(Money::new(minor, currency));
            cap.is_reached(&Standing { meters: Vec::new(), spend })
        };
        assert!(!is_at(49_99, Currency::EUR));
        assert!(is_at(50_00, Currency::EUR) && is_at(50_01, Currency::EUR));
        assert!(!is_at(99_00, Currency::USD), "another currency is another amount");
        assert!(!cap.is_reached(&Standing::default()), "nothing is charged yet");
    }

    #[test]
    fn everybody_is_told_at_eighty_and_a_hundred_percent_under_ids_that_stay() {
        let subscription = SubscriptionId(Uuid::from_u128(1));
        let standing = used("900", 1_000);
        let alerts = default_alerts(subscription, &standing);
        let percents: Vec<_> = alerts.iter().map(|alert| alert.threshold.clone()).collect();
        assert_eq!(percents, [at(80), at(100)]);
        assert_eq!(alerts, default_alerts(subscription, &standing));
        let others = default_alerts(SubscriptionId(Uuid::from_u128(2)), &standing);
        assert_ne!(alerts[0].alert_id, others[0].alert_id);
        assert_ne!(alerts[0].alert_id, alerts[1].alert_id);
        assert_eq!(reached(&alerts, &standing), [&alerts[0]]);
    }

    #[test]
    fn a_share_is_told_in_percent_rounded_down() {
        let share = |used: i64, limit: i64| percent_used(used.into(), limit.into());
        assert_eq!(share(2, 3), Some("66.66".parse().unwrap()));
        assert_eq!(share(1500, 1000), Some(150.into()));
        assert_eq!(share(1, 0), None);
    }
}
