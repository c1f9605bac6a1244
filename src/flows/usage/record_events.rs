//! Taking events in: all of a batch or nothing, each event once (rows F2, F3).

use super::known::Known;
use crate::domain::id::TenantId;
pub use crate::domain::usage::{EventName, UsageEvent, UsageEventError};
use crate::store::usage::Correctable;
use crate::store::{Actor, Db, OperatorTx, StoreError, usage};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    /// Nor does it stand further up in the batch.
    #[error("event {position}: there is no earlier event {id:?} of {source_name:?} to correct", id = name.id, source_name = name.source)]
    NothingToCorrect { position: usize, name: EventName },
    #[error("event {position}: it counts for another meter than {meter:?}, which it corrects")]
    OtherMeter { position: usize, meter: String },
    /// One event replaces another; to correct it once more is to correct the correction.
    #[error("event {position}: the event was corrected already, by {id:?} of {source_name:?}; correct that one", id = by.id, source_name = by.source)]
    AlreadyCorrected { position: usize, by: EventName },
    /// Another request corrects the same event at this moment.
    #[error("an event of the batch is being corrected by another request")]
    CorrectedMeanwhile,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RecordEventsError {
    /// Where in the request the event stands that is refused, from 0.
    #[must_use]
    pub fn position(&self) -> Option<usize> {
        match self {
            Self::Event { position, .. }
            | Self::NoSuchCustomer { position, .. }
            | Self::NoSuchMeter { position, .. }
            | Self::NothingToCorrect { position, .. }
            | Self::OtherMeter { position, .. }
            | Self::AlreadyCorrected { position, .. } => Some(*position),
            Self::Count(_) | Self::CorrectedMeanwhile | Self::Store(_) => None,
        }
    }
}

/// An event that can be stored, and where it stood in the request.
struct Checked {
    position: usize,
    customer: String,
    event: UsageEvent,
}

/// Stores the events. Positions in errors count from 0, as the request does; nothing is stored then.
pub async fn record_events(
    db: &Db,
    known: &Known,
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
        checked.push(Checked { position, customer, event });
    }
    let mut tx = db.operator(&API, now).await?;
    check_meters(&mut tx, known, &checked).await?;
    let mut accepted = 0;
    // One order for everybody: two batches for the same customers never wait for each other in a ring.
    for (tenant, mut events) in by_tenant(&mut tx, known, &checked).await? {
        tx.visit_tenant(tenant).await?;
        let touched = corrections(&mut tx, tenant, &events).await?;
        events.sort_by(|one, two| name_of(one).cmp(&name_of(two)));
        let events: Vec<_> = events.into_iter().map(|checked| &checked.event).collect();
        accepted += usage::insert(&mut tx, tenant, &events, now).await.map_err(corrected_once)?;
        if !touched.is_empty() {
            usage::ask_for_recount(&mut tx, tenant, &touched, now).await?;
        }
    }
    tx.commit().await?;
    let duplicates = u64::try_from(count).unwrap_or(u64::MAX) - accepted;
    metrics::counter!("quittance_usage_events_total").increment(accepted);
    Ok(Recorded { accepted, duplicates })
}

async fn check_meters(
    tx: &mut OperatorTx,
    known: &Known,
    checked: &[Checked],
) -> Result<(), RecordEventsError> {
    let codes = checked.iter().map(|checked| checked.event.meter.as_str());
    let meters = known.meters(tx, codes).await?;
    for Checked { position, event, .. } in checked {
        let position = *position;
        let Some(meter) = meters.get(&event.meter) else {
            return Err(RecordEventsError::NoSuchMeter { position, meter: event.meter.clone() });
        };
        event.check_group(meter).map_err(|source| RecordEventsError::Event { position, source })?;
    }
    Ok(())
}

async fn by_tenant<'a>(
    tx: &mut OperatorTx,
    known: &Known,
    checked: &'a [Checked],
) -> Result<BTreeMap<TenantId, Vec<&'a Checked>>, RecordEventsError> {
    let refs: BTreeSet<_> = checked.iter().map(|checked| checked.customer.as_str()).collect();
    let customers = known.customers(tx, refs.into_iter()).await?;
    let mut grouped: BTreeMap<TenantId, Vec<&Checked>> = BTreeMap::new();
    for one in checked {
        let tenant =
            customers.get(&one.customer).ok_or_else(|| RecordEventsError::NoSuchCustomer {
                position: one.position,
                customer: one.customer.clone(),
            })?;
        grouped.entry(*tenant).or_default().push(one);
    }
    Ok(grouped)
}

fn name_of(checked: &Checked) -> (&str, &str) {
    (&checked.event.source, &checked.event.id)
}

/// Checks the corrections among a customer's events, in the order of the request, and returns which hours they
/// touch: those of what they replace, and their own.
async fn corrections(
    tx: &mut OperatorTx,
    tenant: TenantId,
    events: &[&Checked],
) -> Result<Vec<(String, Timestamp)>, RecordEventsError> {
    let names: Vec<_> = events.iter().filter_map(|one| one.event.corrects.clone()).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let stored = usage::correctable(tx, tenant, &names).await?;
    let mut there: HashMap<EventName, Correctable> =
        stored.into_iter().map(|one| (one.name.clone(), one)).collect();
    let mut touched = Vec::new();
    for Checked { position, event, .. } in events {
        let position = *position;
        let own_name = EventName { source: event.source.clone(), id: event.id.clone() };
        if let Some(name) = &event.corrects {
            let Some(earlier) = there.get_mut(name) else {
                let name = name.clone();
                return Err(RecordEventsError::NothingToCorrect { position, name });
            };
            if earlier.meter != event.meter {
                let meter = earlier.meter.clone();
                return Err(RecordEventsError::OtherMeter { position, meter });
            }
            // The same correction may come again.
            if let Some(by) = earlier.corrected_by.clone().filter(|by| *by != own_name) {
                return Err(RecordEventsError::AlreadyCorrected { position, by });
            }
            earlier.corrected_by = Some(own_name.clone());
            touched.push((event.meter.clone(), earlier.occurred_at));
            touched.push((event.meter.clone(), event.occurred_at));
        }
        there.entry(own_name.clone()).or_insert_with(|| Correctable {
            name: own_name,
            meter: event.meter.clone(),
            occurred_at: event.occurred_at,
            corrected_by: None,
        });
    }
    Ok(touched)
}

fn corrected_once(error: StoreError) -> RecordEventsError {
    match &error {
        StoreError::Refused { constraint }
            if constraint.starts_with("usage_events_corrected_once") =>
        {
            RecordEventsError::CorrectedMeanwhile
        }
        _ => RecordEventsError::Store(error),
    }
}
