//! What the operator offers: for everybody, for a seller's invoices, for one customer.

use crate::domain::id::SellerId;
use crate::domain::installment::PlanRules;
use crate::store::{Actor, OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

fn read(rules: Option<Value>) -> Result<Option<PlanRules>, StoreError> {
    rules
        .map(|rules| serde_json::from_value(rules).map_err(|e| corrupt("installment rules", e)))
        .transpose()
}

/// The rules for this customer's invoices of this seller: the customer's own, or the seller's, or
/// everybody's; the product's defaults where nobody set any.
pub async fn in_force(tx: &mut TenantTx, seller: SellerId) -> Result<PlanRules, StoreError> {
    if let Some(own) = of_customer(tx).await? {
        return Ok(own);
    }
    let rules = sqlx::query_scalar!(
        "select rules
           from installment_policies
          where seller_id in ($1, $2)
          order by (seller_id = $1) desc
          limit 1",
        seller.0,
        Uuid::nil()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(read(rules)?.unwrap_or_default())
}

/// What was agreed otherwise with this customer.
pub async fn of_customer(tx: &mut TenantTx) -> Result<Option<PlanRules>, StoreError> {
    let rules = sqlx::query_scalar!(
        "select rules from installment_overrides where tenant_id = $1",
        tx.tenant().0
    )
    .fetch_optional(tx.conn())
    .await?;
    read(rules)
}

/// Agrees on rules of their own with this customer; None: as everybody.
pub async fn save_of_customer(
    tx: &mut TenantTx,
    rules: Option<&PlanRules>,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(rules) = rules else {
        sqlx::query!("delete from installment_overrides where tenant_id = $1", tx.tenant().0)
            .execute(tx.conn())
            .await?;
        return Ok(());
    };
    sqlx::query!(
        "insert into installment_overrides (tenant_id, rules, set_at, set_by)
         values ($1, $2, $3, $4)
         on conflict (tenant_id) do update
            set rules = excluded.rules, set_at = excluded.set_at, set_by = excluded.set_by",
        tx.tenant().0,
        Json(rules) as _,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The rules of a seller; None asks for everybody's.
pub async fn of_seller(
    tx: &mut StaffRead,
    seller: Option<SellerId>,
) -> Result<Option<PlanRules>, StoreError> {
    let rules = sqlx::query_scalar!(
        "select rules from installment_policies where seller_id = $1",
        seller.map_or(Uuid::nil(), |seller| seller.0)
    )
    .fetch_optional(tx.conn())
    .await?;
    read(rules)
}

/// Saves the rules of a seller, or everybody's; None: a seller has none of its own any more.
pub async fn save_of_seller(
    tx: &mut OperatorTx,
    seller: Option<SellerId>,
    rules: Option<&PlanRules>,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    let seller = seller.map_or(Uuid::nil(), |seller| seller.0);
    let Some(rules) = rules else {
        sqlx::query!("delete from installment_policies where seller_id = $1", seller)
            .execute(tx.conn())
            .await?;
        return Ok(());
    };
    sqlx::query!(
        "insert into installment_policies (seller_id, rules, set_at, set_by)
         values ($1, $2, $3, $4)
         on conflict (seller_id) do update
            set rules = excluded.rules, set_at = excluded.set_at, set_by = excluded.set_by",
        seller,
        Json(rules) as _,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
