//! `/admin/sellers`: all sellers, those in use first.

use crate::auth::StaffSession;
use crate::domain::id::SellerId;
use crate::error::AppError;
use crate::i18n;
use crate::state::App;
use crate::store::sellers::settings::SellerEntity;
use crate::store::sellers::{series, settings};
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, number, t, ui};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Documents issued, and open series for invoices.
type Counts = HashMap<SellerId, (i64, i64)>;

/// GET /admin/sellers
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
) -> Result<Response, AppError> {
    let mut tx = app.db.staff_read().await?;
    let sellers = settings::all(&mut tx).await?;
    let counts = series::counts(&mut tx).await?;
    let counts = counts.into_iter().map(|(id, issued, open)| (id, (issued, open))).collect();
    let can_change = staff.role.can_change_settings();
    let title = i18n::text(ui.locale, "admin-sellers-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(sellers, &counts, can_change)))
}

/// Where a new seller is written.
pub fn new_path() -> String {
    format!("{}/new", paths::ADMIN_SELLERS)
}

fn view(sellers: Vec<SellerEntity>, counts: &Counts, can_change: bool) -> AnyView {
    let actions = can_change
        .then(|| view! { <a class="btn" href=new_path()>{t("admin-seller-new")}</a> }.into_any());
    let actions = actions.unwrap_or_else(|| ().into_any());
    let list = if sellers.is_empty() {
        view! { <Empty title=t("admin-sellers-none") text=t("admin-sellers-none-text")/> }
            .into_any()
    } else {
        let rows: Vec<_> = sellers
            .into_iter()
            .map(|seller| {
                let counts = counts.get(&seller.seller_id).copied().unwrap_or_default();
                row(seller, counts)
            })
            .collect();
        table(rows)
    };
    view! {
        <PageHead title=t("admin-sellers-title") sub=t("admin-sellers-sub").into_any() actions=actions/>
        {list}
    }
    .into_any()
}

fn table(rows: Vec<AnyView>) -> AnyView {
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-sellers-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-seller")}</th>
                    <th scope="col">{t("admin-seller-code")}</th>
                    <th scope="col">{t("admin-country")}</th>
                    <th scope="col" class="num">{t("admin-seller-issued")}</th>
                    <th scope="col">{t("admin-state")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(seller: SellerEntity, (issued, open): (i64, i64)) -> AnyView {
    let settings = seller.settings;
    let country = settings
        .address
        .country
        .parse()
        .map(|country| i18n::country_name(ui().locale, country).into_owned())
        .unwrap_or_default();
    let (tone, word) = match (seller.archived_at, open) {
        (Some(_), _) => ("neutral", t("admin-seller-archived")),
        (None, 0) => ("warning", t("admin-seller-no-series")),
        (None, _) => ("success", t("admin-seller-in-use")),
    };
    let trading = (!settings.trading_name.is_empty())
        .then(|| view! { <small><bdi>{settings.trading_name}</bdi></small> });
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=paths::admin_seller(seller.seller_id)><bdi>{settings.legal_name}</bdi></a>{trading}</th>
            <td class="meta" data-label=t("admin-seller-code")><code>{settings.code}</code></td>
            <td class="meta" data-label=t("admin-country")>{country}</td>
            <td class="meta num" data-label=t("admin-seller-issued")>{number(Decimal::from(issued))}</td>
            <td class="state"><span class="badge" data-tone=tone>{word}</span></td>
        </tr>
    }
    .into_any()
}
