//! The events behind a quantity, newest first, page by page: every event of the period, also those that do not
//! count any more, with what replaced them.

use crate::domain::period::Period;
use crate::domain::usage::{EventName, Meter};
use crate::store::{StoreError, TenantTx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::{Postgres, QueryBuilder, Row};

/// An event as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    pub name: EventName,
    pub quantity: Decimal,
    pub occurred_at: Timestamp,
    pub received_at: Timestamp,
    pub properties: Value,
    pub corrects: Option<EventName>,
    pub corrected_by: Option<EventName>,
}

impl StoredEvent {
    /// Whether it is part of what is charged: not replaced, and not what takes another one away.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.corrected_by.is_none() && !(self.corrects.is_some() && self.quantity.is_zero())
    }
}

/// After which event a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AfterEvent {
    pub occurred_at: Timestamp,
    pub name: EventName,
}

/// A page of events, and whether older ones follow.
#[derive(Clone, Debug, PartialEq)]
pub struct EventPage {
    pub events: Vec<StoredEvent>,
    pub has_older: bool,
}

/// The meter's events of the period, in one group or in all of them.
pub async fn events(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
    group: Option<&str>,
    after: Option<&AfterEvent>,
    limit: usize,
) -> Result<EventPage, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select e.source, e.event_id, e.quantity, e.occurred_at, e.received_at, e.properties,
                e.corrects_source, e.corrects_id, c.source as by_source, c.event_id as by_id
           from usage_events e
           left join usage_events c
             on c.tenant_id = e.tenant_id and c.corrects_source = e.source and c.corrects_id = e.event_id
          where e.tenant_id = ",
    );
    query.push_bind(tx.tenant().0).push(" and e.meter = ").push_bind(&meter.code);
    query.push(" and e.occurred_at >= ").push_bind(period.start().to_sqlx());
    query.push(" and e.occurred_at < ").push_bind(period.end().to_sqlx());
    if let Some((group, property)) = group.zip(meter.group_by.as_ref()) {
        query.push(" and coalesce(e.properties ->> ").push_bind(property).push(", '') = ");
        query.push_bind(group);
    }
    if let Some(after) = after {
        query.push(" and (e.occurred_at, e.source, e.event_id) < (");
        query.push_bind(after.occurred_at.to_sqlx()).push(", ").push_bind(&after.name.source);
        query.push(", ").push_bind(&after.name.id).push(")");
    }
    query.push(" order by e.occurred_at desc, e.source desc, e.event_id desc limit ");
    query.push_bind(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1));
    let rows = query.build().fetch_all(tx.conn()).await?;
    let has_older = rows.len() > limit;
    let events = rows.iter().take(limit).map(read).collect::<Result<_, sqlx::Error>>()?;
    Ok(EventPage { events, has_older })
}

fn read(row: &sqlx::postgres::PgRow) -> Result<StoredEvent, sqlx::Error> {
    let name = |source: &str, id: &str| -> Result<Option<EventName>, sqlx::Error> {
        let (source, id): (Option<String>, Option<String>) =
            (row.try_get(source)?, row.try_get(id)?);
        Ok(source.zip(id).map(|(source, id)| EventName { source, id }))
    };
    let instant = |column: &str| -> Result<Timestamp, sqlx::Error> {
        row.try_get::<jiff_sqlx::Timestamp, _>(column).map(jiff_sqlx::Timestamp::to_jiff)
    };
    Ok(StoredEvent {
        name: EventName { source: row.try_get("source")?, id: row.try_get("event_id")? },
        quantity: row.try_get("quantity")?,
        occurred_at: instant("occurred_at")?,
        received_at: instant("received_at")?,
        properties: row.try_get("properties")?,
        corrects: name("corrects_source", "corrects_id")?,
        corrected_by: name("by_source", "by_id")?,
    })
}
