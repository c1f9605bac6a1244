//! What receipts and the pages of payments are made of: one payment and the invoices it paid.

use super::ledger::read_money;
use super::{StoreError, TenantTx, corrupt, credit_grants};
use crate::domain::credit_grant::GrantKind;
use crate::domain::id::{PaymentId, SellerId};
use crate::domain::money::Money;
use crate::domain::payment::Payment;
use crate::domain::receipt::{PaidInvoice, SettledNow};

/// More than one payment of anybody settles; the file would have hundreds of pages.
const INVOICES_MAX: i64 = 5000;

/// The payment, or None.
pub async fn payment(tx: &mut TenantTx, id: PaymentId) -> Result<Option<Payment>, StoreError> {
    let row = sqlx::query!(
        "select method, reference, currency, amount_minor, allocated_minor, received_on, recorded_at, recorded_by
           from payments
          where tenant_id = $1 and payment_id = $2",
        tx.tenant().0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let amount = read_money(&row.currency, row.amount_minor)?;
    Ok(Some(Payment {
        tenant_id: tx.tenant(),
        payment_id: id,
        method: row.method.parse().map_err(|_| corrupt("payments.method", &row.method))?,
        reference: row.reference,
        currency: amount.currency,
        amount,
        allocated: Money { amount_minor: row.allocated_minor, currency: amount.currency },
        received_on: row.received_on.to_jiff(),
        recorded_at: row.recorded_at.to_jiff(),
        recorded_by: row.recorded_by,
    }))
}

/// Whether the payment bought credit ahead; such a payment was for no invoice.
pub async fn bought_credit(tx: &mut TenantTx, payment: PaymentId) -> Result<bool, StoreError> {
    let grant = credit_grants::find_by_source(tx, GrantKind::Prepaid, payment.0).await?;
    Ok(grant.is_some())
}

/// What the payment was placed on when it was recorded, in the order in which it was placed. Later
/// corrections of it do not count: this is what its receipt says.
pub async fn paid_when_recorded(
    tx: &mut TenantTx,
    payment: PaymentId,
) -> Result<Vec<PaidInvoice>, StoreError> {
    let rows = sqlx::query!(
        r#"select a.invoice_id, coalesce(i.number, '') as "number!", i.issued_on, a.currency, i.total_minor,
                  a.amount_minor,
                  (select sum(earlier.amount_minor)::bigint
                     from allocations earlier
                    where earlier.tenant_id = a.tenant_id and earlier.invoice_id = a.invoice_id
                      and (earlier.allocated_at, earlier.allocation_id) <= (a.allocated_at, a.allocation_id)
                  ) as "placed_minor!"
             from allocations a
             join payments p on p.tenant_id = a.tenant_id and p.payment_id = a.payment_id
             join invoices i on i.tenant_id = a.tenant_id and i.invoice_id = a.invoice_id
            where a.tenant_id = $1 and a.payment_id = $2 and a.amount_minor > 0
              and a.allocated_at = p.recorded_at
            order by a.allocated_at, a.allocation_id
            limit $3"#,
        tx.tenant().0,
        payment.0,
        INVOICES_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(PaidInvoice {
                invoice_id: r.invoice_id.into(),
                number: r.number,
                issued_on: r.issued_on.to_jiff(),
                total: read_money(&r.currency, r.total_minor)?,
                paid: read_money(&r.currency, r.amount_minor)?,
                left_open: read_money(&r.currency, r.total_minor - r.placed_minor)?,
            })
        })
        .collect()
}

/// The invoices that the payment settles by now, in the order in which it was placed.
pub async fn settled_now(
    tx: &mut TenantTx,
    payment: PaymentId,
) -> Result<Vec<SettledNow>, StoreError> {
    let rows = sqlx::query!(
        r#"select i.invoice_id, coalesce(i.number, '') as "number!", i.issued_on, i.currency, i.total_minor,
                  i.due_minor, sum(a.amount_minor)::bigint as "settled_minor!"
             from allocations a
             join invoices i on i.tenant_id = a.tenant_id and i.invoice_id = a.invoice_id
            where a.tenant_id = $1 and a.payment_id = $2
            group by i.tenant_id, i.invoice_id
           having sum(a.amount_minor) <> 0
            order by min(a.allocated_at), min(a.allocation_id::text)
            limit $3"#,
        tx.tenant().0,
        payment.0,
        INVOICES_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(SettledNow {
                invoice_id: r.invoice_id.into(),
                number: r.number,
                issued_on: r.issued_on.to_jiff(),
                total: read_money(&r.currency, r.total_minor)?,
                settled: read_money(&r.currency, r.settled_minor)?,
                due: read_money(&r.currency, r.due_minor)?,
            })
        })
        .collect()
}

/// The deployment's first seller: the oldest that is not archived, or the oldest of all.
pub async fn first_seller(tx: &mut TenantTx) -> Result<Option<SellerId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select seller_id
           from seller_entities
          order by archived_at is not null, created_at, seller_id
          limit 1"
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(SellerId))
}
