//! `/admin/sellers/{seller}`: one seller, with everything that can be done to it.

use super::access::SellerDesk;
use super::page_parts::{appearance, archive_form, preview_form};
use super::series_parts::series_section;
use crate::documents::paper::address_lines;
use crate::domain::number_series::TypedSeries;
use crate::domain::party::BankAccount;
use crate::domain::seller_settings::{SellerRegistration, SellerSettings};
use crate::error::AppError;
use crate::state::App;
use crate::store::sellers::series::{self, NumberSeries};
use crate::web::components::amounts::{DateText, TimeText};
use crate::web::components::form::{ErrorSummary, FieldErrors};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::ui::{Ui, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// The acts that are confirmed: (word in the address, sentence).
const ACTS: [(&str, &str); 9] = [
    ("added", "admin-seller-done-added"),
    ("saved", "admin-seller-done-saved"),
    ("logo", "admin-seller-done-logo"),
    ("logo-removed", "admin-seller-done-logo-removed"),
    ("series-opened", "admin-seller-done-series-opened"),
    ("series-closed", "admin-seller-done-series-closed"),
    ("series-deleted", "admin-seller-done-series-deleted"),
    ("archived", "admin-seller-done-archived"),
    ("restored", "admin-seller-done-restored"),
];

#[derive(Debug, Default, Deserialize)]
pub struct DoneQuery {
    #[serde(default)]
    done: String,
}

/// What a refused form says on the page.
#[derive(Default)]
pub struct Refusal {
    pub errors: FieldErrors,
    /// What was typed into the form for a new series.
    pub series: TypedSeries,
}

impl Refusal {
    /// At this field, this sentence.
    pub fn at(field: &'static str, sentence: impl Into<String>) -> Self {
        let mut errors = FieldErrors::none();
        errors.add(field, sentence);
        Self { errors, ..Self::default() }
    }
}

/// GET /admin/sellers/{seller}
pub async fn show(
    State(app): State<App>,
    desk: SellerDesk,
    ui: Ui,
    Query(query): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let series = load(&app, &desk).await?;
    let done = ACTS.iter().find(|(word, _)| *word == query.done).map(|(_, key)| *key);
    Ok(answer(ui, StatusCode::OK, desk, series, done, Refusal::default()))
}

/// The page again, as the seller is now, with why an act did not happen (422).
pub async fn refused(
    app: &App,
    ui: Ui,
    desk: SellerDesk,
    refusal: Refusal,
) -> Result<Response, AppError> {
    let desk = desk.reloaded(app).await?;
    let series = load(app, &desk).await?;
    Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk, series, None, refusal))
}

async fn load(app: &App, desk: &SellerDesk) -> Result<Vec<NumberSeries>, AppError> {
    let mut tx = app.db.staff_read().await?;
    Ok(series::of_seller(&mut tx, desk.id()).await?)
}

fn answer(
    ui: Ui,
    status: StatusCode,
    desk: SellerDesk,
    series: Vec<NumberSeries>,
    done: Option<&'static str>,
    refusal: Refusal,
) -> Response {
    let title = desk.seller.settings.legal_name.clone();
    render::page(ui, status, &title, move || view(&desk, series, done, refusal))
}

fn view(
    desk: &SellerDesk,
    series: Vec<NumberSeries>,
    done: Option<&'static str>,
    refusal: Refusal,
) -> AnyView {
    let seller = &desk.seller;
    let settings = &seller.settings;
    let notice = done.map(|key| view! { <Notice tone=Tone::Success text=t(key)/> });
    let archived = seller.archived_at.map(|_| {
        view! { <Notice tone=Tone::Info text=t("admin-seller-archived-note")/> }
    });
    let badge = seller.archived_at.map_or_else(
        || ().into_any(),
        |_| view! { <span class="badge">{t("admin-seller-archived")}</span> }.into_any(),
    );
    let edit = desk.can_change().then(|| {
        let path = format!("{}/edit", paths::admin_seller(seller.seller_id));
        view! { <a class="btn" href=path>{t("admin-seller-edit")}</a> }
    });
    let actions = view! { {edit} }.into_any();
    let crumbs = vec![(paths::ADMIN_SELLERS.to_owned(), t("admin-sellers-title").into_owned())];
    let title = settings.legal_name.clone();
    let errors = refusal.errors.clone();
    view! {
        {notice}
        <PageHead title crumbs badge=badge actions=actions/>
        {archived}
        <ErrorSummary errors/>
        <div class="with-aside">
            <div>
                {details(desk)}
                {registrations(&settings.registrations)}
                {accounts(&settings.bank_accounts)}
                {series_section(desk, &series, &refusal)}
                {footers(settings)}
            </div>
            <aside>
                {appearance(desk, &refusal.errors)}
                {preview_form(seller)}
                {archive_form(desk, &series)}
            </aside>
        </div>
    }
    .into_any()
}

