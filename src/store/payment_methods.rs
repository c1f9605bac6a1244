//! Saved payment methods, and who the tenant is at each gateway.

use super::{Db, StoreError, TenantTx, corrupt};
use crate::domain::id::{PaymentMethodId, TenantId};
use crate::domain::payment_method::{SavedMethod, SavedMethodKind};
use crate::store::Actor;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// The methods a customer can have at once; no list is longer.
pub const METHODS_MAX: i64 = 50;

/// The gateway's name for this tenant and the address it was given; None before the first payment.
pub async fn gateway_customer(
    tx: &mut TenantTx,
    gateway: &str,
) -> Result<Option<(String, String)>, StoreError> {
    let row = sqlx::query!(
        "select provider_ref, email from gateway_customers where tenant_id = $1 and gateway = $2",
        tx.tenant().0,
        gateway
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|r| (r.provider_ref, r.email)))
}

/// Remembers who the tenant is there, unless somebody was quicker; read it again afterwards.
pub async fn insert_gateway_customer(
    tx: &mut TenantTx,
    gateway: &str,
    provider_ref: &str,
    email: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into gateway_customers (tenant_id, gateway, provider_ref, email, created_at)
         values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        tx.tenant().0,
        gateway,
        provider_ref,
        email,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A method as the gateway describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMethod {
    pub gateway: String,
    pub provider_ref: String,
    pub kind: SavedMethodKind,
    pub brand: Option<String>,
    pub last4: Option<String>,
    pub expires_on: Option<Date>,
    pub fingerprint: Option<String>,
}

/// Stores a method, unless it is stored already; the first one becomes the default.
///
/// The same card or account added again takes the place of the older entry: its name and whether it is the
/// default. Returns the gateway's name of each entry that was replaced.
pub async fn insert(
    tx: &mut TenantTx,
    method: &NewMethod,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<String>, StoreError> {
    let is_known = sqlx::query_scalar!(
        r#"select exists (select from payment_methods
                           where tenant_id = $1 and gateway = $2 and provider_ref = $3) as "known!""#,
        tx.tenant().0,
        method.gateway,
        method.provider_ref
    )
    .fetch_one(tx.conn())
    .await?;
    if is_known {
        return Ok(Vec::new());
    }
    let (replaced, nicknames) = replace(tx, method, now).await?;
    sqlx::query!(
        "insert into payment_methods (tenant_id, payment_method_id, gateway, provider_ref, kind, brand, last4,
                expires_on, fingerprint, nickname, is_default, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
                 not exists (select from payment_methods where tenant_id = $1 and is_default), $11, $12)",
        tx.tenant().0,
        PaymentMethodId::new().0,
        method.gateway,
        method.provider_ref,
        method.kind.word(),
        method.brand,
        method.last4,
        method.expires_on.map(Date::to_sqlx) as _,
        method.fingerprint,
        nicknames.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(replaced)
}

/// Takes the older entries of the same card or account away; returns their names at the gateway, and the
/// customer's names for them.
async fn replace(
    tx: &mut TenantTx,
    method: &NewMethod,
    now: Timestamp,
) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let rows = sqlx::query!(
        "update payment_methods
            set removed_at = $5, is_default = false
          where tenant_id = $1 and gateway = $2 and kind = $3 and fingerprint = $4 and removed_at is null
         returning provider_ref, nickname",
        tx.tenant().0,
        method.gateway,
        method.kind.word(),
        method.fingerprint,
        now.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.provider_ref, row.nickname)).unzip())
}

