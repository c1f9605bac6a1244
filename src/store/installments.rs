//! Installment plans as they are stored. What they may be and what of them is paid decides
//! `domain::installment`; what is sealed, `flows::installments` opens.

pub mod agreements;
pub mod attempts;
mod history;
pub mod lists;
pub mod rules;

pub use history::{PlanHistoryEvent, events, record_event};

use super::ledger::read_money;
use super::{StoreError, TenantTx, corrupt};
use crate::domain::id::{InstallmentPlanId, InvoiceId};
use crate::domain::installment::{Agreed, Installment, InstallmentPlan, PlanStatus, Schedule};
use crate::domain::money::Money;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

/// More than anybody agrees on.
const INSTALLMENTS_READ: i64 = 100;

/// The plan that rules this invoice, pending or active: nothing else collects it or calls it late.
pub async fn running_plan_of(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Option<InstallmentPlanId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select plan_id
           from installment_plans
          where tenant_id = $1 and invoice_id = $2 and status in ('pending', 'active')",
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}

/// The plan of this invoice that waits for somebody's yes.
pub async fn waiting_plan_of(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Option<InstallmentPlanId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select plan_id
           from installment_plans
          where tenant_id = $1 and invoice_id = $2 and status in ('requested', 'offered')",
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}

/// Whether a plan of this invoice was agreed to before and came to nothing, its down payment included:
/// staff decide about the next one.
pub async fn has_failed_before(tx: &mut TenantTx, invoice: InvoiceId) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from installment_plans
                           where tenant_id = $1 and invoice_id = $2
                             and (status = 'failed' or status = 'cancelled' and accepted_at is not null)) as "found!""#,
        tx.tenant().0,
        invoice.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// The plan that this form made, if it was sent before.
pub async fn find_by_idempotency_key(
    tx: &mut TenantTx,
    key: &str,
) -> Result<Option<InstallmentPlanId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select plan_id from installment_plans where tenant_id = $1 and idempotency_key = $2",
        tx.tenant().0,
        key
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}

struct PlanRow {
    plan_id: Uuid,
    invoice_id: Uuid,
    status: String,
    begun_by: String,
    replaces_plan_id: Option<Uuid>,
    rules: Value,
    created_at: jiff_sqlx::Timestamp,
    created_by: String,
    currency: Option<String>,
    total_minor: Option<i64>,
    down_payment_minor: Option<i64>,
    paid_before_minor: Option<i64>,
    credited_before_minor: Option<i64>,
    accepted_at: Option<jiff_sqlx::Timestamp>,
    down_payment_due_on: Option<jiff_sqlx::Date>,
    ended_at: Option<jiff_sqlx::Timestamp>,
}

