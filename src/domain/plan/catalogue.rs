//! Owns a version as the catalogue shows it, and how it stands among the others on a day. Row E1.

use super::super::word::word_enum;
use super::{Entitlements, PlanKind, PlanVersion};
use jiff::Timestamp;
use jiff::civil::Date;

/// A version with what else the catalogue says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogueVersion {
    pub version: PlanVersion,
    pub kind: PlanKind,
    /// What the customer reads under the name; may be empty.
    pub description: String,
    pub entitlements: Entitlements,
    /// New subscriptions take it from this day on.
    pub effective_on: Date,
    /// Customers may choose it themselves.
    pub is_offered: bool,
    /// Nobody newly gets it; who has it keeps it.
    pub archived_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

word_enum! {
    /// How a version stands among those of its plan, currency and interval.
    pub enum VersionStanding: "version standing" {
        /// What a new subscription takes today.
        Current = "current",
        /// Begins on a later day.
        Scheduled = "scheduled",
        /// A newer one has taken its place.
        Superseded = "superseded",
        Archived = "archived",
    }
}

impl CatalogueVersion {
    /// Whether both are versions of the same offer: plan, currency and interval.
    #[must_use]
    pub fn is_alternative_to(&self, other: &Self) -> bool {
        let (a, b) = (&self.version, &other.version);
        (a.plan_id, a.currency, a.interval) == (b.plan_id, b.currency, b.interval)
    }
}

/// How `version` stands on `today` among `all`, which may hold versions of other offers.
#[must_use]
pub fn standing(
    version: &CatalogueVersion,
    all: &[CatalogueVersion],
    today: Date,
) -> VersionStanding {
    if version.archived_at.is_some() {
        return VersionStanding::Archived;
    }
    if version.effective_on > today {
        return VersionStanding::Scheduled;
    }
    let rank = |one: &CatalogueVersion| (one.effective_on, one.version.version_no);
    let is_beaten = all.iter().any(|other| {
        let counts = other.archived_at.is_none() && other.effective_on <= today;
        counts && other.is_alternative_to(version) && rank(other) > rank(version)
    });
    if is_beaten { VersionStanding::Superseded } else { VersionStanding::Current }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;
    use crate::domain::id::{PlanId, PlanVersionId};
    use crate::domain::period::{Interval, IntervalUnit};
    use jiff::civil::date;

    fn version(plan_id: PlanId, version_no: i32, effective_on: Date) -> CatalogueVersion {
        CatalogueVersion {
            version: PlanVersion {
                plan_id,
                version_id: PlanVersionId::new(),
                code: "business".into(),
                version_no,
                name: "Business".into(),
                currency: Currency::EUR,
                interval: Interval::every(IntervalUnit::Month),
                trial_days: 0,
                components: Vec::new(),
            },
            kind: PlanKind::Plan,
            description: String::new(),
            entitlements: Entitlements::default(),
            effective_on,
            is_offered: true,
            archived_at: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_newest_version_in_effect_is_current_until_the_next_ones_day() {
        let plan = PlanId::new();
        let old = version(plan, 1, date(2026, 1, 1));
        let new = version(plan, 2, date(2026, 6, 1));
        let all = [old.clone(), new.clone()];
        let standings = |today| [standing(&old, &all, today), standing(&new, &all, today)];
        use VersionStanding::{Current, Scheduled, Superseded};
        assert_eq!(standings(date(2026, 5, 31)), [Current, Scheduled]);
        assert_eq!(standings(date(2026, 6, 1)), [Superseded, Current]);
    }

    #[test]
    fn an_archived_version_gives_its_place_back() {
        let plan = PlanId::new();
        let old = version(plan, 1, date(2026, 1, 1));
        let mut wrong = version(plan, 2, date(2026, 6, 1));
        wrong.archived_at = Some(Timestamp::UNIX_EPOCH);
        let mut yearly = version(plan, 1, date(2026, 3, 1));
        yearly.version.interval = Interval::every(IntervalUnit::Year);
        let all = [old.clone(), wrong.clone(), yearly.clone()];
        let today = date(2026, 7, 1);
        assert_eq!(standing(&old, &all, today), VersionStanding::Current);
        assert_eq!(standing(&wrong, &all, today), VersionStanding::Archived);
        assert_eq!(standing(&yearly, &all, today), VersionStanding::Current);
    }
}
