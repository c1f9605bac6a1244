//! Versions written down in a file, as `quittance plans publish` takes them: a JSON list. Amounts,
//! quantities and limits are decimals as text; what has a usual value may be left out.

use crate::domain::currency::Currency;
use crate::domain::id::PlanVersionId;
use crate::domain::period::{Interval, IntervalUnit};
use crate::domain::plan::{Component, Entitlements, PlanKind, PlanVersion};
use crate::flows::subscriptions::publish_plan::{
    CatalogueEntry, NewVersion, PublishPlanError, publish_changed,
};
use crate::store::{Actor, OperatorTx};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::num::NonZeroU16;

/// A version as the file says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenVersion {
    plan: String,
    #[serde(default = "a_plan")]
    kind: PlanKind,
    name: String,
    #[serde(default)]
    description: String,
    currency: String,
    /// A word of `IntervalUnit`.
    interval: String,
    #[serde(default = "one")]
    interval_count: NonZeroU16,
    #[serde(default)]
    trial_days: u16,
    /// Without it, the day of publishing.
    #[serde(default)]
    effective_on: Option<Date>,
    #[serde(default = "yes")]
    is_offered: bool,
    #[serde(default)]
    features: Vec<String>,
    #[serde(default)]
    limits: BTreeMap<String, Decimal>,
    components: Vec<Component>,
}

const fn a_plan() -> PlanKind {
    PlanKind::Plan
}

const fn one() -> NonZeroU16 {
    NonZeroU16::MIN
}

const fn yes() -> bool {
    true
}

#[derive(Debug, thiserror::Error)]
pub enum CatalogueFileError {
    #[error("the file does not read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("{plan}: {currency:?} is no currency")]
    Currency { plan: String, currency: String },
    #[error(
        "{plan}: {interval:?} is no interval; day, week, month, quarter, half_year and year are"
    )]
    Interval { plan: String, interval: String },
    #[error("{plan} in {currency}: {source}")]
    Publish { plan: String, currency: Currency, source: PublishPlanError },
}

/// The entries of a file, in its order. Whether they make sense is said when they are published.
///
/// # Errors
/// `Json` with line and column; `Currency`, `Interval`.
pub fn read(json: &str, today: Date) -> Result<Vec<CatalogueEntry>, CatalogueFileError> {
    let written: Vec<WrittenVersion> = serde_json::from_str(json)?;
    written.into_iter().map(|one| one.entry(today)).collect()
}

impl WrittenVersion {
    fn entry(self, today: Date) -> Result<CatalogueEntry, CatalogueFileError> {
        let plan = self.plan;
        let Ok(currency) = self.currency.parse() else {
            return Err(CatalogueFileError::Currency { plan, currency: self.currency });
        };
        let Ok(unit) = self.interval.parse::<IntervalUnit>() else {
            return Err(CatalogueFileError::Interval { plan, interval: self.interval });
        };
        Ok(CatalogueEntry {
            version_id: PlanVersionId::new(),
            version: NewVersion {
                code: plan,
                name: self.name,
                currency,
                interval: Interval::new(unit, self.interval_count),
                trial_days: self.trial_days,
                components: self.components,
                effective_on: self.effective_on.unwrap_or(today),
            },
            kind: self.kind,
            description: self.description,
            entitlements: Entitlements { features: self.features, limits: self.limits },
            is_offered: self.is_offered,
        })
    }
}

/// Publishes what differs from the newest versions; returns those. The same file again publishes nothing.
///
/// # Errors
/// `Publish` for the first that cannot be published; the caller's transaction is then worth nothing.
pub async fn publish_file(
    tx: &mut OperatorTx,
    now: Timestamp,
    actor: &Actor,
    entries: Vec<CatalogueEntry>,
) -> Result<Vec<PlanVersion>, CatalogueFileError> {
    let mut published = Vec::new();
    for entry in entries {
        let (plan, currency) = (entry.version.code.clone(), entry.version.currency);
        let version = publish_changed(tx, now, actor, entry)
            .await
            .map_err(|source| CatalogueFileError::Publish { plan, currency, source })?;
        published.extend(version);
    }
    Ok(published)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 20);

    fn of(json: &str) -> Result<Vec<CatalogueEntry>, CatalogueFileError> {
        read(json, TODAY)
    }

    #[test]
    fn what_is_usual_may_be_left_out() {
        let json = r#"[{"plan": "team", "name": "Team", "currency": "EUR", "interval": "month",
            "limits": {"projects": "50"},
            "components": [{"code": "base", "description": "Team", "quantity": "one", "timing": "in_advance",
                            "price": {"model": "flat", "amount": "49"}}]}]"#;
        let entry = of(json).unwrap().remove(0);
        assert_eq!((entry.kind, entry.is_offered), (PlanKind::Plan, true));
        assert_eq!(entry.version.interval, Interval::every(IntervalUnit::Month));
        assert_eq!((entry.version.effective_on, entry.version.trial_days), (TODAY, 0));
        assert_eq!(entry.entitlements.limit("projects"), Some(Decimal::from(50)));
    }

    #[test]
    fn what_does_not_read_is_named() {
        let json = |fields: &str| {
            format!(r#"[{{"plan": "team", "name": "Team", {fields}, "components": []}}]"#)
        };
        let interval = of(&json(r#""currency": "EUR", "interval": "fortnight""#)).unwrap_err();
        assert!(interval.to_string().contains("fortnight"), "{interval}");
        let currency = of(&json(r#""currency": "EURO", "interval": "month""#)).unwrap_err();
        assert!(currency.to_string().contains("EURO"), "{currency}");
        let unknown =
            of(&json(r#""currency": "EUR", "interval": "month", "trail": 3"#)).unwrap_err();
        assert!(unknown.to_string().contains("trail"), "{unknown}");
    }
}
