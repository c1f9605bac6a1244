//! What staff do with one subscription at once: try again what was parked, its group, its coupons. Each
//! says on the page how it came out.

use super::{SubscriptionPath, path};
use crate::domain::id::{SubscriptionGroupId, SubscriptionId, TenantId};
use crate::error::AppError;
use crate::flows::billing::run_record::bill_one;
use crate::flows::subscriptions::attach_coupon::{AttachCouponError, attach, end_with_period};
use crate::flows::subscriptions::group::{GroupError, create_group, move_to_group};
use crate::flows::subscriptions::unpark::{UnparkError, Unparked, unpark};
use crate::flows::usage::metered::Metered;
use crate::state::App;
use crate::store::billing_runs::RunSource;
use crate::web::admin::access::CustomerWrite;
use crate::web::admin::typed::Typed;
use crate::web::path::Path;
use crate::web::render::see_other;
use axum::extract::{Form, State};
use axum::response::Response;

/// Characters of a reason.
const REASON_MAX: usize = 500;

/// POST /admin/customers/{tenant}/subscriptions/{subscription}/try-again
pub async fn try_again(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(SubscriptionPath { subscription }): Path<SubscriptionPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    let reason: String = typed.get("reason").chars().take(REASON_MAX).collect();
    let Unparked { unit, was_parked } =
        unpark(&mut tx, subscription, &reason).await.map_err(unpark_error)?;
    tx.commit().await?;
    let tenant = desk.0.tenant;
    if !was_parked {
        return Ok(back(tenant, subscription, "not-parked"));
    }
    let actor = desk.0.staff.actor();
    let by = (RunSource::Staff, &actor);
    let report = bill_one(&app.db, &app.clock, &Metered, by, (tenant, unit)).await?;
    let done = if report.parked > 0 { "still-parked" } else { "tried" };
    Ok(back(tenant, subscription, done))
}

pub(super) fn unpark_error(error: UnparkError) -> AppError {
    match error {
        UnparkError::NotFound => AppError::NotFound,
        UnparkError::Store(error) => error.into(),
    }
}

/// POST /admin/customers/{tenant}/subscriptions/{subscription}/group
pub async fn group(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(SubscriptionPath { subscription }): Path<SubscriptionPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    let (now, actor, tenant) = (desk.0.now, desk.0.staff.actor(), desk.0.tenant);
    let moved = async {
        let group = match typed.get("group") {
            "" => None,
            "new" => {
                let id: SubscriptionGroupId = typed.id("id").ok_or(GroupError::NoSuchGroup)?;
                Some(create_group(&mut tx, now, &actor, id, typed.get("name")).await?.group_id)
            }
            _ => Some(typed.id("group").ok_or(GroupError::NoSuchGroup)?),
        };
        move_to_group(&mut tx, now, &actor, subscription, group).await
    };
    match moved.await {
        Ok(()) => {
            tx.commit().await?;
            Ok(back(tenant, subscription, "grouped"))
        }
        Err(GroupError::OtherSeller { .. } | GroupError::OtherCurrency { .. }) => {
            Ok(back(tenant, subscription, "group-differs"))
        }
        Err(GroupError::Full) => Ok(back(tenant, subscription, "group-full")),
        Err(GroupError::Name) => {
            drop(tx);
            exists(&app, tenant, subscription).await?;
            Ok(back(tenant, subscription, "group-name"))
        }
        Err(GroupError::NotFound | GroupError::NoSuchGroup) => Err(AppError::NotFound),
        Err(GroupError::HasEnded) => Err(AppError::BadRequest),
        Err(GroupError::Store(error)) => Err(error.into()),
    }
}

async fn exists(app: &App, tenant: TenantId, id: SubscriptionId) -> Result<(), AppError> {
    let mut tx = app.db.tenant_read(tenant).await?;
    let found = crate::store::subscriptions::find(&mut tx, id).await?;
    found.map(drop).ok_or(AppError::NotFound)
}

/// POST /admin/customers/{tenant}/subscriptions/{subscription}/coupons
pub async fn add_coupon(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(SubscriptionPath { subscription }): Path<SubscriptionPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    let done = match attach(&mut tx, now, today, &actor, subscription, typed.get("code")).await {
        Ok(()) => {
            tx.commit().await?;
            "coupon"
        }
        Err(AttachCouponError::NotFound) => return Err(AppError::NotFound),
        Err(AttachCouponError::Store(error)) => return Err(error.into()),
        Err(AttachCouponError::AlreadyThere) => "coupon-there",
        Err(_) => "coupon-refused",
    };
    Ok(back(desk.0.tenant, subscription, done))
}

/// POST /admin/customers/{tenant}/subscriptions/{subscription}/end-coupon
pub async fn end_coupon(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(SubscriptionPath { subscription }): Path<SubscriptionPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    let done = match end_with_period(&mut tx, subscription, typed.get("code")).await {
        Ok(()) => {
            tx.commit().await?;
            "coupon-ended"
        }
        Err(AttachCouponError::NotFound) => return Err(AppError::NotFound),
        Err(AttachCouponError::Store(error)) => return Err(error.into()),
        Err(_) => "coupon-refused",
    };
    Ok(back(desk.0.tenant, subscription, done))
}

/// The subscription's page, which says what was done.
pub(super) fn back(tenant: TenantId, id: SubscriptionId, done: &str) -> Response {
    see_other(&format!("{}?done={done}", path(tenant, id)))
}