/// The plan, or None when this tenant has none with this id.
pub async fn find(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
) -> Result<Option<InstallmentPlan>, StoreError> {
    let row = sqlx::query_as!(
        PlanRow,
        r#"select plan_id, invoice_id, status, begun_by, replaces_plan_id, rules, created_at as "created_at: _",
                  created_by, currency, total_minor, down_payment_minor, paid_before_minor, credited_before_minor,
                  accepted_at as "accepted_at: _", down_payment_due_on as "down_payment_due_on: _",
                  ended_at as "ended_at: _"
             from installment_plans
            where tenant_id = $1 and plan_id = $2"#,
        tx.tenant().0,
        plan.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let agreed = agreed(tx, &row).await?;
    let status: PlanStatus =
        row.status.parse().map_err(|e| corrupt("installment_plans.status", e))?;
    Ok(Some(InstallmentPlan {
        tenant_id: tx.tenant(),
        plan_id: row.plan_id.into(),
        invoice_id: row.invoice_id.into(),
        status,
        begun_by: row.begun_by.parse().map_err(|e| corrupt("installment_plans.begun_by", e))?,
        replaces: row.replaces_plan_id.map(Into::into),
        rules: serde_json::from_value(row.rules)
            .map_err(|e| corrupt("installment_plans.rules", e))?,
        created_at: row.created_at.to_jiff(),
        created_by: row.created_by,
        agreed,
        ended_at: row.ended_at.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

async fn agreed(tx: &mut TenantTx, row: &PlanRow) -> Result<Option<Agreed>, StoreError> {
    let (
        Some(currency),
        Some(total),
        Some(down),
        Some(paid),
        Some(credited),
        Some(at),
        Some(due_on),
    ) = (
        row.currency.as_deref(),
        row.total_minor,
        row.down_payment_minor,
        row.paid_before_minor,
        row.credited_before_minor,
        row.accepted_at,
        row.down_payment_due_on,
    )
    else {
        return Ok(None);
    };
    let parts = sqlx::query!(
        "select number, due_on, amount_minor
           from installments
          where tenant_id = $1 and plan_id = $2
          order by number
          limit $3",
        tx.tenant().0,
        row.plan_id,
        INSTALLMENTS_READ
    )
    .fetch_all(tx.conn())
    .await?;
    let installments = parts
        .into_iter()
        .map(|part| {
            Ok(Installment {
                number: u32::try_from(part.number)
                    .map_err(|e| corrupt("installments.number", e))?,
                due_on: part.due_on.to_jiff(),
                amount: read_money(currency, part.amount_minor)?,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    let schedule = Schedule { down_payment: read_money(currency, down)?, installments };
    Ok(Some(Agreed {
        schedule,
        total: read_money(currency, total)?,
        paid_before: read_money(currency, paid)?,
        credited_before: read_money(currency, credited)?,
        accepted_at: at.to_jiff(),
        down_payment_due_on: due_on.to_jiff(),
    }))
}

/// What is sealed of it: what was proposed.
pub async fn terms_sealed(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sealed = sqlx::query_scalar!(
        "select terms_sealed from installment_plans where tenant_id = $1 and plan_id = $2",
        tx.tenant().0,
        plan.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(sealed)
}

/// Puts other terms in the place of those that were asked for.
pub async fn replace_terms(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
    terms_sealed: &[u8],
) -> Result<(), StoreError> {
    sqlx::query!(
        "update installment_plans
            set terms_sealed = $3
          where tenant_id = $1 and plan_id = $2 and accepted_at is null",
        tx.tenant().0,
        plan.0,
        terms_sealed
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores a plan that waits: nothing of it is agreed yet.
/// # Errors  `Refused` by `installment_plans_one_waiting` and `installment_plans_form_once`.
pub async fn insert(
    tx: &mut TenantTx,
    plan: &InstallmentPlan,
    terms_sealed: &[u8],
    idempotency_key: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into installment_plans (tenant_id, plan_id, invoice_id, status, begun_by, replaces_plan_id, rules,
                terms_sealed, idempotency_key, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tx.tenant().0,
        plan.plan_id.0,
        plan.invoice_id.0,
        plan.status.word(),
        plan.begun_by.word(),
        plan.replaces.map(|id| id.0),
        Json(&plan.rules) as _,
        terms_sealed,
        idempotency_key,
        plan.created_at.to_sqlx() as _,
        plan.created_by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores what was agreed, and the plan's new state with it.
/// # Errors  `Refused` by `installment_plans_total_is_due`, and at the commit by
/// `installment_plans_total_is_the_sum`.
pub async fn save_agreed(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
    status: PlanStatus,
    agreed: &Agreed,
) -> Result<(), StoreError> {
    let count = i32::try_from(agreed.schedule.installments.len()).unwrap_or(i32::MAX);
    sqlx::query!(
        "update installment_plans
            set status = $3, currency = $4, total_minor = $5, down_payment_minor = $6, installment_count = $7,
                paid_before_minor = $8, credited_before_minor = $9, accepted_at = $10, down_payment_due_on = $11
          where tenant_id = $1 and plan_id = $2",
        tx.tenant().0,
        plan.0,
        status.word(),
        agreed.total.currency.code(),
        agreed.total.amount_minor,
        agreed.schedule.down_payment.amount_minor,
        count,
        agreed.paid_before.amount_minor,
        agreed.credited_before.amount_minor,
        agreed.accepted_at.to_sqlx() as _,
        agreed.down_payment_due_on.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    for part in &agreed.schedule.installments {
        insert_installment(tx, plan, part).await?;
    }
    Ok(())
}

async fn insert_installment(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
    part: &Installment,
) -> Result<(), StoreError> {
    let number = i32::try_from(part.number).unwrap_or(i32::MAX);
    let Money { amount_minor, .. } = part.amount;
    sqlx::query!(
        "insert into installments (tenant_id, plan_id, number, due_on, amount_minor)
         values ($1, $2, $3, $4, $5)",
        tx.tenant().0,
        plan.0,
        number,
        part.due_on.to_sqlx() as _,
        amount_minor
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores the plan's new state; a final one ends it `now`.
/// # Errors  `Refused` by `installment_plans_transition`.
pub async fn save_status(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
    status: PlanStatus,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ended_at = status.is_final().then(|| now.to_sqlx());
    sqlx::query!(
        "update installment_plans set status = $3, ended_at = $4 where tenant_id = $1 and plan_id = $2",
        tx.tenant().0,
        plan.0,
        status.word(),
        ended_at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
