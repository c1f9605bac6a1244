//! Meters and usage events. An event is stored once, by (source, id), for ever; what it adds to its hour is
//! written with it (`usage_deltas`) and folded into the roll-ups later.
//!
//! Owns taking in. `count` answers how much it is, `roll_up` folds, `events` shows the events themselves.

pub mod count;
pub mod events;
pub mod roll_up;

pub use count::{Part, changed_since, quantity, quantity_by_group};

use super::{OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::id::TenantId;
use crate::domain::usage::{EventName, Meter, UsageEvent};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// All meters, by code; at most 1,000.
pub async fn meters(tx: &mut TenantTx) -> Result<Vec<Meter>, StoreError> {
    read_meters(tx.conn()).await
}

/// As [`meters`], for staff.
pub async fn meters_for_staff(tx: &mut StaffRead) -> Result<Vec<Meter>, StoreError> {
    read_meters(tx.conn()).await
}

/// As [`meters`], for whoever takes events in.
pub async fn meters_for_intake(tx: &mut OperatorTx) -> Result<Vec<Meter>, StoreError> {
    read_meters(tx.conn()).await
}

async fn read_meters(connection: &mut sqlx::PgConnection) -> Result<Vec<Meter>, StoreError> {
    let rows = sqlx::query!(
        "select code, name, aggregation, unique_property, group_by from meters order by code limit 1000"
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|r| {
            let aggregation =
                r.aggregation.parse().map_err(|e| corrupt("meters.aggregation", e))?;
            let (unique_property, group_by) = (r.unique_property, r.group_by);
            Ok(Meter { code: r.code, name: r.name, aggregation, unique_property, group_by })
        })
        .collect()
}

/// Stores a meter.
/// # Errors  `Refused` by `meters_code_key`.
pub async fn insert_meter(
    tx: &mut OperatorTx,
    meter: &Meter,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into meters (meter_id, code, name, aggregation, unique_property, group_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        meter.code,
        meter.name,
        meter.aggregation.word(),
        meter.unique_property,
        meter.group_by,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which of these references are customers', and whose.
pub async fn tenants_of(
    tx: &mut OperatorTx,
    account_refs: &[String],
) -> Result<HashMap<String, TenantId>, StoreError> {
    let rows = sqlx::query!(
        "select account_ref, tenant_id from tenants where account_ref = any($1) limit 10000",
        account_refs
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.account_ref, r.tenant_id.into())).collect())
}

/// Stores events of the tenant that the transaction visits, and what they add to their hours; returns how many
/// were new. One statement: an event is never stored without being counted.
/// # Errors  `Refused` by `usage_events_corrected_once…`.
pub async fn insert(
    tx: &mut OperatorTx,
    tenant: TenantId,
    events: &[&UsageEvent],
    now: Timestamp,
) -> Result<u64, StoreError> {
    let column = |read: fn(&UsageEvent) -> &str| -> Vec<String> {
        events.iter().map(|event| read(event).to_owned()).collect()
    };
    let (sources, ids) = (column(|event| &event.source), column(|event| &event.id));
    let meters = column(|event| &event.meter);
    let quantities: Vec<Decimal> = events.iter().map(|event| event.quantity).collect();
    let occurred: Vec<_> = events.iter().map(|event| event.occurred_at.to_sqlx()).collect();
    let properties: Vec<Option<Value>> = events.iter().map(|event| properties(event)).collect();
    let corrected = |read: fn(&EventName) -> &String| -> Vec<Option<String>> {
        events.iter().map(|event| event.corrects.as_ref().map(|name| read(name).clone())).collect()
    };
    let corrected_sources = corrected(|name| &name.source);
    let corrected_ids = corrected(|name| &name.id);
    let inserted = sqlx::query_file_scalar!(
        "src/store/sql/insert_usage_events.sql",
        tenant.0,
        now.to_sqlx() as _,
        &sources,
        &ids,
        &meters,
        &quantities,
        &occurred as _,
        &properties as &[Option<Value>],
        &corrected_sources as &[Option<String>],
        &corrected_ids as &[Option<String>]
    );
    let inserted = inserted.fetch_one(tx.conn()).await?;
    Ok(u64::try_from(inserted).unwrap_or(0))
}

fn properties(event: &UsageEvent) -> Option<Value> {
    (!event.properties.is_empty()).then(|| Value::Object(event.properties.clone()))
}

/// An event that another one is to replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correctable {
    pub name: EventName,
    pub meter: String,
    pub occurred_at: Timestamp,
    pub corrected_by: Option<EventName>,
}

/// Those of the named events that the visited tenant has.
pub async fn correctable(
    tx: &mut OperatorTx,
    tenant: TenantId,
    names: &[EventName],
) -> Result<Vec<Correctable>, StoreError> {
    let sources: Vec<_> = names.iter().map(|name| name.source.clone()).collect();
    let ids: Vec<_> = names.iter().map(|name| name.id.clone()).collect();
    let rows = sqlx::query!(
        r#"select e.source, e.event_id, e.meter, e.occurred_at,
                  c.source as "by_source?", c.event_id as "by_id?"
             from unnest($2::text[], $3::text[]) as named (source, event_id)
             join usage_events e
               on e.tenant_id = $1 and e.source = named.source and e.event_id = named.event_id
             left join usage_events c
               on c.tenant_id = $1 and c.corrects_source = e.source and c.corrects_id = e.event_id
            limit 10000"#,
        tenant.0,
        &sources,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let events = rows.into_iter().map(|r| Correctable {
        name: EventName { source: r.source, id: r.event_id },
        meter: r.meter,
        occurred_at: r.occurred_at.to_jiff(),
        corrected_by: r.by_source.zip(r.by_id).map(|(source, id)| EventName { source, id }),
    });
    Ok(events.collect())
}

/// Makes the hours of these instants of the visited tenant be counted anew: a correction touched them.
pub async fn ask_for_recount(
    tx: &mut OperatorTx,
    tenant: TenantId,
    touched: &[(String, Timestamp)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let meters: Vec<_> = touched.iter().map(|(meter, _)| meter.clone()).collect();
    let instants: Vec<_> = touched.iter().map(|(_, at)| at.to_sqlx()).collect();
    sqlx::query!(
        "insert into usage_deltas (tenant_id, meter, hour_at, received_at, is_recount)
         select distinct $1::uuid, t.meter, date_bin('1 hour', t.at, '1970-01-01 00:00:00+00'), $2::timestamptz, true
           from unnest($3::text[], $4::timestamptz[]) as t (meter, at)",
        tenant.0,
        now.to_sqlx() as _,
        &meters,
        &instants as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
