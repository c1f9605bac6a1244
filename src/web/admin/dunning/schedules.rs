//! `/admin/dunning/schedules`: the schedules, and by which of them customers are dunned who have none of their
//! own.

use super::{schedule_path, simulate};
use crate::auth::StaffSession;
use crate::error::AppError;
use crate::flows::dunning::save_schedule::{SaveScheduleError, set_default};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::dunning_schedules::{self, ScheduleVersion};
use crate::web::admin::typed::Typed;
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::render::see_other;
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// What is said after an act.
const DONE: [(&str, &str); 3] =
    [("saved", "dunning-done-saved"), ("on", "dunning-done-on"), ("off", "dunning-done-off")];

/// GET /admin/dunning/schedules
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(query): Query<Typed>,
) -> Result<Response, AppError> {
    let schedules = dunning_schedules::list(&mut app.db.staff_read().await?).await?;
    let may_change = staff.role.can_handle_money();
    let done = DONE.iter().find(|(word, _)| *word == query.get("done")).map(|(_, key)| *key);
    let title = i18n::text(ui.locale, "dunning-schedules-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&schedules, may_change, done)))
}

/// POST /admin/dunning/schedules: `default` names a schedule, or nothing to switch dunning off.
pub async fn switch(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_handle_money() {
        return Err(AppError::Forbidden);
    }
    let schedule = match typed.get("default") {
        "" => None,
        _ => Some(typed.id("default").ok_or(AppError::BadRequest)?),
    };
    match set_default(&app.db, ui.now, &staff.actor(), schedule).await {
        Ok(()) => {}
        Err(SaveScheduleError::NotFound) => return Err(AppError::NotFound),
        Err(SaveScheduleError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(AppError::internal(error)),
    }
    let done = if schedule.is_some() { "on" } else { "off" };
    Ok(see_other(&format!("{}?done={done}", paths::ADMIN_DUNNING_SCHEDULES)))
}

fn view(schedules: &[ScheduleVersion], may_change: bool, done: Option<&'static str>) -> AnyView {
    let notice = done.map(|key| view! { <Notice tone=Tone::Success text=t(key)/> });
    let is_on = schedules.iter().any(|it| it.is_default);
    let off = (!is_on).then(|| view! { <Notice tone=Tone::Warning text=t("dunning-is-off")/> });
    let new = may_change.then(|| {
        let path = format!("{}/new", paths::ADMIN_DUNNING_SCHEDULES);
        view! { <a class="btn btn-primary" href=path>{t("dunning-new-schedule")}</a> }.into_any()
    });
    let crumbs = vec![(paths::ADMIN_DUNNING.to_owned(), t("dunning-title").into_owned())];
    let entries: Vec<_> = schedules.iter().map(|it| entry(it, may_change)).collect();
    view! {
        {notice}
        <PageHead title=t("dunning-schedules-title") sub=t("dunning-schedules-sub").into_any() crumbs actions=new.into_any()/>
        {off}
        <ul class="list">{entries}</ul>
    }
    .into_any()
}

fn entry(schedule: &ScheduleVersion, may_change: bool) -> AnyView {
    let terms = &schedule.terms;
    let badge = schedule.is_default.then(|| {
        view! { <span class="badge" data-tone="success">{t("dunning-default")}</span> }
    });
    let summary = t_with(
        "dunning-schedule-summary",
        &[
            ("version", Arg::from(i64::from(schedule.version))),
            ("steps", Arg::from(terms.steps.len())),
            ("attempts", Arg::from(i64::from(terms.attempts_max))),
        ],
    );
    let switch = may_change.then(|| {
        let (id, key) = match schedule.is_default {
            true => (String::new(), "dunning-switch-off"),
            false => (schedule.schedule_id.to_string(), "dunning-make-default"),
        };
        view! {
            <form method="post">
                <input r#type="hidden" name="default" value=id/>
                <button class="btn btn-small">{t(key)}</button>
            </form>
        }
    });
    view! {
        <li>
            <div class="list-text">
                <span class="list-title"><a href=schedule_path(schedule.schedule_id)>{terms.name.clone()}</a>" "{badge}</span>
                <small>{summary}</small>
            </div>
            <div class="list-end"><a class="btn btn-small" href=simulate::path(schedule.schedule_id)>{t("simulation-try")}</a>{switch}</div>
        </li>
    }
    .into_any()
}
