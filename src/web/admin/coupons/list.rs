//! `/admin/coupons`: all coupons, the newest first.

use super::words::{duration_text, off_text, redemptions_text, state_text, target_text};
use crate::auth::StaffSession;
use crate::domain::coupon::{CouponDefinition, CouponOff};
use crate::error::AppError;
use crate::i18n;
use crate::state::App;
use crate::store::coupons;
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, money, t};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    q: String,
}

/// GET /admin/coupons
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(filter): Query<Filter>,
) -> Result<Response, AppError> {
    let mut all = coupons::all(&mut app.db.staff_read().await?).await?;
    let has_any = !all.is_empty();
    let sought = filter.q.trim().to_lowercase();
    all.retain(|coupon| {
        let terms = &coupon.terms;
        terms.name.to_lowercase().contains(&sought) || terms.code.to_lowercase().contains(&sought)
    });
    let (can_change, today) = (staff.role.can_change_settings(), ui.today());
    let title = i18n::text(ui.locale, "coupons-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || {
        view(all, has_any, &filter.q, can_change, today)
    }))
}

/// Where a new coupon is written.
pub fn new_path() -> String {
    format!("{}/new", paths::ADMIN_COUPONS)
}

fn view(
    coupons: Vec<CouponDefinition>,
    has_any: bool,
    sought: &str,
    can_change: bool,
    today: Date,
) -> AnyView {
    let actions = can_change.then(|| {
        view! { <a class="btn btn-primary" href=new_path()>{t("coupons-new")}</a> }.into_any()
    });
    let actions = actions.unwrap_or_else(|| ().into_any());
    let search = has_any.then(|| {
        view! {
            <form class="filter" method="get" role="search">
                <div class="field"><label class="visually-hidden" r#for="q">{t("coupons-search")}</label><input class="input" id="q" name="q" r#type="search" maxlength="100" placeholder=t("coupons-search") value=sought.to_owned()/></div>
                <button class="btn">{t("action-search")}</button>
            </form>
        }
    });
    let list = if !has_any {
        view! { <Empty title=t("coupons-none") text=t("coupons-none-text")/> }.into_any()
    } else if coupons.is_empty() {
        let all = (paths::ADMIN_COUPONS.to_owned(), t("action-clear-filters").into_owned());
        view! { <Empty title=t("coupons-no-match") text=t("coupons-no-match-text") action=all/> }
            .into_any()
    } else {
        table(&coupons, today)
    };
    view! {
        <PageHead title=t("coupons-title") sub=t("coupons-sub").into_any() actions=actions/>
        {search}
        {list}
    }
    .into_any()
}

fn table(coupons: &[CouponDefinition], today: Date) -> AnyView {
    let rows: Vec<_> = coupons.iter().map(|coupon| row(coupon, today)).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("coupons-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("coupons-code")}</th>
                    <th scope="col">{t("coupons-duration")}</th>
                    <th scope="col">{t("coupons-applies-to")}</th>
                    <th scope="col" class="num">{t("coupons-redemptions")}</th>
                    <th scope="col">{t("admin-state")}</th>
                    <th scope="col" class="num amount">{t("coupons-off")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// An amount in each currency on a line of its own: on a phone the name keeps its place beside them.
fn amounts_off(off: &CouponOff) -> AnyView {
    match off {
        CouponOff::Percent(_) => view! { <span class="money">{off_text(off)}</span> }.into_any(),
        CouponOff::Fixed(amounts) => amounts
            .iter()
            .map(|amount| view! { <span class="money">{money(*amount)}</span><br/> })
            .collect::<Vec<_>>()
            .into_any(),
    }
}

fn row(coupon: &CouponDefinition, today: Date) -> AnyView {
    let terms = &coupon.terms;
    let (tone, state) = state_text(coupon, today);
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a class="nowrap" href=paths::admin_coupon(coupon.coupon_id)>{terms.code.clone()}</a><small><bdi>{terms.name.clone()}</bdi></small></th>
            <td class="meta" data-label=t("coupons-duration")>{duration_text(terms.duration)}</td>
            <td class="meta" data-label=t("coupons-applies-to")>{target_text(terms)}</td>
            <td class="meta num" data-label=t("coupons-redemptions")>{redemptions_text(coupon)}</td>
            <td class="state"><span class="badge" data-tone=tone>{state}</span></td>
            <td class="num amount">{amounts_off(&terms.off)}</td>
        </tr>
    }
    .into_any()
}
