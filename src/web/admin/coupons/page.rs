//! `/admin/coupons/{coupon}`: one coupon, its terms and how often it was redeemed.

use super::words::{duration_text, off_text, redemptions_text, state_text};
use crate::auth::StaffSession;
use crate::domain::coupon::CouponDefinition;
use crate::domain::id::CouponId;
use crate::error::AppError;
use crate::state::App;
use crate::store::coupons;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{DateText, TimeText};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::render::see_other;
use crate::web::ui::{Ui, t};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;
use serde::Deserialize;

/// What is said after an act.
const DONE: [(&str, &str); 3] = [
    ("created", "coupons-done-created"),
    ("archived", "coupons-done-archived"),
    ("restored", "coupons-done-restored"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DoneQuery {
    done: String,
}

async fn load(app: &App, id: CouponId) -> Result<CouponDefinition, AppError> {
    let found = coupons::find_for_staff(&mut app.db.staff_read().await?, id).await?;
    found.ok_or(AppError::NotFound)
}

/// GET /admin/coupons/{coupon}
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(id): Path<CouponId>,
    Query(query): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let coupon = load(&app, id).await?;
    let done = DONE.iter().find(|(word, _)| *word == query.done).map(|(_, key)| *key);
    let (can_change, today) = (staff.role.can_change_settings(), ui.today());
    let title = coupon.terms.code.clone();
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&coupon, done, can_change, today)))
}

/// POST /admin/coupons/{coupon}/archive
pub async fn archive(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(id): Path<CouponId>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    load(&app, id).await?;
    let (archived_at, word) = match form.get("archived") {
        "yes" => (Some(ui.now), "archived"),
        "no" => (None, "restored"),
        _ => return Err(AppError::BadRequest),
    };
    let mut tx = app.db.operator(&staff.actor(), ui.now).await?;
    coupons::set_archived(&mut tx, id, archived_at).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{}?done={word}", paths::admin_coupon(id))))
}

fn view(
    coupon: &CouponDefinition,
    done: Option<&'static str>,
    can_change: bool,
    today: Date,
) -> AnyView {
    let terms = &coupon.terms;
    let crumbs = vec![(paths::ADMIN_COUPONS.to_owned(), t("coupons-title").into_owned())];
    let (tone, state) = state_text(coupon, today);
    let notice = done.map(|key| view! { <Notice tone=Tone::Success text=t(key)/> });
    let badge = view! { <span class="badge" data-tone=tone>{state}</span> }.into_any();
    let codes = |codes: &[String]| match codes {
        [] => t("coupons-all").into_owned(),
        codes => codes.join(", "),
    };
    let until = match terms.redeem_until {
        Some(until) => view! { <DateText on=until/> }.into_any(),
        None => t("coupons-without-end").into_any(),
    };
    view! {
        {notice}
        <PageHead title=terms.code.clone() crumbs badge=badge sub=terms.name.clone().into_any()/>
        <dl class="facts">
            <div><dt>{t("coupons-off")}</dt><dd>{off_text(&terms.off)}</dd></div>
            <div><dt>{t("coupons-duration")}</dt><dd>{duration_text(terms.duration)}</dd></div>
            <div><dt>{t("coupons-plans")}</dt><dd>{codes(&terms.plan_codes)}</dd></div>
            <div><dt>{t("coupons-components")}</dt><dd>{codes(&terms.component_codes)}</dd></div>
            <div><dt>{t("coupons-redemptions")}</dt><dd>{redemptions_text(coupon)}</dd></div>
            <div><dt>{t("coupons-until")}</dt><dd>{until}</dd></div>
            <div><dt>{t("coupons-created-at")}</dt><dd><TimeText at=coupon.created_at/></dd></div>
        </dl>
        {can_change.then(|| act(coupon))}
    }
    .into_any()
}

fn act(coupon: &CouponDefinition) -> AnyView {
    let path = format!("{}/archive", paths::admin_coupon(coupon.coupon_id));
    if coupon.archived_at.is_some() {
        return view! {
            <form method="post" action=path>
                <input r#type="hidden" name="archived" value="no"/>
                <button class="btn">{t("coupons-restore")}</button>
            </form>
        }
        .into_any();
    }
    view! {
        <details class="confirm">
            <summary class="btn btn-danger">{t("coupons-archive")}"…"</summary>
            <form class="confirm-body" method="post" action=path>
                <input r#type="hidden" name="archived" value="yes"/>
                <p>{t("coupons-archive-note")}</p>
                <div class="actions"><button class="btn btn-primary btn-danger">{t("coupons-archive")}</button></div>
            </form>
        </details>
    }
    .into_any()
}
