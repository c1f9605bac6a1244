//! Meters and usage events. An event is stored once, by (source, id), for ever.

use super::{OperatorTx, StoreError, TenantTx, corrupt};
use crate::domain::id::TenantId;
use crate::domain::period::Period;
use crate::domain::usage::{Aggregation, Meter, UsageEvent};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// All meters, by code; at most 1,000.
pub async fn meters(tx: &mut TenantTx) -> Result<Vec<Meter>, StoreError> {
    let rows = sqlx::query!(
        "select code, name, aggregation, unique_property from meters order by code limit 1000"
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let aggregation: Aggregation =
                r.aggregation.parse().map_err(|e| corrupt("meters.aggregation", e))?;
            let unique_property = r.unique_property;
            Ok(Meter { code: r.code, name: r.name, aggregation, unique_property })
        })
        .collect()
}

/// The codes of all meters.
pub async fn meter_codes(tx: &mut OperatorTx) -> Result<Vec<String>, StoreError> {
    let codes = sqlx::query_scalar!("select code from meters order by code limit 1000");
    Ok(codes.fetch_all(tx.conn()).await?)
}

/// Stores a meter.
/// # Errors  `Refused` by `meters_code_key`.
pub async fn insert_meter(
    tx: &mut OperatorTx,
    meter: &Meter,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into meters (meter_id, code, name, aggregation, unique_property, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        Uuid::now_v7(),
        meter.code,
        meter.name,
        meter.aggregation.word(),
        meter.unique_property,
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

/// Stores events of the tenant that the transaction visits, and returns how many were new.
pub async fn insert(
    tx: &mut OperatorTx,
    tenant: TenantId,
    events: &[&UsageEvent],
    now: Timestamp,
) -> Result<u64, StoreError> {
    let sources: Vec<_> = events.iter().map(|event| event.source.clone()).collect();
    let ids: Vec<_> = events.iter().map(|event| event.id.clone()).collect();
    let meters: Vec<_> = events.iter().map(|event| event.meter.clone()).collect();
    let quantities: Vec<Decimal> = events.iter().map(|event| event.quantity).collect();
    let occurred: Vec<_> = events.iter().map(|event| event.occurred_at.to_sqlx()).collect();
    let properties: Vec<_> =
        events.iter().map(|event| Value::Object(event.properties.clone())).collect();
    let inserted = sqlx::query!(
        "insert into usage_events (tenant_id, source, event_id, meter, quantity, occurred_at, received_at, properties)
         select $1, e.source, e.event_id, e.meter, e.quantity, e.occurred_at, $2, e.properties
           from unnest($3::text[], $4::text[], $5::text[], $6::numeric[], $7::timestamptz[], $8::jsonb[])
                as e(source, event_id, meter, quantity, occurred_at, properties)
         on conflict do nothing",
        tenant.0,
        now.to_sqlx() as _,
        &sources,
        &ids,
        &meters,
        &quantities,
        &occurred as _,
        &properties
    )
    .execute(tx.conn())
    .await?;
    Ok(inserted.rows_affected())
}

/// What the meter counted in the period; zero when nothing happened.
pub async fn quantity(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
) -> Result<Decimal, StoreError> {
    let counted = match meter.aggregation {
        Aggregation::Sum | Aggregation::Count | Aggregation::Max => {
            total(tx, meter, period).await?
        }
        Aggregation::Last => last(tx, meter, period).await?,
        Aggregation::Unique => different(tx, meter, period).await?,
    };
    Ok(counted.unwrap_or_default())
}

async fn total(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
) -> Result<Option<Decimal>, StoreError> {
    let total = sqlx::query_scalar!(
        "select case $5 when 'sum' then sum(quantity) when 'max' then max(quantity) else count(*)::numeric end
           from usage_events
          where tenant_id = $1 and meter = $2 and occurred_at >= $3 and occurred_at < $4",
        tx.tenant().0,
        meter.code,
        period.start().to_sqlx() as _,
        period.end().to_sqlx() as _,
        meter.aggregation.word()
    );
    Ok(total.fetch_one(tx.conn()).await?)
}

async fn last(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
) -> Result<Option<Decimal>, StoreError> {
    let last = sqlx::query_scalar!(
        "select quantity
           from usage_events
          where tenant_id = $1 and meter = $2 and occurred_at >= $3 and occurred_at < $4
          order by occurred_at desc, received_at desc, event_id desc
          limit 1",
        tx.tenant().0,
        meter.code,
        period.start().to_sqlx() as _,
        period.end().to_sqlx() as _
    );
    Ok(last.fetch_optional(tx.conn()).await?)
}

async fn different(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
) -> Result<Option<Decimal>, StoreError> {
    let different = sqlx::query_scalar!(
        "select count(distinct properties -> $5)::numeric
           from usage_events
          where tenant_id = $1 and meter = $2 and occurred_at >= $3 and occurred_at < $4",
        tx.tenant().0,
        meter.code,
        period.start().to_sqlx() as _,
        period.end().to_sqlx() as _,
        meter.unique_property.as_deref().unwrap_or_default()
    );
    Ok(different.fetch_one(tx.conn()).await?)
}
