//! Each time an installment was asked for. Nothing of it is ever changed.

use crate::domain::id::{ChargeId, InstallmentPlanId, TenantId};
use crate::domain::installment::{AttemptedCharge, InstallmentAttempt, NotCharged};
use crate::store::{Db, StoreError, TenantTx, corrupt};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// Every attempt of this plan, by installment and in their order.
pub async fn of_plan(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
) -> Result<Vec<InstallmentAttempt>, StoreError> {
    let rows = sqlx::query!(
        r#"select a.number, a.attempt, a.attempted_at, c.payment_method_id, c.state as "state?", c.failure_code
             from installment_attempts a
             left join charges c on c.tenant_id = a.tenant_id and c.charge_id = a.charge_id
            where a.tenant_id = $1 and a.plan_id = $2
            order by a.number, a.attempt
            limit 1000"#,
        tx.tenant().0,
        plan.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let number = u32::try_from(row.number);
            let charge = match row.state {
                None => None,
                Some(state) => Some(AttemptedCharge {
                    method: row.payment_method_id.map(Into::into),
                    state: state.parse().map_err(|e| corrupt("charges.state", e))?,
                    failure_code: row.failure_code,
                }),
            };
            Ok(InstallmentAttempt {
                number: number.map_err(|e| corrupt("installment_attempts.number", e))?,
                attempt: row.attempt,
                attempted_at: row.attempted_at.to_jiff(),
                charge,
            })
        })
        .collect()
}

/// Remembers that an installment was asked for: with this charge, or why with none.
/// # Errors  `Refused` by the primary key when somebody has made this attempt.
pub async fn insert(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
    (number, attempt): (u32, i32),
    made: Result<ChargeId, NotCharged>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into installment_attempts (tenant_id, plan_id, number, attempt, charge_id, reason, attempted_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        tx.tenant().0,
        plan.0,
        i32::try_from(number).unwrap_or(i32::MAX),
        attempt,
        made.ok().map(|charge| charge.0),
        made.err().map_or("", NotCharged::word),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The installment that this charge asked for, if it is an attempt.
pub async fn of_charge(
    tx: &mut TenantTx,
    charge: ChargeId,
) -> Result<Option<(InstallmentPlanId, u32)>, StoreError> {
    let row = sqlx::query!(
        "select plan_id, number from installment_attempts where tenant_id = $1 and charge_id = $2",
        tx.tenant().0,
        charge.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        let number = u32::try_from(row.number);
        Ok((row.plan_id.into(), number.map_err(|e| corrupt("installment_attempts.number", e))?))
    })
    .transpose()
}

/// Tenants with a plan that runs, after `after` in the order of their ids; at most `limit`.
pub async fn tenants(db: &Db, after: TenantId, limit: i64) -> Result<Vec<TenantId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select distinct tenant_id
           from installment_plans
          where status in ('pending', 'active') and tenant_id > $1
          order by tenant_id
          limit $2",
        after.0,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// This tenant's plans that run, at most 1000.
pub async fn running(tx: &mut TenantTx) -> Result<Vec<InstallmentPlanId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select plan_id
           from installment_plans
          where tenant_id = $1 and status in ('pending', 'active')
          order by plan_id
          limit 1000",
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}
