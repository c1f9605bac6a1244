//! Coupons of a subscription, as they were when it took them.

use super::super::{Actor, StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::discount::Discount;
use crate::domain::id::{CouponId, SubscriptionId};
use crate::domain::money::Money;
use crate::domain::subscription::AppliedCoupon;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// A coupon to be attached.
#[derive(Clone, Debug)]
pub struct NewCoupon {
    pub coupon_id: CouponId,
    pub coupon: AppliedCoupon,
}

pub(super) async fn coupons(
    tx: &mut TenantTx,
    id: SubscriptionId,
    currency: &str,
) -> Result<Vec<AppliedCoupon>, StoreError> {
    let rows = sqlx::query!(
        "select code, percent_off, amount_off_minor, components, plan_codes, from_at, until_at
           from subscription_coupons
          where tenant_id = $1 and subscription_id = $2
          order by attached_at, coupon_id
          limit 100",
        tx.tenant().0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let currency: Currency =
        currency.parse().map_err(|_| corrupt("subscriptions.currency", currency))?;
    let read = rows.into_iter().map(|row| {
        let off = match (row.percent_off, row.amount_off_minor) {
            (Some(percent), None) => Discount::Percent(percent),
            (None, Some(minor)) => Discount::Fixed(Money::new(minor, currency)),
            _ => return Err(corrupt("subscription_coupons", &row.code)),
        };
        Ok(AppliedCoupon {
            code: row.code,
            off,
            components: row.components,
            plans: row.plan_codes,
            from: row.from_at.to_jiff(),
            until: row.until_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    });
    read.collect()
}

/// A coupon comes off other invoices than it did: those from `from` to before `until`.
pub async fn move_coupon(
    tx: &mut TenantTx,
    id: SubscriptionId,
    code: &str,
    from: Timestamp,
    until: Option<Timestamp>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscription_coupons
            set from_at = $4, until_at = $5
          where tenant_id = $1 and subscription_id = $2 and code = $3",
        tx.tenant().0,
        id.0,
        code,
        from.to_sqlx() as _,
        until.map(Timestamp::to_sqlx) as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Attaches a coupon; the same coupon again changes nothing.
pub async fn attach_coupon(
    tx: &mut TenantTx,
    id: SubscriptionId,
    new: &NewCoupon,
    actor: &Actor,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (percent, minor) = match new.coupon.off {
        Discount::Percent(percent) => (Some(percent), None),
        Discount::Fixed(amount) => (None, Some(amount.amount_minor)),
    };
    let attached = sqlx::query!(
        "insert into subscription_coupons (tenant_id, subscription_id, coupon_id, code, percent_off, amount_off_minor,
                components, plan_codes, from_at, until_at, attached_at, attached_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict do nothing",
        tx.tenant().0,
        id.0,
        new.coupon_id.0,
        new.coupon.code,
        percent,
        minor,
        new.coupon.components.as_deref(),
        new.coupon.plans.as_deref(),
        new.coupon.from.to_sqlx() as _,
        new.coupon.until.map(Timestamp::to_sqlx) as _,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(attached.rows_affected() == 1)
}
