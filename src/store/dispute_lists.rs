//! Disputes of all tenants, for staff.

use super::ledger::read_money;
use super::{StaffRead, StoreError, corrupt};
use crate::domain::dispute::{DisputeReason, DisputeStatus};
use crate::domain::id::{DisputeId, InvoiceId, PaymentId, TenantId};
use crate::domain::money::Money;
use jiff::Timestamp;
use uuid::Uuid;

/// One row of the staff's list.
#[derive(Clone, Debug)]
pub struct DisputeListRow {
    pub dispute_id: DisputeId,
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub gateway: String,
    pub provider_ref: String,
    pub payment: PaymentId,
    /// The first invoice that the payment settles, with its number.
    pub invoice: Option<(InvoiceId, String)>,
    pub amount: Money,
    pub status: DisputeStatus,
    pub reason: DisputeReason,
    /// The gateway's own word for the reason.
    pub raw_reason: String,
    pub evidence_due_at: Option<Timestamp>,
    pub opened_at: Timestamp,
}

/// Disputes that are open, or those that have ended; in the order in which we heard of them, the newest
/// first, after `after`; at most `limit`.
pub async fn staff_page(
    tx: &mut StaffRead,
    is_open: bool,
    after: Option<DisputeId>,
    limit: i64,
) -> Result<Vec<DisputeListRow>, StoreError> {
    let after = after.map_or(Uuid::max(), |id| id.0);
    let rows = sqlx::query!(
        r#"select d.dispute_id, d.tenant_id, t.legal_name, d.gateway, d.provider_ref, d.payment_id, d.currency,
                  d.amount_minor, d.status, d.reason, d.raw_reason, d.evidence_due_at, d.opened_at,
                  i.invoice_id as "invoice_id?", i.number as "number?"
             from disputes d
             join tenants t on t.tenant_id = d.tenant_id
             left join lateral (
                    select invoices.invoice_id, invoices.number
                      from allocations a
                      join invoices on invoices.tenant_id = a.tenant_id and invoices.invoice_id = a.invoice_id
                     where a.tenant_id = d.tenant_id and a.payment_id = d.payment_id
                     order by a.allocated_at, a.allocation_id
                     limit 1) i on true
            where d.dispute_id < $1 and (d.closed_at is null) = $2
            order by d.dispute_id desc
            limit $3"#,
        after,
        is_open,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(DisputeListRow {
                dispute_id: r.dispute_id.into(),
                tenant_id: r.tenant_id.into(),
                tenant_name: r.legal_name,
                gateway: r.gateway,
                provider_ref: r.provider_ref,
                payment: r.payment_id.into(),
                invoice: r.invoice_id.map(|id| (id.into(), r.number.unwrap_or_default())),
                amount: read_money(&r.currency, r.amount_minor)?,
                status: r.status.parse().map_err(|e| corrupt("disputes.status", e))?,
                reason: r.reason.parse().map_err(|e| corrupt("disputes.reason", e))?,
                raw_reason: r.raw_reason,
                evidence_due_at: r.evidence_due_at.map(jiff_sqlx::Timestamp::to_jiff),
                opened_at: r.opened_at.to_jiff(),
            })
        })
        .collect()
}
