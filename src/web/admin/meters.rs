//! `/admin/meters`: what is counted of what customers use, and how (row F2).

use crate::auth::StaffSession;
use crate::domain::usage::{Aggregation, Meter, MeterRefused};
use crate::error::AppError;
use crate::flows::usage::meters::{CreateMeterError, create_meter};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::usage;
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t, t_with};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// GET /admin/meters
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(typed): Query<Typed>,
) -> Result<Response, AppError> {
    let is_done = typed.get("done") == "added";
    let page = Page { is_done, may_add: staff.role.can_change_settings(), ..Page::default() };
    answer(&app, ui, StatusCode::OK, page).await
}

/// POST /admin/meters
pub async fn submit(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let optional = |field| Some(typed.get(field).to_owned()).filter(|text| !text.is_empty());
    let aggregation: Aggregation =
        typed.get("aggregation").parse().map_err(|_| AppError::BadRequest)?;
    let meter = Meter {
        code: typed.get("code").to_owned(),
        name: typed.get("name").to_owned(),
        aggregation,
        unique_property: optional("unique-property"),
        group_by: optional("group-by"),
    };
    let (field, key) = match create_meter(&app.db, &staff.actor(), ui.now, meter).await {
        Ok(_) => return Ok(see_other(&format!("{}?done=added", paths::ADMIN_METERS))),
        Err(CreateMeterError::Meter(MeterRefused::Code)) => ("code", "meter-error-code"),
        Err(CreateMeterError::Meter(MeterRefused::Name)) => ("name", "meter-error-name"),
        Err(CreateMeterError::Meter(MeterRefused::UniqueProperty)) => {
            ("unique-property", "meter-error-unique-property")
        }
        Err(CreateMeterError::Meter(MeterRefused::Property)) => {
            ("unique-property", "meter-error-property")
        }
        Err(CreateMeterError::CodeTaken(_)) => ("code", "meter-error-code-taken"),
        Err(CreateMeterError::Store(error)) => return Err(error.into()),
    };
    let mut errors = FieldErrors::none();
    errors.add(field, i18n::text(ui.locale, key));
    let page = Page { is_done: false, may_add: true, typed, errors };
    answer(&app, ui, StatusCode::UNPROCESSABLE_ENTITY, page).await
}

#[derive(Default)]
struct Page {
    is_done: bool,
    may_add: bool,
    typed: Typed,
    errors: FieldErrors,
}

async fn answer(app: &App, ui: Ui, status: StatusCode, page: Page) -> Result<Response, AppError> {
    let meters = usage::meters_for_staff(&mut app.db.staff_read().await?).await?;
    let title = i18n::text(ui.locale, "meters-title");
    Ok(render::page(ui, status, &title, move || view(meters, page)))
}

fn view(meters: Vec<Meter>, page: Page) -> AnyView {
    let notice =
        page.is_done.then(|| view! { <Notice tone=Tone::Success text=t("meters-done-added")/> });
    let list = if meters.is_empty() {
        view! { <Empty title=t("meters-none") text=t("meters-none-text")/> }.into_any()
    } else {
        table(meters)
    };
    let form = page.may_add.then(|| form(&page.typed, page.errors));
    view! {
        {notice}
        <PageHead title=t("meters-title")/>
        <p>{t("meters-intro")}</p>
        {list}
        {form}
    }
    .into_any()
}

fn table(meters: Vec<Meter>) -> AnyView {
    let rows: Vec<_> = meters.into_iter().map(row).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("meters-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("meters-name")}</th>
                    <th scope="col">{t("meters-code")}</th>
                    <th scope="col">{t("meters-aggregation")}</th>
                    <th scope="col">{t("meters-group-by")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(meter: Meter) -> AnyView {
    let how = match meter.unique_property {
        Some(property) => t_with("meters-unique-of", &[("property", Arg::from(property))]),
        None => aggregation_name(meter.aggregation),
    };
    let group = meter.group_by.unwrap_or_else(|| "–".to_owned());
    view! {
        <tr>
            <th scope="row" class="lead"><bdi>{meter.name}</bdi></th>
            <td class="meta" data-label=t("meters-code")><code>{meter.code}</code></td>
            <td class="meta" data-label=t("meters-aggregation")>{how}</td>
            <td class="meta" data-label=t("meters-group-by")>{group}</td>
        </tr>
    }
    .into_any()
}

fn aggregation_name(aggregation: Aggregation) -> String {
    t(&format!("meter-aggregation-{}", aggregation.word())).into_owned()
}

fn form(typed: &Typed, errors: FieldErrors) -> AnyView {
    let aggregations = Aggregation::ALL
        .iter()
        .map(|&one| (one.word().to_owned(), aggregation_name(one)))
        .collect();
    view! {
        <section class="section" aria-labelledby="new">
            <div class="section-head"><h2 id="new">{t("meters-new")}</h2></div>
            <ErrorSummary errors=errors.clone()/>
            <form class="form" method="post" action=paths::ADMIN_METERS>
                <TextField name="code" label=t("meters-code") value=typed.get("code") hint=t("meters-code-hint") errors=errors.clone() max_length=64/>
                <TextField name="name" label=t("meters-name") value=typed.get("name") errors=errors.clone() max_length=100/>
                <SelectField name="aggregation" label=t("meters-aggregation") options=aggregations selected=typed.get("aggregation") errors=errors.clone()/>
                <TextField name="unique-property" label=t("meters-unique-property") value=typed.get("unique-property") hint=t("meters-unique-property-hint") errors=errors.clone() optional=true max_length=100/>
                <TextField name="group-by" label=t("meters-group-by") value=typed.get("group-by") hint=t("meters-group-by-hint") errors optional=true max_length=100/>
                <div class="actions"><button class="btn btn-primary">{t("meters-add")}</button></div>
            </form>
        </section>
    }
    .into_any()
}
