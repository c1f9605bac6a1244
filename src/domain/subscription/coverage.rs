//! Owns the proof of coverage: what must have been charged of a subscription, against what was (row E4).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::BilledSubscription;
use crate::domain::period::{Period, PeriodError};
use crate::domain::plan::ComponentTiming;

/// Time of one component that a line of an invoice charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveredStretch {
    pub component: String,
    pub period: Period,
}

/// Time that was not charged as it should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoverageFault {
    /// The service ran and nothing charges it.
    Gap(CoveredStretch),
    /// Charged twice.
    Overlap(CoveredStretch),
    /// Charged, and no service ran.
    Beyond(CoveredStretch),
}

impl BilledSubscription {
    /// Everything that must have been charged once the invoice at `billed_at` is made: in advance to the
    /// end of the period that began there, in arrears up to it.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn owed_coverage(
        &self,
        billed_at: Option<Timestamp>,
    ) -> Result<Vec<CoveredStretch>, PeriodError> {
        let Some(billed_at) = billed_at else { return Ok(Vec::new()) };
        let start = self.in_force.starts_at();
        let ahead = self.in_force.part_of(self.cycle.period_containing(billed_at)?).end();
        let ends = [(ComponentTiming::InAdvance, ahead), (ComponentTiming::InArrears, billed_at)];
        let mut owed = Vec::new();
        for (timing, end) in ends {
            let all = Period::new(start, end.max(start))?;
            for phase in self.phases() {
                let until = phase.until.unwrap_or(end).max(phase.from);
                let period = all.within(Period::new(phase.from, until)?);
                if period.is_empty() {
                    continue;
                }
                for charged in phase.terms.charged_at(timing) {
                    owed.push(CoveredStretch { component: charged.key, period });
                }
            }
        }
        Ok(owed)
    }
}

/// Where `owed` and `covered` differ, by component and time. The order of the two does not matter.
#[must_use]
pub fn coverage_faults(owed: &[CoveredStretch], covered: &[CoveredStretch]) -> Vec<CoverageFault> {
    let components: BTreeSet<&str> =
        owed.iter().chain(covered).map(|stretch| stretch.component.as_str()).collect();
    let mut faults = Vec::new();
    for component in components {
        let of = |stretches: &[CoveredStretch]| -> Vec<Period> {
            let found = stretches.iter().filter(|stretch| stretch.component == component);
            found.map(|stretch| stretch.period).collect()
        };
        let (owed, covered) = (of(owed), of(covered));
        for (period, owes, charged) in levels(&owed, &covered) {
            let stretch = CoveredStretch { component: component.to_owned(), period };
            match (owes, charged) {
                (true, 0) => faults.push(CoverageFault::Gap(stretch)),
                (_, 2..) => faults.push(CoverageFault::Overlap(stretch)),
                (false, 1) => faults.push(CoverageFault::Beyond(stretch)),
                _ => {}
            }
        }
    }
    faults
}

/// Each stretch between two edges: whether it is owed, and how often it was charged. Neighbours that are
/// alike are one.
fn levels(owed: &[Period], covered: &[Period]) -> Vec<(Period, bool, u32)> {
    let mut edges: BTreeMap<Timestamp, (i32, i32)> = BTreeMap::new();
    for period in owed {
        edges.entry(period.start()).or_default().0 += 1;
        edges.entry(period.end()).or_default().0 -= 1;
    }
    for period in covered {
        edges.entry(period.start()).or_default().1 += 1;
        edges.entry(period.end()).or_default().1 -= 1;
    }
    let (mut owes, mut charged, mut from) = (0, 0_i32, None);
    let mut levels: Vec<(Period, bool, u32)> = Vec::new();
    for (at, (more_owed, more_charged)) in edges {
        if let Some(Ok(period)) = from.map(|from| Period::new(from, at)) {
            let level = (owes > 0, charged.unsigned_abs());
            match levels.last_mut() {
                Some((last, was_owed, times))
                    if (*was_owed, *times) == level && last.end() == period.start() =>
                {
                    *last = Period::new(last.start(), period.end()).unwrap_or(*last);
                }
                _ => levels.push((period, level.0, level.1)),
            }
        }
        owes += more_owed;
        charged += more_charged;
        from = Some(at);
    }
    levels
}
