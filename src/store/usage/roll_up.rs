//! Folding what batches added into one row per hour, and counting hours anew that a correction touched.
//!
//! The writers of one tenant take turns (`Db::worker_tenant`), so nobody folds beside anybody. A batch that commits
//! meanwhile is not seen yet and waits for the next turn.

use crate::domain::id::TenantId;
use crate::domain::usage::Meter;
use crate::store::{OperatorTx, StoreError, TenantTx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// Tenants with something to fold; at most 10,000.
pub async fn tenants_to_fold(tx: &mut OperatorTx) -> Result<Vec<TenantId>, StoreError> {
    let tenants = sqlx::query_scalar!(
        "select tenant_id from tenants t
          where exists (select from usage_deltas d where d.tenant_id = t.tenant_id)
          order by tenant_id
          limit 10000"
    );
    Ok(tenants.fetch_all(tx.conn()).await?.into_iter().map(TenantId::from).collect())
}

/// Hours that wait to be counted anew, as (meter, hour).
pub async fn hours_to_recount(
    tx: &mut TenantTx,
    limit: i64,
) -> Result<Vec<(String, Timestamp)>, StoreError> {
    let rows = sqlx::query!(
        "select distinct meter, hour_at
           from usage_deltas
          where tenant_id = $1 and is_recount
          order by meter, hour_at
          limit $2",
        tx.tenant().0,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.meter, r.hour_at.to_jiff())).collect())
}

/// Adds up to `limit` additions to their hours and forgets them; returns how many there were.
pub async fn fold(tx: &mut TenantTx, limit: i64) -> Result<u64, StoreError> {
    let folded = sqlx::query_scalar!(
        r#"with gone as (
             delete from usage_deltas
              where tenant_id = $1
                and (meter, hour_at, delta_id) in (
                  select meter, hour_at, delta_id
                    from usage_deltas
                   where tenant_id = $1 and not is_recount
                   order by meter, hour_at, delta_id
                   limit $2)
             returning meter, hour_at, group_value, member, quantity_sum, event_count, quantity_max, last_reading,
                       received_at
           ), folded as (
             insert into usage_rollups as r (tenant_id, meter, hour_at, group_value, member, quantity_sum, event_count,
                                             quantity_max, last_reading, changed_at)
             select $1, meter, hour_at, group_value, member, sum(quantity_sum), sum(event_count)::bigint,
                    max(quantity_max),
                    (array_agg(last_reading order by last_reading desc) filter (where last_reading is not null))[1],
                    max(received_at)
               from gone
              group by meter, hour_at, group_value, member
             on conflict (tenant_id, meter, hour_at, group_value, member) do update
                set quantity_sum = r.quantity_sum + excluded.quantity_sum,
                    event_count = r.event_count + excluded.event_count,
                    quantity_max = greatest(r.quantity_max, excluded.quantity_max),
                    last_reading = greatest(r.last_reading, excluded.last_reading),
                    changed_at = greatest(r.changed_at, excluded.changed_at)
           )
           select count(*) as "folded!" from gone"#,
        tx.tenant().0,
        limit
    );
    Ok(u64::try_from(folded.fetch_one(tx.conn()).await?).unwrap_or(0))
}

/// Counts one hour of a meter from its events, in place of what was rolled up and added to it so far.
///
/// An hour of which nothing is left keeps a row that says when it changed.
pub async fn recount_hour(
    tx: &mut TenantTx,
    meter: &Meter,
    hour_at: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.tenant().0;
    let changed = sqlx::query_scalar!(
        "delete from usage_rollups
          where tenant_id = $1 and meter = $2 and hour_at = $3
         returning changed_at",
        tenant,
        meter.code,
        hour_at.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    let changed_at = changed.into_iter().map(jiff_sqlx::Timestamp::to_jiff).max();
    sqlx::query_file!(
        "src/store/sql/recount_usage_hour.sql",
        tenant,
        meter.code,
        hour_at.to_sqlx() as _,
        meter.aggregation.word(),
        meter.group_by,
        meter.unique_property,
        changed_at.map(ToSqlx::to_sqlx) as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
