//! What pages and the step that adjusts billed periods ask of usage. See also `metered`, for the billing run.

use crate::domain::period::Period;
use crate::domain::usage::Meter;
use crate::store::usage::events::{AfterEvent, EventPage};
use crate::store::{StoreError, TenantTx, usage};
use jiff::Timestamp;
use rust_decimal::Decimal;

pub use crate::store::usage::Part;

/// Events on one page of the drill-down.
pub const EVENTS_ON_A_PAGE: usize = 100;

/// How fresh a count is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataAsOf {
    /// Every event that was acknowledged by now is counted, rolled up or not.
    pub counted_at: Timestamp,
    /// When the newest of them was received; None without any.
    pub newest_received_at: Option<Timestamp>,
}

/// What the meter counted in the period, as of now, whatever was billed: late and corrected events included.
pub async fn recount(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
) -> Result<Decimal, StoreError> {
    usage::quantity(tx, meter, period).await
}

/// The same for each value of the property that the meter groups by.
pub async fn by_group(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
) -> Result<Vec<Part>, StoreError> {
    usage::quantity_by_group(tx, meter, period).await
}

/// The stretches of time of which the count may have changed by events received after `since`: compare [`recount`]
/// with what was billed for each billed period that one of them touches. None is missed; see
/// [`usage::changed_since`].
pub async fn changed_since(
    tx: &mut TenantTx,
    meter_code: &str,
    since: Timestamp,
) -> Result<Vec<Period>, StoreError> {
    usage::changed_since(tx, meter_code, since).await
}

/// How fresh the counts of the meter are.
pub async fn data_as_of(
    tx: &mut TenantTx,
    meter_code: &str,
    now: Timestamp,
) -> Result<DataAsOf, StoreError> {
    let newest_received_at = usage::count::newest_received_at(tx, meter_code).await?;
    Ok(DataAsOf { counted_at: now, newest_received_at })
}

/// A page of the raw events behind a count, newest first: all of them, or those of one group.
pub async fn events(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
    group: Option<&str>,
    after: Option<&AfterEvent>,
) -> Result<EventPage, StoreError> {
    usage::events::events(tx, meter, period, group, after, EVENTS_ON_A_PAGE).await
}
