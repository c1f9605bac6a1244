//! Allocations one by one: which money stands on which invoice, and what was taken off again. Placing
//! money is `payments::allocate`.

use super::ledger::read_money;
use super::payments::Origin;
use super::{StoreError, TenantTx};
use crate::domain::id::{AllocationId, InvoiceId};
use crate::domain::money::Money;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// Money on an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocation {
    pub allocation_id: AllocationId,
    pub invoice_id: InvoiceId,
    pub origin: Origin,
    /// Negative when it takes money off again.
    pub amount: Money,
    /// What it takes off.
    pub reverses: Option<AllocationId>,
}

/// The allocation, or None when this tenant has none with this id.
pub async fn find(
    tx: &mut TenantTx,
    allocation: AllocationId,
) -> Result<Option<Allocation>, StoreError> {
    let row = sqlx::query!(
        "select invoice_id, payment_id, credit_note_id, currency, amount_minor, reverses_allocation_id
           from allocations
          where tenant_id = $1 and allocation_id = $2",
        tx.tenant().0,
        allocation.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(Allocation {
            allocation_id: allocation,
            invoice_id: row.invoice_id.into(),
            origin: Origin::of(row.payment_id, row.credit_note_id),
            amount: read_money(&row.currency, row.amount_minor)?,
            reverses: row.reverses_allocation_id.map(Into::into),
        })
    })
    .transpose()
}

/// The row that takes this allocation off again, if there is one.
pub async fn reversal_of(
    tx: &mut TenantTx,
    allocation: AllocationId,
) -> Result<Option<AllocationId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select allocation_id from allocations where tenant_id = $1 and reverses_allocation_id = $2",
        tx.tenant().0,
        allocation.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}

/// Stores that the allocation was taken off its invoice again; a payment has so much less placed. The
/// caller moves the invoice's own settlement in the same transaction.
/// # Errors  `Refused` by `allocations_reversed_once` and `allocations_reversal_is_the_opposite`.
pub async fn reverse(
    tx: &mut TenantTx,
    placed: &Allocation,
    reason: &str,
    now: Timestamp,
) -> Result<AllocationId, StoreError> {
    let id = AllocationId::new();
    sqlx::query!(
        "insert into allocations (tenant_id, allocation_id, invoice_id, payment_id, credit_note_id, currency,
                amount_minor, allocated_at, reverses_allocation_id, reason)
         select tenant_id, $3, invoice_id, payment_id, credit_note_id, currency, -amount_minor, $4, allocation_id, $5
           from allocations
          where tenant_id = $1 and allocation_id = $2",
        tx.tenant().0,
        placed.allocation_id.0,
        id.0,
        now.to_sqlx() as _,
        reason
    )
    .execute(tx.conn())
    .await?;
    if let Origin::Payment(payment) = placed.origin {
        sqlx::query!(
            "update payments
                set allocated_minor = allocated_minor - $3
              where tenant_id = $1 and payment_id = $2",
            tx.tenant().0,
            payment.0,
            placed.amount.amount_minor
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(id)
}