/// A section with a heading of this key.
fn section(id: &'static str, key: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="section" aria-labelledby=id>
            <div class="section-head"><h2 id=id>{t(key)}</h2></div>
            {body}
        </section>
    }
    .into_any()
}

fn none() -> AnyView {
    view! { <p class="muted">{t("term-none")}</p> }.into_any()
}

fn details(desk: &SellerDesk) -> AnyView {
    let settings = &desk.seller.settings;
    let row = |key: &'static str, value: &str| {
        let value = value.to_owned();
        (!value.is_empty())
            .then(|| view! { <div><dt>{t(key)}</dt><dd><bdi>{value}</bdi></dd></div> })
    };
    let address: Vec<_> = address_lines(ui().locale, &settings.address)
        .into_iter()
        .map(|line| view! { <div><bdi>{line}</bdi></div> })
        .collect();
    let days = t_with("admin-seller-days", &[("count", i64::from(settings.days_to_pay).into())]);
    let updated = desk.seller.updated_at.map(|at| {
        view! { <div><dt>{t("admin-seller-updated")}</dt><dd><TimeText at/></dd></div> }
    });
    let body = view! {
        <dl class="facts">
            {row("admin-seller-trading-name", &settings.trading_name)}
            <div><dt>{t("admin-address")}</dt><dd>{address}</dd></div>
            {row("admin-seller-email", &settings.email)}
            {row("admin-seller-phone", &settings.phone)}
            {row("admin-seller-website", &settings.website)}
            <div><dt>{t("admin-seller-days-to-pay")}</dt><dd>{days}</dd></div>
            <div><dt>{t("admin-seller-code")}</dt><dd><code>{settings.code.clone()}</code></dd></div>
            {updated}
        </dl>
    };
    section("details", "admin-details", body.into_any())
}

fn registrations(registrations: &[SellerRegistration]) -> AnyView {
    if registrations.is_empty() {
        return section("taxes", "admin-seller-taxes", none());
    }
    let today = ui().today();
    let rows: Vec<_> = registrations
        .iter()
        .map(|registration| {
            let (tone, word) = match registration.holds_on(today) {
                true => ("success", t("admin-seller-tax-valid")),
                false => ("neutral", t("admin-seller-tax-not-today")),
            };
            let day = |on: Option<jiff::civil::Date>| match on {
                Some(on) => view! { <DateText on/> }.into_any(),
                None => "–".into_any(),
            };
            view! {
                <tr>
                    <th scope="row" class="lead">{registration.kind.clone()}" "<bdi>{registration.value.clone()}</bdi></th>
                    <td class="meta" data-label=t("admin-seller-tax-from")>{day(registration.valid_from)}</td>
                    <td class="meta" data-label=t("admin-seller-tax-to")>{day(registration.valid_to)}</td>
                    <td class="state"><span class="badge" data-tone=tone>{word}</span></td>
                </tr>
            }
        })
        .collect();
    let table = view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-seller-taxes")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-number")}</th>
                    <th scope="col">{t("admin-seller-tax-from")}</th>
                    <th scope="col">{t("admin-seller-tax-to")}</th>
                    <th scope="col">{t("admin-seller-today")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    section("taxes", "admin-seller-taxes", table.into_any())
}

fn accounts(accounts: &[BankAccount]) -> AnyView {
    if accounts.is_empty() {
        return section("accounts", "admin-seller-accounts", none());
    }
    let entries: Vec<_> = accounts
        .iter()
        .map(|account| {
            let currency = match account.currency.as_str() {
                "" => t("admin-seller-any-currency").into_owned(),
                code => code.to_owned(),
            };
            let rows: Vec<_> = account
                .rows
                .iter()
                .map(|(label, value)| {
                    view! { <small>{label.clone()}": "<bdi>{value.clone()}</bdi></small> }
                })
                .collect();
            view! {
                <li>
                    <div class="list-text">
                        <span class="list-title">{currency}</span>
                        <small><bdi>{account.bank_name.clone()}</bdi></small>
                        {rows}
                    </div>
                </li>
            }
        })
        .collect();
    section(
        "accounts",
        "admin-seller-accounts",
        view! { <ul class="list">{entries}</ul> }.into_any(),
    )
}

fn footers(settings: &SellerSettings) -> AnyView {
    if settings.footer.is_empty() {
        return section("footer", "admin-seller-footer", none());
    }
    let entries: Vec<_> = settings
        .footer
        .iter()
        .map(|(tag, text)| {
            let name = super::super::customer::language_name(tag);
            let lines: Vec<_> =
                text.lines().map(|line| view! { <div>{line.to_owned()}</div> }).collect();
            view! { <div><dt>{name}</dt><dd lang=tag.clone()>{lines}</dd></div> }
        })
        .collect();
    section("footer", "admin-seller-footer", view! { <dl class="facts">{entries}</dl> }.into_any())
}
