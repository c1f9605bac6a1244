//! The proof that every time of every subscription is billed exactly once (row E4): what is owed against
//! what lines of invoices cover, subscription by subscription, in bounded memory. Finds and names;
//! changes nothing.

use crate::domain::id::{InvoiceId, SubscriptionId, TenantId};
use crate::domain::period::Period;
use crate::domain::subscription::{CoverageFault, CoveredStretch, coverage_faults};
use crate::store::checks::{self, Check};
use crate::store::coverage_scan::{self, Scanned, VoidedStretch};
use crate::store::subscriptions::{self, Subscription};
use crate::store::{Actor, Db, StoreError, TenantTx};
use jiff::Timestamp;
use std::fmt;

/// Subscriptions whose keys are read in one go.
const AT_ONCE: i64 = 500;

/// Something that is wrong with a subscription's coverage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundFault {
    /// The service ran and nothing charges it.
    Gap(CoveredStretch),
    /// The invoice that charged it was voided, and none took its place.
    Voided { stretch: CoveredStretch, invoice_id: InvoiceId, number: String },
    /// Charged twice.
    Overlap(CoveredStretch),
    /// Charged, and no service ran.
    Beyond(CoveredStretch),
    /// What is stored contradicts itself, so that nothing can be said.
    Unreadable(String),
}

impl FoundFault {
    /// Its name, in the catalogue's keys as well.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Gap(_) => "gap",
            Self::Voided { .. } => "voided",
            Self::Overlap(_) => "overlap",
            Self::Beyond(_) => "beyond",
            Self::Unreadable(_) => "unreadable",
        }
    }

    /// The component and the time, if it is about one.
    #[must_use]
    pub fn stretch(&self) -> Option<&CoveredStretch> {
        match self {
            Self::Gap(stretch)
            | Self::Overlap(stretch)
            | Self::Beyond(stretch)
            | Self::Voided { stretch, .. } => Some(stretch),
            Self::Unreadable(_) => None,
        }
    }
}

/// As a log and the command line tell it.
impl fmt::Display for FoundFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(CoveredStretch { component, period }) = self.stretch() {
            let (from, until) = (period.start(), period.end());
            write!(f, "{} {component} from {from} until {until}", self.word())?;
        }
        match self {
            Self::Voided { number, .. } => write!(f, ": {number} was voided and not reissued"),
            Self::Unreadable(what) => write!(f, "unreadable {what}"),
            Self::Gap(_) | Self::Overlap(_) | Self::Beyond(_) => Ok(()),
        }
    }
}

/// A subscription with faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultySubscription {
    pub tenant_id: TenantId,
    pub account_ref: String,
    pub subscription_id: SubscriptionId,
    pub faults: Vec<FoundFault>,
}

/// What a scan saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScanReport {
    pub subscriptions: u64,
    pub faults: u64,
    /// The last one looked at, if there may be more.
    pub last: Option<(TenantId, SubscriptionId)>,
}

/// Looks at the subscriptions after `after`, at most `most` of them, and hands over each that has faults.
pub async fn scan(
    db: &Db,
    customer: Option<TenantId>,
    after: Option<(TenantId, SubscriptionId)>,
    most: u64,
    mut found: impl FnMut(FaultySubscription),
) -> Result<ScanReport, StoreError> {
    let mut report = ScanReport { last: after, ..ScanReport::default() };
    while report.subscriptions < most {
        let mut read = db.staff_read().await?;
        let limit = AT_ONCE.min(i64::try_from(most - report.subscriptions).unwrap_or(AT_ONCE));
        let next = coverage_scan::next(&mut read, customer, report.last, limit).await?;
        drop(read);
        if next.is_empty() {
            report.last = None;
            break;
        }
        for Scanned { tenant_id, account_ref, subscription_id } in next {
            report.subscriptions += 1;
            report.last = Some((tenant_id, subscription_id));
            let faults = look_at(db, tenant_id, subscription_id).await?;
            if !faults.is_empty() {
                report.faults += u64::try_from(faults.len()).unwrap_or(u64::MAX);
                found(FaultySubscription { tenant_id, account_ref, subscription_id, faults });
            }
        }
    }
    Ok(report)
}

