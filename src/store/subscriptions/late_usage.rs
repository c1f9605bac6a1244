//! What was billed by meters, as it was last counted, and the adjustments of it.

use super::super::{Db, StoreError, TenantTx, corrupt};
use crate::domain::id::{
    CoverageId, CreditNoteId, InvoiceId, PlanVersionId, SubscriptionId, TenantId,
};
use crate::domain::period::Period;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use uuid::Uuid;

/// Time that was charged by what a meter counted.
#[derive(Clone, Debug, PartialEq)]
pub struct MeteredCoverage {
    pub coverage_id: CoverageId,
    pub component: String,
    pub period: Period,
    pub invoice_id: InvoiceId,
    pub line_no: i32,
    pub version_id: PlanVersionId,
    /// As it was last counted: when billed, or when last adjusted.
    pub quantity: Decimal,
    pub counted_at: Timestamp,
}

/// What a subscription was charged by meters for time that ends after `since`; at most 1,000 stretches.
pub async fn billed_by_meter(
    tx: &mut TenantTx,
    id: SubscriptionId,
    since: Timestamp,
) -> Result<Vec<MeteredCoverage>, StoreError> {
    let rows = sqlx::query!(
        r#"select c.coverage_id, c.component, lower(c.covered) as "start!: jiff_sqlx::Timestamp",
                  upper(c.covered) as "end!: jiff_sqlx::Timestamp", c.invoice_id, c.line_no,
                  c.version_id as "version_id!", coalesce(a.quantity_after, c.quantity) as "quantity!",
                  coalesce(a.counted_at, c.counted_at) as "counted_at!: jiff_sqlx::Timestamp"
             from subscription_coverage c
             left join lateral (
                  select quantity_after, counted_at
                    from usage_adjustments a
                   where a.tenant_id = c.tenant_id and a.coverage_id = c.coverage_id
                     -- what was charged by a voided invoice is owed again, unless another took its place
                     and not exists (
                         select from invoices i
                          where i.tenant_id = a.tenant_id and i.invoice_id = a.invoice_id and i.status = 'void'
                            and not exists (select from invoices r
                                             where r.tenant_id = i.tenant_id
                                               and r.replaces_invoice_id = i.invoice_id))
                   order by a.counted_at desc
                   limit 1) a on true
            where c.tenant_id = $1 and c.subscription_id = $2 and not c.is_void
              and c.counted_at is not null and c.version_id is not null and c.quantity is not null
              and upper(c.covered) > $3
            order by c.covered, c.component
            limit 1000"#,
        tx.tenant().0,
        id.0,
        since.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let period = Period::new(r.start.to_jiff(), r.end.to_jiff());
            Ok(MeteredCoverage {
                coverage_id: r.coverage_id.into(),
                component: r.component,
                period: period.map_err(|e| corrupt("subscription_coverage.covered", e))?,
                invoice_id: r.invoice_id.into(),
                line_no: r.line_no,
                version_id: r.version_id.into(),
                quantity: r.quantity,
                counted_at: r.counted_at.to_jiff(),
            })
        })
        .collect()
}

/// An adjustment and the document that settles it, if one does.
#[derive(Clone, Debug)]
pub struct NewAdjustment {
    pub coverage_id: CoverageId,
    pub subscription_id: SubscriptionId,
    pub quantity_before: Decimal,
    pub quantity_after: Decimal,
    /// What was charged, or given back if negative; net.
    pub amount_minor: i64,
    /// What it costs more; differs where a minimum was paid.
    pub difference_minor: i64,
    pub counted_at: Timestamp,
    pub line: Option<(InvoiceId, i32)>,
    pub credit_note_id: Option<CreditNoteId>,
}

/// Stores adjustments.
/// # Errors  `Refused` by `usage_adjustments_once`.
pub async fn insert_adjustments(
    tx: &mut TenantTx,
    adjustments: &[NewAdjustment],
    now: Timestamp,
) -> Result<(), StoreError> {
    for new in adjustments {
        sqlx::query!(
            "insert into usage_adjustments (tenant_id, adjustment_id, coverage_id, subscription_id, quantity_before,
                    quantity_after, amount_minor, difference_minor, counted_at, invoice_id, line_no, credit_note_id,
                    made_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            tx.tenant().0,
            Uuid::now_v7(),
            new.coverage_id.0,
            new.subscription_id.0,
            new.quantity_before,
            new.quantity_after,
            new.amount_minor,
            new.difference_minor,
            new.counted_at.to_sqlx() as _,
            new.line.map(|line| line.0.0),
            new.line.map(|line| line.1),
            new.credit_note_id.map(|id| id.0),
            now.to_sqlx() as _
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Subscriptions of all tenants that were ever billed and still can be sent usage for, in the order of
/// their ids, those after `after`.
pub async fn metered(
    db: &Db,
    after: Option<(TenantId, SubscriptionId)>,
    billed_since: Timestamp,
    limit: i64,
) -> Result<Vec<(TenantId, SubscriptionId)>, StoreError> {
    let (tenant, id) = after.map_or((Uuid::nil(), Uuid::nil()), |(tenant, id)| (tenant.0, id.0));
    let rows = sqlx::query!(
        "select tenant_id, subscription_id
           from subscriptions
          where (tenant_id, subscription_id) > ($1, $2) and billed_at > $3
          order by tenant_id, subscription_id
          limit $4",
        tenant,
        id,
        billed_since.to_sqlx() as _,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|r| (r.tenant_id.into(), r.subscription_id.into())).collect())
}

/// What a line charged before its discount, in minor units, and the line and amount of its discount; None
/// for lines from before this was kept.
pub async fn charged_by(
    tx: &mut TenantTx,
    id: CoverageId,
) -> Result<Option<(i64, Option<(i32, i64)>)>, StoreError> {
    let row = sqlx::query!(
        "select amount_minor, discount_line_no, discount_minor
           from subscription_coverage
          where tenant_id = $1 and coverage_id = $2",
        tx.tenant().0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| {
        let discount = row.discount_line_no.map(|no| (no, row.discount_minor));
        row.amount_minor.map(|amount| (amount, discount))
    }))
}

/// The lines that charged more of a billed period later, the newest first.
pub async fn late_lines_of(
    tx: &mut TenantTx,
    id: CoverageId,
) -> Result<Vec<(InvoiceId, i32)>, StoreError> {
    let rows = sqlx::query!(
        r#"select invoice_id as "invoice_id!", line_no as "line_no!"
             from usage_adjustments
            where tenant_id = $1 and coverage_id = $2 and invoice_id is not null and line_no is not null
            order by counted_at desc
            limit 1000"#,
        tx.tenant().0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.invoice_id.into(), row.line_no)).collect())
}
