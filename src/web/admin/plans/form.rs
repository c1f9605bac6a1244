//! Writing a version, in two steps: typed, then looked at, then published exactly as it was looked at.
//! Works without script: every button sends the form, and all but one only show it again.

use super::form_view::{About, FormPage, Step, digest};
use super::read::read;
use super::refusal::refusal;
use super::review::check;
use super::text::VersionText;
use super::written::written;
use crate::auth::StaffSession;
use crate::domain::id::{PlanId, PlanVersionId};
use crate::domain::plan::PlanError;
use crate::error::AppError;
use crate::flows::subscriptions::publish_plan::{
    CatalogueEntry, PublishPlanError, checked, publish_plan,
};
use crate::i18n;
use crate::state::App;
use crate::store::plans;
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::path::Path;
use crate::web::render::see_other;
use crate::web::ui::Ui;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub struct FromQuery {
    /// The version that the form is filled from; without it the newest.
    from: Option<String>,
}

fn is_allowed(staff: &StaffSession) -> Result<(), AppError> {
    if staff.role.can_change_settings() { Ok(()) } else { Err(AppError::Forbidden) }
}

async fn load(app: &App, plan: PlanId) -> Result<About, AppError> {
    let mut all = plans::all(&mut app.db.staff_read().await?).await?;
    all.retain(|one| one.version.plan_id == plan);
    if all.is_empty() { Err(AppError::NotFound) } else { Ok(About::Plan(plan, all)) }
}

/// GET /admin/plans/new
pub async fn show_new(staff: StaffSession, ui: Ui) -> Result<Response, AppError> {
    is_allowed(&staff)?;
    let text = VersionText::new(ui.today());
    Ok(typing(ui, About::NewPlan, PlanVersionId::new(), text, FieldErrors::none()))
}

/// GET /admin/plans/{plan}/versions/new
pub async fn show_version(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(plan): Path<PlanId>,
    Query(query): Query<FromQuery>,
) -> Result<Response, AppError> {
    is_allowed(&staff)?;
    let about = load(&app, plan).await?;
    let About::Plan(_, versions) = &about else { return Err(AppError::NotFound) };
    let from = query.from.unwrap_or_default();
    let asked = versions.iter().find(|one| one.version.version_id.to_string() == from);
    let newest = versions.iter().max_by_key(|one| (one.created_at, one.version.version_id));
    let from = asked.or(newest).ok_or(AppError::NotFound)?;
    let text = written(ui.locale, from, ui.today());
    Ok(typing(ui, about, PlanVersionId::new(), text, FieldErrors::none()))
}

/// POST /admin/plans/new
pub async fn submit_new(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    is_allowed(&staff)?;
    submit(&app, &staff, ui, About::NewPlan, &typed).await
}

/// POST /admin/plans/{plan}/versions/new
pub async fn submit_version(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(plan): Path<PlanId>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    is_allowed(&staff)?;
    let about = load(&app, plan).await?;
    submit(&app, &staff, ui, about, &typed).await
}

async fn submit(
    app: &App,
    staff: &StaffSession,
    ui: Ui,
    about: About,
    typed: &Typed,
) -> Result<Response, AppError> {
    let id: PlanVersionId = typed.id("id").ok_or(AppError::BadRequest)?;
    let mut text = VersionText::typed(typed);
    if let About::Plan(_, versions) = &about
        && let Some(one) = versions.first()
    {
        // Whatever the form says: it is this plan's.
        text.set("code", one.version.code.clone());
        text.set("kind", one.kind.word());
    }
    let act = typed.get("do");
    if text.change_rows(act) || act == "edit" {
        return Ok(typing(ui, about, id, text, FieldErrors::none()));
    }
    if text.wants_other_fields() {
        let notice = Some("plans-model-fields-shown");
        let step = Step::Typing { errors: FieldErrors::none(), notice };
        return Ok(FormPage { about, id, text, step }.answer(ui, StatusCode::OK));
    }
    // A form that is sent again, or from the browser's history, is what it became.
    let is_publishing = act == "publish";
    if is_publishing && let Some(path) = published(app, id).await? {
        return Ok(see_other(&path));
    }
    let entry = match look_at(app, &ui, &about, id, &text).await? {
        Ok(entry) => entry,
        Err(errors) => return Ok(typing(ui, about, id, text, errors)),
    };
    if !is_publishing {
        let step = Step::Looking { entry: Box::new(entry), notice: None };
        return Ok(FormPage { about, id, text, step }.answer(ui, StatusCode::OK));
    }
    if typed.get("seen") != digest(&entry) {
        let notice = Some("plans-not-what-was-seen");
        let step = Step::Looking { entry: Box::new(entry), notice };
        let page = FormPage { about, id, text, step };
        return Ok(page.answer(ui, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let (actor, now) = (staff.actor(), ui.now);
    let mut tx = app.db.operator(&actor, now).await?;
    match publish_plan(&mut tx, now, &actor, entry).await {
        Ok(version) => {
            tx.commit().await?;
            let path = super::version_path(version.plan_id, version.version_id);
            Ok(see_other(&format!("{path}?done=published")))
        }
        Err(error) => {
            let errors = refusal(ui.locale, &text, error)?;
            Ok(typing(ui, about, id, text, errors))
        }
    }
}

/// The page of the version that this form has published already.
async fn published(app: &App, id: PlanVersionId) -> Result<Option<String>, AppError> {
    let all = plans::all(&mut app.db.staff_read().await?).await?;
    let found = all.into_iter().find(|one| one.version.version_id == id);
    Ok(found.map(|one| super::version_path(one.version.plan_id, id)))
}

/// The entry as it would be published, or what is wrong with it.
async fn look_at(
    app: &App,
    ui: &Ui,
    about: &About,
    id: PlanVersionId,
    text: &VersionText,
) -> Result<Result<CatalogueEntry, FieldErrors>, AppError> {
    let locale = ui.locale;
    let entry = match read(locale, ui.today(), id, text) {
        Ok(entry) => entry,
        Err(errors) => return Ok(Err(errors)),
    };
    let entry = match checked(entry) {
        Ok(entry) => entry,
        Err(error) => return refusal(locale, text, error).map(Err),
    };
    if matches!(about, About::NewPlan) && has_plan(app, &entry.version.code).await? {
        let mut errors = FieldErrors::none();
        errors.add("code", i18n::text(locale, "plans-error-code-taken"));
        return Ok(Err(errors));
    }
    let currency = entry.version.currency;
    if let Err((component, source)) = check(locale, text, &entry.version.components, currency) {
        let error = PublishPlanError::Plan(PlanError::Terms { component, source });
        return refusal(locale, text, error).map(Err);
    }
    Ok(Ok(entry))
}

async fn has_plan(app: &App, code: &str) -> Result<bool, AppError> {
    let all = plans::all(&mut app.db.staff_read().await?).await?;
    Ok(all.iter().any(|one| one.version.code == code))
}

fn typing(
    ui: Ui,
    about: About,
    id: PlanVersionId,
    text: VersionText,
    errors: FieldErrors,
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    FormPage { about, id, text, step: Step::Typing { errors, notice: None } }.answer(ui, status)
}
