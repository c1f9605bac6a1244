//! A customer's certificates of exemption, for staff (row L1): what there is, and a form for one more.

use crate::domain::country::Country;
use crate::domain::id::TaxExemptionId;
use crate::domain::tax_exemption::{ExemptionReason, TaxExemption};
use crate::error::AppError;
use crate::flows::billing::tax_exemptions::{
    TaxExemptionError, enter_exemption, withdraw_exemption,
};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::store::tax_evidence;
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::links;
use crate::web::admin::parts::{OnceKey, customer_crumbs};
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, date, t, t_with, ui};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct ExemptionPath {
    exemption: TaxExemptionId,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExemptionQuery {
    done: String,
}

struct ExemptionPage {
    exemptions: Vec<TaxExemption>,
    typed: Typed,
    errors: FieldErrors,
    done: Option<&'static str>,
}

/// GET /admin/customers/{tenant}/tax-exemptions
pub async fn show(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Query(asked): Query<ExemptionQuery>,
) -> Result<Response, AppError> {
    let done = match asked.done.as_str() {
        "entered" => Some("exemption-done-entered"),
        "withdrawn" => Some("exemption-done-withdrawn"),
        _ => None,
    };
    let typed = Typed::of(&[
        ("id", TaxExemptionId::new().to_string()),
        ("country", access.profile.address.country.clone()),
        ("valid-from", access.today.to_string()),
    ]);
    answer(&app, ui, StatusCode::OK, access, typed, (FieldErrors::none(), done)).await
}

/// POST /admin/customers/{tenant}/tax-exemptions
pub async fn enter(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let errors = match read(ui.locale, &typed) {
        Ok(exemption) => {
            let mut tx = desk.begin(&app).await?;
            let actor = desk.0.staff.actor();
            match enter_exemption(&mut tx, desk.0.now, &actor, &exemption).await {
                Ok(()) => {
                    tx.commit().await?;
                    let page = links::tax_exemptions(desk.0.tenant);
                    return Ok(see_other(&format!("{page}?done=entered")));
                }
                Err(error) => refusal(ui.locale, error)?,
            }
        }
        Err(errors) => errors,
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&app, ui, status, desk.0, typed, (errors, None)).await
}

/// POST /admin/customers/{tenant}/tax-exemptions/{exemption}/withdraw
pub async fn withdraw(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(ExemptionPath { exemption }): Path<ExemptionPath>,
    Form(_): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    let actor = desk.0.staff.actor();
    match withdraw_exemption(&mut tx, desk.0.now, &actor, exemption).await {
        Ok(()) => tx.commit().await?,
        Err(TaxExemptionError::NotFound) => return Err(AppError::NotFound),
        Err(TaxExemptionError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(AppError::internal(error)),
    }
    Ok(see_other(&format!("{}?done=withdrawn", links::tax_exemptions(desk.0.tenant))))
}

/// The certificate as typed, or what does not read.
fn read(locale: Locale, typed: &Typed) -> Result<TaxExemption, FieldErrors> {
    let mut errors = FieldErrors::none();
    let country: Option<Country> = typed.get("country").parse().ok();
    if country.is_none() {
        errors.add("country", i18n::text(locale, "admin-choose-one"));
    }
    let reason: Option<ExemptionReason> = typed.get("exemption-reason").parse().ok();
    if reason.is_none() {
        errors.add("exemption-reason", i18n::text(locale, "admin-choose-one"));
    }
    let mut day = |field: &'static str| {
        i18n::parse_date(typed.get(field))
            .map_err(|error| errors.add(field, error.message(locale)))
            .ok()
    };
    let valid_from = day("valid-from");
    let has_end = !typed.get("valid-until").is_empty();
    let valid_until = if has_end { day("valid-until") } else { None };
    match (country, reason, valid_from, typed.id("id")) {
        (Some(country), Some(reason), Some(valid_from), Some(exemption_id))
            if errors.is_empty() =>
        {
            Ok(TaxExemption {
                exemption_id,
                country,
                reason,
                certificate_number: typed.get("certificate").to_owned(),
                valid_from,
                valid_until,
                withdrawn_at: None,
            })
        }
        _ => Err(errors),
    }
}

fn refusal(locale: Locale, error: TaxExemptionError) -> Result<FieldErrors, AppError> {
    let (field, key) = match error {
        TaxExemptionError::NoCertificate => ("certificate", "withholding-error-certificate"),
        TaxExemptionError::EndsBeforeItBegins => ("valid-until", "exemption-error-end"),
        TaxExemptionError::NotFound => return Err(AppError::NotFound),
        TaxExemptionError::Store(error) => return Err(error.into()),
    };
    let mut errors = FieldErrors::none();
    errors.add(field, i18n::text(locale, key));
    Ok(errors)
}

async fn answer(
    app: &App,
    ui: Ui,
    status: StatusCode,
    access: CustomerRead,
    typed: Typed,
    (errors, done): (FieldErrors, Option<&'static str>),
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let exemptions = tax_evidence::exemptions(&mut tx).await?;
    drop(tx);
    let title = i18n::text(ui.locale, "exemption-title");
    let page = ExemptionPage { exemptions, typed, errors, done };
    Ok(render::page(ui, status, &title, move || view(&access, page)))
}

fn view(access: &CustomerRead, page: ExemptionPage) -> AnyView {
    let ExemptionPage { exemptions, typed, errors, done } = page;
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    let may_write = access.staff.role.can_handle_money();
    let list = if exemptions.is_empty() {
        view! { <Empty title=t("admin-list-empty") text=t("exemption-none")/> }.into_any()
    } else {
        let rows: Vec<_> =
            exemptions.into_iter().map(|row| exemption_row(access, row, may_write)).collect();
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    view! {
        {done.map(|key| view! { <Notice tone=Tone::Success text=t(key)/> })}
        <PageHead title=t("exemption-title") crumbs sub=t("exemption-intro").into_owned().into_any()/>
        <ErrorSummary errors=errors.clone()/>
        <div class="with-aside">
            <div class="stack stack-l">{list}</div>
            <aside class="stack stack-l">{may_write.then(|| exemption_form(access, &typed, errors))}</aside>
        </div>
    }
    .into_any()
}

fn exemption_row(access: &CustomerRead, row: TaxExemption, may_write: bool) -> AnyView {
    let locale = ui().locale;
    let country = i18n::country_name(locale, row.country);
    let reason = i18n::exemption_reason(locale, row.reason);
    let days = match row.valid_until {
        Some(last) => {
            let args = [("from", Arg::from(date(row.valid_from))), ("until", date(last).into())];
            t_with("exemption-from-until", &args)
        }
        None => t_with("exemption-from", &[("from", Arg::from(date(row.valid_from)))]),
    };
    let (tone, state) = match row.withdrawn_at {
        Some(_) => (None, "exemption-withdrawn"),
        None if row.holds(row.country, access.today) => (Some("success"), "exemption-holds"),
        None => (Some("warning"), "exemption-not-now"),
    };
    let withdraw = (may_write && row.withdrawn_at.is_none()).then(|| {
        let action =
            format!("{}/{}/withdraw", links::tax_exemptions(access.tenant), row.exemption_id);
        view! {
            <details class="confirm">
                <summary class="btn btn-small btn-danger">{t("exemption-withdraw")}"…"</summary>
                <form class="confirm-body" method="post" action=action>
                    <input r#type="hidden" name="withdraw" value="yes"/>
                    <p>{t("exemption-withdraw-confirm")}</p>
                    <div class="actions"><button class="btn btn-primary btn-danger">{t("exemption-withdraw")}</button></div>
                </form>
            </details>
        }
    });
    view! {
        <li>
            <div class="list-text">
                <span class="list-title">{country}" · "<bdi>{row.certificate_number}</bdi></span>
                <small>{reason}</small><small>{days}</small>{withdraw}
            </div>
            <div class="list-end"><span class="badge" data-tone=tone>{t(state)}</span></div>
        </li>
    }
    .into_any()
}

fn exemption_form(access: &CustomerRead, typed: &Typed, errors: FieldErrors) -> AnyView {
    let locale = ui().locale;
    let countries = i18n::countries_by_name(locale)
        .into_iter()
        .map(|(country, name)| (country.code().to_owned(), name.into_owned()))
        .collect();
    let reasons = ExemptionReason::ALL
        .iter()
        .map(|reason| (reason.word().to_owned(), i18n::exemption_reason(locale, *reason)))
        .collect();
    let id = typed.id("id").unwrap_or_else(TaxExemptionId::new);
    view! {
        <section class="stub" aria-labelledby="enter">
            <h2 id="enter">{t("exemption-enter")}</h2>
            <form class="form" method="post" action=links::tax_exemptions(access.tenant)>
                <OnceKey id=id.0/>
                <SelectField name="country" label=t("exemption-country") options=countries selected=typed.get("country") hint=t("exemption-country-hint").into_owned() errors=errors.clone()/>
                <SelectField name="exemption-reason" label=t("exemption-reason") options=reasons selected=typed.get("exemption-reason") hint=t("exemption-reason-hint").into_owned() errors=errors.clone()/>
                <TextField name="certificate" label=t("exemption-certificate") value=typed.get("certificate") errors=errors.clone() max_length=60/>
                <TextField name="valid-from" label=t("exemption-valid-from") value=typed.get("valid-from") errors=errors.clone() kind="date"/>
                <TextField name="valid-until" label=t("exemption-valid-until") value=typed.get("valid-until") errors=errors kind="date" optional=true/>
                <div class="actions"><button class="btn btn-primary">{t("exemption-enter")}</button></div>
            </form>
        </section>
    }
    .into_any()
}
