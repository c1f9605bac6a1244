//! `/admin/dunning/schedules/new` and `/admin/dunning/schedules/{schedule}`: what a schedule says, day by day,
//! and its next version. Nothing is saved before it was shown what an unpaid invoice would get.

use super::schedule_parts::{Shown, read, view, written};
use crate::auth::StaffSession;
use crate::domain::dunning::{ScheduleRefused, ScheduleTerms};
use crate::domain::id::DunningScheduleId;
use crate::error::AppError;
use crate::flows::dunning::save_schedule::{SaveScheduleError, save_schedule};
use crate::i18n;
use crate::state::App;
use crate::store::dunning_schedules::{self, ScheduleVersion};
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::Ui;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;

/// GET /admin/dunning/schedules/new
pub async fn show_new(staff: StaffSession, ui: Ui) -> Result<Response, AppError> {
    if !staff.role.can_handle_money() {
        return Err(AppError::Forbidden);
    }
    let page = Page::new(DunningScheduleId::new(), Vec::new(), true);
    Ok(answer(ui, StatusCode::OK, page))
}

/// POST /admin/dunning/schedules/new
pub async fn submit_new(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_handle_money() {
        return Err(AppError::Forbidden);
    }
    let id = typed.id("id").ok_or(AppError::BadRequest)?;
    let page = Page::new(id, Vec::new(), true);
    save(&app, &staff, ui, page, 0, typed).await
}

/// GET /admin/dunning/schedules/{schedule}
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(id): Path<DunningScheduleId>,
) -> Result<Response, AppError> {
    let versions = find(&app, id).await?;
    let mut page = Page::new(id, versions, staff.role.can_handle_money());
    if let Some(newest) = page.versions.first() {
        page.typed = written(&ui, &newest.terms);
        page.terms = Some(newest.terms.clone());
    }
    Ok(answer(ui, StatusCode::OK, page))
}

/// POST /admin/dunning/schedules/{schedule}
pub async fn submit(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(id): Path<DunningScheduleId>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_handle_money() {
        return Err(AppError::Forbidden);
    }
    let versions = find(&app, id).await?;
    let after = typed.get("version").parse().map_err(|_| AppError::BadRequest)?;
    save(&app, &staff, ui, Page::new(id, versions, true), after, typed).await
}

async fn find(app: &App, id: DunningScheduleId) -> Result<Vec<ScheduleVersion>, AppError> {
    let mut tx = app.db.staff_read().await?;
    let versions = dunning_schedules::versions(&mut tx, id).await?;
    if versions.is_empty() { Err(AppError::NotFound) } else { Ok(versions) }
}

async fn save(
    app: &App,
    staff: &StaffSession,
    ui: Ui,
    mut page: Page,
    after: i32,
    typed: Typed,
) -> Result<Response, AppError> {
    let only_shown = typed.get("intent") == "preview";
    let checked = read(&ui, &typed).and_then(|terms| {
        terms.checked().map_err(|error| sentence(&ui, &SaveScheduleError::Refused(error)))
    });
    page.typed = typed;
    let terms = match checked {
        Ok(terms) => terms,
        Err(errors) => {
            page.errors = errors;
            return Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    page.terms = Some(terms.clone());
    if only_shown {
        return Ok(answer(ui, StatusCode::OK, page));
    }
    match save_schedule(&app.db, ui.now, &staff.actor(), page.id, after, terms).await {
        Ok(_) => Ok(see_other(&format!("{}?done=saved", paths::ADMIN_DUNNING_SCHEDULES))),
        Err(SaveScheduleError::NotFound) => Err(AppError::NotFound),
        Err(SaveScheduleError::Store(error)) => Err(error.into()),
        Err(error) => {
            page.errors = sentence(&ui, &error);
            Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

/// What the form says about a refusal.
fn sentence(ui: &Ui, error: &SaveScheduleError) -> FieldErrors {
    use ScheduleRefused as No;
    let (field, key) = match error {
        SaveScheduleError::Refused(No::Name) => ("name", "dunning-error-name"),
        SaveScheduleError::Refused(No::Retry(_)) => ("retries", "dunning-error-retries"),
        SaveScheduleError::Refused(No::Attempts(_)) => ("attempts", "dunning-error-attempts"),
        SaveScheduleError::Refused(No::Threshold) => ("thresholds", "dunning-error-thresholds"),
        SaveScheduleError::Refused(No::Access) => ("suspended", "dunning-error-access"),
        SaveScheduleError::Refused(No::SameDay(_)) => ("step-1", "dunning-error-same-day"),
        SaveScheduleError::Refused(No::TooLate(_)) => ("step-1", "dunning-error-too-late"),
        SaveScheduleError::Refused(No::TooMany | No::Empty) => ("step-1", "dunning-error-steps"),
        SaveScheduleError::ChannelNotServed(_) => ("step-1", "dunning-error-channel"),
        SaveScheduleError::Changed { .. } => ("name", "dunning-error-changed"),
        SaveScheduleError::NotFound | SaveScheduleError::Store(_) => ("name", "dunning-error-name"),
    };
    FieldErrors::one(field, i18n::text(ui.locale, key))
}

struct Page {
    id: DunningScheduleId,
    versions: Vec<ScheduleVersion>,
    typed: Typed,
    /// What is shown day by day.
    terms: Option<ScheduleTerms>,
    errors: FieldErrors,
    may_change: bool,
}

impl Page {
    fn new(id: DunningScheduleId, versions: Vec<ScheduleVersion>, may_change: bool) -> Self {
        let (typed, errors) = (Typed::default(), FieldErrors::none());
        Self { id, versions, typed, terms: None, errors, may_change }
    }
}

fn answer(ui: Ui, status: StatusCode, page: Page) -> Response {
    let name = page.versions.first().map(|newest| newest.terms.name.clone());
    let new = || i18n::text(ui.locale, "dunning-new-schedule").into_owned();
    let title = name.unwrap_or_else(new);
    let today = ui.today();
    render::page(ui, status, &title.clone(), move || {
        let Page { id, versions, typed, terms, errors, may_change } = page;
        view(&Shown { title, id, versions, typed, terms, errors, may_change, today })
    })
}