async fn look_at(
    db: &Db,
    tenant: TenantId,
    id: SubscriptionId,
) -> Result<Vec<FoundFault>, StoreError> {
    let mut tx = db.tenant_read(tenant).await?;
    coverage_scan::freeze(&mut tx).await?;
    let faults = match subscriptions::find(&mut tx, id).await {
        Ok(Some(subscription)) => faults_of(&mut tx, &subscription).await,
        Ok(None) => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    match faults {
        // One subscription that does not read hides no other.
        Err(error @ StoreError::Corrupt { .. }) => {
            Ok(vec![FoundFault::Unreadable(error.to_string())])
        }
        other => other,
    }
}

/// Everything that is wrong with the coverage of a subscription.
pub async fn faults_of(
    tx: &mut TenantTx,
    subscription: &Subscription,
) -> Result<Vec<FoundFault>, StoreError> {
    let id = subscription.subscription_id;
    let owed = match subscription.billed.owed_coverage(subscription.billed_at) {
        Ok(owed) => owed,
        Err(error) => return Ok(vec![FoundFault::Unreadable(error.to_string())]),
    };
    let covered = subscriptions::coverage(tx, id).await?;
    let covered: Vec<_> = covered
        .into_iter()
        .map(|line| CoveredStretch { component: line.component, period: line.period })
        .collect();
    let faults = coverage_faults(&owed, &covered);
    let has_gap = faults.iter().any(|fault| matches!(fault, CoverageFault::Gap(_)));
    let voided = if has_gap { coverage_scan::voided(tx, id).await? } else { Vec::new() };
    Ok(named(faults, &voided))
}

/// The faults, each gap with the voided invoice that left it, as far as one did.
fn named(faults: Vec<CoverageFault>, voided: &[VoidedStretch]) -> Vec<FoundFault> {
    let mut named = Vec::new();
    for fault in faults {
        match fault {
            CoverageFault::Gap(stretch) => split(stretch, voided, &mut named),
            CoverageFault::Overlap(stretch) => named.push(FoundFault::Overlap(stretch)),
            CoverageFault::Beyond(stretch) => named.push(FoundFault::Beyond(stretch)),
        }
    }
    named
}

fn split(gap: CoveredStretch, voided: &[VoidedStretch], named: &mut Vec<FoundFault>) {
    let component = gap.component;
    let mut unexplained = vec![gap.period];
    for void in voided.iter().filter(|void| void.component == component) {
        let mut rest = Vec::new();
        for period in unexplained {
            let part = period.within(void.period);
            if part.is_empty() {
                rest.push(period);
                continue;
            }
            named.push(FoundFault::Voided {
                stretch: CoveredStretch { component: component.clone(), period: part },
                invoice_id: void.invoice_id,
                number: void.number.clone(),
            });
            rest.extend(between(period.start(), part.start()));
            rest.extend(between(part.end(), period.end()));
        }
        unexplained = rest;
    }
    named.extend(
        unexplained
            .into_iter()
            .map(|period| FoundFault::Gap(CoveredStretch { component: component.clone(), period })),
    );
}

fn between(start: Timestamp, end: Timestamp) -> Option<Period> {
    Period::new(start, end).ok().filter(|period| !period.is_empty())
}

/// Remembers how a whole scan came out, for the metrics and the diagnostics.
pub async fn remember(
    db: &Db,
    actor: &Actor,
    now: Timestamp,
    faults: i64,
) -> Result<(), StoreError> {
    let mut tx = db.operator(actor, now).await?;
    checks::save(&mut tx, Check::Coverage, faults, now).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, until: &str) -> Period {
        let at = |day: &str| format!("2026-{day}T00:00:00Z").parse().unwrap();
        Period::new(at(from), at(until)).unwrap()
    }

    fn stretch(from: &str, until: &str) -> CoveredStretch {
        CoveredStretch { component: "base".into(), period: period(from, until) }
    }

    #[test]
    fn the_part_of_a_gap_that_a_voided_invoice_left_is_named_and_the_rest_stays_a_gap() {
        let invoice_id = InvoiceId::new();
        let void = |component: &str, from, until| VoidedStretch {
            component: component.into(),
            period: period(from, until),
            invoice_id,
            number: "INV-7".into(),
        };
        let voided = [void("base", "02-01", "03-01"), void("seats", "01-01", "04-01")];
        let faults = vec![CoverageFault::Gap(stretch("01-15", "03-10"))];
        let expected = [
            FoundFault::Voided {
                stretch: stretch("02-01", "03-01"),
                invoice_id,
                number: "INV-7".into(),
            },
            FoundFault::Gap(stretch("01-15", "02-01")),
            FoundFault::Gap(stretch("03-01", "03-10")),
        ];
        assert_eq!(named(faults, &voided), expected);
    }
}
