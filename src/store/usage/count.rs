//! How much a meter counted: whole hours from the roll-ups, the rest from the events. The answer is always what
//! counting every event would give, as of the moment it is asked.

use crate::domain::period::Period;
use crate::domain::usage::Meter;
use crate::store::{StoreError, TenantTx};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;

const HOUR_S: i64 = 3_600;

/// For so long an event may be on its way from its receipt to its commit. A request is cut off before.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_mins(15);

/// What a meter counted in one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The value of the property that the meter groups by; empty where an event had none.
    pub group: String,
    pub quantity: Decimal,
}

/// What the meter counted in the period; zero when nothing happened.
///
/// Events that were replaced by a correction do not count, nor do corrections with quantity zero.
pub async fn quantity(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
) -> Result<Decimal, StoreError> {
    let parts = count(tx, meter, period, false).await?;
    Ok(parts.first().map(|part| part.quantity).unwrap_or_default())
}

/// The same for each group in which something happened, by name; at most 10,000. Sums and counts of the groups sum
/// to the whole; largest, last and different values do not.
pub async fn quantity_by_group(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
) -> Result<Vec<Part>, StoreError> {
    count(tx, meter, period, true).await
}

async fn count(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
    by_group: bool,
) -> Result<Vec<Part>, StoreError> {
    let (hours_from, hours_to) = whole_hours(period);
    let rows = sqlx::query_file!(
        "src/store/sql/count_usage.sql",
        tx.tenant().0,
        meter.code,
        period.start().to_sqlx() as _,
        period.end().to_sqlx() as _,
        hours_from.to_sqlx() as _,
        hours_to.to_sqlx() as _,
        meter.aggregation.word(),
        by_group,
        meter.group_by,
        meter.unique_property
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    let parts = rows.into_iter().map(|r| Part { group: r.group_value, quantity: r.quantity });
    Ok(parts.collect())
}

/// From where to where the period holds whole hours of UTC; both its end when it holds none.
fn whole_hours(period: Period) -> (Timestamp, Timestamp) {
    let floor = |at: Timestamp| {
        let whole = at.as_second().div_euclid(HOUR_S) * HOUR_S;
        Timestamp::from_second(whole).unwrap_or(at)
    };
    let start = floor(period.start());
    let from = if start == period.start() {
        start
    } else {
        start.saturating_add(SignedDuration::from_secs(HOUR_S)).unwrap_or(period.end())
    };
    let to = floor(period.end());
    if from < to { (from, to) } else { (period.end(), period.end()) }
}

/// The hours of the meter that events changed which were received after `since`, joined where they touch; oldest
/// first, at most 10,000 hours.
///
/// An hour may be named although its count is what it was: events received shortly before `since` may have been on
/// their way. None is missed. Whoever billed a period counts it again and compares.
pub async fn changed_since(
    tx: &mut TenantTx,
    meter_code: &str,
    since: Timestamp,
) -> Result<Vec<Period>, StoreError> {
    let since = since.saturating_sub(ON_ITS_WAY).unwrap_or(Timestamp::MIN);
    let hours = sqlx::query_scalar!(
        r#"select hour_at as "hour_at!"
             from (select hour_at from usage_rollups
                    where tenant_id = $1 and meter = $2 and changed_at > $3
                   union
                   select hour_at from usage_deltas
                    where tenant_id = $1 and meter = $2 and received_at > $3) touched
            order by hour_at
            limit 10000"#,
        tx.tenant().0,
        meter_code,
        since.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    let mut periods: Vec<Period> = Vec::new();
    for hour in hours {
        let start = hour.to_jiff();
        let Ok(end) = start.checked_add(SignedDuration::from_secs(HOUR_S)) else { continue };
        let touching = periods.last_mut().filter(|last| last.end() == start);
        let joined = Period::new(touching.as_ref().map_or(start, |last| last.start()), end);
        match (touching, joined) {
            (Some(last), Ok(joined)) => *last = joined,
            (None, Ok(joined)) => periods.push(joined),
            (_, Err(_)) => {}
        }
    }
    Ok(periods)
}

/// When the newest event of the meter that is counted was received; None without any.
pub async fn newest_received_at(
    tx: &mut TenantTx,
    meter_code: &str,
) -> Result<Option<Timestamp>, StoreError> {
    let newest = sqlx::query_scalar!(
        "select greatest(
                  (select max(changed_at) from usage_rollups where tenant_id = $1 and meter = $2),
                  (select max(received_at) from usage_deltas where tenant_id = $1 and meter = $2))",
        tx.tenant().0,
        meter_code
    );
    Ok(newest.fetch_one(tx.conn()).await?.map(jiff_sqlx::Timestamp::to_jiff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_hours_of_a_period_lie_within_it() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let hours = |start: &str, end: &str| {
            let (from, to) = whole_hours(Period::new(at(start), at(end)).unwrap());
            (from.to_string(), to.to_string())
        };
        let whole = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(
            hours("2026-02-01T00:00:00Z", "2026-02-01T02:00:00Z"),
            whole("2026-02-01T00:00:00Z", "2026-02-01T02:00:00Z")
        );
        // Midnight in Kolkata, half an hour off.
        assert_eq!(
            hours("2026-02-01T18:30:00Z", "2026-02-02T18:30:00Z"),
            whole("2026-02-01T19:00:00Z", "2026-02-02T18:00:00Z")
        );
        assert_eq!(
            hours("2026-02-01T00:00:00.5Z", "2026-02-01T01:59:59Z"),
            whole("2026-02-01T01:59:59Z", "2026-02-01T01:59:59Z")
        );
    }
}
