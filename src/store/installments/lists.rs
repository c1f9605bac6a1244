//! Lists of plans: one customer's, and all customers' for staff.

use crate::domain::id::{InstallmentPlanId, InvoiceId, TenantId};
use crate::domain::installment::PlanStatus;
use crate::domain::money::Money;
use crate::store::ledger::read_money;
use crate::store::{StaffRead, StoreError, TenantTx, corrupt};
use jiff::Timestamp;
use jiff::civil::Date;

/// A plan in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanListRow {
    pub tenant_id: TenantId,
    pub customer: String,
    pub plan_id: InstallmentPlanId,
    pub invoice_id: InvoiceId,
    pub invoice_number: String,
    pub status: PlanStatus,
    pub created_at: Timestamp,
    /// What it is over: as agreed, or what is due on the invoice now.
    pub total: Money,
    /// What came since it was agreed.
    pub paid: Money,
    /// None until it is agreed.
    pub installments: Option<u32>,
    /// The day of the oldest installment that is not paid whole.
    pub next_due_on: Option<Date>,
}

struct Row {
    tenant_id: uuid::Uuid,
    customer: String,
    plan_id: uuid::Uuid,
    invoice_id: uuid::Uuid,
    invoice_number: String,
    status: String,
    created_at: jiff_sqlx::Timestamp,
    currency: String,
    total_minor: i64,
    paid_minor: i64,
    installment_count: Option<i32>,
    next_due_on: Option<jiff_sqlx::Date>,
}

impl Row {
    fn read(self) -> Result<PlanListRow, StoreError> {
        Ok(PlanListRow {
            tenant_id: self.tenant_id.into(),
            customer: self.customer,
            plan_id: self.plan_id.into(),
            invoice_id: self.invoice_id.into(),
            invoice_number: self.invoice_number,
            status: self.status.parse().map_err(|e| corrupt("installment_plans.status", e))?,
            created_at: self.created_at.to_jiff(),
            total: read_money(&self.currency, self.total_minor)?,
            paid: read_money(&self.currency, self.paid_minor)?,
            installments: self.installment_count.and_then(|count| u32::try_from(count).ok()),
            next_due_on: self.next_due_on.map(jiff_sqlx::Date::to_jiff),
        })
    }
}

/// This customer's plans, newest first, at most `limit`; those of one invoice when it is named.
pub async fn of_customer(
    tx: &mut TenantTx,
    invoice: Option<InvoiceId>,
    limit: i64,
) -> Result<Vec<PlanListRow>, StoreError> {
    let rows = sqlx::query_file_as!(
        Row,
        "src/store/sql/installment_plans.sql",
        Some(tx.tenant().0),
        invoice.map(|id| id.0),
        None::<String>,
        None::<uuid::Uuid>,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// All customers' plans, newest first, at most `limit`: those in one state when it is named, and those
/// older than `before`.
pub async fn of_all(
    tx: &mut StaffRead,
    status: Option<PlanStatus>,
    before: Option<InstallmentPlanId>,
    limit: i64,
) -> Result<Vec<PlanListRow>, StoreError> {
    let rows = sqlx::query_file_as!(
        Row,
        "src/store/sql/installment_plans.sql",
        None::<uuid::Uuid>,
        None::<uuid::Uuid>,
        status.map(|status| status.word().to_owned()),
        before.map(|id| id.0),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// How many plans are in each state.
pub async fn counts(tx: &mut StaffRead) -> Result<Vec<(PlanStatus, i64)>, StoreError> {
    let rows = sqlx::query!(
        r#"select status, count(*) as "count!" from installment_plans group by status order by status limit 100"#
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let status = row.status.parse().map_err(|e| corrupt("installment_plans.status", e))?;
            Ok((status, row.count))
        })
        .collect()
}