/// Takes over what the gateway says of a method now; False when there is no such method.
pub async fn update(tx: &mut TenantTx, method: &NewMethod) -> Result<bool, StoreError> {
    let updated = sqlx::query!(
        "update payment_methods
            set brand = $4, last4 = $5, expires_on = $6, fingerprint = $7
          where tenant_id = $1 and gateway = $2 and provider_ref = $3 and removed_at is null",
        tx.tenant().0,
        method.gateway,
        method.provider_ref,
        method.brand,
        method.last4,
        method.expires_on.map(Date::to_sqlx) as _,
        method.fingerprint
    )
    .execute(tx.conn())
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Whose method the gateway means by this name; at most a few, for the id is the gateway's own.
pub async fn tenants_of(
    db: &Db,
    gateway: &str,
    provider_ref: &str,
) -> Result<Vec<TenantId>, StoreError> {
    let rows = sqlx::query_scalar!(
        "select tenant_id
           from payment_methods
          where gateway = $1 and provider_ref = $2 and removed_at is null
          limit 10",
        gateway,
        provider_ref
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Tenants with a method whose last day is from `from` to `to`, both included; at most 10,000.
pub async fn tenants_with_expiring(
    db: &Db,
    from: Date,
    to: Date,
) -> Result<Vec<TenantId>, StoreError> {
    let rows = sqlx::query_scalar!(
        "select distinct tenant_id
           from payment_methods
          where removed_at is null and expires_on between $1 and $2
          order by tenant_id
          limit 10000",
        from.to_sqlx() as _,
        to.to_sqlx() as _
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The methods that were not removed: the default first, then the newest.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<SavedMethod>, StoreError> {
    let rows = sqlx::query!(
        "select payment_method_id, gateway, provider_ref, kind, brand, last4, expires_on, nickname, is_default
           from payment_methods
          where tenant_id = $1 and removed_at is null
          order by is_default desc, added_at desc, payment_method_id desc
          limit $2",
        tx.tenant().0,
        METHODS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(SavedMethod {
                payment_method_id: r.payment_method_id.into(),
                gateway: r.gateway,
                provider_ref: r.provider_ref,
                kind: r.kind.parse().map_err(|e| corrupt("payment_methods.kind", e))?,
                brand: r.brand,
                last4: r.last4,
                expires_on: r.expires_on.map(jiff_sqlx::Date::to_jiff),
                nickname: r.nickname,
                is_default: r.is_default,
            })
        })
        .collect()
}

/// The method, unless it was removed or is another tenant's.
pub async fn find(
    tx: &mut TenantTx,
    method: PaymentMethodId,
) -> Result<Option<SavedMethod>, StoreError> {
    Ok(list(tx).await?.into_iter().find(|m| m.payment_method_id == method))
}

/// Makes this method the default in place of the one before. False when there is no such method.
pub async fn set_default(tx: &mut TenantTx, method: PaymentMethodId) -> Result<bool, StoreError> {
    if find(tx, method).await?.is_none() {
        return Ok(false);
    }
    sqlx::query!(
        "update payment_methods
            set is_default = false
          where tenant_id = $1 and is_default and payment_method_id <> $2",
        tx.tenant().0,
        method.0
    )
    .execute(tx.conn())
    .await?;
    let made = sqlx::query!(
        "update payment_methods
            set is_default = true
          where tenant_id = $1 and payment_method_id = $2",
        tx.tenant().0,
        method.0
    )
    .execute(tx.conn())
    .await?;
    Ok(made.rows_affected() == 1)
}

/// Gives the method a name of the customer's own; empty takes it away. False when there is no such method.
pub async fn set_nickname(
    tx: &mut TenantTx,
    method: PaymentMethodId,
    nickname: &str,
) -> Result<bool, StoreError> {
    let named = sqlx::query!(
        "update payment_methods
            set nickname = $3
          where tenant_id = $1 and payment_method_id = $2 and removed_at is null",
        tx.tenant().0,
        method.0,
        nickname
    )
    .execute(tx.conn())
    .await?;
    Ok(named.rows_affected() == 1)
}

/// Marks the method as removed; the newest of the others becomes the default if this one was.
pub async fn remove(
    tx: &mut TenantTx,
    method: PaymentMethodId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update payment_methods
            set removed_at = $3, is_default = false
          where tenant_id = $1 and payment_method_id = $2 and removed_at is null",
        tx.tenant().0,
        method.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    let left = list(tx).await?;
    match left.first() {
        Some(newest) if !newest.is_default => {
            set_default(tx, newest.payment_method_id).await.map(drop)
        }
        _ => Ok(()),
    }
}
