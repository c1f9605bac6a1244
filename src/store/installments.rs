//! Installment plans as they are stored. What they may be and what of them is paid decides
//! `domain::installment`; what is sealed, `flows::installments` opens.

use super::{StoreError, TenantTx};
use crate::domain::id::{InstallmentPlanId, InvoiceId};

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
