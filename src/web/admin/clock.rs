//! `/admin/clock`: moves a sandbox through time, and shows what happened on each day of it (row Q1). In a
//! live deployment there is no such page.

use super::clock_view::{Shown, view};
use crate::auth::StaffSession;
use crate::error::AppError;
use crate::i18n;
use crate::jobs::{self, AdvanceError};
use crate::state::App;
use crate::store::clock::AdvanceClockError;
use crate::store::clock_advances::{self, AdvanceState, ClockAdvance};
use crate::store::{StaffRead, StoreError, audit};
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::render::{self, see_other};
use crate::web::ui::Ui;
use crate::web::{admin::clock_view, paths};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Moves listed.
const LISTED: i64 = 20;
/// After so many seconds a browser asks again for the page of a move that runs, also without script.
const REFRESH_S: HeaderValue = HeaderValue::from_static("2");

#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    /// The move whose report is shown; empty: the newest.
    #[serde(default)]
    advance: String,
}

/// Admins of a sandbox.
/// # Errors  `NotFound` in a live deployment, whoever asks; `Forbidden` for others.
fn admitted(app: &App, staff: &StaffSession) -> Result<(), AppError> {
    match (app.is_sandbox, staff.role.can_change_settings()) {
        (false, _) => Err(AppError::NotFound),
        (true, false) => Err(AppError::Forbidden),
        (true, true) => Ok(()),
    }
}

/// GET /admin/clock
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(chosen): Query<Chosen>,
) -> Result<Response, AppError> {
    admitted(&app, &staff)?;
    let chosen = Uuid::parse_str(&chosen.advance).ok();
    let shown = load(&app, chosen).await?;
    let is_moving = shown.is_moving;
    let mut answer = page(ui, StatusCode::OK, shown);
    if is_moving {
        answer.headers_mut().insert(header::REFRESH, REFRESH_S);
    }
    Ok(answer)
}

/// POST /admin/clock
pub async fn submit(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    admitted(&app, &staff)?;
    let by = match typed.get("by") {
        clock_view::OTHER => typed.get("other"),
        preset => preset,
    };
    let Ok(by) = jobs::length(by, app.clock.now()) else {
        let mut errors = FieldErrors::none();
        errors.add("other", i18n::text(ui.locale, "clock-error-duration"));
        return refused(&app, ui, StatusCode::UNPROCESSABLE_ENTITY, typed, errors).await;
    };
    let id = typed.id("id").ok_or(AppError::BadRequest)?;
    match jobs::begin_advance(&app.work, &staff.actor(), id, by).await {
        Ok(moving) => moving.run_in_background(),
        Err(AdvanceError::Repeated) => {}
        Err(AdvanceError::Busy(_)) => {
            let errors = FieldErrors::none();
            return refused(&app, ui, StatusCode::CONFLICT, typed, errors).await;
        }
        // Nobody has said yet what kind of deployment this is.
        Err(AdvanceError::Clock(AdvanceClockError::NotASandbox)) => return Err(AppError::NotFound),
        Err(error) => return Err(AppError::internal(error)),
    }
    Ok(see_other(&format!("{}?advance={id}", paths::ADMIN_CLOCK)))
}

async fn refused(
    app: &App,
    ui: Ui,
    status: StatusCode,
    typed: Typed,
    errors: FieldErrors,
) -> Result<Response, AppError> {
    let is_busy = status == StatusCode::CONFLICT;
    let shown = Shown { typed, errors, is_busy, ..load(app, None).await? };
    Ok(page(ui, status, shown))
}

fn page(ui: Ui, status: StatusCode, shown: Shown) -> Response {
    let title = i18n::text(ui.locale, "clock-title");
    render::page(ui, status, &title, move || view(shown))
}

async fn load(app: &App, chosen: Option<Uuid>) -> Result<Shown, AppError> {
    let mut tx = app.db.staff_read().await?;
    let is_moving = clock_advances::is_moving(&mut tx).await?;
    let mut moves = clock_advances::newest(&mut tx, LISTED).await?;
    // Whose process is gone does not run, whatever it wrote last.
    for one in moves.iter_mut().filter(|one| one.state == AdvanceState::Running && !is_moving) {
        one.state = AdvanceState::Stopped;
    }
    let shown = match chosen {
        Some(id) => match moves.iter().find(|one| one.advance_id == id) {
            Some(listed) => Some(listed.clone()),
            None => Some(clock_advances::find(&mut tx, id).await?.ok_or(AppError::NotFound)?),
        },
        None => moves.first().cloned(),
    };
    let days = match &shown {
        Some(shown) => clock_advances::days(&mut tx, shown).await?,
        None => Vec::new(),
    };
    let names = names(&mut tx, &moves, shown.as_ref()).await?;
    let is_moving = shown.as_ref().is_some_and(|one| one.state == AdvanceState::Running);
    Ok(Shown {
        id: Uuid::now_v7(),
        is_moving,
        is_busy: false,
        moves,
        shown,
        days,
        names,
        typed: Typed::default(),
        errors: FieldErrors::none(),
    })
}

/// The names of the members of staff who moved the clock, by what the record calls them.
async fn names(
    tx: &mut StaffRead,
    moves: &[ClockAdvance],
    shown: Option<&ClockAdvance>,
) -> Result<HashMap<String, String>, StoreError> {
    let asked = moves.iter().chain(shown).map(|one| one.asked_by.as_str());
    let people: HashMap<&str, Uuid> = asked
        .filter_map(|who| Some((who, Uuid::parse_str(who.strip_prefix("staff:")?).ok()?)))
        .collect();
    let ids: Vec<Uuid> = people.values().copied().collect();
    let names = audit::names(tx, &ids, &[]).await?;
    let named = people.into_iter().filter_map(|(who, id)| Some((who, names.get(&id)?.clone())));
    Ok(named.map(|(who, name)| (who.to_owned(), name)).collect())
}
