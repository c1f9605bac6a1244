//! Giving a running subscription a coupon, and taking one back with the end of the period (row E8).

use crate::domain::coupon::{CouponDefinition, NotRedeemable, normalized_code};
use crate::domain::id::{SubscriptionChangeId, SubscriptionId};
use crate::domain::period::PeriodError;
use crate::domain::subscription::AppliedCoupon;
use crate::flows::coupons::redeem_coupon::{RedeemCouponError, redeem_coupon};
use crate::store::subscriptions::{self, ChangeKind, NewChange, NewCoupon, Subscription};
use crate::store::{Actor, StoreError, TenantTx};
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Debug, thiserror::Error)]
pub enum AttachCouponError {
    #[error("no such subscription")]
    NotFound,
    #[error("the subscription has ended")]
    HasEnded,
    #[error("the subscription has this coupon already")]
    AlreadyThere,
    #[error("there is no such coupon")]
    NoSuchCoupon,
    #[error(transparent)]
    NotRedeemable(#[from] NotRedeemable),
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RedeemCouponError> for AttachCouponError {
    fn from(error: RedeemCouponError) -> Self {
        match error {
            RedeemCouponError::NoSuchCoupon => Self::NoSuchCoupon,
            RedeemCouponError::NotRedeemable(why) => Self::NotRedeemable(why),
            RedeemCouponError::Store(error) => Self::Store(error),
        }
    }
}

/// Redeems the coupon with this code, as typed, from the next invoice on, for as many as it is for.
pub async fn attach(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    id: SubscriptionId,
    typed_code: &str,
) -> Result<(), AttachCouponError> {
    let subscription = subscriptions::lock(tx, id).await?.ok_or(AttachCouponError::NotFound)?;
    let from = subscription.next_billing_at.ok_or(AttachCouponError::HasEnded)?;
    let code = normalized_code(typed_code);
    if subscription.coupons.iter().any(|coupon| coupon.code == code) {
        return Err(AttachCouponError::AlreadyThere);
    }
    let plan = &subscription.billed.phase_at(from).terms.version.code;
    let defined = redeem_coupon(tx, &code, plan, subscription.currency, today).await?;
    let coupon = applied(&subscription, &defined, from)?;
    let new = NewCoupon { coupon_id: defined.coupon_id, coupon };
    subscriptions::attach_coupon(tx, id, &new, actor, now).await?;
    let change = NewChange {
        change_id: SubscriptionChangeId::new(),
        subscription_id: id,
        kind: ChangeKind::CouponAdded,
        effective_at: from,
        quote_id: None,
        invoice_id: None,
        credit_note_ids: Vec::new(),
        pay_until: None,
        detail: serde_json::json!({ "code": code }),
        reason: String::new(),
    };
    subscriptions::insert_change(tx, &change, actor, now).await?;
    Ok(())
}

/// The coupon's terms for this subscription: a coupon for three periods comes off the invoices of three
/// boundaries, the first of them `from`.
fn applied(
    subscription: &Subscription,
    defined: &CouponDefinition,
    from: Timestamp,
) -> Result<AppliedCoupon, AttachCouponError> {
    let (terms, cycle) = (&defined.terms, &subscription.billed.cycle);
    let currency = subscription.currency;
    let off = terms.discount(currency).ok_or(NotRedeemable::OtherCurrency { currency })?;
    let until = match terms.duration.periods() {
        Some(periods) => Some(cycle.boundary(cycle.index_at(from)? + i64::from(periods))?),
        None => None,
    };
    let components = (!terms.component_codes.is_empty()).then(|| terms.component_codes.clone());
    let plans = (!terms.plan_codes.is_empty()).then(|| terms.plan_codes.clone());
    Ok(AppliedCoupon { code: terms.code.clone(), off, components, plans, from, until })
}

/// The coupon comes off no further invoice: what is due with the end of the running period is charged
/// without it. A coupon that is over stays as it is.
pub async fn end_with_period(
    tx: &mut TenantTx,
    id: SubscriptionId,
    code: &str,
) -> Result<(), AttachCouponError> {
    let subscription = subscriptions::lock(tx, id).await?.ok_or(AttachCouponError::NotFound)?;
    let until = subscription.next_billing_at.ok_or(AttachCouponError::HasEnded)?;
    if !subscriptions::end_coupon(tx, id, code, until).await? {
        return Err(AttachCouponError::NoSuchCoupon);
    }
    Ok(())
}
