//! Which invoices a subscription made, and which time each line covers: once, which the database holds.

use super::super::{StoreError, TenantTx, corrupt};
use crate::domain::id::{InvoiceId, SubscriptionId};
use crate::domain::period::Period;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use uuid::Uuid;

/// Time that was billed already is refused by this.
pub const NEVER_TWICE: &str = "subscription_coverage_never_twice";

/// Why an invoice of a subscription was made; with the instant, its name for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillingReason {
    Cycle,
}

impl BillingReason {
    fn word(self) -> &'static str {
        match self {
            Self::Cycle => "cycle",
        }
    }
}

/// Names the invoice of a billing instant, for ever: voiding it does not free the name (trap T12).
pub async fn insert_invoice(
    tx: &mut TenantTx,
    id: SubscriptionId,
    reason: BillingReason,
    billed_at: Timestamp,
    invoice: InvoiceId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into subscription_invoices (tenant_id, subscription_id, billing_reason, billed_at, invoice_id)
         values ($1, $2, $3, $4, $5)",
        tx.tenant().0,
        id.0,
        reason.word(),
        billed_at.to_sqlx() as _,
        invoice.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A line of an invoice, the time it covers, and why it is what it is.
#[derive(Clone, Debug)]
pub struct CoveredLine {
    pub line_no: i32,
    pub component: String,
    pub covered: Period,
    pub explanation: Value,
}

/// Stores what the lines of an invoice cover.
/// # Errors  `Refused` by [`NEVER_TWICE`].
pub async fn insert_coverage(
    tx: &mut TenantTx,
    id: SubscriptionId,
    invoice: InvoiceId,
    lines: &[CoveredLine],
) -> Result<(), StoreError> {
    for line in lines {
        sqlx::query!(
            "insert into subscription_coverage (tenant_id, coverage_id, subscription_id, component, covered, invoice_id,
                    line_no)
             values ($1, $2, $3, $4, tstzrange($5, $6), $7, $8)",
            tx.tenant().0,
            Uuid::now_v7(),
            id.0,
            line.component,
            line.covered.start().to_sqlx() as _,
            line.covered.end().to_sqlx() as _,
            invoice.0,
            line.line_no
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!(
            "insert into invoice_line_explanations (tenant_id, invoice_id, line_no, explanation)
             values ($1, $2, $3, $4)",
            tx.tenant().0,
            invoice.0,
            line.line_no,
            line.explanation
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// A stretch of time of one component, and the invoice that charged it.
#[derive(Clone, Debug, PartialEq)]
pub struct Covered {
    pub component: String,
    pub period: Period,
    pub invoice_id: InvoiceId,
}

/// What was charged of the subscription, by component and time; at most 10,000 stretches.
pub async fn coverage(tx: &mut TenantTx, id: SubscriptionId) -> Result<Vec<Covered>, StoreError> {
    let rows = sqlx::query!(
        r#"select component, lower(covered) as "start!: jiff_sqlx::Timestamp",
                  upper(covered) as "end!: jiff_sqlx::Timestamp", invoice_id
             from subscription_coverage
            where tenant_id = $1 and subscription_id = $2 and not is_void
            order by component, covered
            limit 10000"#,
        tx.tenant().0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let period = Period::new(r.start.to_jiff(), r.end.to_jiff());
            let period = period.map_err(|e| corrupt("subscription_coverage.covered", e))?;
            Ok(Covered { component: r.component, period, invoice_id: r.invoice_id.into() })
        })
        .collect()
}
