//! What happened to a plan. Nothing of it is ever changed.

use crate::domain::id::InstallmentPlanId;
use crate::domain::installment::PlanEventKind;
use crate::store::{Actor, StoreError, TenantTx, corrupt};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use uuid::Uuid;

/// More than happens to any plan.
const EVENTS_READ: i64 = 500;

/// Something that happened to a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanHistoryEvent {
    pub kind: PlanEventKind,
    pub happened_at: Timestamp,
    pub actor: String,
    pub detail: Value,
}

/// Adds to the plan's history.
pub async fn record_event(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
    kind: PlanEventKind,
    actor: &Actor,
    detail: Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into installment_events (tenant_id, event_id, plan_id, kind, happened_at, actor, detail)
         values ($1, $2, $3, $4, $5, $6, $7)",
        tx.tenant().0,
        Uuid::now_v7(),
        plan.0,
        kind.word(),
        now.to_sqlx() as _,
        actor.to_string(),
        detail
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The plan's history, oldest first.
pub async fn events(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
) -> Result<Vec<PlanHistoryEvent>, StoreError> {
    let rows = sqlx::query!(
        "select kind, happened_at, actor, detail
           from installment_events
          where tenant_id = $1 and plan_id = $2
          order by happened_at, event_id
          limit $3",
        tx.tenant().0,
        plan.0,
        EVENTS_READ
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PlanHistoryEvent {
                kind: row.kind.parse().map_err(|e| corrupt("installment_events.kind", e))?,
                happened_at: row.happened_at.to_jiff(),
                actor: row.actor,
                detail: row.detail,
            })
        })
        .collect()
}
