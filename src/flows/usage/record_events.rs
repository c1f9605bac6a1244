//! Taking events in: all of a batch or nothing, each event once (row F2).

use crate::domain::id::TenantId;
pub use crate::domain::usage::UsageEvent;
use crate::domain::usage::UsageEventError;
use crate::store::{Actor, Db, StoreError, usage};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Whom the audit log names for what machines send.
const API: Actor = Actor::System("api");

/// Events in one request.
pub const EVENTS_MAX: usize = 10_000;

/// An event and whose it is, by the reference that both sides know the customer by.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerEvent {
    pub customer: String,
    pub event: UsageEvent,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    pub accepted: u64,
    /// Known by (source, id) already, or twice in the batch: counted once.
    pub duplicates: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum RecordEventsError {
    #[error("a request has 1 to {EVENTS_MAX} events, not {0}")]
    Count(usize),
    #[error("event {position}: {source}")]
    Event { position: usize, source: UsageEventError },
    #[error("event {position}: no customer {customer:?}")]
    NoSuchCustomer { position: usize, customer: String },
    #[error("event {position}: no meter {meter:?}")]
    NoSuchMeter { position: usize, meter: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores the events. Positions in errors count from 0, as the request does; nothing is stored then.
pub async fn record_events(
    db: &Db,
    now: Timestamp,
    events: Vec<CustomerEvent>,
) -> Result<Recorded, RecordEventsError> {
    let count = events.len();
    if !(1..=EVENTS_MAX).contains(&count) {
        return Err(RecordEventsError::Count(count));
    }
    let mut checked = Vec::with_capacity(count);
    for (position, CustomerEvent { customer, event }) in events.into_iter().enumerate() {
        let event =
            event.checked(now).map_err(|source| RecordEventsError::Event { position, source })?;
        checked.push((customer, event));
    }
    let mut tx = db.operator(&API, now).await?;
    let meters: BTreeSet<_> = usage::meter_codes(&mut tx).await?.into_iter().collect();
    let unknown = checked.iter().enumerate().find(|(_, (_, event))| !meters.contains(&event.meter));
    if let Some((position, (_, event))) = unknown {
        return Err(RecordEventsError::NoSuchMeter { position, meter: event.meter.clone() });
    }
    let mut accepted = 0;
    // One order for everybody: two batches for the same customers never wait for each other in a ring.
    for (tenant, events) in by_tenant(&mut tx, &checked).await? {
        tx.visit_tenant(tenant).await?;
        accepted += usage::insert(&mut tx, tenant, &events, now).await?;
    }
    tx.commit().await?;
    let duplicates = u64::try_from(count).unwrap_or(u64::MAX) - accepted;
    metrics::counter!("quittance_usage_events_total").increment(accepted);
    Ok(Recorded { accepted, duplicates })
}

async fn by_tenant<'a>(
    tx: &mut crate::store::OperatorTx,
    checked: &'a [(String, UsageEvent)],
) -> Result<BTreeMap<TenantId, Vec<&'a UsageEvent>>, RecordEventsError> {
    let refs: BTreeSet<_> = checked.iter().map(|(customer, _)| customer.clone()).collect();
    let refs: Vec<_> = refs.into_iter().collect();
    let known = usage::tenants_of(tx, &refs).await?;
    let mut grouped: BTreeMap<TenantId, Vec<&UsageEvent>> = BTreeMap::new();
    for (position, (customer, event)) in checked.iter().enumerate() {
        let tenant = known.get(customer).ok_or_else(|| RecordEventsError::NoSuchCustomer {
            position,
            customer: customer.clone(),
        })?;
        grouped.entry(*tenant).or_default().push(event);
    }
    for events in grouped.values_mut() {
        events.sort_by(|one, two| (&one.source, &one.id).cmp(&(&two.source, &two.id)));
    }
    Ok(grouped)
}
