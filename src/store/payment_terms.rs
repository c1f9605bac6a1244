//! How long a customer has to pay, where it was agreed with them.

use super::{Actor, StoreError, TenantTx};
use crate::domain::payment_terms::PaymentTerms;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// The terms of this customer; None: as the seller says.
pub async fn find(tx: &mut TenantTx) -> Result<Option<PaymentTerms>, StoreError> {
    let days = sqlx::query_scalar!(
        "select net_days from payment_terms where tenant_id = $1",
        tx.tenant().0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(days.map(|days| match u32::try_from(days) {
        Ok(days) if days > 0 => PaymentTerms::Net { days },
        _ => PaymentTerms::DueOnReceipt,
    }))
}

/// Agrees on due on receipt (0) or so many days net.
/// # Errors  `Refused` by `payment_terms_days_in_range`.
pub async fn save(
    tx: &mut TenantTx,
    net_days: i16,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into payment_terms (tenant_id, net_days, set_at, set_by)
         values ($1, $2, $3, $4)
         on conflict (tenant_id) do update
            set net_days = excluded.net_days, set_at = excluded.set_at, set_by = excluded.set_by",
        tx.tenant().0,
        net_days,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// As the seller says again.
pub async fn remove(tx: &mut TenantTx) -> Result<(), StoreError> {
    sqlx::query!("delete from payment_terms where tenant_id = $1", tx.tenant().0)
        .execute(tx.conn())
        .await?;
    Ok(())
}
